"""The pairs of rows that Splink learns from, as tables: labels for m, strangers for u, the remainder for EM.

A side is a table `<name>_school` or `<name>_register` of `unique_id` and the columns the trained comparisons read.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from guixiao.linkage.columns import Connection, offsets, read_columns
from guixiao.linkage.comparisons import COMPARISONS, Comparison
from guixiao.linkage.reading import Source, read_rosters
from guixiao.linkage.register import settle_numbers
from guixiao.linkage.rules import Rules
from guixiao.linkage.wide import count_frequencies, load_lunar, widen

# number and family stay hand-set: one number decides who is a label, and brothers and sisters share a family.
TRAINED: tuple[Comparison, ...] = tuple(c for c in COMPARISONS if c.field in ("name", "birth", "sex", "place"))
SIDE = re.compile(r"\{([lr])\}\.(\w+)")
# What makes two rows with one identity number the same child for certain, without a look at the field that is learned:
# number and name alone would be useless for the name, which agrees by construction (linkage.md 4.3).
WITNESSES = {
    "name": "s.dob = h.dob AND s.sex = h.sex",
    "birth": "s.nm = h.nm AND s.dob IS NOT NULL AND h.dob IS NOT NULL",
    "sex": "s.nm = h.nm AND s.dob = h.dob",
    "place": "s.nm = h.nm AND s.dob = h.dob",
}


class TooFew(Exception):
    """The rosters hold no pair of rows to learn from."""


def splink_sql(condition: str) -> str:
    """A level's condition as Splink wants it: `{l}.nm` becomes `nm_l`."""
    return "ELSE" if condition == "true" else SIDE.sub(r"\2_\1", condition)


def columns_read() -> list[str]:
    """The columns of a person that the trained comparisons read, sorted."""
    return sorted({column for c in TRAINED for level in c.levels for _, column in SIDE.findall(level.condition)})


def read_people(con: Connection, sources: Sequence[Source], rules: Rules, as_of: date) -> dict[str, int]:
    """Table `person` and its companions, as in a run; gives the key offset of each roster."""
    read_rosters(con, sources, rules)
    start = offsets(con)
    read_columns(con, start, as_of)
    load_lunar(con)
    count_frequencies(con)
    settle_numbers(con)
    return start


def make_sides(con: Connection, name: str, school: str, register: str, start: Mapping[str, int]) -> None:
    """Both sides from two SELECTs of row keys `k`."""
    con.execute(f"CREATE OR REPLACE TABLE side_key AS SELECT DISTINCT k FROM ({school} UNION ALL {register})")
    widen(con, "side_wide", "side_key", start)
    columns = ", ".join(columns_read())
    for side, test in (("school", "roster <> 'households'"), ("register", "roster = 'households'")):
        con.execute(f"""CREATE OR REPLACE TABLE {name}_{side} AS SELECT k AS unique_id, {columns}
            FROM side_wide WHERE {test} ORDER BY k""")
        if not con.execute(f"SELECT 1 FROM {name}_{side} LIMIT 1").fetchall():
            raise TooFew(name)


def draw_labels(con: Connection, most: int, seed: int, start: Mapping[str, int]) -> None:
    """`certified(ks, kh)`: rows with one identity number that a single register row carries; the sides `certified_*`."""
    con.execute(f"""CREATE OR REPLACE TABLE certified AS SELECT s.k AS ks, h.k AS kh FROM person s JOIN (
            SELECT idn, min(k) AS k FROM person WHERE roster = 'households' GROUP BY idn HAVING count(*) = 1) h USING (idn)
        WHERE s.roster IN ('enrolments', 'elsewhere') ORDER BY hash(idn + {seed}), s.k LIMIT {most}""")
    make_sides(con, "certified", "SELECT ks AS k FROM certified", "SELECT kh AS k FROM certified", start)


def label(con: Connection, field: str) -> int:
    """Table `label_<field>` as Splink reads labels; gives the number of pairs in which neither side lacks the field."""
    con.execute(f"""CREATE OR REPLACE TABLE label_{field} AS SELECT
            'a' AS source_dataset_l, ks AS unique_id_l, 'b' AS source_dataset_r, kh AS unique_id_r
        FROM certified JOIN person s ON s.k = ks JOIN person h ON h.k = kh
        WHERE s.nm <> '' AND h.nm <> '' AND {WITNESSES[field]} ORDER BY ks""")
    sides = "JOIN certified_school s ON s.unique_id = unique_id_l JOIN certified_register h ON h.unique_id = unique_id_r"
    return _present(con, field, f"label_{field} {sides}")


def draw_strangers(con: Connection, pairs: int, seed: int, start: Mapping[str, int]) -> None:
    """The sides `stranger_*`: as many rows of each as give that many pairs, none of them two rows of one child.

    In a small county true matches would otherwise be as frequent among random pairs as equal birth dates are.
    """
    rows = max(2, round(pairs**0.5))
    key = f"SELECT k, hash(coalesce(idn, gid) + {seed}) AS turn FROM person WHERE coalesce(idn, gid) IS NOT NULL AND roster"
    school = f"SELECT k FROM ({key} <> 'households' AND turn % 2 = 0 ORDER BY turn, k LIMIT {rows})"
    register = f"SELECT k FROM ({key} = 'households' AND turn % 2 = 1 ORDER BY turn, k LIMIT {rows})"
    make_sides(con, "stranger", school, register, start)


def strangers(con: Connection, field: str) -> int:
    return _present(con, field, "stranger_school s, stranger_register h")


def draw_remainder(con: Connection, start: Mapping[str, int]) -> None:
    """The sides `remainder_*`: school rows without a number of the register; register rows with their birth date or name."""
    known = "SELECT idn FROM person WHERE roster = 'households' AND idn IS NOT NULL"
    rest = f"""SELECT k, nm, coalesce(dob, idob) AS born FROM person WHERE roster IN ('enrolments', 'elsewhere') AND nm <> ''
        AND coalesce(idn, -1) NOT IN ({known}) AND coalesce(gid, -1) NOT IN ({known})"""
    con.execute(f"CREATE OR REPLACE TABLE rest AS {rest}")
    register = """SELECT k FROM person WHERE roster = 'households'
        AND (coalesce(dob, idob) IN (SELECT born FROM rest) OR nm IN (SELECT nm FROM rest))"""
    make_sides(con, "remainder", "SELECT k FROM rest", register, start)


def _present(con: Connection, field: str, pairs: str) -> int:
    levels = next(c.levels for c in TRAINED if c.field == field)
    missing = next(level.condition for level in levels if level.name == "missing").format(l="s", r="h")
    found: int = con.execute(f"SELECT count(*) FROM {pairs} WHERE NOT coalesce({missing}, false)").fetchall()[0][0]
    return found
