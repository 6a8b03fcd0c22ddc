"""What people settled in earlier rounds, honoured in this one: a filled-in review.csv, or a file of the same columns.

A decision names rows by what stood in their cells (roster, name, identity number, birth date), so it holds in the next
round as long as the facts are the same, and lapses by itself when they change.

Columns: decision (same | different | outcome), roster_a, name_a, id_number_a, birth_date_a, and roster_b, name_b, id_number_b,
birth_date_b for same and different, bucket and outcome for outcome. Where several rows of a round read alike, detail_a and
detail_b (the school, or the household's number) tell which is meant, then row_a and row_b. Other columns are ignored; an empty
decision is none. Of two lines about the same rows the later one counts.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from guixiao.lib.inert import alive
from guixiao.linkage.columns import Connection, put
from guixiao.linkage.fields import PEOPLE
from guixiao.linkage.reading import Phrase, RosterError
from guixiao.linkage.rules import Rules

DECIDED_BITS = 99.0
SIDE = ("roster", "name", "id_number", "birth_date")
# What tells two rows of equal facts apart; the school in every other roster.
DETAIL = {"households": "household_number", "poverty": "household_code", "disability": "address"}
NEEDED = {
    "same": [f"{field}_{side}" for side in "ab" for field in SIDE],
    "outcome": [f"{field}_a" for field in SIDE] + ["bucket", "outcome"],
}
NEEDED["different"] = NEEDED["same"]


def _error(path: Path, row: int, column: str, found: str, zh: str, en: str) -> RosterError:
    return RosterError(path.name, row=row, column=column, found=Phrase(f"“{found}”", f"“{found}”"), expected=Phrase(zh, en))


def _check(path: Path, number: int, row: Mapping[str, str], rules: Rules) -> None:
    kind = row["decision"]
    if kind not in NEEDED:
        raise _error(path, number, "decision", kind, "same、different 或 outcome", "same, different or outcome")
    for column in NEEDED[kind]:
        if column not in row:
            raise _error(path, 1, column, "", f"有这一列：{column}", f"a column {column}")
        if column.startswith("roster_") and row[column] not in PEOPLE:
            raise _error(path, number, column, row[column], "、".join(PEOPLE), ", ".join(PEOPLE))
    if kind == "outcome" and (row["bucket"] not in rules.buckets or row["outcome"] not in rules.outcomes):
        raise _error(
            path,
            number,
            "bucket",
            f"{row['bucket']}/{row['outcome']}",
            "规则文件里的类别和情况",
            "a bucket and an outcome of the policy",
        )


def _decode(content: bytes) -> str:
    """UTF-8, or GB18030 as Excel saves a .csv on a Chinese PC."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _cell(value: str | None) -> str:
    """The cell without the apostrophe that kept it from being a formula."""
    return alive((value or "").strip())


def read_decisions(path: Path, rules: Rules) -> list[dict[str, str]]:
    """The decided rows of the file; RosterError names the row and column of what cannot be understood."""
    try:
        text = _decode(path.read_bytes())
        rows = [{key: _cell(value) for key, value in row.items() if key} for row in csv.DictReader(io.StringIO(text, newline=""))]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        detail = str(problem)
        raise RosterError(
            path.name,
            found=Phrase(f"读不了（{detail}）", f"cannot be read ({detail})"),
            expected=Phrase("UTF-8 或 GB18030 的 .csv 文件", "a .csv file in UTF-8 or GB18030"),
        ) from None
    if rows and "decision" not in rows[0]:
        raise _error(
            path,
            1,
            "decision",
            "",
            "有 decision 这一列，例如填好的 review.csv",
            "a column decision, as in a filled-in review.csv",
        )
    decided = []
    for number, row in enumerate(rows, start=2):
        if row["decision"]:
            _check(path, number, row, rules)
            decided.append(row)
    return decided


def _sides(con: Connection, start: Mapping[str, int]) -> None:
    """Table `decided_side(n, side, k, roster)`: the row that each side of decision n means.

    Where several rows of this round read alike, the only one with the decision's detail is meant, then the one with its row
    number; else none of them.
    """
    cells = " UNION ALL ".join(
        f"""SELECT CAST(r.rid + {start[roster]} AS INTEGER) AS k, '{roster}' AS roster, r.row, coalesce(r.name, '') AS name,
            coalesce(r.id_number, '') AS id_number, coalesce(r.birth_date, '') AS birth_date, {detail_sql(roster)} AS detail
        FROM raw_{roster} r
        WHERE r.name IN (SELECT name_a FROM decision UNION ALL SELECT name_b FROM decision)
            OR r.id_number IN (SELECT id_number_a FROM decision UNION ALL SELECT id_number_b FROM decision)"""
        for roster in PEOPLE
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE decided_row AS {cells}")
    sides = " UNION ALL ".join(
        f"""SELECT d.n, '{side}' AS side, r.k, r.roster, count(*) OVER (PARTITION BY d.n) AS alike,
            r.detail = d.detail_{side} AS near, count(*) FILTER (r.detail = d.detail_{side}) OVER (PARTITION BY d.n) AS nearest,
            CAST(r.row AS VARCHAR) = d.row_{side} AS meant, d.detail_{side} = '' AS untold
        FROM decision d JOIN decided_row r ON {" AND ".join(f"r.{field} = d.{field}_{side}" for field in SIDE)}"""
        for side in "ab"
    )
    con.execute(f"CREATE OR REPLACE TABLE decided_candidate AS {sides}")
    con.execute("""CREATE OR REPLACE TABLE decided_side AS
        SELECT n, side, k, roster FROM decided_candidate
        WHERE alike = 1 OR (near AND (nearest = 1 OR meant)) OR (untold AND meant)""")


def detail_sql(roster: str) -> str:
    return f"coalesce(r.{DETAIL.get(roster, 'school')}, '')"


def load_decisions(con: Connection, decided: Sequence[Mapping[str, str]], start: Mapping[str, int]) -> None:
    """Tables `decided_pair(kind, ks, kh)`, `decided_double(kind, ka, kb)`, `decided_child(k, bucket, outcome)`: decisions on
    rows that stand in this round."""
    columns = ("decision", *(f"{field}_{side}" for side in "ab" for field in (*SIDE, "row", "detail")), "bucket", "outcome")
    texts = {column: [row.get(column, "") for row in decided] or [""] for column in columns}
    put(con, "decision", n=list(range(max(1, len(decided)))), **texts)
    _sides(con, start)
    con.execute("""CREATE OR REPLACE TEMP TABLE decided_two AS
        SELECT d.n, d.decision AS kind, a.k AS ka, a.roster AS roster_a, b.k AS kb, b.roster AS roster_b
        FROM decision d JOIN decided_side a ON a.n = d.n AND a.side = 'a' JOIN decided_side b ON b.n = d.n AND b.side = 'b'
        WHERE d.decision IN ('same', 'different')
        QUALIFY row_number() OVER (PARTITION BY least(a.k, b.k), greatest(a.k, b.k) ORDER BY d.n DESC) = 1""")
    con.execute("""CREATE OR REPLACE TABLE decided_pair AS
        SELECT n, kind, CASE WHEN roster_b = 'households' THEN ka ELSE kb END AS ks,
            CASE WHEN roster_b = 'households' THEN kb ELSE ka END AS kh
        FROM decided_two WHERE (roster_a = 'households') <> (roster_b = 'households')""")
    con.execute("""CREATE OR REPLACE TABLE decided_double AS SELECT kind, least(ka, kb) AS ka, greatest(ka, kb) AS kb
        FROM decided_two WHERE roster_a = 'households' AND roster_b = 'households' AND ka <> kb""")
    con.execute("""CREATE OR REPLACE TABLE decided_child AS
        SELECT s.k, max_by(d.bucket, d.n) AS bucket, max_by(d.outcome, d.n) AS outcome
        FROM decision d JOIN decided_side s ON s.n = d.n AND s.side = 'a' WHERE d.decision = 'outcome' GROUP BY s.k""")


def apply_doubles(con: Connection) -> None:
    """Register rows that a person called the same child, or not."""
    con.execute("""DELETE FROM twin
        WHERE (least(k, canon), greatest(k, canon)) IN (SELECT (ka, kb) FROM decided_double WHERE kind = 'different')""")
    con.execute("""INSERT INTO twin SELECT kb, min(ka) FROM decided_double
        WHERE kind = 'same' AND kb NOT IN (SELECT k FROM twin) AND ka NOT IN (SELECT k FROM twin) GROUP BY kb""")


def link_decided(con: Connection) -> None:
    """Pairs that a person called the same are linked before anything else; each row once, to the child of the last line."""
    con.execute(f"""INSERT INTO link(ks, kh, step, weight) SELECT ks, max_by(coalesce(t.canon, kh), n), 'decision', {DECIDED_BITS}
        FROM decided_pair p LEFT JOIN twin t ON t.k = p.kh WHERE kind = 'same' GROUP BY ks""")


def count_applied(con: Connection) -> dict[str, int]:
    """For the receipt: decisions read and those that found their rows."""
    counted = con.execute("""SELECT (SELECT count(*) FROM decision WHERE decision <> ''),
            (SELECT count(*) FROM decided_pair WHERE kind = 'same'), (SELECT count(*) FROM decided_pair WHERE kind = 'different'),
            (SELECT count(*) FROM decided_child), (SELECT count(*) FROM decided_double),
            (SELECT count(DISTINCT n) FROM decided_candidate
                WHERE alike > 1 AND (n, side) NOT IN (SELECT (n, side) FROM decided_side))""")
    names = ("read", "same", "different", "outcome", "registered_twice", "ambiguous")
    return dict(zip(names, counted.fetchall()[0], strict=True))
