"""The reconciliation identity, checked before anything is written: a sum that is off by one stops the run."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from guixiao.linkage.columns import Connection
from guixiao.linkage.fields import PEOPLE


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


def check_children(con: Connection) -> list[str]:
    """Every register row has exactly one line, per village, township and county; a duplicate points to a row that is none."""
    wrong = _rows(
        con,
        """SELECT p.town, p.village, count(*), count(v.child), count(DISTINCT v.child), min(f.file), min(p.row)
        FROM person p LEFT JOIN verdict v ON v.child = p.k JOIN file_of f ON f.file_no = p.file_no WHERE p.roster = 'households'
        GROUP BY ALL HAVING count(*) <> count(v.child) OR count(v.child) <> count(DISTINCT v.child)""",
    )
    astray = _rows(
        con,
        """SELECT f.file, p.row FROM verdict v JOIN person p ON p.k = v.child JOIN file_of f ON f.file_no = p.file_no
        WHERE v.canon IS NOT NULL AND v.canon IN (SELECT k FROM twin) LIMIT 10""",
    )
    unnamed = _rows(
        con,
        """SELECT f.file, p.row FROM verdict v JOIN person p ON p.k = v.child JOIN file_of f ON f.file_no = p.file_no
        WHERE v.bucket IS NULL LIMIT 10""",
    )
    return (
        [
            f"{town}/{village}: {rows} register rows, {lines} lines ({file} row {row})"
            for town, village, rows, lines, _, file, row in wrong
        ]
        + [f"{file} row {row}: a duplicate of a duplicate" for file, row in astray]
        + [f"{file} row {row}: in no bucket" for file, row in unnamed]
    )


def sides(con: Connection) -> list[Side]:
    """Each other roster's account."""
    found = _rows(
        con,
        """SELECT p.roster, count(*), count(l.ks), count(o.k) FILTER (l.ks IS NULL),
            count(*) FILTER (l.ks IS NULL AND o.k IS NULL AND d.ks IS NOT NULL),
            count(*) FILTER (l.ks IS NULL AND o.k IS NULL AND d.ks IS NULL AND p.roster IN ('poverty', 'disability'))
        FROM person p LEFT JOIN link l ON l.ks = p.k LEFT JOIN lone o ON o.k = p.k
        LEFT JOIN (SELECT DISTINCT ks FROM doubt UNION SELECT ka FROM seat WHERE ke IN (SELECT ks FROM doubt)) d ON d.ks = p.k
        WHERE p.roster <> 'households' GROUP BY 1 ORDER BY 1""",
    )
    return [Side(*row) for row in found]


def check(con: Connection) -> list[Side]:
    """All accounts, or Imbalance."""
    lines = check_children(con)
    accounts = sides(con)
    lines += [
        f"{side.roster}: {side.rows} rows, accounted for {side.linked + side.own + side.review + side.outside}"
        for side in accounts
        if not side.balanced
    ]
    if lines:
        raise Imbalance(lines)
    return sorted(accounts, key=lambda side: PEOPLE.index(side.roster))
