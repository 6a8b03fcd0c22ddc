"""What the room says of a pupil whom the attendance roll only names: a school's children come from its township, those of a grade
are of an age. Both are learned from the pupils who are known.

A row that found no chair then has a township (`person.town`, level "school") and an age (`age_from`, `age_to`, YYYYMMDD, levels
"age" and "other_age"), and is compared with the register like a row that states them.
"""

from guixiao.linkage.columns import Connection
from guixiao.linkage.context import Context

PUPILS = 20  # of a school or grade, from which something is learned of it
MOST = 0.6  # of a school's pupils are of one township
TAIL = 0.02  # of a grade's pupils who may be younger, and older, than is usual


def learn_homes(con: Connection) -> None:
    """Table `school_home(school, town)`: the township of most of a school's certain pupils; schools in the enrolments' words."""
    con.execute(f"""CREATE OR REPLACE TABLE school_home AS
        WITH counted AS (SELECT u.c, h.town, count(*) AS n FROM link l JOIN pupil u ON u.k = l.ks JOIN person h ON h.k = l.kh
            WHERE h.town IS NOT NULL GROUP BY ALL),
        whole AS (SELECT r.school, c.town, sum(n) AS n FROM counted c JOIN classroom r ON r.c = c.c AND r.roster = 'enrolments'
            WHERE r.school IS NOT NULL GROUP BY ALL)
        SELECT school, max_by(town, (n, town)) AS town FROM whole GROUP BY school
        HAVING sum(n) >= {PUPILS} AND max(n) >= {MOST} * sum(n)""")


def learn_catchments(context: Context) -> None:
    """Tables `school_town(school, town)`, by the number of `place`, and `age_of_grade(grade, age_from, age_to)`, by the roll's
    words."""
    con = context.con
    con.execute("""CREATE OR REPLACE TEMP TABLE school_town AS
        SELECT pl.school, min(h.town) AS town FROM (SELECT DISTINCT named, school FROM place WHERE school IS NOT NULL) pl
        JOIN school_home h ON h.school = pl.named GROUP BY pl.school HAVING count(DISTINCT h.town) = 1""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE age_of_grade AS
        SELECT w.grade, quantile_disc(p.dob, {TAIL}) AS age_from, quantile_disc(p.dob, {1 - TAIL}) AS age_to
        FROM seat s JOIN pupil u ON u.k = s.ka JOIN written w USING (c) JOIN person p ON p.k = s.ke
        WHERE p.dob % 100 <> 0 AND w.grade <> '' GROUP BY w.grade HAVING count(*) >= {PUPILS}""")


def place_standing(context: Context) -> None:
    """Rows of the roll without a seat, without a place or a date of their own, get those of their school and grade."""
    con = context.con
    con.execute("""CREATE OR REPLACE TEMP TABLE standing_place AS SELECT s.k, t.town, g.age_from, g.age_to
        FROM (SELECT k, school FROM unseated WHERE roll UNION ALL SELECT k, school FROM moved_row) s JOIN pupil u USING (k)
        JOIN written w USING (c) LEFT JOIN school_town t ON t.school = s.school LEFT JOIN age_of_grade g USING (grade)
        WHERE s.k NOT IN (SELECT ka FROM seat) AND s.k NOT IN (SELECT ks FROM link)""")
    con.execute("""UPDATE person SET town = coalesce(person.town, s.town),
            age_from = CASE WHEN coalesce(dob, idob) IS NULL THEN s.age_from END,
            age_to = CASE WHEN coalesce(dob, idob) IS NULL THEN s.age_to END
        FROM standing_place s WHERE s.k = person.k""")


def find_rivals(con: Connection) -> None:
    """`called_child(ka, kh)`: standing rows whose whole name is one register child's alone, of the school's township and the
    grade's age, whom no roll has yet: a better owner than an empty chair of another name."""
    con.execute("""CREATE OR REPLACE TEMP TABLE called_child AS SELECT s.k AS ka, min(h.k) AS kh
        FROM person s JOIN standing_place USING (k) JOIN person h ON h.roster = 'households' AND h.nm = s.nm
            AND h.town = s.town AND coalesce(h.dob, h.idob) BETWEEN s.age_from AND s.age_to
        WHERE s.kind = '' AND length(s.nm) > 1 AND h.k NOT IN (SELECT k FROM twin)
            AND coalesce(s.sex = h.sex, true) AND coalesce(s.dob = h.dob, true)
            AND h.k NOT IN (SELECT kh FROM link WHERE ks IN (SELECT ke FROM seat))
        GROUP BY s.k HAVING count(*) = 1""")
