"""How alike the child that is typed and one on record are: pure, on linkage's own characters and sounds.

Points, not probabilities: nothing is decided here, five at most are shown to a person who decides.
"""

from dataclasses import dataclass
from datetime import date

from guixiao.lib.pinyin import plain_name
from guixiao.linkage.characters import clean_names, near_sounds, sounds
from guixiao.sightings.rules import days_of

LIKELY = 5  # points from which a child is shown
SLIP = 2  # characters by which two numbers may differ and still be one that was mistyped


@dataclass(frozen=True)
class Person:
    """What is known; `birth` as `rules.read_day` gives it; place: keys of township and village."""

    name: str
    birth: str = ""
    sex: str = ""
    number: str = ""
    guardian: str = ""
    town: int | None = None
    village: int | None = None


def likeness(typed: Person, other: Person) -> int:
    """Points; below LIKELY it is not worth a look."""
    name = _names(typed.name, other.name)
    if not name:
        return 0
    points = name + _births(typed.birth, other.birth) + _numbers(typed.number, other.number)
    points += 2 * (typed.village is not None and typed.village == other.village)
    points += 1 * (typed.town is not None and typed.town == other.town)
    points += 2 * bool(typed.guardian and clean_names([typed.guardian]) == clean_names([other.guardian]))
    return points - 1 * bool(typed.sex and other.sex and typed.sex != other.sex)


def _names(one: str, other: str) -> int:
    """5 the same, 4 but for spaces, digits or old characters, 3 by sound, 2 nearly so or with one character of three another."""
    mine, theirs = clean_names([one])[0], clean_names([other])[0]
    if not mine or not theirs:
        return 0
    if mine == theirs:
        return 5 if one == other else 4
    if plain_name(one).isascii() or sounds([mine]) == sounds([theirs]):
        return 3  # typed in pinyin: the database has found it by its sound
    near, also = near_sounds([mine, theirs])
    apart = sum(a != b for a, b in zip(near, also, strict=False)) + abs(len(near) - len(also))
    return 2 if apart == 0 or (apart == 1 and min(len(near), len(also)) > 2) else 0


def _births(one: str, other: str) -> int:
    """3 the same day, 2 the same month or day and month swapped, 1 may be the same; less where the years are far apart."""
    if not one or not other:
        return 0
    (first, last), (start, end) = days_of(one), days_of(other)
    if first == last and start == end:
        return _days(first, start)
    if first <= end and start <= last:
        return 2 if min(len(one), len(other)) > 4 else 1
    return -3 if abs(first.year - start.year) > 1 else 0


def _days(one: date, other: date) -> int:
    if one == other:
        return 3
    swapped = (one.month, one.day) == (other.day, other.month) and one.year == other.year
    alike = sum((one.year == other.year, one.month == other.month, one.day == other.day))
    if swapped or alike == 2:
        return 2
    return 0 if abs(one.year - other.year) <= 1 else -3


def _numbers(one: str, other: str) -> int:
    if not one or not other:
        return 0
    apart = sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))
    return 6 if apart == 0 else 3 if apart <= SLIP else -2
