"""Who sits in class: each row of the attendance roll finds the enrolment it stands for (`seat`), then the child.

School and class are written differently in the two rosters; how is learned from the rows that are certain.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping

from guixiao.lib.places import after_county, plain
from guixiao.linkage.columns import Connection, distinct, put
from guixiao.linkage.comparisons import BIRTH, FAMILY, NAME, NAMED, SEX
from guixiao.linkage.passes import CERTAIN_BITS, LEVEL, Context, link_certain, link_scored
from guixiao.linkage.rooms import assign
from guixiao.linkage.weights import level_sql, weight_sql
from guixiao.linkage.wide import widen

COMPARED = (NAME, BIRTH, SEX, FAMILY)
ROOM_BITS = 0.0
NOBODY = -4.0  # bits of a row without a chair in its own room
ROOM_SEAT_BITS = 5.0  # the odds of a seat that only the room decides
CLASS_BITS, SCHOOL_BITS, OTHER_CLASS, OTHER_SCHOOL = 9.5, 6.5, -2.0, -6.0
NAMED_SEAT_BITS = 14.0
NUMBER_BITS = """CASE WHEN same_number AND named THEN 20.0 WHEN same_number AND has_namesake THEN -3.0
        WHEN same_number AND l_name <= {like} THEN 20.0
    WHEN same_number THEN 12.0 WHEN near_number THEN 10.0 WHEN other_number THEN -3.5 ELSE 0.0 END"""


def school_name(text: str) -> str:
    return after_county(plain(text)).removeprefix("省").strip()


def room_name(text: str) -> str:
    """Grade and class without brackets and the words that every class has: 七年级/（1）班 -> 七1."""
    return re.sub(r"年级|级|班|[（）()．.\s/]", "", text)


def read_classes(con: Connection, start: Mapping[str, int]) -> None:
    """Table `pupil`: enrolment and attendance rows; school, room (grade and class) and code (student number) as plain text."""
    texts = distinct(con, "SELECT school FROM raw_enrolments UNION ALL SELECT school FROM raw_attendance")
    put(con, "school_of", t=texts or [""], v=[school_name(text) for text in texts] or [""])
    written = "coalesce(r.grade, '') || '/' || coalesce(r.class_name, '')"
    rooms = distinct(con, " UNION ALL ".join(f"SELECT {written} FROM raw_{roster} r" for roster in ("enrolments", "attendance")))
    put(con, "room_of", t=rooms or [""], v=[room_name(text) or None for text in rooms] or [""])
    union = " UNION ALL ".join(
        f"""SELECT CAST(r.rid + {start[roster]} AS INTEGER) AS k, r.school, {written} AS room,
                upper(trim(r.student_number)) AS code
        FROM raw_{roster} r"""
        for roster in ("enrolments", "attendance")
    )
    con.execute(f"""CREATE OR REPLACE TABLE pupil AS SELECT p.k, p.roster, p.nm, p.nm2, p.py, p.kind, p.idn, p.gid, p.dob, p.sex,
            s.v AS school, m.v AS room, c.code
        FROM ({union}) c JOIN person p USING (k) LEFT JOIN school_of s ON s.t = c.school LEFT JOIN room_of m ON m.t = c.room""")
    con.execute("CREATE OR REPLACE TABLE seat(ka INTEGER, ke INTEGER, step VARCHAR, weight DOUBLE)")


def seat_certain(con: Connection) -> None:
    """Number (identity or student number) and name equal; of two enrolments the one at the same school."""
    named = NAMED.format(l="a", r="e")
    for rule in ("a.idn = e.idn", "a.gid = e.gid", "a.idn = e.gid", "a.gid = e.idn", "a.code = e.code"):
        con.execute(f"""INSERT INTO seat SELECT a.k, min_by(e.k, (coalesce(a.school <> e.school, true), e.k)), 'number_and_name',
                {CERTAIN_BITS}
            FROM pupil a JOIN pupil e ON {rule} WHERE a.roster = 'attendance' AND e.roster = 'enrolments' AND ({named})
            AND a.nm <> '' AND a.k NOT IN (SELECT ka FROM seat) GROUP BY a.k""")


def learn_rooms(con: Connection) -> None:
    """Table `place_of_pupil`: school and room of each row, those of the attendance roll in the words of the enrolment roster.

    Every certain seat votes, and every pair of rows that are alone in the county with their name (or name and birth date).
    """
    alone = "SELECT nm, dob, min(k) AS k FROM pupil WHERE roster = '{0}' AND length(nm) > 1 GROUP BY nm, dob HAVING count(*) = 1"
    single = "SELECT nm, min(k) AS k FROM pupil WHERE roster = '{0}' AND length(nm) > 1 GROUP BY nm HAVING count(*) = 1"
    con.execute(f"""CREATE OR REPLACE TEMP TABLE vote AS SELECT ka, ke FROM seat
        UNION SELECT a.k, e.k FROM ({alone.format("attendance")}) a
        JOIN ({alone.format("enrolments")}) e ON a.nm = e.nm AND a.dob = e.dob
        UNION SELECT a.k, e.k FROM ({single.format("attendance")}) a JOIN ({single.format("enrolments")}) e USING (nm)""")
    _majority(con, "school_word", "pa.school", "pe.school")
    _majority(con, "room_word", "pa.school || '/' || pa.room", "pe.room")
    con.execute("""CREATE OR REPLACE TABLE place_of_pupil AS
        SELECT p.k, p.roster, coalesce(s.meant, p.school) AS school, coalesce(r.meant, p.room) AS room, code
        FROM pupil p LEFT JOIN school_word s ON p.roster = 'attendance' AND s.said = p.school
        LEFT JOIN room_word r ON p.roster = 'attendance' AND r.said = p.school || '/' || p.room""")


def _majority(con: Connection, table: str, said: str, meant: str) -> None:
    """Table(said, meant): what the votes say a word of the attendance roll means, where more than half of three or more agree."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {table} AS
        WITH count_of AS (SELECT {said} AS said, {meant} AS meant, count(*) AS n
            FROM vote JOIN pupil pa ON pa.k = ka JOIN pupil pe ON pe.k = ke WHERE {said} IS NOT NULL AND {meant} IS NOT NULL
                GROUP BY ALL)
        SELECT said, max_by(meant, (n, meant)) AS meant FROM count_of GROUP BY said HAVING sum(n) >= 3 AND max(n) * 2 > sum(n)""")


def _side(con: Connection, table: str, roster: str, taken: str) -> None:
    """Rows of one roster that are not seated; a pupil may also be called by the name of the register child it is linked to."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT p.* REPLACE (coalesce(nullif(p.nm2, p.nm), nullif(h.nm, p.nm), nullif(h.nm2, p.nm)) AS nm2), q.school, q.room,
            nullif(p.py[1:1], '') AS sur, nullif(substr(p.nm, 2), '') AS giv
        FROM person p JOIN place_of_pupil q USING (k) LEFT JOIN link l ON l.ks = p.k LEFT JOIN person h ON h.k = l.kh
        WHERE p.roster = '{roster}' AND p.k NOT IN ({taken})""")


def _pairs(con: Connection) -> None:
    _side(con, "empty_chair", "enrolments", "SELECT ke FROM seat")
    _side(con, "standing", "attendance", "SELECT ka FROM seat")
    rules = (
        "a.school = e.school AND a.room = e.room",
        "a.school = e.school AND a.nm = e.nm",
        "a.school = e.school AND a.py = e.py",
        "a.school = e.school AND a.dob = e.dob",
        "a.school = e.school AND a.giv = e.giv",
        "a.idn = e.idn",
        "a.py = e.py AND a.dob = e.dob",
        "a.dob = e.dob AND a.sur = e.sur",
        "a.nm = e.nm AND a.school IS NULL",
        "a.school = e.school AND a.nm = e.nm2",
        "a.school = e.school AND a.nm2 = e.nm",
    )
    union = " UNION ".join(f"SELECT a.k AS ka, e.k AS ke FROM standing a JOIN empty_chair e ON {rule}" for rule in rules)
    con.execute(f"CREATE OR REPLACE TEMP TABLE chair_pair AS SELECT * FROM ({union})")
    con.execute("""CREATE OR REPLACE TEMP TABLE chair_key AS
        SELECT DISTINCT k FROM (SELECT ka AS k FROM chair_pair UNION ALL SELECT ke FROM chair_pair)""")


def _score(context: Context) -> None:
    con, weights, name, birth = context.con, context.weights, LEVEL["name"], LEVEL["birth"]
    named = f"(l_name IN ({name['equal']}, {name['sound']}, {name['former']}) AND kind <> 'pet')"
    levels = ", ".join(f"{level_sql(c, 'a', 'e')} AS l_{c.field}" for c in COMPARED)
    each = ", ".join(f"{weight_sql(weights, c, 'l_' + c.field, 'leveled')} AS w_{c.field}" for c in COMPARED)
    con.execute(f"""CREATE OR REPLACE TEMP TABLE chair_score AS WITH leveled AS (SELECT ka, ke, a.kind, {levels},
            coalesce(e.f_nm, 2e-5) AS f_nm, coalesce(e.f_py, 2e-5) AS f_py,
            pa.school = pe.school AS same_school, pa.room = pe.room AS same_room,
            coalesce(a.idn = e.idn OR a.gid = e.gid OR a.idn = e.gid OR a.gid = e.idn OR pa.code = pe.code, false) AS same_number,
            coalesce(damerau_levenshtein(a.idd, e.idt) <= 2, false)
            OR coalesce(damerau_levenshtein(e.idd, a.idt) <= 2, false) AS near_number,
            coalesce(coalesce(a.idn, a.gid) <> coalesce(e.idn, e.gid), false) AS other_number
        FROM chair_pair JOIN chair_wide a ON a.k = ka JOIN chair_wide e ON e.k = ke JOIN place_of_pupil pa ON pa.k = ka
            JOIN place_of_pupil pe ON pe.k = ke),
        judged AS (SELECT *, {each}, {named} AS named,
            bool_or({named} AND (same_school OR l_birth BETWEEN {birth["equal"]} AND {birth["lunar"]}))
                OVER (PARTITION BY ka) AS has_namesake,
            CASE WHEN same_school AND same_room THEN {CLASS_BITS} WHEN same_school AND same_room IS NULL THEN {SCHOOL_BITS}
                WHEN same_school THEN {SCHOOL_BITS + OTHER_CLASS}
                WHEN same_school IS NULL THEN 0.0 ELSE {OTHER_SCHOOL} END AS w_class FROM leveled),
        weighted AS (SELECT *, {NUMBER_BITS.format(like=name["one_character"])} AS w_number FROM judged)
        SELECT *, w_name + w_birth + w_sex + w_family + w_number + w_class AS evidence FROM weighted""")


def _take_rooms(con: Connection, margin: float) -> int:
    """In a room with few chairs left, half a name is enough: chance is one of the room's chairs, not of the county's. Only
    pupils who should be there by the roster's own status are looked for: a chair that ought to be empty proves nobody present.

    The only row standing takes the only chair left of its room unless name, birth date or number speaks against it.
    """
    name, birth = LEVEL["name"], LEVEL["birth"]
    taken: int = con.execute(f"""INSERT INTO seat SELECT ka, ke, 'room', {ROOM_SEAT_BITS} FROM (
        SELECT *, row_number() OVER of_a AS pa, row_number() OVER of_e AS pe,
            evidence - coalesce(lead(evidence) OVER of_a, -99) AS la,
            evidence - coalesce(lead(evidence) OVER of_e, -99) AS le,
            count(DISTINCT ke) OVER (PARTITION BY school, room) AS chairs,
            count(DISTINCT ka) OVER (PARTITION BY school, room) AS rows
        FROM chair_score JOIN place_of_pupil p ON p.k = ke JOIN state s ON s.k = ke AND s.bucket = 'enrolled'
            WHERE same_school AND same_room AND ka NOT IN (SELECT ka FROM seat) AND ke NOT IN (SELECT ke FROM seat)
        WINDOW of_a AS (PARTITION BY ka ORDER BY evidence DESC, ke), of_e AS (PARTITION BY ke ORDER BY evidence DESC, ka))
        WHERE pa = 1 AND pe = 1 AND la >= {margin} AND le >= {margin} AND l_birth <= {birth["month_day"]} AND w_number > -3.6
        AND ((evidence - w_class - log2(chairs) >= {ROOM_BITS} AND l_name <= {name["pet_shares"]})
            OR (chairs = 1 AND rows = 1 AND l_name <= {name["pet_alone"]}))""").fetchall()[0][0]
    return taken


def _share_rooms(con: Connection, margin: float) -> None:
    """The rows still standing in a room and its empty chairs, seated together."""
    birth = LEVEL["birth"]
    rooms: defaultdict[tuple[str, str], dict[tuple[int, int], float]] = defaultdict(dict)
    for school, room, ka, ke, evidence in con.execute(f"""SELECT school, room, ka, ke, evidence - w_class
            FROM chair_score JOIN place_of_pupil p ON p.k = ke JOIN state s ON s.k = ke AND s.bucket = 'enrolled'
            WHERE same_school AND same_room AND ka NOT IN (SELECT ka FROM seat) AND ke NOT IN (SELECT ke FROM seat)
            AND l_birth <= {birth["month_day"]} AND w_number > -3.6 ORDER BY ALL""").fetchall():
        rooms[school, room][ka, ke] = evidence
    found = [pair for scores in rooms.values() for pair in assign(scores, nobody=NOBODY, margin=margin)]
    if found:
        put(con, "shared", ka=[ka for ka, _ in found], ke=[ke for _, ke in found])
        con.execute(f"INSERT INTO seat SELECT s.ka, s.ke, 'room', {ROOM_SEAT_BITS} FROM shared s")


def _take(context: Context) -> int:
    """Accept the pairs that are the best of both rows by the margin; the fewer chairs are left, the less likely is chance."""
    con, limit = context.con, context.thresholds
    chairs = con.execute(
        "SELECT (SELECT count(*) FROM empty_chair) - (SELECT count(*) FROM seat WHERE step = 'scored')"
    ).fetchall()[0][0]
    least = limit.accept + math.log2(max(chairs, 2))
    taken: int = con.execute(f"""INSERT INTO seat SELECT ka, ke, 'scored', evidence - {least - limit.accept:.6f} FROM (
        SELECT *, row_number() OVER of_a AS pa, row_number() OVER of_e AS pe,
            evidence - coalesce(lead(evidence) OVER of_a, -99) AS la, evidence - coalesce(lead(evidence) OVER of_e, -99) AS le
        FROM chair_score WHERE ka NOT IN (SELECT ka FROM seat) AND ke NOT IN (SELECT ke FROM seat)
        WINDOW of_a AS (PARTITION BY ka ORDER BY evidence DESC, ke), of_e AS (PARTITION BY ke ORDER BY evidence DESC, ka))
        WHERE pa = 1 AND pe = 1 AND evidence >= {least} AND la >= {limit.margin} AND le >= {limit.margin}""").fetchall()[0][0]
    return taken


def seat_named(con: Connection) -> None:
    """The only row of a name in a room, or a school, takes the only chair of that name there, unless date or number object."""
    side = """SELECT q.{2}, u.nm, min(u.k) AS k FROM pupil u JOIN place_of_pupil q USING (k)
        WHERE u.roster = '{0}' AND u.k NOT IN (SELECT {1} FROM seat)
        AND length(u.nm) > 1 AND u.kind <> 'unknown' GROUP BY ALL HAVING count(*) = 1"""
    for where in (("school", "room"), ("school",)):
        columns, same = ", q.".join(where), " AND ".join(f"sa.{column} = se.{column}" for column in where)
        con.execute(f"""INSERT INTO seat SELECT a.k, e.k, 'name_and_{where[-1]}', {NAMED_SEAT_BITS}
            FROM ({side.format("attendance", "ka", columns)}) sa
            JOIN ({side.format("enrolments", "ke", columns)}) se ON sa.nm = se.nm AND {same}
            JOIN pupil a ON a.k = sa.k JOIN pupil e ON e.k = se.k
            WHERE coalesce(a.dob = e.dob, true) AND coalesce(a.sex = e.sex, true)
                AND coalesce(coalesce(a.idn, a.gid) = coalesce(e.idn, e.gid), true)""")


def seat_scored(context: Context) -> None:
    """Compare the rows left standing with the chairs left empty."""
    _pairs(context.con)
    widen(context.con, "chair_wide", "chair_key", context.start, ("enrolments", "attendance"))
    context.con.execute("UPDATE chair_wide SET nm2 = e.nm2 FROM empty_chair e WHERE e.k = chair_wide.k")
    _score(context)
    while _take(context):
        pass
    while _take_rooms(context.con, context.thresholds.margin):
        pass
    _share_rooms(context.con, context.thresholds.margin)


def _through(con: Connection) -> None:
    """A seat hands the child on, from the enrolment to the attendance row and back, unless a person said it is another child."""
    refused = "NOT EXISTS (SELECT 1 FROM decided_pair d WHERE d.kind = 'different' AND d.kh = l.kh AND d.ks IN (ka, ke))"
    con.execute(f"""INSERT INTO link(ks, kh, step, weight) SELECT ka, l.kh, 'through_enrolment', {CERTAIN_BITS} FROM seat
        JOIN link l ON l.ks = ke
        WHERE ka NOT IN (SELECT ks FROM link) AND {refused}""")
    con.execute(f"""INSERT INTO link(ks, kh, step, weight) SELECT ke, min(l.kh), 'through_attendance', {CERTAIN_BITS} FROM seat
        JOIN link l ON l.ks = ka
        WHERE ke NOT IN (SELECT ks FROM link) AND {refused} GROUP BY ke""")
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
    """Everything about seats that does not need the register; it may run beside `link_scored`."""
    read_classes(context.con, context.start)
    link_certain(context.con, ("attendance",))
    seat_certain(context.con)
    learn_rooms(context.con)
    seat_named(context.con)


def link_attendance(context: Context) -> None:
    """The remaining seats, then children: through the enrolment, by the row's own number, or compared with the whole register."""
    seat_scored(context)
    _through(context.con)
    link_scored(
        context,
        ("attendance",),
        never="ks IN (SELECT ka FROM seat) AND coalesce(s_idn <> h_idn, true) AND coalesce(s_gid <> h_idn, true)",
    )
    _through(context.con)
    _join_by_seat(context.con)
    _hand_doubts_on(context.con)
