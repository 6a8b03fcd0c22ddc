"""The household register on its own: numbers that two children share, and children who stand in it twice."""

from collections.abc import Mapping

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import LEVEL, NAMED
from guixiao.linkage.weights import all_levels
from guixiao.linkage.wide import widen


def settle_numbers(con: Connection) -> None:
    """Where children of different names carry one number, only the row whose birth date fits the number keeps it.

    Creates `twin(k, canon)`: register rows that are the same child as an earlier row by number and name.
    """
    con.execute("""CREATE OR REPLACE TABLE same_number AS SELECT p.* FROM person p SEMI JOIN (
        SELECT idn FROM person WHERE roster = 'households' AND idn IS NOT NULL GROUP BY idn HAVING count(*) > 1) g USING (idn)
        WHERE p.roster = 'households'""")
    same = NAMED.format(l="a", r="b")
    con.execute(f"""CREATE OR REPLACE TABLE twin AS SELECT b.k, min(a.k) AS canon FROM same_number a JOIN same_number b
        ON a.idn = b.idn AND a.k < b.k AND a.nm <> '' AND b.nm <> ''
        AND ((({same}) AND (coalesce(a.dob = b.dob, true) OR (a.nm = b.nm AND coalesce(a.sex = b.sex, true))))
            OR (reordered(a.nm, b.nm) AND a.dob = b.dob)
            OR (a.dob = b.dob AND (a.kind = 'unknown' OR b.kind = 'unknown') AND a.nm[1:1] = b.nm[1:1]))
        GROUP BY b.k""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE disowned AS SELECT k FROM same_number a
        WHERE (a.dob <> a.idob OR a.dob IS NULL) AND EXISTS (SELECT 1 FROM same_number b WHERE b.idn = a.idn AND b.k <> a.k
            AND NOT (({same}) AND coalesce(a.dob = b.dob, true)) AND (b.dob = b.idob OR b.dob IS NULL))""")
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
    con.execute("""CREATE OR REPLACE TEMP TABLE double_key AS
        SELECT DISTINCT k FROM (SELECT ka AS k FROM double_pair UNION ALL SELECT kb FROM double_pair)""")
    widen(con, "double_wide", "double_key", start, ("households",))
    number, place, family = LEVEL["number"], LEVEL["place"], LEVEL["family"]
    con.execute(f"""CREATE OR REPLACE TABLE double_level AS
        SELECT ka, kb, a.idn // 100000000000 <> b.idn // 100000000000 AS other_area, {all_levels("a", "b")}
        FROM double_pair JOIN double_wide a ON a.k = ka JOIN double_wide b ON b.k = kb""")
    near = f"l_number IN ({number['equal']}, {number['edit']}, {number['edits']}, {number['rounded']})"
    witness = f"(l_family <= {family['sound']} OR (l_place = {place['village']} AND l_family = {family['missing']}))"
    con.execute(f"""INSERT INTO twin SELECT kb, min(ka) FROM double_level
        WHERE {near} OR (l_number = {number["missing"]} AND {witness}) GROUP BY kb""")
    _straighten(con)


def _straighten(con: Connection) -> None:
    """A duplicate points to a row that is itself no duplicate."""
    while con.execute("SELECT count(*) FROM twin a JOIN twin b ON b.k = a.canon").fetchall()[0][0]:
        con.execute("UPDATE twin SET canon = b.canon FROM twin b WHERE b.k = twin.canon")


def settle_second_numbers(con: Connection) -> None:
    """Two rows of one name, birth date and sex under two valid numbers, only one of them linked: a second registration
    where the numbers are of different areas and the family or village agrees, else a doubt. Twins of one name stay two."""
    family, place = LEVEL["family"], LEVEL["place"]
    con.execute("""CREATE OR REPLACE TEMP TABLE second_number AS SELECT d.*,
            CASE WHEN la.kh IS NULL THEN ka ELSE kb END AS idle, CASE WHEN la.kh IS NULL THEN kb ELSE ka END AS busy
        FROM double_level d LEFT JOIN (SELECT DISTINCT kh FROM link) la ON la.kh = ka
            LEFT JOIN (SELECT DISTINCT kh FROM link) lb ON lb.kh = kb
        WHERE (la.kh IS NULL) <> (lb.kh IS NULL) AND ka NOT IN (SELECT k FROM twin) AND kb NOT IN (SELECT k FROM twin)""")
    con.execute(f"""INSERT INTO twin SELECT idle, min(busy) FROM second_number
        WHERE other_area AND (ka, kb) NOT IN (SELECT (ka, kb) FROM decided_double)
            AND (l_family <= {family["sound"]} OR l_place = {place["village"]}) GROUP BY idle""")
    con.execute("""INSERT INTO doubt(ks, kh, step, weight, rank, reason)
        SELECT min(b.k), a.k, 'register', 0.0, 1, 'maybe_registered_twice'
        FROM same_number a JOIN same_number b ON a.idn = b.idn AND a.dob = b.dob AND a.k <> b.k
        WHERE a.k NOT IN (SELECT k FROM twin) AND b.k NOT IN (SELECT k FROM twin)
            AND a.k NOT IN (SELECT kh FROM link) AND b.k IN (SELECT kh FROM link)
            AND (least(a.k, b.k), greatest(a.k, b.k)) NOT IN (SELECT (ka, kb) FROM decided_double) GROUP BY a.k""")
    con.execute(f"""INSERT INTO doubt(ks, kh, step, weight, rank, reason)
        SELECT min(busy), idle, 'register', 0.0, 1, 'maybe_registered_twice' FROM second_number
        WHERE idle NOT IN (SELECT k FROM twin) AND idle NOT IN (SELECT kh FROM doubt WHERE reason = 'maybe_registered_twice')
            AND (ka, kb) NOT IN (SELECT (ka, kb) FROM decided_double)
        AND (l_family <= {family["missing"]} OR l_number = {LEVEL["number"]["missing"]}) GROUP BY idle""")
