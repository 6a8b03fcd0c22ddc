"""Builds the made-up county: its rosters, and beside them the truth."""

import csv
import multiprocessing
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from guixiao.demo import rates
from guixiao.demo.days import ARTICLE, Days
from guixiao.demo.lives import OUT_OF_SCHOOL, Population, build_population
from guixiao.demo.month import pass_month
from guixiao.demo.rosters import attendance, disability, enrolments, households, poverty, schools
from guixiao.demo.rosters.frame import Sheet, write_roster
from guixiao.demo.second import Make, Second
from guixiao.demo.truth import TRUTH, TruthRow, write_people, write_places, write_table

NOTICE = {
    "zh": "演示数据，纯属虚构：除公开的乡镇、村名称和代码外，人员、证件号码（地址码 522699 未分配）、"
    "电话（1000 号段不存在）、学校和去向均为编造，与任何真实个人无关。",
    "en": "Demonstration data, entirely made up: apart from the public names and codes of townships and villages, every person, "
    "identity number (area code 522699 is unassigned), telephone number (none begins with 1000), school and life is invented; "
    "none is a real person.",
}
POLICY = "congjiang-2019"
Sheets = Callable[[Make], list[Sheet]]
Progress = Callable[[str], None] | None
FILES: tuple[tuple[str, str, Make], ...] = (
    ("households", "户籍.xlsx", households.sheets),
    ("enrolments", "学籍.xlsx", enrolments.sheets),
    ("elsewhere", "外县学籍.xlsx", enrolments.elsewhere_sheets),
    ("attendance", "在校（小学）.xlsx", attendance.primary_sheets),
    ("attendance", "在校（中学）.xlsx", attendance.junior_sheets),
    ("poverty", "脱贫户.xlsx", poverty.sheets),
    ("disability", "残联.xlsx", disability.sheets),
    ("schools", "学校.xlsx", schools.sheets),
)
OTHER_PROCESS = ("学籍.xlsx",)  # about half of all cells
ALONE = 8_000  # so few children are written by one process


@dataclass(frozen=True)
class County:
    """Where everything lies. `counts`: people by true_kind (adults are left out); `changes`: of a second round, what happened
    since the first."""

    directory: Path
    as_of: date
    policy: str
    sources: dict[str, list[Path]]
    truth: Path
    people: Path
    second_check: Path
    areas: Path
    schools: Path
    notice: dict[str, str]
    counts: dict[str, int]
    changes: Path | None = None


def build_county(
    directory: Path, *, seed: int = 2019, children: int = rates.CHILDREN, days: Days = ARTICLE, progress: Progress = None
) -> County:
    """Writes the rosters and the truth into `directory`; `children` of school age are in the register, all counts go with it."""
    say = progress or (lambda text: None)
    say("people")
    population = build_population(seed, children, days)
    return _write(directory, population, lambda make: make(population), say, together=children > ALONE)


def build_second_round(
    directory: Path, *, seed: int = 2019, children: int = rates.CHILDREN, days: Days = ARTICLE, progress: Progress = None
) -> County:
    """The same county some weeks later: its rosters, and truth_changes.csv beside them."""
    say = progress or (lambda text: None)
    say("people")
    before, now = build_population(seed, children, days), build_population(seed, children, days)
    second = Second(before, now, pass_month(now, children))
    county = _write(directory, now, second.sheets, say, together=children > ALONE)
    return replace(county, changes=second.write_changes(directory / "truth_changes.csv"))


def _write(directory: Path, population: Population, sheets: Sheets, say: Callable[[str], None], *, together: bool) -> County:
    directory.mkdir(parents=True, exist_ok=True)
    say("rosters")
    truth = _write_rosters(directory, population, sheets, together)
    say("truth")
    listed = {row[3] for row in truth}
    people, second = write_people(directory, population, listed)
    areas, school_list = write_places(directory, population.places)
    sources: dict[str, list[Path]] = {}
    for roster, name, _ in FILES:
        sources.setdefault(roster, []).append(directory / name)
    return County(
        directory,
        population.as_of,
        POLICY,
        sources,
        write_table(directory / "truth.csv", TRUTH, truth),
        people,
        second,
        areas,
        school_list,
        NOTICE,
        dict(Counter(person.kind for person in population.everyone)),
    )


def _write_rosters(directory: Path, population: Population, sheets: Sheets, together: bool) -> list[TruthRow]:
    """All files; the largest in a process of its own where that pays and the system can fork."""
    names = [name for _, name, _ in FILES]
    if not together or "fork" not in multiprocessing.get_all_start_methods():
        return _write_files(directory, population, sheets, names)
    part = directory / ".truth.part"
    task = (directory, population, sheets, OTHER_PROCESS, part)
    child = multiprocessing.get_context("fork").Process(target=_write_part, args=task)
    child.start()
    truth = _write_files(directory, population, sheets, [name for name in names if name not in OTHER_PROCESS])
    child.join()
    if child.exitcode:
        raise RuntimeError(f"writing {', '.join(OTHER_PROCESS)} failed")
    with part.open(encoding="utf-8", newline="") as file:
        truth += [(roster, name, int(row), person, kinds, sheet) for roster, name, row, person, kinds, sheet in csv.reader(file)]
    part.unlink()
    order = {name: place for place, name in enumerate(names)}
    return sorted(truth, key=lambda line: order[line[1]])


def _write_part(directory: Path, population: Population, sheets: Sheets, names: tuple[str, ...], part: Path) -> None:
    with part.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_write_files(directory, population, sheets, list(names)))


def _write_files(directory: Path, population: Population, sheets: Sheets, names: list[str]) -> list[TruthRow]:
    truth: list[TruthRow] = []
    for roster, name, make in FILES:
        if name in names:
            rows = write_roster(directory / name, roster, sheets(make), population.rng(f"frame/{name}"))
            truth += rows if roster != "schools" else []
    return truth


def out_of_school(county: County) -> int:
    """How many the rosters can reveal."""
    return sum(county.counts.get(kind, 0) for kind in OUT_OF_SCHOOL)
