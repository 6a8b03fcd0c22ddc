"""The second door-to-door check of the made-up county: which of the 66 are in no roster, when each was met, and by whom."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from guixiao.demo.lives import UNLISTED

FIRST_DAY, DAYS = 8, 12  # days after the first round, well before the second


@dataclass(frozen=True)
class Door:
    """One child in no roster, as the squad of its village tells of it."""

    name: str
    sex: str
    birth: str
    town: str
    village: str
    found_on: date
    found_by: str


def doors_of(second_check: Path, as_of: date, seed: int = 2019) -> list[Door]:
    """From second_check.csv. The others of the 66 stand in the rosters as present: they are no children to add."""
    rng = Random(f"{seed}/doors")
    with second_check.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["detail"] == UNLISTED]
    return [
        Door(row["name"], row["sex"], row["birth_date"], row["town"], row["village"],
             as_of + timedelta(FIRST_DAY + rng.randrange(DAYS)), f"{row['village']}小分队")
        for row in rows
    ]  # fmt: skip
