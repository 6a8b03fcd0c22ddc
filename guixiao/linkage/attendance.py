"""Who sits in class: each row of the attendance roll finds the enrolment it stands for (`seat`), then the child.

Rows leave as soon as they are certain: number and name first, then a name alone in its room or school, then the chairs that are
left (`chairs`); each step sees only what the one before could not seat (`unseated`).
"""

from collections.abc import Mapping

from guixiao.linkage.catchments import find_rivals, learn_catchments, place_standing
from guixiao.linkage.chairs import find_chairs, pair_chairs, score_chairs, take_rooms, take_scored
from guixiao.linkage.classrooms import learn_classrooms
from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import LEVEL, NAMED
from guixiao.linkage.context import Context
from guixiao.linkage.facts import BIT
from guixiao.linkage.keys import within
from guixiao.linkage.passes import CERTAIN_BITS, link_scored

NAMED_SEAT_BITS = 14.0
SLIPPED = 3  # rows of a room with the number of a classmate, from which nobody's number there is believed


def seat_certain(con: Connection, start: Mapping[str, int]) -> None:
    """Number (identity or student number) and name equal: `seat(ka, ke, step, weight)`. Of two enrolments the one by the better
    number, then the one of exactly this name, then the one at the same school.

    `odd_code(k, code)`: student numbers in which there is no identity number; the others agree where the numbers do.
    """
    con.execute("CREATE OR REPLACE TABLE seat(ka INTEGER, ke INTEGER, step VARCHAR, weight DOUBLE)")
    rosters = ("attendance", "enrolments")
    con.execute(
        "CREATE OR REPLACE TABLE odd_code AS "
        + " UNION ALL ".join(
            f"""SELECT p.k, upper(trim(r.student_number)) AS code
        FROM raw_{roster} r JOIN person p ON p.k = r.rid + {start[roster]} AND p.gid IS NULL
        WHERE r.student_number IS NOT NULL"""
            for roster in rosters
        )
    )
    a, e = (
        f"""(SELECT k, nm, nm2, py, idn, gid, idn AS number FROM person p WHERE {within(start, "k", roster)} AND idn IS NOT NULL
        UNION ALL SELECT k, nm, nm2, py, idn, gid, gid FROM person p
            WHERE {within(start, "k", roster)} AND gid IS NOT NULL AND gid IS DISTINCT FROM idn)"""
        for roster in rosters
    )
    named = f"{NAMED.format(l='a', r='e')} AND a.nm <> ''"
    con.execute(f"""CREATE OR REPLACE TEMP TABLE named_pair AS
        SELECT a.k AS ka, e.k AS ke, CASE WHEN a.idn = e.idn THEN 0 WHEN a.gid = e.gid THEN 1 WHEN a.idn = e.gid THEN 2 ELSE 3 END
            AS rule, a.nm <> e.nm AS other FROM {a} a JOIN {e} e USING (number) WHERE {named}
        UNION ALL SELECT a.k, e.k, 4, a.nm <> e.nm FROM odd_code ca JOIN odd_code ce USING (code) JOIN person a ON a.k = ca.k
            JOIN person e ON e.k = ce.k
            WHERE {within(start, "a.k", "attendance")} AND {within(start, "e.k", "enrolments")} AND {named}""")
    certain = f"'number_and_name', {CERTAIN_BITS}"
    con.execute(f"INSERT INTO seat SELECT ka, min(ke), {certain} FROM named_pair GROUP BY ka HAVING count(*) = 1")
    con.execute(f"""INSERT INTO seat SELECT ka, min_by(ke, (rule, other, coalesce(ra.school <> re.school, true), ke)), {certain}
        FROM named_pair JOIN pupil pa ON pa.k = ka JOIN classroom ra ON ra.c = pa.c JOIN pupil pe ON pe.k = ke
        JOIN classroom re ON re.c = pe.c WHERE ka NOT IN (SELECT ka FROM seat) GROUP BY ka""")


def find_slipped(con: Connection, start: Mapping[str, int]) -> None:
    """Table `slipped(k)`: in a room of the roll where more rows carry the number of another pupil of the room than their own, the
    column slipped by a row; no number in it is believed."""
    con.execute(f"""CREATE OR REPLACE TABLE slipped AS
        WITH odd AS MATERIALIZED (SELECT k, coalesce(idn, gid) AS number, nm FROM person p WHERE coalesce(idn, gid) IS NOT NULL
            AND {within(start, "k", "attendance")} AND k NOT IN (SELECT ka FROM seat)),
        others AS (SELECT DISTINCT a.k, ca.c FROM odd a JOIN person e ON a.number = coalesce(e.idn, e.gid) AND a.nm <> e.nm
            JOIN pupil ua ON ua.k = a.k JOIN place ca ON ca.c = ua.c JOIN pupil ue ON ue.k = e.k
            JOIN place ce ON ce.c = ue.c AND ce.school = ca.school AND ce.room = ca.room
            WHERE {within(start, "e.k", "enrolments")}),
        own AS (SELECT c, count(*) AS n FROM seat JOIN pupil ON k = ka WHERE c IN (SELECT c FROM others) GROUP BY c),
        rooms AS (SELECT c, count(*) AS n FROM others GROUP BY c)
        SELECT k FROM pupil WHERE k NOT IN (SELECT ka FROM seat) AND c IN (SELECT r.c FROM rooms r LEFT JOIN own o USING (c)
            WHERE r.n >= {SLIPPED} AND r.n > coalesce(o.n, 0))""")


def find_vacated(con: Connection, start: Mapping[str, int]) -> None:
    """Tables `absent_row(k, moved)`, rows of the roll marked absent and whether because of another class, and `vacated(ke)`: who
    changed class stands on two rolls, so a chair stays free that only such a row took, or one marked absent in another room."""
    marked = f"SELECT k, facts & {BIT['other_class']} <> 0 AS moved FROM state WHERE facts & {BIT['marked_absent']} <> 0"
    con.execute(f"CREATE OR REPLACE TABLE absent_row AS SELECT * FROM ({marked}) WHERE {within(start, 'k', 'attendance')}")
    con.execute("""CREATE OR REPLACE TEMP TABLE vacated AS
        WITH left_by AS (SELECT s.ke, bool_and(a.moved OR coalesce(ra.school = re.school AND ra.room <> re.room, false)) AS free
            FROM seat s JOIN absent_row a ON a.k = s.ka JOIN pupil pa ON pa.k = s.ka JOIN place ra ON ra.c = pa.c
            JOIN pupil pe ON pe.k = s.ke JOIN place re ON re.c = pe.c GROUP BY s.ke)
        SELECT ke FROM left_by WHERE free AND ke NOT IN (SELECT ke FROM seat WHERE ka NOT IN (SELECT k FROM absent_row))""")


def find_unseated(con: Connection, start: Mapping[str, int]) -> None:
    """Table `unseated`: rows of the roll and enrolments without a seat; school and room as numbers (`place`);
    `absent`: marked so. Rows that say that their pupil changed class wait in `moved_row`.

    A sex that was only read out of the number of a row of the roll is no witness against its name.
    """
    con.execute(f"""CREATE OR REPLACE TEMP TABLE free_row AS SELECT p.k, {within(start, "p.k", "attendance")} AS roll,
            p.nm, p.py, p.dob, CASE WHEN x.k IS NULL AND (w.rid IS NULL OR w.sex IS NOT NULL) THEN p.sex END AS sex,
            CASE WHEN x.k IS NULL THEN coalesce(p.idn, p.gid) END AS number, length(p.nm) > 1 AND p.kind <> 'unknown' AS told,
            CASE WHEN r.k IS NULL THEN c.school ELSE r.school END AS school, c.room, a.k IS NOT NULL AS absent,
            coalesce(a.moved, false) AS moved
        FROM pupil u JOIN person p USING (k) JOIN place c USING (c) LEFT JOIN place_of_row r ON r.k = p.k
        LEFT JOIN absent_row a ON a.k = p.k LEFT JOIN slipped x ON x.k = p.k
        LEFT JOIN raw_attendance w ON w.rid + {start["attendance"]} = p.k
        WHERE p.k NOT IN (SELECT ka FROM seat UNION ALL SELECT ke FROM seat WHERE ke NOT IN (SELECT ke FROM vacated))""")
    con.execute("CREATE OR REPLACE TABLE moved_row AS SELECT * FROM free_row WHERE moved")
    con.execute("CREATE OR REPLACE TABLE unseated AS SELECT * EXCLUDE (moved, py) FROM free_row WHERE NOT moved")


def seat_named(con: Connection) -> None:
    """The only row of a name in a room, or a school, takes the only chair of that name there, unless date or number object.

    A row marked absent may be the old one of a pupil who changed class: only its own room's chair is surely its."""
    for where in (("school", "room"), ("school",)):
        columns, same = ", ".join(where), " AND ".join(f"a.{column} = e.{column}" for column in where)
        late = " AND NOT a.absent" if "room" not in where else ""
        con.execute(f"""CREATE OR REPLACE TEMP TABLE taken AS
            WITH one AS MATERIALIZED (SELECT roll, nm, {columns}, min(k) AS k, min(dob) AS dob, min(sex) AS sex,
                min(number) AS number, bool_or(absent) AS absent FROM unseated WHERE told
                GROUP BY roll, nm, {columns} HAVING count(*) = 1)
            SELECT a.k AS ka, e.k AS ke FROM one a JOIN one e ON a.nm = e.nm AND {same} WHERE a.roll AND NOT e.roll{late}
                AND coalesce(a.dob = e.dob, true) AND coalesce(a.sex = e.sex, true) AND coalesce(a.number = e.number, true)""")
        con.execute(f"INSERT INTO seat SELECT ka, ke, 'name_and_{where[-1]}', {NAMED_SEAT_BITS} FROM taken")
        con.execute("""CREATE OR REPLACE TABLE unseated AS FROM unseated
            WHERE k NOT IN (SELECT ka FROM taken UNION ALL SELECT ke FROM taken)""")


def seat_scored(context: Context) -> None:
    """Compare the rows left standing with the chairs left empty. Who is marked absent in another room waits for the others."""
    chairs = find_chairs(context.con)
    pair_chairs(context)
    score_chairs(context)
    chairs -= take_scored(context, chairs, "NOT late")
    take_scored(context, chairs)
    seat_moved(context.con)
    learn_catchments(context)
    place_standing(context)
    find_rivals(context.con)
    take_rooms(context.con, context.thresholds.margin)


def seat_moved(con: Connection) -> None:
    """A row that says its pupil changed class stands for the only pupil of its name in the school, wherever that one sits."""
    con.execute(f"""INSERT INTO seat SELECT m.k, min(e.k), 'name_and_school', {NAMED_SEAT_BITS} FROM moved_row m
        JOIN place c ON c.school = m.school JOIN pupil u USING (c) JOIN person e ON e.k = u.k AND e.roster = 'enrolments'
            AND (e.nm = m.nm OR e.py = m.py)
        WHERE m.told AND coalesce(e.dob = m.dob, true) AND coalesce(coalesce(e.idn, e.gid) = m.number, true)
        GROUP BY m.k HAVING count(*) = 1""")


def _through(con: Connection) -> None:
    """A seat hands the child on, from the enrolment to the attendance row and back, unless a person said it is another child."""
    con.execute(f"""INSERT INTO link(ks, kh, step, weight)
        WITH half AS MATERIALIZED (SELECT ka, ke, a.kh AS of_row, coalesce(a.kh, e.kh) AS kh
            FROM seat LEFT JOIN link a ON a.ks = ka LEFT JOIN link e ON e.ks = ke WHERE (a.kh IS NULL) <> (e.kh IS NULL)
            AND NOT EXISTS (SELECT 1 FROM decided_pair d WHERE d.kind = 'different' AND d.kh = coalesce(a.kh, e.kh)
                AND d.ks IN (ka, ke)))
        SELECT ka, kh, 'through_enrolment', {CERTAIN_BITS} FROM half WHERE of_row IS NULL
        UNION ALL SELECT ke, min(kh), 'through_attendance', {CERTAIN_BITS} FROM half WHERE of_row IS NOT NULL GROUP BY ke""")
    con.execute("DELETE FROM doubt WHERE ks IN (SELECT ks FROM link)")


def _join_by_seat(con: Connection) -> None:
    """A seat whose two rows are certainly two register rows of one name, birth date and sex proves a child registered twice."""
    con.execute("""CREATE OR REPLACE TEMP TABLE proven AS SELECT greatest(a.kh, e.kh) AS k, min(least(a.kh, e.kh)) AS canon
        FROM seat JOIN link a ON a.ks = ka JOIN link e ON e.ks = ke JOIN person x ON x.k = a.kh JOIN person y ON y.k = e.kh
        WHERE a.kh <> e.kh AND x.nm = y.nm AND coalesce(x.dob, x.idob) = coalesce(y.dob, y.idob) AND coalesce(x.sex = y.sex, true)
        AND a.kh NOT IN (SELECT k FROM twin UNION ALL SELECT canon FROM twin)
        AND e.kh NOT IN (SELECT k FROM twin UNION ALL SELECT canon FROM twin)
        AND (least(a.kh, e.kh), greatest(a.kh, e.kh)) NOT IN (SELECT (ka, kb) FROM decided_double) GROUP BY 1""")
    con.execute("INSERT INTO twin SELECT k, canon FROM proven WHERE canon NOT IN (SELECT k FROM proven)")
    con.execute("UPDATE link SET kh = t.canon FROM twin t WHERE t.k = link.kh")


def _hand_doubts_on(con: Connection) -> None:
    """A doubt about a seated row is its enrolment's, and only where the number says so: the enrolment knows more of the child."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE handed AS SELECT d.* REPLACE (s.ke AS ks) FROM doubt d JOIN seat s ON s.ka = d.ks
        WHERE d.l_number <= {LEVEL["number"]["equal_other_name"]} AND s.ke NOT IN (SELECT ks FROM link)
            AND (s.ke, d.kh) NOT IN (SELECT (ks, kh) FROM doubt)
        AND NOT EXISTS (SELECT 1 FROM decided_pair f WHERE f.kind = 'different' AND f.kh = d.kh AND f.ks IN (s.ka, s.ke))""")
    con.execute("DELETE FROM doubt WHERE ks IN (SELECT ka FROM seat)")
    con.execute("INSERT INTO doubt SELECT * FROM handed")


def seat_plainly(context: Context) -> None:
    """Everything about seats that does not need the register; it may run beside the steps that do."""
    con, start = context.con, context.start
    seat_certain(con, start)
    learn_classrooms(con, start)
    find_slipped(con, start)
    find_vacated(con, start)
    find_unseated(con, start)
    seat_named(con)


def link_attendance(context: Context) -> None:
    """The remaining seats, then children: through the enrolment, by the row's own number, or compared with the whole register."""
    # who read the number read the birth date and the sex in it too
    context.con.execute("""UPDATE person SET idn = NULL, gid = NULL, idd = NULL, idob = NULL, sex = NULL
        WHERE k IN (FROM slipped)""")
    seat_scored(context)
    _through(context.con)
    link_scored(
        context,
        ("attendance",),
        never="ks IN (SELECT ka FROM seat UNION ALL SELECT ka FROM rival_chair) "
        "AND coalesce(s_idn <> h_idn, true) AND coalesce(s_gid <> h_idn, true)",
    )
    _through(context.con)
    _join_by_seat(context.con)
    _hand_doubts_on(context.con)
