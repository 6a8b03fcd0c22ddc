"""Seven dirty files and the truth beside them.

`python -m benchmarks.rosters --children 60000 --seed 7 --rate 1.0 --format parquet --out DIR`
"""

import argparse
import csv
import re
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks import dirt, files, kinds, states, tables
from benchmarks.dates import COMPACT
from benchmarks.ids import area_of, fifteen
from benchmarks.layouts import HEADERS, Layout
from benchmarks.people import HERE, LONE, MIGRANTS, SCOPE, STRANGERS, People, joined, make_people
from benchmarks.places import make_county
from benchmarks.tables import Table

PERSONS_PER_COUNTY = 10_000_000
PARENTS = {"poverty": 0.8, "households": kinds.PARENTS}  # of families: a parent's row in the file


def scaled(number: float) -> int:
    return max(2, int(number))


def county_people(rng, number: int, children: int):
    """The county, everybody in it or in its files, and how many of them its register holds."""
    if children > 120_000:
        raise SystemExit("at most 120,000 children in a county: identity numbers would repeat; give --counties")
    county = make_county(rng, number, area_of(number), children)
    sizes = {
        HERE: children,
        MIGRANTS: scaled(children * kinds.MIGRANTS),
        STRANGERS: scaled(children * kinds.STRANGERS),
        LONE: scaled(children * 0.0006),
    }
    parts: list[People] = []
    for group, size in sizes.items():
        namesakes = int(children * kinds.NAMESAKES / 2) if group in (MIGRANTS, STRANGERS) else 0
        models = states.models_for(rng, parts[0], namesakes) if namesakes else None
        part = make_people(rng, county, size, group, models)
        states.settle(rng, part, county, group)
        states.plant_namesakes_of_dead(rng, part)
        start = sum(len(earlier) for earlier in parts)
        part.sibling, part.twin = (np.where(link >= 0, link + start, -1) for link in (part.sibling, part.twin))
        part.family = part.family + start
        parts.append(part)
    people = joined(parts)
    people.pid = number * PERSONS_PER_COUNTY + np.arange(len(people))
    states.plant_classmates(rng, people)
    return county, people, len(parts[0])


def register(rng, people, county, count: int, rate: float) -> Table:
    """The household register, with second registrations of some children."""
    codes = kinds.draw(rng, count, kinds.DUPLICATE, rate)
    again = np.flatnonzero(codes >= 0)
    table = tables.households(rng, people, np.r_[np.arange(count), again], county)
    rows = np.arange(count, len(table))
    for at, kind in enumerate(kinds.DUPLICATE):
        table.mask[rows[codes[again] == at]] |= kinds.BIT[kind]
    moved = rows[(codes[again] == 1) | (rng.random(len(rows)) < 0.4)]
    where = rng.integers(0, count, len(moved))
    for column in ("town", "village", "address", "household_number"):
        table.columns[column][moved] = table.columns[column][where]
    table.columns["household_head"][moved] = table.of("mother")[moved]
    ids = table.columns["id_number"]
    for row in rows:
        if table.mask[row] & kinds.BIT["dup_15"]:
            ids[row] = fifteen(rng, ids[row])
        elif table.mask[row] & kinds.BIT["dup_no_id"]:
            ids[row] = None
    second = (table.mask & kinds.BIT["dup_second_id"]) > 0
    ids[second] = table.of("second")[second]
    return table


def older_row(rng, table: Table, rows: np.ndarray, kind: str) -> None:
    """Rows that say: transferred out, to where the newer row is."""
    table.columns["status"][rows] = rng.choice(np.array(["转出", "已转出", "转学"], dtype=object), len(rows))
    table.mask[rows] |= kinds.BIT[kind]


def school_rows(rng, people, county, rate: float) -> list[Table]:
    local, roll = people.local != "", people.roll != ""
    roll &= people.school != states.silent_school(people)
    pupils = np.flatnonzero(local & states.is_state(people, "in_class"))
    lot = rng.random(len(pupils)) / rate
    edges = np.cumsum([0, kinds.DOUBLE / 2, kinds.DOUBLE / 2, kinds.TRANSFERRED, kinds.RETURNED])
    twice, twice_away, moved, returned = (pupils[(lot >= low) & (lot < high)] for low, high in pairwise(edges))
    owner = np.flatnonzero(local)
    enrolled = tables.enrolments(rng, people, np.r_[owner, twice, moved], county)
    other = np.arange(len(owner), len(enrolled))
    choices = rng.integers(0, len(county.school_full), len(other))
    enrolled.columns["school"][other], enrolled.columns["school_code"][other] = (
        county.school_full[choices],
        county.school_code[choices],
    )
    enrolled.mask[other[: len(twice)]] |= kinds.BIT["double"]
    older_row(rng, enrolled, other[len(twice) :], "transferred")
    enrolled.mask[np.flatnonzero(people.hollow[enrolled.owner])] |= kinds.BIT["hollow"]
    owner = np.flatnonzero(people.away != "")
    people.away[np.r_[twice_away, returned]] = "in_class"
    elsewhere = tables.elsewhere(rng, people, np.r_[owner, twice_away, returned], county)
    other = np.arange(len(owner), len(elsewhere))
    elsewhere.mask[other[: len(twice_away)]] |= kinds.BIT["double"]
    older_row(rng, elsewhere, other[len(twice_away) :], "returned")
    return [enrolled, elsewhere, roll_call(rng, people, county, np.flatnonzero(roll))]


def roll_call(rng, people, county, owner: np.ndarray) -> Table:
    """Some pupils changed class: the old teacher still reads their name, and marks them absent."""
    twice = owner[(people.roll[owner] == "present") & (rng.random(len(owner)) < kinds.ROLL_TWICE)]
    table = tables.attendance(rng, people, np.r_[owner, twice], county)
    rows = np.arange(len(owner), len(table))
    table.columns["class_name"][rows] = [
        re.sub(r"\d+", lambda found: str(int(found[0]) % 9 + 1), name) for name in table.columns["class_name"][rows]
    ]
    table.columns["present"][rows] = "否"
    table.columns["absence_reason"][rows] = rng.choice(np.array(["调班", "转到其他班", "转班", None], dtype=object), len(rows))
    table.mask[rows] |= kinds.BIT["roll_twice"]
    return table


def help_rows(rng, people, county, count: int) -> list[Table]:
    """The poverty and the disability registers."""
    poor_family = rng.random(int(people.family.max()) + 1) < 0.26
    poor = np.flatnonzero(
        (poor_family[people.family] & (np.arange(len(people)) < count)) | states.is_state(people, "poverty_only")
    )
    home = states.is_state(people, "home_taught")
    disabled = np.flatnonzero(
        (rng.random(len(people)) < np.where(home, 0.8, 0.010)) & (np.arange(len(people)) < count)
        | states.is_state(people, "disability_only")
    )
    return [tables.poverty(rng, people, poor, county), tables.disability(rng, people, disabled, county)]


def shuffled(rng, table: Table) -> np.ndarray:
    """The register lies by household, enrolments by school and class, others as they come."""
    if table.roster == "households":
        return np.argsort(table.of("village") * 10**6 + table.of("family"), kind="stable")
    if table.roster in ("enrolments", "attendance"):
        return np.lexsort((rng.random(len(table)), table.of("class_number"), table.of("grade"), table.of("school")))
    return rng.permutation(len(table))


def write_county(args, number: int, layouts: dict, sink: "files.Sink", truth: "Truth") -> None:
    rng = np.random.default_rng((args.seed, number))
    children = args.children // args.counties + (number < args.children % args.counties)
    county, people, count = county_people(rng, number, children)
    county.several = args.counties > 1
    every = [
        register(rng, people, county, count, args.rate),
        *school_rows(rng, people, county, args.rate),
        *help_rows(rng, people, county, count),
    ]
    for table in every:
        dirt.dirty(rng, table, args.rate, layouts[table.roster].pattern)
        order = shuffled(rng, table)
        columns = {name: column[order] for name, column in table.columns.items()}
        owner, errors = table.of("pid")[order], kinds.texts(table.mask[order], kinds.BIT)
        if table.roster in PARENTS:
            extra, whose = tables.parents_of(rng, table, PARENTS[table.roster], layouts[table.roster].pattern)
            columns = {name: np.concatenate([column, extra[name]]) for name, column in columns.items()}
            owner = np.r_[owner, number * PERSONS_PER_COUNTY + whose]
            errors = np.r_[errors, np.full(len(whose), "", dtype=object)]
            if table.roster == "households":
                truth.adults(owner[-len(whose) :], extra["id_number"])
        rows = sink.write(table.roster, layouts[table.roster].arrange(columns, len(owner)), len(owner))
        truth.rows(table.roster, sink.name(table.roster), rows, owner, errors)
        if table.roster == "households":
            truth.people(people, np.bincount(table.owner, minlength=len(people)))
    schools = tables.schools(county)
    sink.write("schools", layouts["schools"].arrange(schools, len(county.school_full)), len(county.school_full))


class Truth:
    def __init__(self, out: Path):
        self.row_file = (out / "truth_rows.csv").open("w", newline="", encoding="utf-8")
        self.people_file = (out / "truth_people.csv").open("w", newline="", encoding="utf-8")
        self.row_csv, self.people_csv = csv.writer(self.row_file), csv.writer(self.people_file)
        self.row_csv.writerow(["roster", "file", "row", "person_id", "errors"])
        self.people_csv.writerow(["person_id", "in_register", "birth_date", "in_scope_7_15", "state", "errors"])

    def rows(self, roster: str, file: str, rows, owner, errors) -> None:
        self.row_csv.writerows(
            (roster, file, row, pid, error) for row, pid, error in zip(rows.tolist(), owner.tolist(), errors, strict=True)
        )

    def people(self, people, registered) -> None:
        scope = (people.birth >= SCOPE[0]) & (people.birth <= SCOPE[1])
        births = [f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}" for day in COMPACT[people.birth].tolist()]
        errors = kinds.texts(people.mask, kinds.PERSON_BIT)
        names = np.array(states.NAMES, dtype=object)[people.state]
        self.people_csv.writerows(
            zip(people.pid.tolist(), registered.tolist(), births, scope.astype(int).tolist(), names, errors, strict=True)
        )

    def adults(self, owner, ids) -> None:
        self.people_csv.writerows(
            (pid, 1, f"{number[6:10]}-{number[10:12]}-{number[12:14]}", 0, "adult", "")
            for pid, number in zip(owner.tolist(), ids, strict=True)
        )

    def close(self) -> None:
        self.row_file.close()
        self.people_file.close()


def generate(args) -> dict:
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    layouts = {roster: Layout(roster, args.seed, number, args.sparse) for number, roster in enumerate(HEADERS)}
    sink, truth = files.sink(args.format, out, args.seed), Truth(out)
    for number in range(args.counties):
        write_county(args, number, layouts, sink, truth)
    truth.close()
    return sink.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rate", type=float, default=1.0, help="multiplies every kind of error")
    parser.add_argument("--sparse", action="store_true", help="no guardians, phones, student numbers or former names in any file")
    parser.add_argument("--format", choices=("parquet", "xlsx", "csv"), default="parquet")
    parser.add_argument("--counties", type=int, default=0, help="default: one for every 60,000 children")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    args.counties = args.counties or max(1, round(args.children / 60_000))
    started = time.perf_counter()
    counts = generate(args)
    print(f"{args.out}: {counts} in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
