"""How one person is written down in one row of one roster."""

from bisect import bisect
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from random import Random

from guixiao.demo import rates
from guixiao.demo.dirt import births, names, numbers
from guixiao.demo.households import Person
from guixiao.demo.identity import old_number

Cell = str | int | date | None


@dataclass(slots=True)
class Entry:
    name: str
    sex: str
    birth: Cell
    number: Cell
    typed: str  # the number without Excel's damage and without decoration: what the student number was made from
    kinds: list[str] = field(default_factory=list)


class Choice:
    """Draws one key of a table of shares; nothing where the shares leave room."""

    def __init__(self, table: dict[str, float], whole: bool = False):
        self.keys = [*table, ""]
        limits = list(accumulate(table.values()))
        self.limits = [limit / limits[-1] for limit in limits] if whole else limits

    def draw(self, rng: Random) -> str:
        return self.keys[min(bisect(self.limits, rng.random()), len(self.keys) - 1)]


TYPOS, FORMS = Choice(rates.ID_TYPOS, whole=True), Choice(rates.ID_FORMS, whole=True)
NAMES, BIRTHS = Choice(rates.NAME_ERRORS, whole=True), Choice(rates.BIRTH_ERRORS, whole=True)
UNUSABLE = {"id_missing", "id_scientific", "id_guardian", "id_sibling", "id_old15"}


class Writer:
    """Writes persons down as one roster does: `usual` is the date form, `school` tells which name the roster knows, `careful`
    that it makes no errors with persons who are looked at with care."""

    def __init__(
        self, rng: Random, table: rates.Rates, usual: tuple[str, ...] = ("dashes",), school: bool = True, careful: bool = False
    ):
        self.rng, self.table, self.usual, self.school, self.careful = rng, table, usual, school, careful
        self.swapped: dict[str, str] = {}  # person_id -> the twin's number
        self.numbers = Choice(
            {
                "id_missing": table.missing,
                "typo": table.typo,
                "id_sibling": table.sibling,
                "id_guardian": table.guardian,
                "id_scientific": table.scientific,
                "id_old15": table.old15,
                "form": table.forms,
                "id_two": table.two_numbers,
            }
        )

    def entry(self, person: Person, *, sure_birth: bool = False) -> Entry:
        """`sure_birth`: leave the birth date as it is (a register row of a child out of school)."""
        kinds: list[str] = []
        if self.careful and person.careful:
            return Entry(person.name, person.sex, self._birth(person, 0.0, kinds), person.id_number, person.id_number, kinds)
        number, typed = self._number(person, kinds)
        factor = self.table.hand_typed if UNUSABLE.intersection(kinds) else 1.0
        name = self._name(person, factor, kinds)
        sex = self._sex(person, factor, kinds)
        return Entry(name, sex, self._birth(person, 0.0 if sure_birth else factor, kinds), number, typed, kinds)

    def _number(self, person: Person, kinds: list[str]) -> tuple[Cell, str]:
        number = person.id_number
        if person.first_number and self.school and self.rng.random() < 0.5:
            number = person.first_number
            kinds.append("id_recoded")
        if person.person_id in self.swapped:
            kinds.append("id_twins_swapped")
            return self.swapped[person.person_id], self.swapped[person.person_id]
        kind = self.numbers.draw(self.rng)
        if not kind or not number:
            return self._plain(number, kinds)
        if kind == "typo":
            kind = TYPOS.draw(self.rng)
            kinds.append(kind)
            wrong = numbers.TYPOS[kind](self.rng, number)
            return wrong, wrong
        if kind == "form":
            return self._decorated(number, kinds), number
        return getattr(self, "_" + kind)(person, number, kinds)

    def _plain(self, number: str, kinds: list[str]) -> tuple[Cell, str]:
        if number.endswith("X") and self.rng.random() < rates.LOWER_X:
            kinds.append("id_lower_x")
            return number.lower(), number
        return number or None, number

    def _decorated(self, number: str, kinds: list[str]) -> str:
        kind = FORMS.draw(self.rng)
        text = numbers.FORMS[kind](self.rng, number)
        if text != number:
            kinds.append(kind)
        return text

    def _id_missing(self, person: Person, number: str, kinds: list[str]) -> tuple[Cell, str]:
        kinds.append("id_missing")
        return None if self.rng.random() < 0.8 else self.rng.choice(("无", "/", "暂无", "不详")), ""

    def _id_sibling(self, person: Person, number: str, kinds: list[str]) -> tuple[Cell, str]:
        others = [child.id_number for child in person.household.children if child is not person and child.id_number]
        if not others:
            return number, number
        kinds.append("id_sibling")
        other = self.rng.choice(others)
        return other, other

    def _id_guardian(self, person: Person, number: str, kinds: list[str]) -> tuple[Cell, str]:
        kinds.append("id_guardian")
        return person.guardian.id_number, person.guardian.id_number

    def _id_scientific(self, person: Person, number: str, kinds: list[str]) -> tuple[Cell, str]:
        if number.endswith("X"):
            return number, number
        kinds.append("id_scientific")
        return numbers.scientific(self.rng, number), number

    def _id_old15(self, person: Person, number: str, kinds: list[str]) -> tuple[Cell, str]:
        kinds.append("id_old15")
        return old_number(number), number

    def _id_two(self, person: Person, number: str, kinds: list[str]) -> tuple[Cell, str]:
        kinds.append("id_two_in_cell")
        other = person.first_number or person.guardian.id_number
        return self.rng.choice((f"{number}/{other}", f"{number} {other}", f"{number}、{other}")), number

    def _name(self, person: Person, factor: float, kinds: list[str]) -> str:
        name = person.name
        if self.school and person.school_name:
            name = person.school_name
            kinds.append("name_miao")
        elif self.school and person.former_name and self.rng.random() < 0.3:
            name = person.former_name
            kinds.append("name_former")
        if self.rng.random() >= self.table.name * factor:
            return name
        kind = NAMES.draw(self.rng)
        if kind == "name_surname_changed":
            wrong = _mother(person)[0] + name[1:]
        else:
            wrong = names.ERRORS[kind](self.rng, name, person.sex)
        if wrong != name:
            kinds.append(kind)
        return wrong

    def _sex(self, person: Person, factor: float, kinds: list[str]) -> str:
        draw = self.rng.random()
        if draw < self.table.sex * factor:
            kinds.append("sex_flipped")
            return "女" if person.sex == "男" else "男"
        if draw > 1 - self.table.sex_blank * factor:
            kinds.append("sex_blank")
            return ""
        return person.sex

    def _birth(self, person: Person, factor: float, kinds: list[str]) -> Cell:
        rng, born = self.rng, person.born
        parts = (born.year, born.month, born.day)
        draw = rng.random()
        if draw < self.table.birth * factor:
            kind = BIRTHS.draw(rng)
            wrong = births.ERRORS[kind](rng, born)
            if wrong != parts:
                kinds.append(kind)
            parts = wrong
        elif draw > 1 - self.table.birth_missing * factor:
            kinds.append("birth_missing")
            return None
        form = rng.choice(self.usual) if rng.random() < 0.97 else rng.choice(births.FORMS)
        return births.written(parts, form)


def _mother(person: Person) -> str:
    """The name of the mother, whose surname the child may bear instead; of another adult where there is none."""
    return next((adult.name for adult in person.household.adults if adult.role == "母亲"), person.household.adults[-1].name)


def twins_swapped(rng: Random, people: list[Person], share: float = rates.TWINS_SWAPPED) -> dict[str, str]:
    """person_id -> the other twin's number, for the few pairs of which a roster swaps the numbers."""
    swapped: dict[str, str] = {}
    for person in people:
        twin = person.twin
        if twin is not None and person.person_id < twin.person_id and rng.random() < share:
            swapped[person.person_id], swapped[twin.person_id] = twin.id_number, person.id_number
    return swapped
