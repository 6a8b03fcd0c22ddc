"""Rows whose truth is known, for the audit in every run (audit.py): spoilt copies of register children, and children who do not
exist."""

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from guixiao.lib.dates import parse_date
from guixiao.lib.ids import check_character, parse_identity
from guixiao.linkage.characters import clean_names, sounds
from guixiao.linkage.columns import GENERIC, PET, Connection, put
from guixiao.linkage.damage import Cells, no_family, no_place, spoil

COPIES, SCHOOL_STRANGERS, REGISTER_STRANGERS = 200, 200, 1000
SEED = 20190901
MIX = 2654435761  # Knuth's multiplier: an order of the rows that looks like chance and never changes


class Original(NamedTuple):
    """A register row that copies and strangers are made of."""

    k: int
    cells: Cells


class Planted(NamedTuple):
    source: int  # the register row that a copy is of, -1 for a stranger
    cells: Cells
    damage: tuple[str, ...]


def whole_number(first17: int | None) -> str:
    return f"{first17}{check_character(str(first17))}" if first17 else ""


def originals(con: Connection, first: int, last: int) -> list[Original]:
    """Register children of school age who are no duplicates, in an order that looks like chance."""
    shuffled = f"(CAST(p.k AS BIGINT) * {MIX}) % 4294967296, p.k"
    rows = con.execute(f"""SELECT p.k, p.nm, p.idn, p.born, lu.lunar, p.sex, p.town, p.village
        FROM (SELECT *, coalesce(dob, idob) AS born FROM person p WHERE roster = 'households' AND kind = '' AND length(nm) > 1
            AND coalesce(dob, idob) BETWEEN {first} AND {last} AND k NOT IN (SELECT k FROM twin)
            ORDER BY {shuffled} LIMIT {COPIES + SCHOOL_STRANGERS + REGISTER_STRANGERS}) p
        LEFT JOIN lunar_of lu ON lu.solar = p.born ORDER BY {shuffled}""").fetchall()
    return [Original(row[0], _typed(*row)) for row in rows]


def _typed(k: int, name: str, idn: int | None, born: int, lunar: int | None, *rest: str | None) -> Cells:
    sex, town, village = (text or "" for text in rest)
    return Cells(name, whole_number(idn), str(born).removesuffix("00"), str(lunar or ""), sex, town, village, k)


def bare_shares(con: Connection) -> tuple[float, float]:
    """Of this county's enrolment rows, the shares that name no guardian or telephone, and no township."""
    family, town = con.execute("""SELECT
        (SELECT avg(CAST(coalesce(guardian_name, guardian_phone, phone) IS NULL AS INT)) FROM raw_enrolments),
        (SELECT avg(CAST(town IS NULL AS INT)) FROM person WHERE roster = 'enrolments')""").fetchall()[0]
    return family or 0.0, town or 0.0


def copies(chosen: Sequence[Original], bare: tuple[float, float]) -> list[Planted]:
    """Spoilt copies, as complete as this county's enrolment rows are."""
    made = []
    for source in chosen:
        chance = Random(SEED + source.k)
        cells, damage = spoil(source.cells, chance)
        cells = no_family(cells, chance) if chance.random() < bare[0] else cells
        cells = no_place(cells, chance) if chance.random() < bare[1] else cells
        made.append(Planted(source.k, cells, damage))
    return made


def number_of_nobody(cells: Cells, area: str, serial: int) -> str:
    """A number of the right form with sequence 980-999, which no birth of a county's day reaches."""
    first17 = f"{area:9<6}{cells.born:0<8}{980 + serial % 10 * 2 + (cells.sex == 'M')}"
    return first17 + check_character(first17)


def invent(a: Cells, b: Cells, c: Cells, kin: bool) -> Cells:
    """A child who does not exist, born on the day of `c`: a brother or sister in the family of `a` with the given name of `b`,
    or one with the whole name of `a` in the family of `b` and the village of `c`."""
    if kin:
        return Cells(a.name[0] + b.name[1:], "", c.born, c.lunar, c.sex, a.town, a.village, a.family)
    return Cells(a.name, "", c.born, c.lunar, c.sex, c.town, c.village, b.family)


def strangers(chosen: Sequence[Original], count: int, numbered: float) -> list[Planted]:
    """Children who do not exist; the share `numbered` of them has a valid number, which nobody else has."""
    made = []
    for serial in range(count):
        a, b, c = (chosen[(serial * 3 + step * 7 + 1) % len(chosen)].cells for step in range(3))
        cells = invent(a, b, c, kin=serial % 2 == 0)
        known = Random(SEED - serial).random() < numbered
        made.append(Planted(-1, cells._replace(number=number_of_nobody(cells, a.number[:6], serial)) if known else cells, ()))
    return made


def kind_of(name: str) -> str:
    """As columns.read_names has it, in Python."""
    if "?" in name or not name:
        return "unknown"
    return "pet" if name in GENERIC or re.fullmatch(PET, name) else ""


def day_of(born: str, inside: int) -> int:
    """The typed date, completed by the number where only its month was typed."""
    typed = parse_date(born) if born else 0
    return inside if typed % 100 == 0 and inside // 100 == typed // 100 else typed


def read_cells(made: Sequence[Planted]) -> dict[str, list[object]]:
    """The columns of `person` that these cells come to, by the functions that read the rosters ("" and 0 for nothing)."""
    cells = [row.cells for row in made]
    names = clean_names([cell.name for cell in cells])
    read = [parse_identity(cell.number) for cell in cells]
    inside = [int(identity.number[6:14] or 0) for identity in read]
    same = {field: [getattr(cell, field) for cell in cells] for field in ("sex", "town", "village", "family")}
    return {
        "nm": [*names],
        "py": [*sounds(names)],
        "kind": [kind_of(name) for name in names],
        "idob": [*inside],
        "idn": [int(identity.number[:17] or 0) for identity in read],
        "lossy": [identity.lossy for identity in read],
        "idd": ["" if identity.number else identity.digits for identity in read],
        "dob": [day_of(cell.born, day) for cell, day in zip(cells, inside, strict=True)],
        **same,
    }


def plant(con: Connection, made: Sequence[Planted], roster: str, first: int) -> None:
    """Rows into `person` with keys from `first` on, each with the family of a register child (`family_at`)."""
    put(con, "planted", k=range(first, first + len(made)), **read_cells(made))
    con.execute(f"""INSERT INTO person BY NAME SELECT k, '{roster}' AS roster, 0 AS file_no, '' AS sheet, 0 AS row,
        nm, py, kind, lossy, nullif(idn, 0) AS idn, nullif(idd, '') AS idd, nullif(idob, 0) AS idob, nullif(dob, 0) AS dob,
        nullif(sex, '') AS sex, nullif(town, '') AS town, nullif(village, '') AS village FROM planted""")
    con.execute("INSERT INTO family_at SELECT k, family FROM planted")
