"""Who each child of the rosters truly is, read from the files that the demo keeps beside them. Pure."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from guixiao.demo.county import County
from guixiao.demo.lives import OUT_OF_SCHOOL, UNLISTED

Row = tuple[str, str, int | None]  # roster, file, row

# What verification finds of an innocent child: (finding, what it rests on), both of the policy; of several, each as often.
FOUND: dict[str, tuple[tuple[str, str], ...]] = {
    "away_enrolled_unlisted": (("elsewhere_outside", "school_note"),) * 3 + (("elsewhere_in_province", "school_note"),),
    "away_enrolled": (("elsewhere_in_province", "school_note"),),
    "graduated": (("moved_school", "transfer_note"),),
    "graduated_unlisted": (("moved_school", "transfer_note"),),
    "transferred_out": (("moved_school", "transfer_note"), ("moved_school", "school_note")),
    "moved_out": (("elsewhere_outside", "school_note"),),
    "empty_registration": (("no_such_person", "police_note"), ("no_such_person", "village_note")),
    "gone": (("out_of_reach", "contact_log"), ("out_of_reach", "contact_log"), ("missing", "police_note")),
    "deceased_unmarked": (("died", "death_note"), ("died", "police_note")),
    "deceased_cancelled": (("died", "police_note"),),
    "deceased_on_roll": (("died", "death_note"),),
    "on_leave": (("sick_leave", "hospital_note"), ("in_class", "school_note")),
    "suspended": (("sick_leave", "approval"),),
    "deferred": (("deferred", "approval"),),
    "deferred_unlisted": (("deferred", "approval"),),
    "abroad": (("abroad", "border_note"),),
    "abroad_unlisted": (("abroad", "border_note"), ("abroad", "family_note")),
    "too_young": (("number_wrong", "household_book"),),
    "too_old": (("over_age", "household_book"),),
}
OTHERWISE = (("in_class", "roll_extract"), ("in_class", "school_note"))  # whom the rosters lost by errors of writing
AGAIN = ("number_wrong", "household_book")  # a second row of somebody who is looked for by another
OUT = {"never_enrolled": ("never_enrolled", "visit"), "dropped_out": ("dropped_out", "visit")}
# Paper that comes from elsewhere is gathered by the township; the others are asked at the door.
GATHERED = frozenset({"school_note", "transfer_note", "border_note", "roll_extract"})


@dataclass(frozen=True)
class Fate:
    """One person of the rosters, by `key`; `kind` and `detail` as the first round's truth has them, `then` as the second's."""

    key: str
    kind: str
    detail: str
    poor: bool
    girl: bool
    born: date
    town: str
    village: str
    then: str = ""
    school: str = ""  # where the child learns on the day of the second round

    @property
    def out(self) -> bool:
        """One of the article's 958."""
        return self.kind in OUT_OF_SCHOOL

    @property
    def second(self) -> bool:
        """One of the 66 of the second check."""
        return self.kind == "second_check"

    @property
    def unlisted(self) -> bool:
        return self.second and self.detail == UNLISTED

    @property
    def back(self) -> bool:
        """In class on the last day: all but the article's 115."""
        return (self.out or self.second) and self.then not in OUT_OF_SCHOOL

    @property
    def elsewhere(self) -> bool:
        """Comes back, but to none of the county's schools: another county's, or at sixteen the vocational school."""
        return self.then in ("away_enrolled", "too_old")


class Fates:
    """All people of the first round, and which row is whose."""

    def __init__(self, first: County, second: County):
        later = {row["person_id"]: row for row in _table(second.people)}
        self.of = {row["person_id"]: _fate(row, later.get(row["person_id"], {})) for row in _table(first.people)
                   if row["true_kind"] != "adult"}  # fmt: skip
        self.rows: dict[Row, str] = {}
        self.register: dict[str, Row] = {}
        for row in _table(first.truth):
            place = (row["roster"], row["file"], int(row["row"]))
            self.rows[place] = row["person_id"]
            if row["roster"] == "households":
                self.register.setdefault(row["person_id"], place)

    def at(self, place: Row) -> Fate | None:
        return self.of.get(self.rows.get(place, ""))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _fate(row: Mapping[str, str], later: Mapping[str, str]) -> Fate:
    return Fate(row["person_id"], row["true_kind"], row["detail"], row["poor"] == "yes", row["sex"] == "F",
                date.fromisoformat(row["birth_date"]), row["town"], row["village"], later.get("true_kind", ""),
                later.get("school", ""))  # fmt: skip
