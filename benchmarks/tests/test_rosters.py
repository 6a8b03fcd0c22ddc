"""The generator: rows are where the truth says, numbers are valid unless spoilt, every kind of dirt appears."""

import csv
from argparse import Namespace

import numpy as np
import pytest

from benchmarks import kinds
from benchmarks.dates import DAYS, LUNAR, day_number
from benchmarks.examples import Raw
from benchmarks.files import FILES
from benchmarks.ids import CHECKS, WEIGHTS, make_ids
from benchmarks.rosters import generate


def made(tmp_path, form: str, children: int = 1500, rate: float = 3.0, counties: int = 1):
    counts = generate(
        Namespace(out=str(tmp_path), seed=3, rate=rate, format=form, children=children, counties=counties, sparse=False)
    )
    with (tmp_path / "truth_rows.csv").open(encoding="utf-8") as handle:
        return counts, list(csv.DictReader(handle))


@pytest.mark.parametrize("form", ["parquet", "csv", "xlsx"])
def test_rows_are_where_the_truth_says(tmp_path, form):
    counts, rows = made(tmp_path, form, 300)
    raw, names = Raw(tmp_path), {}
    assert len(rows) == sum(counts[roster] for roster in FILES if roster != "schools")
    for row in rows:
        cells = raw.row(row["file"], int(row["row"]))
        name, number = (
            cells["姓名"],
            next((cells[word] for word in cells if "证件号" in word or "公民身份" in word or "身份证号" in word), ""),
        )
        assert name and name != "姓名", row
        if not row["errors"] and number and len(number) == 18:
            names.setdefault(row["person_id"], set()).add(number)
    assert all(len(numbers) == 1 for numbers in names.values())


def test_the_same_seed_makes_the_same_rosters(tmp_path):
    made(tmp_path / "a", "csv", 300)
    made(tmp_path / "b", "csv", 300)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "b").iterdir()) and len(files) == 9
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_nearly_every_kind_of_dirt_falls(tmp_path):
    _, rows = made(tmp_path, "parquet", 12_000)
    seen = {kind for row in rows for kind in row["errors"].split(";")}
    assert set(kinds.KINDS) - seen == set()
    with (tmp_path / "truth_people.csv").open(encoding="utf-8") as handle:
        people = list(csv.DictReader(handle))
    assert set(kinds.PERSON_KINDS) - {kind for person in people for kind in person["errors"].split(";")} == set()
    assert sum(int(person["in_register"]) for person in people) == sum(row["roster"] == "households" for row in rows)


def test_counties_do_not_share_people_or_numbers(tmp_path):
    counts, rows = made(tmp_path, "parquet", 900, counties=3)
    assert counts["households"] > 900
    assert len({int(row["person_id"]) // 10_000_000 for row in rows}) == 3
    assert len({(row["roster"], row["row"]) for row in rows}) == len(rows)


def test_numbers_are_valid_and_neighbours_share_a_day():
    male = np.array([1, 1, 0])
    numbers = make_ids(np.full(3, 522699), np.full(3, day_number(DAYS[27000])), male)
    for number, boy in zip(numbers, male, strict=True):
        digits = np.array([int(digit) for digit in number[:17]])
        assert chr(CHECKS[(digits @ WEIGHTS) % 11]) == number[17] and digits[16] % 2 == boy


def test_lunar_days():
    from datetime import date

    assert LUNAR[day_number(date(2014, 11, 5))] == (2014, 9, 13)
    assert LUNAR[day_number(date(2015, 2, 19))] == (2015, 1, 1)
