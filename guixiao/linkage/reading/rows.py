"""A grid's rows into read_<roster> and `unaccepted`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy
from duckdb import DuckDBPyConnection

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.cells import literal, tidied_sql, untidy_sql
from guixiao.linkage.reading.grids import Grid, columns
from guixiao.linkage.reading.header import Header, Synonyms
from guixiao.linkage.reading.judge import Judge

_CHUNK = 10_000
_CELLS = "cells"
_MANY = 50_000


@dataclass(frozen=True)
class Counts:
    """rows_in = accepted + the sum of `reasons`."""

    rows_in: int
    accepted: int
    reasons: Mapping[str, int]


@dataclass(frozen=True)
class Place:
    """Where rows come from, as it stands in the tables."""

    file_no: int
    roster: str
    sheet: str

    @property
    def rows_sql(self) -> str:
        return f"read_{self.roster} WHERE file_no = {self.file_no} AND sheet = {literal(self.sheet)}"


@dataclass(frozen=True)
class Tables:
    """read_<roster> and `unaccepted`; a roster's table is created with its first rows and holds the fields met so far."""

    con: DuckDBPyConnection
    columns: dict[str, list[str]] = field(default_factory=dict)
    ends: dict[str, list[tuple[Place, int]]] = field(default_factory=dict)  # each roster's sheets in order, with their last rows

    def create(self) -> None:
        self.con.execute(
            "CREATE OR REPLACE TABLE unaccepted(file_no INTEGER, sheet VARCHAR, row INTEGER, disposition VARCHAR, "
            "reason VARCHAR, column_name VARCHAR, found VARCHAR, cells VARCHAR[])"
        )

    def finish(self) -> None:
        """The views raw_<roster>: they add the fields that no file has as NULL, which costs no memory."""
        for roster, fields in FIELDS.items():
            if roster in self.columns:
                self._forget_cells(roster)
            else:
                self.con.execute(f"CREATE OR REPLACE TABLE read_{roster}(file_no INTEGER, sheet VARCHAR, row INTEGER)")
            here = self.columns.get(roster, ())
            cells = ", ".join(f'"{name}"' if name in here else f'NULL::VARCHAR AS "{name}"' for name in fields)
            self.con.execute(
                f"CREATE OR REPLACE VIEW raw_{roster} AS SELECT {self._rid_sql(roster)} AS rid, file_no, sheet, row, {cells} "
                f"FROM read_{roster}"
            )

    def _rid_sql(self, roster: str) -> str:
        """A row's number in its sheet, after those of the sheets before it: the same in every run. A table's own row ids are
        not: several threads that fill it do not keep the order of a large file."""
        if len(self.ends.get(roster, ())) < 2:
            return "CAST(row AS BIGINT)"
        before, cases = 0, []
        for place, last in self.ends[roster]:
            cases.append(f"WHEN file_no = {place.file_no} AND sheet = {literal(place.sheet)} THEN {before}")
            before += last + 1
        return f"CAST(row AS BIGINT) + CASE {' '.join(cases)} END"

    def take_rows(self, file_no: int, roster: str, grid: Grid, header: Header, synonyms: Synonyms) -> Counts:
        """Append the grid's rows, in order. Trailing blank rows are no rows at all."""
        place = Place(file_no, roster, grid.sheet)
        judge = Judge(roster, header, synonyms)
        self._append(place, grid, header, judge.plain_sql())
        accepted, last, doubtful = self._stored(place)
        reasons: Counter[str] = Counter()
        if doubtful:
            judged = list(self._judged(place, judge))
            self._set_aside(place, judged, _identity_label(roster, header))
            accepted, last, _ = self._stored(place)
            told = [(row, reason) for row, reason, _ in judged if reason != "blank"]
            reasons.update(sorted(reason for _, reason in told))
            last = max(last, told[-1][0] if told else 0)
        if doubtful > _MANY:
            self._forget_cells(roster)
        rows_in = max(last, header.row) - header.row
        if blank := rows_in - accepted - reasons.total():
            reasons["blank"] = blank
            self._add_blank(place, header.row, last)
        self.ends.setdefault(roster, []).append((place, max(last, header.row)))
        return Counts(rows_in, accepted, dict(reasons))

    def _append(self, place: Place, grid: Grid, header: Header, plain: str) -> None:
        """Every row below the header that is not empty; `cells` keeps the row as it stands in the grid if it is not `plain`."""
        roster, raw = place.roster, ", ".join(columns(grid.width))
        fields = [name for name in FIELDS[roster] if name in header.columns]
        names = ", ".join(f'"{name}"' for name in fields)
        cells = _Cells(header, fields, grid.tidy)
        rows = (
            f"SELECT {place.file_no} AS file_no, {literal(place.sheet)} AS sheet, CAST(r AS INTEGER) AS row, {names}, "
            f"CASE WHEN {plain} THEN NULL ELSE [{raw}] END AS {_CELLS} FROM (SELECT r, {raw}, {cells.fields_sql} FROM "
            f"(SELECT *, {cells.tidied_sql} FROM (SELECT r, {raw}, {cells.untidy_sql} AS untidy FROM {grid.relation} "
            f"WHERE r > {header.row} AND coalesce({raw}, NULL) IS NOT NULL)))"
        )
        if roster not in self.columns:
            self.con.execute(f"CREATE OR REPLACE TABLE read_{roster} AS {rows}")
            self.columns[roster] = [*fields, _CELLS]
            return
        for name in (*fields, _CELLS):
            if name not in self.columns[roster]:
                self.con.execute(f'ALTER TABLE read_{roster} ADD COLUMN "{name}" VARCHAR{"[]" * (name == _CELLS)}')
                self.columns[roster].append(name)
        self.con.execute(f"INSERT INTO read_{roster} BY NAME {rows}")

    def _forget_cells(self, roster: str) -> None:
        if _CELLS in self.columns[roster]:
            self.con.execute(f"ALTER TABLE read_{roster} DROP COLUMN {_CELLS}")
            self.columns[roster].remove(_CELLS)

    def _stored(self, place: Place) -> tuple[int, int, int]:
        """(rows stored, the last one's number, how many of them are in doubt)"""
        asked = f"SELECT count(*), coalesce(max(row), 0), count({_CELLS}) FROM {place.rows_sql}"
        rows, last, doubtful = self.con.execute(asked).fetchall()[0]
        return rows, last, doubtful

    def _judged(self, place: Place, judge: Judge) -> Iterator[tuple[int, str, str]]:
        """(row, reason, its first cells) of the rows that are nobody, in order; blank rows may be missing."""
        found = self.con.execute(judge.suspects_sql(f"SELECT * FROM {place.rows_sql} AND {_CELLS} IS NOT NULL"))
        while rows := found.fetchmany(_CHUNK):
            for row, cells in rows:
                reason, text = judge.reason(cells)
                if reason != "accepted":
                    yield row, reason, text

    def _set_aside(self, place: Place, judged: list[tuple[int, str, str]], column: str) -> None:
        """Judged rows, and those in which no field holds anything, leave read_<roster>; `unaccepted` keeps their cells."""
        here = ", ".join(f'"{name}"' for name in self.columns[place.roster] if name != _CELLS)
        gone = numpy.array([row for row, _, _ in judged], dtype=numpy.int64)
        reasons = numpy.array([reason for _, reason, _ in judged], dtype=object)
        found = numpy.array([text for _, _, text in judged], dtype=object)
        self.con.register("reading_judged", {"r": gone, "reason": reasons, "found": found})
        self.con.execute(
            f"INSERT INTO unaccepted SELECT {place.file_no}, {literal(place.sheet)}, r::INTEGER, "
            f"if(reason = 'no_identity', 'rejected', 'set_aside'), reason, {literal(column)}, found, {_CELLS} "
            f"FROM reading_judged JOIN (SELECT row, {_CELLS} FROM {place.rows_sql}) AS stored ON stored.row = r "
            "WHERE reason <> 'blank' ORDER BY r"
        )
        self.con.execute(
            f"DELETE FROM {place.rows_sql} AND (coalesce({here}, NULL) IS NULL OR row IN (SELECT r FROM reading_judged))"
        )
        self.con.unregister("reading_judged")

    def _add_blank(self, place: Place, first: int, last: int) -> None:
        """The rows between the header and the last row that are in neither table."""
        here = f"file_no = {place.file_no} AND sheet = {literal(place.sheet)}"
        seen = f"SELECT row FROM {place.rows_sql} UNION ALL SELECT row FROM unaccepted WHERE {here}"
        self.con.execute(
            f"INSERT INTO unaccepted SELECT {place.file_no}, {literal(place.sheet)}, n::INTEGER, 'set_aside', 'blank', '', '', "
            f"NULL FROM range({first + 1}, {last + 1}) AS t(n) ANTI JOIN ({seen}) AS s ON s.row = t.n ORDER BY n"
        )


def _identity_label(roster: str, header: Header) -> str:
    name = "school" if roster == "schools" else "name"
    return (header.texts(name) or (name,))[0]


class _Cells:
    """A header's columns as SQL. Nearly all rows are tidy as they are: the cells of the others are tidied in lists."""

    def __init__(self, header: Header, fields: Sequence[str], tidy: Set[str]) -> None:
        self._fields = {name: [f"c{index}" for index in header.columns[name]] for name in fields}
        names = self._fields.get("name", [])
        self._names = [column for column in names if column not in tidy]
        self._others = sorted({column for columns in self._fields.values() for column in columns} - {*names, *tidy})

    @property
    def untidy_sql(self) -> str:
        return untidy_sql([*self._names, *self._others]) if self._names or self._others else "false"

    @property
    def tidied_sql(self) -> str:
        lists = {"tidy_names": tidied_sql(self._names, keep=True), "tidy_others": tidied_sql(self._others)}
        return ", ".join(f"CASE WHEN untidy THEN {cells} END AS {name}" for name, cells in lists.items())

    @property
    def fields_sql(self) -> str:
        """A field read from several columns takes the first that is not empty."""
        return ", ".join(f'coalesce({", ".join(map(self._cell, columns))}) AS "{name}"' for name, columns in self._fields.items())

    def _cell(self, column: str) -> str:
        for cells, listed in (("tidy_names", self._names), ("tidy_others", self._others)):
            if column in listed:
                return f"CASE WHEN untidy THEN {cells}[{listed.index(column) + 1}] ELSE {column} END"
        return column


UNACCEPTED = ("file_no", "sheet", "row", "disposition", "reason", "column_name", "cells")


def unaccepted(con: DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows that were set aside or rejected, in their order, blank ones aside; `cells` without the empty ones at its end."""
    found = con.cursor().execute(
        f"SELECT {', '.join(UNACCEPTED)} FROM unaccepted WHERE reason <> 'blank' ORDER BY file_no, sheet, row"
    )
    rows = [dict(zip(UNACCEPTED, row, strict=True)) for row in found.fetchall()]
    return [row | {"cells": _trimmed(row["cells"] or [])} for row in rows]


def _trimmed(cells: list[str | None]) -> list[str | None]:
    last = max((index for index, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]
