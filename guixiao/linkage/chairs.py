"""Empty chairs: enrolments without a row of the attendance roll, compared with the rows that are still standing."""

import math
from collections import defaultdict

from guixiao.linkage.columns import Connection, put
from guixiao.linkage.comparisons import BIRTH, FAMILY, LEVEL, NAME, SEX
from guixiao.linkage.context import Context
from guixiao.linkage.facts import BIT
from guixiao.linkage.rooms import assign
from guixiao.linkage.weights import level_sql, weight_sql
from guixiao.linkage.wide import widen

COMPARED = (NAME, BIRTH, SEX, FAMILY)
ROOM_BITS = 0.0
NOBODY = -4.0  # bits of a row without a chair in its own room
ROOM_SEAT_BITS = 5.0  # the odds of a seat that only the room decides
CLASS_BITS, SCHOOL_BITS, OTHER_CLASS, OTHER_SCHOOL = 9.5, 6.5, -2.0, -6.0
NUMBER_BITS = """CASE WHEN same_number AND named THEN 20.0 WHEN same_number AND has_namesake THEN -3.0
        WHEN same_number AND l_name <= {like} THEN 20.0
    WHEN same_number THEN 12.0 WHEN near_number THEN 10.0 WHEN other_number THEN -3.5 ELSE 0.0 END"""
BEST = """row_number() OVER of_a AS pa, row_number() OVER of_e AS pe,
            evidence - coalesce(lead(evidence) OVER of_a, -99) AS la, evidence - coalesce(lead(evidence) OVER of_e, -99) AS le"""
OF_BOTH = """of_a AS (PARTITION BY ka ORDER BY evidence DESC, ke), of_e AS (PARTITION BY ke ORDER BY evidence DESC, ka)"""
LEAD = "pa = 1 AND pe = 1 AND la >= {0} AND le >= {0}"  # the best of both rows, by the margin
PAIRED_BY = (
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


def find_chairs(con: Connection) -> int:
    """Tables `standing` and `chair`: what is left of `unseated`; a pupil may also be called by the name of the register child
    it is linked to. A child enrolled twice in a room has one chair there. Gives the number of chairs."""
    con.execute("""CREATE OR REPLACE TEMP TABLE unseated_name AS
        SELECT u.k, u.roll, u.school, u.room, u.absent, l.kh, p.nm, p.py, p.dob, p.idn, nullif(p.py[1:1], '') AS sur,
            coalesce(nullif(p.nm2, p.nm), nullif(h.nm, p.nm), nullif(h.nm2, p.nm)) AS nm2, nullif(substr(p.nm, 2), '') AS giv
        FROM unseated u JOIN person p USING (k) LEFT JOIN link l ON l.ks = u.k LEFT JOIN person h ON h.k = l.kh""")
    con.execute("CREATE OR REPLACE TEMP TABLE standing AS SELECT * EXCLUDE (roll, kh) FROM unseated_name WHERE roll")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE chair AS SELECT u.* EXCLUDE (roll, absent, kh) FROM unseated_name u
        LEFT JOIN state s USING (k) WHERE NOT roll QUALIFY u.kh IS NULL OR row_number() OVER (PARTITION BY u.kh, school, room
            ORDER BY coalesce(s.facts & {BIT["on_roll"]}, 0) DESC, u.k) = 1""")
    chairs: int = con.execute("SELECT count(*) FROM chair").fetchall()[0][0]
    return chairs


def pair_chairs(context: Context) -> None:
    """`chair_pair(ka, ke)`, and `chair_wide`: the rows in it, widened."""
    con = context.con
    union = " UNION ".join(f"SELECT a.k AS ka, e.k AS ke FROM standing a JOIN chair e ON {rule}" for rule in PAIRED_BY)
    con.execute(f"CREATE OR REPLACE TEMP TABLE chair_pair AS SELECT * FROM ({union})")
    con.execute("""CREATE OR REPLACE TEMP TABLE chair_key AS
        SELECT DISTINCT k FROM (SELECT ka AS k FROM chair_pair UNION ALL SELECT ke FROM chair_pair)""")
    widen(con, "chair_wide", "chair_key", context.start, ("enrolments", "attendance"))


def score_chairs(context: Context) -> None:
    """`chair_score`: the pairs with their evidence in bits; w_class is what school and room give of it."""
    con, weights, name, birth = context.con, context.weights, LEVEL["name"], LEVEL["birth"]
    named = f"(l_name IN ({name['equal']}, {name['sound']}, {name['former']}) AND kind <> 'pet')"
    levels = ", ".join(f"{level_sql(c, 'a', 'e')} AS l_{c.field}" for c in COMPARED)
    each = ", ".join(f"{weight_sql(weights, c, 'l_' + c.field, 'leveled')} AS w_{c.field}" for c in COMPARED)
    con.execute(f"""CREATE OR REPLACE TEMP TABLE chair_score AS WITH leveled AS (SELECT ka, ke, a.kind, a.absent, {levels},
            coalesce(e.f_nm, 2e-5) AS f_nm, coalesce(e.f_py, 2e-5) AS f_py,
            a.school = e.school AS same_school, a.room = e.room AS same_room, e.school, e.room,
            coalesce(a.idn = e.idn OR a.gid = e.gid OR a.idn = e.gid OR a.gid = e.idn OR a.code = e.code, false) AS same_number,
            coalesce(damerau_levenshtein(a.idd, e.idt) <= 2, false)
            OR coalesce(damerau_levenshtein(e.idd, a.idt) <= 2, false) AS near_number,
            coalesce(coalesce(a.idn, a.gid) <> coalesce(e.idn, e.gid), false) AS other_number
        FROM chair_pair
        JOIN (SELECT w.*, s.school, s.room, s.absent, o.code
            FROM chair_wide w JOIN standing s USING (k) LEFT JOIN odd_code o USING (k)) a ON a.k = ka
        JOIN (SELECT w.* REPLACE (s.nm2 AS nm2), s.school, s.room, o.code
            FROM chair_wide w JOIN chair s USING (k) LEFT JOIN odd_code o USING (k)) e ON e.k = ke),
        judged AS (SELECT *, {each}, {named} AS named,
            bool_or({named} AND (same_school OR l_birth BETWEEN {birth["equal"]} AND {birth["lunar"]}))
                OVER (PARTITION BY ka) AS has_namesake,
            CASE WHEN same_school AND same_room THEN {CLASS_BITS} WHEN same_school AND same_room IS NULL THEN {SCHOOL_BITS}
                WHEN same_school THEN {SCHOOL_BITS + OTHER_CLASS}
                WHEN same_school IS NULL THEN 0.0 ELSE {OTHER_SCHOOL} END AS w_class FROM leveled),
        weighted AS (SELECT *, {NUMBER_BITS.format(like=name["one_character"])} AS w_number FROM judged)
        SELECT ka, ke, school, room, coalesce(same_school AND same_room, false) AS same_room,
            absent AND NOT coalesce(same_school AND same_room, false) AS late, kind, l_name, l_birth, w_class, w_number,
            w_name + w_birth + w_sex + w_family + w_number + w_class AS evidence FROM weighted""")


def take_scored(context: Context, chairs: int, which: str = "true") -> int:
    """Accept the pairs that are the best of both rows by the margin; the fewer chairs are left, the less likely is chance.

    A pair that is behind by the margin of what is needed is in nobody's way. `which` (SQL over chair_score): no others compete.
    Gives how many were seated.
    """
    limit, taken, before = context.thresholds, 1, chairs
    while taken:
        least = limit.accept + math.log2(max(chairs, 2))
        taken = _take(
            context.con,
            "chair_score",
            f"""SELECT ka, ke, 'scored' AS step, evidence - {least - limit.accept:.6f} AS weight FROM (
                SELECT ka, ke, evidence, {BEST} FROM chair_score
                WHERE evidence >= {least - limit.margin} AND ({which}) WINDOW {OF_BOTH})
            WHERE {LEAD.format(limit.margin)} AND evidence >= {least}""",
        )
        chairs -= taken
    return before - chairs


def _take(con: Connection, pairs: str, chosen: str) -> int:
    """Seat the chosen pairs (ka, ke, step, weight); the pairs of their rows leave the table. Gives how many."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE taken AS {chosen}")
    count: int = con.execute("INSERT INTO seat SELECT ka, ke, step, weight FROM taken").fetchall()[0][0]
    if count:
        con.execute(f"""CREATE OR REPLACE TEMP TABLE {pairs} AS FROM {pairs}
            WHERE ka NOT IN (SELECT ka FROM taken) AND ke NOT IN (SELECT ke FROM taken)""")
    return count


def take_rooms(con: Connection, margin: float) -> None:
    """In a room with few chairs left, half a name is enough: chance is one of the room's chairs, not of the county's. Only
    pupils who should be there by the roster's own status are looked for: a chair that ought to be empty proves nobody present,
    and so does the chair of a child who is a current pupil elsewhere, or sits in another chair. A row that calls a register child
    by its whole name (`called_child`) does not take a chair by half a name, nor is it linked past one (`rival_chair`).

    The only row standing takes the only chair left of its room unless name, birth date or number speaks against it. Then the
    rows still standing in a room and its empty chairs are seated together.
    """
    name, taken = LEVEL["name"], 1
    _pair_rooms(con)
    while taken or _share_rooms(con, margin):
        taken = _take(
            con,
            "room_pair",
            f"""SELECT ka, ke, 'room' AS step, {ROOM_SEAT_BITS} AS weight FROM (
                SELECT *, {BEST}, count(DISTINCT ke) OVER (PARTITION BY school, room) AS chairs,
                    count(DISTINCT ka) OVER (PARTITION BY school, room) AS rows FROM room_pair WINDOW {OF_BOTH})
            WHERE {LEAD.format(margin)} AND fits AND ((bare - log2(chairs) >= {ROOM_BITS} AND l_name <= {name["half"]})
                OR (chairs = 1 AND rows = 1 AND l_name <= {name["pet_alone"]}))""",
        )


def _pair_rooms(con: Connection) -> None:
    """`room_pair`, and `rival_chair(ka)`: rows that half a name would seat, and a whole name would link elsewhere."""
    name, birth = LEVEL["name"], LEVEL["birth"]
    fits = f"l_birth <= {birth['month_day']} AND w_number > -3.6"
    con.execute(f"""CREATE OR REPLACE TEMP TABLE room_pair AS SELECT ka, ke, school, room, l_name, evidence,
            evidence - w_class AS bare, {fits} AS fits
        FROM chair_score JOIN state s ON s.k = ke AND s.facts & {BIT["on_roll"]} <> 0 WHERE same_room AND ke NOT IN (
            SELECT l.ks FROM link l WHERE l.kh IN (SELECT kh FROM link JOIN state x ON x.k = ks
                    AND x.facts & {BIT["elsewhere_now"]} <> 0
                UNION ALL SELECT kh FROM link JOIN seat ON ke = ks WHERE ka NOT IN (SELECT k FROM absent_row)))""")
    con.execute("""DELETE FROM called_child c WHERE EXISTS (FROM room_pair r JOIN doubt d ON d.ks = r.ke
        WHERE r.ka = c.ka AND d.kh = c.kh)""")
    con.execute(f"""CREATE OR REPLACE TABLE rival_chair AS SELECT DISTINCT ka FROM room_pair
        WHERE fits AND l_name <= {name["shares"]} AND ka IN (SELECT ka FROM called_child)
            AND ke NOT IN (SELECT ks FROM link l JOIN called_child c ON c.kh = l.kh AND c.ka = room_pair.ka)""")
    con.execute(f"DELETE FROM room_pair WHERE ka IN (SELECT ka FROM called_child) AND l_name >= {name['one_character']}")


def _share_rooms(con: Connection, margin: float) -> int:
    rooms: defaultdict[tuple[int, int], dict[tuple[int, int], float]] = defaultdict(dict)
    pairs = con.execute("SELECT school, room, ka, ke, bare FROM room_pair WHERE fits ORDER BY ALL").fetchall()
    for school, room, ka, ke, evidence in pairs:
        rooms[school, room][ka, ke] = evidence
    found = [pair for scores in rooms.values() for pair in assign(scores, nobody=NOBODY, margin=margin)]
    if not found:
        return 0
    put(con, "shared", ka=[ka for ka, _ in found], ke=[ke for _, ke in found])
    return _take(con, "room_pair", f"SELECT ka, ke, 'room' AS step, {ROOM_SEAT_BITS} AS weight FROM shared")
