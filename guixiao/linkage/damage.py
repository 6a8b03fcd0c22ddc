"""Errors that clerks make, as pure functions on the cells of one row: canaries.py spoils its copies with them.

Every function takes cells and a seeded source of chance and gives spoilt cells, or None where this error cannot befall this row.
"""

from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import NamedTuple

from guixiao.lib.dates import as_number
from guixiao.linkage.characters import tables
from guixiao.linkage.columns import GENERIC


class Cells(NamedTuple):
    """A row as it is typed. `born` is YYYYMMDD or YYYYMM or "", `lunar` the same day in the lunar calendar, `family` the register
    row whose guardians and telephones stand in this row (-1: none)."""

    name: str
    number: str
    born: str
    lunar: str
    sex: str
    town: str
    village: str
    family: int


Damage = Callable[[Cells, Random], Cells | None]


@cache
def _groups(table: str) -> dict[str, str]:
    """Characters of one sound, or with one right-hand part, in the order of their codes."""
    found: dict[str, list[str]] = {}
    for code, key in getattr(tables(), table).items():
        found.setdefault(key[-1], []).append(chr(code))
    return {key: "".join(chars) for key, chars in found.items()}


def _common(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


@cache
def alike(char: str, table: str) -> str:
    """The common characters that sound ("sound") or look ("part") like this one."""
    key = getattr(tables(), table).get(ord(char), "")[-1:]
    fold = tables().fold
    return "".join(other for other in _groups(table).get(key, "") if other != char and _common(other) and ord(other) not in fold)


def _replaced(cells: Cells, chance: Random, table: str) -> Cells | None:
    places = [at for at in range(1, len(cells.name)) if alike(cells.name[at], table)]
    if not places:
        return None
    at = chance.choice(places)
    return cells._replace(name=cells.name[:at] + chance.choice(alike(cells.name[at], table)) + cells.name[at + 1 :])


def homophone(cells: Cells, chance: Random) -> Cells | None:
    return _replaced(cells, chance, "sound")


def look_alike(cells: Cells, chance: Random) -> Cells | None:
    return _replaced(cells, chance, "part")


def character_lost(cells: Cells, chance: Random) -> Cells | None:
    if len(cells.name) < 3:
        return None
    at = chance.randrange(1, len(cells.name))
    return cells._replace(name=cells.name[:at] + cells.name[at + 1 :])


def characters_swapped(cells: Cells, chance: Random) -> Cells | None:
    name = cells.name
    return cells._replace(name=name[:-2] + name[-1] + name[-2]) if len(name) > 2 and name[-1] != name[-2] else None


def pet_name(cells: Cells, chance: Random) -> Cells:
    last = cells.name[-1]
    nick = chance.choice((f"阿{last}", f"老{last}", f"小{last}", f"{last}妹", f"{last}崽", chance.choice(GENERIC)))
    return cells._replace(name=nick if chance.random() < 0.4 else cells.name[0] + nick)


def illegible(cells: Cells, chance: Random) -> Cells:
    return cells._replace(name=cells.name[0] + chance.choice(("?", "某", "□", "某某", "*")))


def surname_changed(cells: Cells, chance: Random) -> Cells | None:
    others = [surname for surname in "吴杨石王潘梁龙韦陆李" if surname != cells.name[0]]
    return cells._replace(name=chance.choice(others) + cells.name[1:]) if len(cells.name) > 2 else None


def no_number(cells: Cells, chance: Random) -> Cells:
    return cells._replace(number="")


def digit_wrong(cells: Cells, chance: Random) -> Cells | None:
    if len(cells.number) < 18:
        return None
    at = chance.randrange(6, 17)
    other = (int(cells.number[at]) + chance.randrange(1, 10)) % 10
    return cells._replace(number=f"{cells.number[:at]}{other}{cells.number[at + 1 :]}")


def digits_swapped(cells: Cells, chance: Random) -> Cells | None:
    number = cells.number
    places = [at for at in range(len(number) - 2) if number[at] != number[at + 1]]
    if not places:
        return None
    at = chance.choice(places)
    return cells._replace(number=number[:at] + number[at + 1] + number[at] + number[at + 2 :])


def digit_lost(cells: Cells, chance: Random) -> Cells | None:
    if len(cells.number) < 18:
        return None
    at = chance.randrange(18)
    return cells._replace(number=cells.number[:at] + cells.number[at + 1 :])


def rounded(cells: Cells, chance: Random) -> Cells | None:
    """What a spreadsheet makes of a number typed as a number."""
    return cells._replace(number=cells.number[:15] + "000") if len(cells.number) == 18 else None


def lunar_date(cells: Cells, chance: Random) -> Cells | None:
    return cells._replace(born=cells.lunar) if cells.lunar and len(cells.born) == 8 else None


def _other_day(cells: Cells, year: int, month: int, day: int) -> Cells | None:
    number = as_number(year, month, day)
    return cells._replace(born=str(number)) if number and str(number) != cells.born else None


def _parts(born: str) -> tuple[int, int, int]:
    return int(born[:4]), int(born[4:6]), int(born[6:] or 0)


def other_year(cells: Cells, chance: Random) -> Cells | None:
    if len(cells.born) < 8:
        return None
    year, month, day = _parts(cells.born)
    return _other_day(cells, year + chance.choice((-1, 1)), month, day)


def day_and_month_swapped(cells: Cells, chance: Random) -> Cells | None:
    if len(cells.born) < 8:
        return None
    year, month, day = _parts(cells.born)
    return _other_day(cells, year, day, month)


def other_day(cells: Cells, chance: Random) -> Cells | None:
    if len(cells.born) < 8:
        return None
    year, month, _ = _parts(cells.born)
    return _other_day(cells, year, month, chance.randrange(1, 29))


def first_january(cells: Cells, chance: Random) -> Cells | None:
    return _other_day(cells, int(cells.born[:4]), 1, 1) if len(cells.born) == 8 else None


def month_only(cells: Cells, chance: Random) -> Cells | None:
    return cells._replace(born=cells.born[:6]) if len(cells.born) == 8 else None


def no_date(cells: Cells, chance: Random) -> Cells:
    return cells._replace(born="", lunar="")


def no_family(cells: Cells, chance: Random) -> Cells:
    return cells._replace(family=-1)


def no_place(cells: Cells, chance: Random) -> Cells:
    return cells._replace(town="", village="")


def no_village(cells: Cells, chance: Random) -> Cells:
    return cells._replace(village="")


def other_sex(cells: Cells, chance: Random) -> Cells:
    return cells._replace(sex={"M": "F", "F": "M"}.get(cells.sex, ""))


# Of a hundred rows that number and name do not settle: how the number fails.
NUMBER: Mapping[Damage, float] = {no_number: 50, digit_wrong: 14, digits_swapped: 8, digit_lost: 5, rounded: 3}
# The rest has the right number under a name that is not the register's.
NAME_ALONE: Mapping[Damage, float] = {look_alike: 45, pet_name: 22, illegible: 12, surname_changed: 12, character_lost: 9}
# Shares of hand-typed rows (no number). Roughly twice those of benchmarks/kinds.py: the audit should not flatter.
NAME: Mapping[Damage, float] = {
    homophone: 0.06,
    look_alike: 0.05,
    pet_name: 0.03,
    character_lost: 0.012,
    characters_swapped: 0.006,
    surname_changed: 0.016,
    illegible: 0.014,
}
DATE: Mapping[Damage, float] = {
    lunar_date: 0.05,
    other_year: 0.02,
    day_and_month_swapped: 0.01,
    other_day: 0.015,
    first_january: 0.012,
    month_only: 0.01,
    no_date: 0.02,
}
OTHER: Mapping[Damage, float] = {no_family: 0.2, no_village: 0.03, no_place: 0.02, other_sex: 0.006}
COPIED = 0.4  # the same shares in a row with a number, which was copied rather than typed from someone's words


def draw(chance: Random, shares: Mapping[Damage, float], whole: float) -> Damage | None:
    """One of the errors, or none: each has its share of `whole`."""
    left = chance.random() * whole
    for damage, share in shares.items():
        left -= share
        if left < 0:
            return damage
    return None


def spoil(cells: Cells, chance: Random) -> tuple[Cells, tuple[str, ...]]:
    """A copy of the row with errors, and their names. The number or the name is always hurt: the two alone do not settle it."""
    chosen = [draw(chance, NUMBER, 100.0) if cells.number else no_number]
    if chosen[0] is None:
        chosen = [draw(chance, NAME_ALONE, 100.0)]
    elif chance.random() < (1.0 if chosen[0] is no_number else COPIED):
        chosen.append(draw(chance, NAME, 1.0))
    rate = 1.0 if no_number in chosen else 1 / COPIED
    chosen += [draw(chance, DATE, rate), draw(chance, OTHER, 1.0)]
    return apply(cells, [damage for damage in chosen if damage], chance)


def apply(cells: Cells, damages: list[Damage], chance: Random) -> tuple[Cells, tuple[str, ...]]:
    """Each error in turn, those that cannot befall this row left out; a row that none befell loses its number."""
    done: list[str] = []
    for damage in damages:
        spoilt = damage(cells, chance)
        if spoilt is not None:
            cells, done = spoilt, [*done, damage.__name__]
    if not set(done) & SETTLING:
        cells, done = no_number(cells, chance), ["no_number", *done]
    return cells, tuple(done)


SETTLING = {damage.__name__ for damage in (*NUMBER, *NAME_ALONE)}
