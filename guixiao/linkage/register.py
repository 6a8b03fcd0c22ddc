"""The household register on its own: numbers that two children share, and children who stand in it twice."""

from collections.abc import Mapping

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import COMPARISONS, NAMED
from guixiao.linkage.weights import all_levels
from guixiao.linkage.wide import widen

LEVEL = {c.field: {level.name: number for number, level in enumerate(c.levels)} for c in COMPARISONS}


def settle_numbers(con: Connection) -> None:
    """Where children of different names carry one number, only the row whose birth date fits the number keeps it.

    Creates `twin(k, canon)`: register rows that are the same child as an earlier row by number and name.
    """
    con.execute("""CREATE OR REPLACE TEMP TABLE same_number AS SELECT p.* FROM person p SEMI JOIN (
        SELECT idn FROM person WHERE roster = 'households' AND idn IS NOT NULL GROUP BY idn HAVING count(*) > 1) g USING (idn)
        WHERE p.roster = 'households'""")
    same = NAMED.format(l="a", r="b")
    con.execute(f"""CREATE OR REPLACE TABLE twin AS SELECT b.k, min(a.k) AS canon FROM same_number a JOIN same_number b
        ON a.idn = b.idn AND a.k < b.k AND a.nm <> '' AND b.nm <> ''
        AND (({same}) OR reordered(a.nm, b.nm) OR (a.dob = b.dob AND (a.kind = 'unknown' OR b.kind = 'unknown') AND a.nm[1:1] = b.nm[1:1]))
        GROUP BY b.k""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE disowned AS SELECT k FROM same_number a
        WHERE (a.dob <> a.idob OR a.dob IS NULL) AND EXISTS (SELECT 1 FROM same_number b WHERE b.idn = a.idn AND b.k <> a.k
            AND NOT ({same}) AND (b.dob = b.idob OR b.dob IS NULL))""")
    con.execute("UPDATE person SET idn = NULL, idob = NULL WHERE k IN (SELECT k FROM disowned)")


def find_doubles(con: Connection, start: Mapping[str, int]) -> None:
    """Add to `twin` the rows of one child under two numbers or none: same name, birth date and sex, and a second witness.

    A witness is the village, the family or a number at one edit; two different valid numbers need the family.
    """
    con.execute("""CREATE OR REPLACE TEMP TABLE double_pair AS SELECT a.k AS ka, b.k AS kb
        FROM (SELECT k, unnest([nm, nm2]) AS t, dob, idob, sex FROM person WHERE roster = 'households' AND kind = '') a
        JOIN (SELECT k, unnest([nm, nm2]) AS t, dob, idob, sex FROM person WHERE roster = 'households' AND kind = '') b
        ON a.t = b.t AND coalesce(a.dob, a.idob) = coalesce(b.dob, b.idob) AND a.k < b.k
        WHERE a.t IS NOT NULL AND (a.sex = b.sex OR a.sex IS NULL OR b.sex IS NULL)
        AND a.k NOT IN (SELECT k FROM twin) AND b.k NOT IN (SELECT k FROM twin) GROUP BY ALL""")
    con.execute("CREATE OR REPLACE TEMP TABLE double_key AS SELECT DISTINCT k FROM (SELECT ka AS k FROM double_pair UNION ALL SELECT kb FROM double_pair)")
    widen(con, "double_wide", "double_key", start)
    number, place, family = LEVEL["number"], LEVEL["place"], LEVEL["family"]
    near = f"l_number IN ({number['equal']}, {number['edit']}, {number['edits']}, {number['rounded']})"
    same_family = f"l_family <= {family['sound']}"
    con.execute(f"""INSERT INTO twin SELECT kb, min(ka) FROM (SELECT ka, kb, {all_levels('a', 'b')}
            FROM double_pair JOIN double_wide a ON a.k = ka JOIN double_wide b ON b.k = kb)
        WHERE {near} OR {same_family} OR (l_number = {number['missing']} AND l_place = {place['village']}
            AND l_family = {family['missing']}) GROUP BY kb""")
