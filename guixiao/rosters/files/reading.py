"""Reads the files of an import one by one, as the engine will, and keeps what it said of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading import FileReceipt, Phrase, RosterError, Source, read_rosters, unaccepted
from guixiao.linkage.reading.guess import Head, guess_rosters, heads
from guixiao.linkage.rules import Rules
from guixiao.rosters.files.rules import slot_of

Progress = Callable[[int, int], None]
"""progress(files read, files)"""
NO_SLOT = RosterError(
    "", found=Phrase("认不出是哪一本名册", "a file that fits none of the rosters"),
    expected=Phrase("户籍、学籍、在校、脱贫户、残疾人名册或学校名录的表头", "the header row of one of the rosters"),
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What came of one file: a receipt, or a problem and what could be its headers."""

    roster: str
    receipt: FileReceipt | None = None
    problem: RosterError | None = None
    aside: list[dict[str, Any]] = field(default_factory=list)  # linkage.reading.unaccepted
    heads: list[Head] = field(default_factory=list)


def read_files(
    files: Sequence[tuple[str, Path]], rules: Rules, progress: Progress | None = None
) -> tuple[list[Reading], dict[str, tuple[int, int]]]:
    """One reading for each (roster or "", path), in order; and for each roster (rows accepted, different people among them)."""
    readings = []
    with duckdb.connect() as con:
        con.execute("SET enable_progress_bar = false; CREATE TABLE person(roster VARCHAR, file INTEGER, who VARCHAR)")
        for number, (roster, path) in enumerate(files):
            readings.append(_read(con, number, Source(roster, path), rules))
            if progress:
                progress(number + 1, len(files))
        counted = con.execute("SELECT roster, count(*), count(DISTINCT who) FROM person GROUP BY 1").fetchall()
    return readings, {roster: (rows, people) for roster, rows, people in counted}


def _read(con: duckdb.DuckDBPyConnection, number: int, source: Source, rules: Rules) -> Reading:
    roster = source.roster
    try:
        roster = roster or slot_of(source.path.name, guess_rosters(source, rules))
        if not roster:
            return Reading("", problem=_named(NO_SLOT, source.path.name))
        (receipt,) = read_rosters(con, [Source(roster, source.path)], rules)
    except RosterError as problem:
        return Reading(roster, problem=problem, heads=_heads(Source(roster, source.path), rules))
    con.execute(f"INSERT INTO person SELECT '{roster}', {number}, {_who(roster)} FROM raw_{roster}")
    return Reading(roster, receipt, aside=unaccepted(con))


def _heads(source: Source, rules: Rules) -> list[Head]:
    """So that a person can say what the columns are; nothing where it is not the columns that are wrong."""
    try:
        return heads(source, rules) if source.roster else []
    except RosterError:
        return []


def _named(problem: RosterError, name: str) -> RosterError:
    return RosterError(name, found=problem.found, expected=problem.expected)


def _who(roster: str) -> str:
    """What tells two people apart, as well as a row can: the number, else name, birth date and class."""
    fields = FIELDS[roster]
    numbers = [name for name in ("id_number", "student_number", "school_code") if name in fields]
    rest = [name for name in ("name", "birth_date", "school", "class_name", "address") if name in fields]
    return f"coalesce({', '.join(numbers)}, concat_ws(chr(31), {', '.join(rest)}))"


def problem_of(error: RosterError) -> Mapping[str, Any]:
    """A refusal as JSON, in both languages."""
    return {"zh": error.message("zh"), "en": error.message("en")}
