"""The tables of a run as queries, in the columns of their files: coverage.csv, links.csv and review.csv.

What is sorted is narrow: numbers become words after the sort, picked from lists.
"""

from collections.abc import Sequence

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


def coverage_query(words: Words, files: Sequence[str]) -> str:
    """One line per child, in the order of the row keys."""
    phrase = f"way * {len(words.steps)} + step"
    said = " || ' | ' || ".join(f"coalesce({language}, {pick(words.told[n], phrase)})" for n, language in enumerate(("zh", "en")))
    return f"""SELECT roster, {pick(files, "file_no")} AS file, row, {inert_sql("name")} AS name,
            coalesce({inert_sql("id_number")}, '') AS id_number, coalesce(day, '') AS birth_date,
            {pick(words.buckets, "way")} AS bucket, {pick(words.outcomes, "way")} AS outcome,
            coalesce(linked_roster, '') AS linked_roster, coalesce({pick(files, "linked_file")}, '') AS linked_file, linked_row,
            {pick(words.steps, "step")} AS step,
            CASE WHEN step = 0 THEN NULL WHEN weight IS NULL THEN '1.0' ELSE {probability_text("weight")} END AS probability,
            {said} AS explanation
        FROM (SELECT v.child, v.way, v.step, c.roster, c.file_no, c.row, c.name, c.id_number, b.day,
                w.roster AS linked_roster, w.file_no AS linked_file, w.row AS linked_row, t.weight, t.zh, t.en
            FROM verdict v JOIN cell c ON c.k = v.child LEFT JOIN day_of b ON b.born = v.born
            LEFT JOIN person w ON w.k = v.witness LEFT JOIN told t ON t.ks = v.witness AND t.kh = v.child ORDER BY v.child)"""


def links_query(con: Connection, files: Sequence[str]) -> str:
    """Every link, seat, second registration and equal number, in the order of both row keys."""
    found = con.execute("SELECT DISTINCT step FROM link UNION SELECT DISTINCT 'seat_' || step FROM seat").fetchall()
    steps = sorted(name for (name,) in [*found, ("duplicate",), ("same_number",)])
    step = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(steps))
    return f"""SELECT roster_a, {pick(files, "file_a")} AS file_a, row_a, roster_b, {pick(files, "file_b")} AS file_b, row_b,
            {pick(steps, "step")} AS step, {probability_text("weight")} AS probability
        FROM (SELECT l.ka, l.kb, l.step, l.weight, a.roster AS roster_a, a.file_no AS file_a, a.row AS row_a,
                b.roster AS roster_b, b.file_no AS file_b, b.row AS row_b
            FROM (SELECT kh AS ka, ks AS kb, CASE step {step} END AS step, weight FROM link
                UNION ALL SELECT ke, ka, CASE 'seat_' || step {step} END, weight FROM seat
                UNION ALL SELECT canon, k, {steps.index("duplicate")}, {CERTAIN_BITS} FROM twin
                UNION ALL SELECT owner, k, {steps.index("same_number")}, {CERTAIN_BITS}
                    FROM lone ANTI JOIN seat ON seat.ka = lone.k AND seat.ke = lone.owner WHERE owner <> k) l
            JOIN person a ON a.k = l.ka JOIN person b ON b.k = l.kb ORDER BY l.ka, l.kb, l.step)"""


def review_query() -> str:
    """The doubts, the likeliest row first."""
    cells = [f"{cell}_{side}" for side in "ab" for cell in ("name", "id_number", "birth_date")]
    columns = ", ".join(f"{inert_sql(column)} AS {column}" if column in cells else column for column in REVIEW_COLUMNS)
    return f"SELECT {columns} FROM review_line ORDER BY place"
