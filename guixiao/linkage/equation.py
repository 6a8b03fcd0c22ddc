"""The reconciliation identity, checked before anything is written: a sum that is off by one stops the run."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from guixiao.linkage.columns import Connection
from guixiao.linkage.fields import PEOPLE
from guixiao.linkage.keys import within


class Imbalance(Exception):
    """The books do not balance; `lines` name the place, the sums and up to ten rows."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class Side(NamedTuple):
    """One roster's account: rows = linked to a register child + own line or joined to one + in review + outside school age."""

    roster: str
    rows: int
    linked: int
    own: int
    review: int
    outside: int

    @property
    def balanced(self) -> bool:
        return self.rows == self.linked + self.own + self.review + self.outside


def _rows(con: Connection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def check_children(con: Connection, start: Mapping[str, int]) -> list[str]:
    """Every register row has exactly one line, and so has every village, township and the county; other lines are of rows
    found only elsewhere; a duplicate points to a row that is none."""
    register, line = within(start, "p.k", "households"), within(start, "v.child", "households")
    rows, lines, without, strange = _rows(
        con,
        f"""SELECT (SELECT count(*) FROM person p WHERE {register}), count(*) FILTER ({line}),
            (SELECT count(*) FROM person p ANTI JOIN verdict v ON v.child = p.k WHERE {register}),
            count(*) FILTER (NOT {line} AND child NOT IN (SELECT owner FROM lone)) FROM verdict v""",
    )[0]
    astray = _rows(
        con,
        """SELECT f.file, p.row FROM verdict v SEMI JOIN (FROM way WHERE witness = 'twin') w USING (way)
        JOIN person p ON p.k = v.child JOIN file_of f USING (file_no) WHERE v.witness IN (SELECT k FROM twin) LIMIT 10""",
    )
    found = [] if rows == lines and not without else _uneven(con, register)
    return (
        found
        + ([f"{strange} lines of no row"] if strange else [])
        + [f"{file} row {row}: a duplicate of a duplicate" for file, row in astray]
    )


def _uneven(con: Connection, register: str) -> list[str]:
    """The villages whose rows and lines differ."""
    wrong = _rows(
        con,
        f"""WITH off AS (SELECT p.k, count(v.child) AS lines FROM person p LEFT JOIN verdict v ON v.child = p.k
            WHERE {register} GROUP BY p.k HAVING count(v.child) <> 1)
        SELECT p.town, p.village, count(*), sum(lines), min(f.file), min(p.row)
        FROM off JOIN person p USING (k) JOIN file_of f USING (file_no) GROUP BY ALL""",
    )
    return [f"{t}/{v}: {rows} register rows, {lines} lines ({file} row {row})" for t, v, rows, lines, file, row in wrong]


def sides(con: Connection, start: Mapping[str, int]) -> list[Side]:
    """Each other roster's account; rows, links and what is left are counted from tables of their own."""
    others = [roster for roster in PEOPLE if roster != "households"]
    rows = dict(_rows(con, f"SELECT roster, count(*) FROM person p WHERE {within(start, 'p.k', *others)} GROUP BY 1"))
    counts = ", ".join(f"count(*) FILTER ({within(start, 'ks', roster)})" for roster in others)
    linked = dict(zip(others, _rows(con, f"SELECT {counts} FROM link")[0], strict=True))
    rest = _rows(
        con,
        f"""SELECT p.roster, count(o.k), count(*) FILTER (o.k IS NULL AND d.k IS NOT NULL),
            count(*) FILTER (o.k IS NULL AND d.k IS NULL AND {within(start, "p.k", "poverty", "disability")})
        FROM (FROM person p ANTI JOIN link l ON l.ks = p.k WHERE {within(start, "p.k", *others)}) p LEFT JOIN lone o ON o.k = p.k
        LEFT JOIN (SELECT ks AS k FROM doubt UNION SELECT ka FROM seat WHERE ke IN (SELECT ks FROM doubt)) d ON d.k = p.k
        GROUP BY 1""",
    )
    left = {roster: tuple(counted) for roster, *counted in rest}
    return [Side(roster, rows[roster], linked[roster], *left.get(roster, (0, 0, 0))) for roster in others if roster in rows]


def check(con: Connection, start: Mapping[str, int]) -> list[Side]:
    """All accounts, or Imbalance."""
    lines = check_children(con, start)
    accounts = sides(con, start)
    lines += [
        f"{side.roster}: {side.rows} rows, accounted for {side.linked + side.own + side.review + side.outside}"
        for side in accounts
        if not side.balanced
    ]
    if lines:
        raise Imbalance(lines)
    return accounts
