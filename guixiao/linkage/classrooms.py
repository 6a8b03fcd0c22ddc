"""Schools and classes as each roster writes them, and what the words of the attendance roll mean in those of the enrolments.

Rows are many and classrooms are few: a row only carries the number of its classroom (`pupil`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from guixiao.lib.places import after_county, plain
from guixiao.linkage.columns import Connection, put
from guixiao.linkage.homonyms import find_homonyms
from guixiao.linkage.keys import within

WRITTEN = ("school", "grade", "class_name")
COUNTY = re.compile(r"[^省州市盟]{1,8}[县旗]")


def school_names(texts: Iterable[str]) -> dict[str, str]:
    """The plain name of each text; schools of one plain name that are of several counties keep their county."""
    found = {text: school_name(text) for text in texts}
    counties: defaultdict[str, set[str]] = defaultdict(set)
    for text, name in found.items():
        if county := COUNTY.search(plain(text).removesuffix(name)):
            counties[name].add(county[0])
    return {text: plain(text) if len(counties[name]) > 1 and plain(text) != name else name for text, name in found.items()}


def school_name(text: str) -> str:
    return after_county(plain(text)).removeprefix("省").strip()


def room_name(text: str) -> str:
    """Grade and class without brackets and the words that every class has: 七年级/（1）班 -> 七1."""
    return re.sub(r"年级|级|班|[（）()．.\s/]", "", text)


def read_classrooms(con: Connection, start: Mapping[str, int]) -> None:
    """Tables `classroom(c, roster, school, room)`, plain text or NULL, and `pupil(k, c)`: rows of enrolments and attendance."""
    cells = ", ".join(f"coalesce({field}, '') AS {field}" for field in WRITTEN)
    rosters = ("enrolments", "attendance")
    found = con.execute(
        " UNION ALL ".join(f"SELECT DISTINCT '{roster}' AS roster, {cells} FROM raw_{roster}" for roster in rosters)
    ).fetchall() or [("", "", "", "")]
    schools = {
        (roster, text): name
        for roster in rosters
        for text, name in school_names({row[1] for row in found if row[0] == roster and row[1]}).items()
    }
    rooms = {row[2:]: room_name("/".join(row[2:])) or None for row in found}
    columns = {name: [row[place] for row in found] for place, name in enumerate(("roster", *WRITTEN))}
    put(con, "written", c=list(range(len(found))), plain_school=[schools.get(row[:2]) for row in found],
        plain_room=[rooms[row[2:]] for row in found], **columns)  # fmt: skip
    con.execute("""CREATE OR REPLACE TABLE classroom AS SELECT CAST(c AS INTEGER) AS c, roster,
            CAST(plain_school AS VARCHAR) AS school, CAST(plain_room AS VARCHAR) AS room FROM written""")
    rows = " UNION ALL ".join(
        f"""SELECT CAST(r.rid + {start[roster]} AS INTEGER) AS k, CAST(w.c AS INTEGER) AS c
        FROM (SELECT rid, {cells} FROM raw_{roster}) r
        JOIN (FROM written WHERE roster = '{roster}') w USING ({", ".join(WRITTEN)})"""
        for roster in rosters
    )
    con.execute(f"CREATE OR REPLACE TABLE pupil AS {rows}")


def learn_classrooms(con: Connection, start: Mapping[str, int]) -> None:
    """Table `place(c, school, room)`: each classroom by numbers, equal where school or room are, in the words of the enrolments.

    Every certain seat votes, and every pair of rows that are alone in the county with their name (or name and birth date). A room
    too small to vote is called as such rooms are in other schools.
    `school_of_row(k, school)`: rows of the roll that mean another school than others of the same words (homonyms.py).
    """
    _vote(con, start)
    find_homonyms(con)
    _majority(con, "school_word", "a.school", "e.school")
    _majority(con, "room_word", "a.school || '/' || a.room", "e.room")
    _majority(con, "room_form", "a.room", "e.room")
    con.execute("""CREATE OR REPLACE TABLE place AS
        WITH told AS (SELECT p.c, coalesce(m.meant, s.meant, p.school) AS school, coalesce(r.meant, f.meant, p.room) AS room
            FROM classroom p LEFT JOIN school_word s ON p.roster = 'attendance' AND s.said = p.school
            LEFT JOIN (SELECT said, min(meant) AS meant FROM meaning SEMI JOIN (FROM word_of_many WHERE NOT kept) w USING (said)
                GROUP BY said) m ON p.roster = 'attendance' AND m.said = p.school
            LEFT JOIN room_word r ON p.roster = 'attendance' AND r.said = p.school || '/' || p.room
            LEFT JOIN room_form f ON p.roster = 'attendance' AND f.said = p.room),
        one AS (SELECT c, coalesce(w.whole, t.school) AS school, room FROM told t LEFT JOIN whole_school w USING (school))
        SELECT c, school AS named, CASE WHEN school IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY school) AS INTEGER) END
            AS school, CASE WHEN room IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY room) AS INTEGER) END AS room FROM one""")
    con.execute("""CREATE OR REPLACE TABLE place_of_row AS
        SELECT k, n.number AS school FROM school_of_row r LEFT JOIN whole_school w ON w.school = r.school
        LEFT JOIN (SELECT named, min(school) AS number FROM place GROUP BY named) n ON n.named = coalesce(w.whole, r.school)""")


def _vote(con: Connection, start: Mapping[str, int]) -> None:
    """Tables `voted(ka, ke)`: a row of the roll and the pupil that it surely is; `vote(ca, ce, n)`: how often a row of a
    classroom of the roll is a pupil of a classroom of the enrolments."""

    def alone(roster: str, columns: str, among: str = "") -> str:
        """SELECT: the rows of a roster that are the only one with these columns; `dob` is one of them only where it is known."""
        known = f"{within(start, 'p.k', roster)} AND length(nm) > 1" + (" AND dob IS NOT NULL" if "dob" in columns else "")
        return f"SELECT {columns}, min(k) AS k FROM person p {among} WHERE {known} GROUP BY {columns} HAVING count(*) = 1"

    con.execute(f"""CREATE OR REPLACE TEMP TABLE voted AS
        WITH by_name AS MATERIALIZED ({alone("attendance", "nm")}),
        by_day AS MATERIALIZED ({alone("attendance", "nm, dob")})
        SELECT a.k AS ka, e.k AS ke FROM by_name a
                JOIN ({alone("enrolments", "nm", "SEMI JOIN by_name USING (nm)")}) e USING (nm)
            UNION SELECT a.k, e.k FROM by_day a
                JOIN ({alone("enrolments", "nm, dob", "SEMI JOIN by_day USING (nm, dob)")}) e USING (nm, dob)
            UNION SELECT ka, ke FROM seat""")
    con.execute("""CREATE OR REPLACE TEMP TABLE vote AS
        SELECT a.c AS ca, e.c AS ce, count(*) AS n FROM voted JOIN pupil a ON a.k = ka JOIN pupil e ON e.k = ke GROUP BY ALL""")


def _majority(con: Connection, table: str, said: str, meant: str) -> None:
    """Table(said, meant): what the votes say a word of the attendance roll means, where more than half of three or more agree."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {table} AS
        WITH counted AS (SELECT {said} AS said, {meant} AS meant, sum(n) AS n
            FROM vote JOIN classroom a ON a.c = ca JOIN classroom e ON e.c = ce WHERE {said} IS NOT NULL AND {meant} IS NOT NULL
            GROUP BY ALL)
        SELECT said, max_by(meant, (n, meant)) AS meant FROM counted GROUP BY said HAVING sum(n) >= 3 AND max(n) * 2 > sum(n)""")
