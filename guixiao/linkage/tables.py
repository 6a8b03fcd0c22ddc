"""The tables of a run as queries, in the columns of their files: coverage.csv, links.csv and review.csv.

What is sorted is narrow: numbers become words after the sort, picked from lists.
"""

from collections.abc import Sequence
from typing import NamedTuple

from guixiao.lib.inert import inert_sql
from guixiao.linkage.columns import Connection
from guixiao.linkage.result import probability_text
from guixiao.linkage.words import Words, pick

REVIEW_COLUMNS = (
    *(f"{column}_{side}" for side in "ab" for column in ("roster", "file", "row")),
    "step",
    "probability",
    "rank",
    "reason",
    *(f"{column}_{side}" for side in "ab" for column in ("name", "id_number", "birth_date")),
    "explanation_zh",
    "explanation_en",
    "decision",
)
CERTAIN_BITS = 40.0  # of what is no comparison: a second registration, an equal number and name


class Sheets(NamedTuple):
    """Where rows stand, told from their keys alone: the sheets in the order of the keys, each with its first key, its roster, its
    file, and the key less the row."""

    first: Sequence[int]
    rosters: Sequence[str]
    files: Sequence[str]
    before: Sequence[int]

    def number(self, key: str) -> str:
        """SQL: the number of the sheet in which a row stands, NULL for no row."""
        later = " ".join(f"WHEN {key} < {first} THEN {number}" for number, first in enumerate(self.first[1:]))
        return f"CASE WHEN {key} IS NULL THEN NULL {later} ELSE {max(len(self.first) - 1, 0)} END"

    def row(self, key: str, number: str) -> str:
        return f"CAST({key} - [{', '.join(map(str, self.before))}][{number} + 1] AS INTEGER)"


def find_sheets(con: Connection, files: Sequence[str]) -> Sheets:
    found = con.execute("""SELECT min(k), any_value(roster), any_value(file_no), k - row AS before FROM person
        GROUP BY before ORDER BY 1""").fetchall()
    return Sheets(
        [first for first, *_ in found],
        [roster for _, roster, *_ in found],
        [files[file_no] for _, _, file_no, _ in found],
        [before for *_, before in found],
    )


def coverage_query(words: Words, sheets: Sheets) -> str:
    """One line per child, in the order of the row keys."""
    phrase = f"way * {len(words.steps)} + step"
    told = [" | ".join(both) for both in zip(*words.told, strict=True)]
    return f"""SELECT {pick(sheets.rosters, "own")} AS roster, {pick(sheets.files, "own")} AS file,
            {sheets.row("child", "own")} AS row, {inert_sql("name")} AS name,
            coalesce({inert_sql("id_number")}, '') AS id_number, coalesce(day, '') AS birth_date,
            {pick(words.buckets, "way")} AS bucket, {pick(words.outcomes, "way")} AS outcome,
            coalesce({pick(sheets.rosters, "other")}, '') AS linked_roster,
            coalesce({pick(sheets.files, "other")}, '') AS linked_file, {sheets.row("witness", "other")} AS linked_row,
            {pick(words.steps, "step")} AS step,
            CASE WHEN step = 0 THEN NULL WHEN weight IS NULL THEN '1.0' ELSE {probability_text("weight")} END AS probability,
            coalesce(zh || ' | ' || en, {pick(told, phrase)}) AS explanation
        FROM (SELECT *, {sheets.number("child")} AS own, {sheets.number("witness")} AS other FROM (
            SELECT v.child, v.witness, v.way, v.step, c.name, c.id_number, b.day, t.weight, t.zh, t.en
            FROM verdict v JOIN cell c ON c.k = v.child LEFT JOIN day_of b ON b.born = v.born
            LEFT JOIN told t ON t.ks = v.witness AND t.kh = v.child ORDER BY v.child))"""


def links_query(con: Connection, sheets: Sheets) -> str:
    """Every link, seat, second registration and equal number, in the order of both row keys."""
    found = con.execute("SELECT DISTINCT step FROM link UNION SELECT DISTINCT 'seat_' || step FROM seat").fetchall()
    steps = sorted(name for (name,) in [*found, ("duplicate",), ("same_number",)])
    step = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(steps))
    sides = ", ".join(
        f"{pick(sheets.rosters, 's' + side)} AS roster_{side}, {pick(sheets.files, 's' + side)} AS file_{side}, "
        f"{sheets.row('k' + side, 's' + side)} AS row_{side}"
        for side in "ab"
    )
    return f"""SELECT {sides}, {pick(steps, "step")} AS step, {probability_text("weight")} AS probability
        FROM (SELECT *, {sheets.number("ka")} AS sa, {sheets.number("kb")} AS sb FROM (
            SELECT kh AS ka, ks AS kb, CASE step {step} END AS step, weight FROM link
            UNION ALL SELECT ke, ka, CASE 'seat_' || step {step} END, weight FROM seat
            UNION ALL SELECT canon, k, {steps.index("duplicate")}, {CERTAIN_BITS} FROM twin
            UNION ALL SELECT owner, k, {steps.index("same_number")}, {CERTAIN_BITS}
                FROM lone ANTI JOIN seat ON seat.ka = lone.k AND seat.ke = lone.owner WHERE owner <> k
            ORDER BY ka, kb, step))"""


def review_query() -> str:
    """The doubts, the likeliest row first."""
    cells = [f"{cell}_{side}" for side in "ab" for cell in ("name", "id_number", "birth_date")]
    columns = ", ".join(f"{inert_sql(column)} AS {column}" if column in cells else column for column in REVIEW_COLUMNS)
    return f"SELECT {columns} FROM review_line ORDER BY place"
