"""The rosters of the second round: the rows of the first, but for those to whom something happened and those typed anew."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from guixiao.demo import rates
from guixiao.demo.households import Person
from guixiao.demo.lives import Population, true_bucket
from guixiao.demo.month import Happenings
from guixiao.demo.rosters.frame import Row, Sheet
from guixiao.demo.truth import write_table

Make = Callable[[Population], list[Sheet]]
CHANGES = ("person_id", "changes", "bucket_before", "bucket_after", "kind_before", "kind_after", "facts")
# What of a person a reader of two rounds can see change; the names are those of the list in `facts`.
FACTS: dict[str, Callable[[Person], object]] = {
    "name": lambda person: person.name,
    "id_number": lambda person: person.id_number,
    "household": lambda person: person.household.number,
    "village": lambda person: person.household.village.code,
    "school": lambda person: person.school.code if person.school else "",
}


class Second:
    """`before` and `now` are the same seed's population before and after the month."""

    def __init__(self, before: Population, now: Population, happened: Happenings):
        self.before, self.now, self.happened = before, now, happened
        rng = now.rng("typed anew")
        self.retyped = {person.person_id for person in before.everyone if rng.random() < rates.RETYPED} - set(happened)
        wanted = [person for person in now.everyone if person.person_id in self.retyped or person.person_id in happened]
        homes = {id(person.household) for person in wanted}
        households = [household for household in now.households if id(household) in homes]
        self.part = Population(now.seed, now.places, households, wanted, now.as_of, now.days)

    def sheets(self, make: Make) -> list[Sheet]:
        """One file's sheets, row by row."""
        pairs = zip(make(self.before), make(self.part), strict=True)
        return [replace(new, rows=self._rows(old.rows, new.rows)) for old, new in pairs]

    def _rows(self, old: Iterable[Row], new: Iterable[Row]) -> Iterator[Row]:
        """The first round's order; who is new comes at the end."""
        later: defaultdict[str, list[Row]] = defaultdict(list)
        for row in new:
            later[row.person_id].append(row)
        written: set[str] = set()
        for row in old:
            key = row.person_id
            if key in self.happened:
                yield from () if key in written else later[key]
                written.add(key)
            elif key in self.retyped and len(later[key]) == 1:
                yield later[key][0]
            else:
                yield row
        for key, rows in later.items():
            if key not in written and (key in self.happened or key.startswith("N")):
                yield from rows

    def write_changes(self, path: Path) -> Path:
        """truth_changes.csv: a line for everyone to whom something happened."""
        earlier = {person.person_id: person for person in self.before.everyone}
        lines = [_line(earlier.get(person.person_id), person, self.happened[person.person_id])
                 for person in self.now.everyone if person.person_id in self.happened]  # fmt: skip
        return write_table(path, CHANGES, lines)


def _line(before: Person | None, now: Person, happened: list[str]) -> tuple[str, ...]:
    facts = [name for name, read in FACTS.items() if before is not None and read(before) != read(now)]
    stood = (true_bucket(before), before.kind) if before else ("", "")
    return (now.person_id, ";".join(happened), stood[0], true_bucket(now), stood[1], now.kind, ";".join(facts))
