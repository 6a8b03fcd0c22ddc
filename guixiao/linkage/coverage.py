"""Every child in exactly one bucket: from links, statuses and the attendance roll to a decision per child.

`CASES` is the whole decision, read from the top: the first line that holds gives bucket and outcome. Positive evidence
(a named row in class) comes before everything; absence of evidence is never "enrolled".
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from guixiao.linkage.columns import Connection, distinct, put
from guixiao.linkage.rules import Rules, StatusWord

CASES = (
    ("latest < {first}", "out_of_scope", "'too_old'"),
    ("earliest > {last}", "out_of_scope", "'too_young'"),
    ("latest IS NOT NULL AND NOT any_in_scope", "out_of_scope", "'too_old'"),
    (
        "in_class AND apart",
        "enrolled",
        "CASE WHEN other_county THEN 'other_register' WHEN enrolment_row IS NULL THEN 'no_enrolment' ELSE 'no_register' END",
    ),
    ("in_class AND enrolment_row IS NULL", "enrolled", "'no_enrolment'"),
    ("in_class", "enrolled", "'present'"),
    ("elsewhere_now", "enrolled_elsewhere", "CASE WHEN apart THEN 'elsewhere_no_register' ELSE 'elsewhere' END"),
    (
        "on_roll AND (school_silent OR NOT {roll_given})",
        "enrolled",
        "CASE WHEN {roll_given} THEN 'roll_missing' ELSE 'present' END",
    ),
    ("registration = 'deceased'", "out_of_scope", "'deceased'"),
    ("registration = 'moved_out'", "out_of_scope", "'moved_out'"),
    ("taught_at_home", "home_taught", "'home_taught'"),
    ("suspended", "suspended", "'suspended'"),
    ("deferred", "deferred", "'deferred'"),
    ("graduated AND NOT on_roll", "graduated", "'graduated'"),
    ("marked_absent", "left_roll", "'absent'"),
    ("on_roll", "left_roll", "'not_on_roll'"),
    ("left_because IS NOT NULL", "left_roll", "left_because"),
    ("doubtful", "in_review", "doubtful_because"),
    ("born IS NULL", "not_found", "'age_unknown'"),
    ("true", "not_found", "'nowhere'"),
)

COUNTY_FORMS = (r"([^省州市盟]{2,8}[县旗])", r"^(\d{6})")  # of 户口所在地: a name, or the code of the county
ABSENT = ("否", "未", "缺", "不", "没", "无", "离", "辍", "休", "转", "旷", "请假", "病", "事假", "退")
ABSENT_MARKS = ("0", "0.0", "N", "NO", "F", "FALSE", "X", "×", "✗", "✘", "☓", "○", "-")
OPEN = "j.bucket IN ('not_found', 'left_roll', 'in_review')"


def read_words(con: Connection, rules: Rules, table: str, cells: str, words: Sequence[StatusWord]) -> None:
    """Table(t, bucket, outcome): what each distinct status text means by the county's word list."""
    texts = distinct(con, cells)
    found = [rules.find_status(words, text) for text in texts]
    put(
        con,
        table,
        t=texts or [""],
        bucket=[f.bucket if f else None for f in found] or [""],
        outcome=[f.outcome if f else None for f in found] or [""],
    )


def read_statuses(con: Connection, rules: Rules) -> None:
    columns = ("status", "status_change", "attending_mode")
    cells = " UNION ALL ".join(f"SELECT {c} FROM raw_{r}" for r in ("enrolments", "elsewhere") for c in columns)
    read_words(con, rules, "status_word", cells, rules.statuses)
    read_words(
        con,
        rules,
        "absence_word",
        "SELECT absence_reason FROM raw_attendance UNION ALL SELECT whereabouts FROM raw_attendance",
        rules.absences,
    )
    read_words(
        con,
        rules,
        "registration_word",
        "SELECT register_status FROM raw_households UNION ALL SELECT cancel_reason FROM raw_households",
        rules.registrations,
    )


def read_states(con: Connection, start: Mapping[str, int]) -> None:
    """Table `state(k, bucket, outcome)` of enrolment rows and `roll(k, here, bucket)` of attendance rows."""
    union = " UNION ALL ".join(
        f"""SELECT CAST(r.rid + {start[roster]} AS INTEGER) AS k,
        coalesce(CASE WHEN m.bucket = 'home_taught' THEN 'home_taught' END, CASE WHEN s.bucket <> 'enrolled' THEN s.bucket END,
            CASE WHEN s.t IS NULL THEN c.bucket END, s.bucket, 'enrolled') AS bucket,
        CASE WHEN m.bucket = 'home_taught' THEN 'home_taught' WHEN s.bucket IS NULL THEN coalesce(c.outcome, 'present')
            ELSE s.outcome END AS outcome
        FROM raw_{roster} r LEFT JOIN status_word s ON s.t = r.status LEFT JOIN status_word c ON c.t = r.status_change
        LEFT JOIN status_word m ON m.t = r.attending_mode"""
        for roster in ("enrolments", "elsewhere")
    )
    con.execute(f"CREATE OR REPLACE TABLE state AS {union}")
    texts = distinct(con, "SELECT present FROM raw_attendance")
    put(con, "present_word", t=texts or [""], here=[is_here(text) for text in texts] or [True])
    con.execute(f"""CREATE OR REPLACE TABLE roll AS SELECT CAST(r.rid + {start["attendance"]} AS INTEGER) AS k,
            coalesce(w.here, true) AS here,
        coalesce(a.bucket, b.bucket) AS bucket FROM raw_attendance r LEFT JOIN present_word w ON w.t = r.present
        LEFT JOIN absence_word a ON a.t = r.absence_reason LEFT JOIN absence_word b ON b.t = r.whereabouts""")


def is_here(text: str) -> bool:
    """What a cell of the 实到 column says; anything that is no clear "no" is a yes, for rows are on the roll to be called."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    return not (plain.startswith(ABSENT) or plain in ABSENT_MARKS)


def find_homes(con: Connection, start: Mapping[str, int]) -> None:
    """Table `other_home(k)`: enrolment rows whose 户口所在地 names another county than most linked pupils' does."""
    named, coded = (f"nullif(regexp_extract(r.register_place, '{form}', 1), '')" for form in COUNTY_FORMS)
    con.execute(f"""CREATE OR REPLACE TEMP TABLE home AS
        SELECT CAST(r.rid + {start["enrolments"]} AS INTEGER) AS k, coalesce({named}, {coded}) AS county
        FROM raw_enrolments r WHERE r.register_place IS NOT NULL""")
    con.execute("""CREATE OR REPLACE TABLE other_home AS SELECT k FROM home
        WHERE county <> (SELECT mode(county ORDER BY county) FROM home JOIN link ON ks = k)""")


def find_silent_schools(con: Connection) -> None:
    """Table `silent(school)`: schools of at least five current pupils of whom hardly any is on the attendance roll."""
    con.execute("""CREATE OR REPLACE TABLE silent AS SELECT p.school FROM pupil p JOIN state s ON s.k = p.k
        LEFT JOIN seat t ON t.ke = p.k
        WHERE p.roster = 'enrolments' AND s.bucket = 'enrolled' GROUP BY 1
        HAVING count(*) >= 5 AND count(t.ka) <= count(*) * 0.1""")


def gather(con: Connection) -> None:
    """Table `evidence`: one line per child, the register's and those found only elsewhere, with what the rosters say of each."""
    con.execute("""CREATE OR REPLACE TABLE owner AS SELECT k AS child, k FROM person WHERE roster = 'households'
        UNION ALL SELECT kh, ks FROM link
        UNION ALL SELECT lone.owner, lone.k FROM lone""")
    con.execute("""CREATE OR REPLACE TABLE evidence AS SELECT o.child,
            min(o.k) FILTER (p.roster = 'enrolments') AS enrolment_row,
            min_by(o.k, (s.bucket <> 'enrolled', o.k)) FILTER (p.roster = 'enrolments') AS best_enrolment,
            min_by(o.k, (s.bucket <> 'enrolled', o.k)) FILTER (p.roster = 'elsewhere') AS best_elsewhere,
            min_by(o.k, (NOT r.here, o.k)) FILTER (p.roster = 'attendance') AS best_attendance,
            min(o.k) FILTER (p.roster = 'poverty') AS poverty_row, min(o.k) FILTER (p.roster = 'disability') AS disability_row,
            coalesce(bool_or(r.here), false) AS in_class,
            coalesce(bool_or(s.bucket = 'enrolled') FILTER (p.roster = 'elsewhere'), false) AS elsewhere_now,
            coalesce(bool_or(s.bucket = 'enrolled') FILTER (p.roster = 'enrolments'), false) AS on_roll,
            coalesce(bool_or(s.bucket = 'enrolled' AND x.school IS NOT NULL) FILTER (p.roster = 'enrolments'),
                false) AS school_silent,
            coalesce(bool_or(s.bucket = 'home_taught' OR r.bucket = 'home_taught'), false) AS taught_at_home,
            coalesce(bool_or(s.bucket = 'suspended' OR r.bucket = 'suspended'), false) AS suspended,
            coalesce(bool_or(s.bucket = 'deferred' OR r.bucket = 'deferred'), false) AS deferred,
            coalesce(bool_or(s.bucket = 'graduated'), false) AS graduated,
            coalesce(bool_or(NOT r.here), false) AS marked_absent,
            min(s.outcome) FILTER (s.bucket = 'left_roll') AS left_because
        FROM owner o JOIN person p ON p.k = o.k LEFT JOIN state s ON s.k = o.k LEFT JOIN roll r ON r.k = o.k
        LEFT JOIN pupil q ON q.k = o.k LEFT JOIN silent x ON x.school = q.school GROUP BY o.child""")


def find_lone(con: Connection, first: int, last: int) -> None:
    """`lone(k, owner)`: rows of no register child, grouped by child: a seat joins its enrolment, an equal number its namesake.

    Poverty and disability rows count only for children of school age: these registers hold all ages.
    """
    con.execute(f"""CREATE OR REPLACE TABLE lone AS
        WITH free AS (SELECT p.k, p.roster, p.idn, p.nm, coalesce(p.dob, p.idob) AS born FROM person p
            WHERE p.roster <> 'households' AND p.k NOT IN (SELECT ks FROM link) AND p.k NOT IN (SELECT ks FROM doubt)
            AND p.k NOT IN (SELECT ka FROM seat WHERE ke IN (SELECT ks FROM doubt))),
        kept AS (SELECT * FROM free WHERE roster NOT IN ('poverty', 'disability') OR born BETWEEN {first} AND {last}),
        seated AS (SELECT f.*, coalesce(s.ke, f.k) AS head FROM kept f LEFT JOIN seat s ON s.ka = f.k),
        known AS (SELECT idn, nm, min(head) AS head FROM seated WHERE idn IS NOT NULL AND nm <> '' GROUP BY ALL
            HAVING count(*) > 1)
        SELECT s.k, coalesce(n.head, s.head) AS owner FROM seated s LEFT JOIN known n ON n.idn = s.idn AND n.nm = s.nm""")
    con.execute("""UPDATE lone SET owner = (SELECT min(b.owner) FROM lone b WHERE b.k = lone.owner)
        WHERE owner IN (SELECT k FROM lone) AND owner <> k""")


def decide(con: Connection, rules: Rules, as_of: date) -> None:
    """Table `verdict(child, bucket, outcome, …)`: one line per child; register rows of a twin are duplicates of it.

    An outcome that people settled in an earlier round stands where this round has nothing better than a suspicion.
    """
    first, last = (int(f"{day:%Y%m%d}") for day in rules.birth_range(as_of))
    roll_given = con.execute("SELECT count(*) FROM raw_attendance").fetchall()[0][0] > 0
    fill = {"first": first, "last": last, "roll_given": str(roll_given).lower()}
    when = [(condition.format(**fill), bucket, outcome.format(**fill)) for condition, bucket, outcome in CASES]
    bucket = " ".join(f"WHEN {condition} THEN '{name}'" for condition, name, _ in when)
    outcome = " ".join(f"WHEN {condition} THEN {name}" for condition, _, name in when)
    con.execute(f"""CREATE OR REPLACE TABLE verdict AS
        WITH known AS (SELECT e.*, p.roster, p.town, p.village, p.sex, coalesce(p.dob, p.idob) AS born,
                greatest(p.dob + CASE WHEN p.dob % 100 = 0 THEN 31 ELSE 0 END, p.idob) AS latest,
                least(p.dob, p.idob) AS earliest,
                coalesce(p.dob + CASE WHEN p.dob % 100 = 0 THEN 31 ELSE 0 END BETWEEN {first} AND {last} + 31, false)
                    OR coalesce(p.idob BETWEEN {first} AND {last}, false) AS any_in_scope,
                e.child IN (SELECT k FROM other_home) AS other_county, t.canon,
                g.outcome AS registration, p.roster <> 'households' AS apart, d.reason IS NOT NULL AS doubtful,
                d.reason AS doubtful_because
            FROM evidence e JOIN person p ON p.k = e.child LEFT JOIN twin t ON t.k = e.child
            LEFT JOIN registration g ON g.k = e.child LEFT JOIN in_doubt d ON d.kh = e.child),
        judged AS (SELECT *, CASE WHEN canon IS NOT NULL THEN 'duplicate_registration'
            WHEN {_alone("poverty", "disability")} THEN 'not_found' ELSE CASE {bucket} END END AS bucket,
            CASE WHEN canon IS NOT NULL THEN 'same_person' WHEN {_alone("poverty")} THEN 'poverty_only'
                WHEN {_alone("disability")} THEN 'disability_only'
                ELSE CASE {outcome} END END AS outcome FROM known)
        SELECT j.* REPLACE (CASE WHEN {OPEN} THEN coalesce(s.bucket, j.bucket) ELSE j.bucket END AS bucket,
            CASE WHEN {OPEN} THEN coalesce(s.outcome, j.outcome) ELSE j.outcome END AS outcome)
        FROM judged j LEFT JOIN decided_child s ON s.k = j.child""")


def _alone(*rosters: str) -> str:
    return "roster IN (" + ", ".join(f"'{roster}'" for roster in rosters) + ") AND born BETWEEN 0 AND 99999999"


def read_registrations(con: Connection, start: Mapping[str, int]) -> None:
    con.execute(f"""CREATE OR REPLACE TABLE registration AS
        SELECT CAST(r.rid + {start["households"]} AS INTEGER) AS k, coalesce(a.outcome, b.outcome) AS outcome
        FROM raw_households r LEFT JOIN registration_word a ON a.t = r.register_status
        LEFT JOIN registration_word b ON b.t = r.cancel_reason""")


def gather_doubts(con: Connection) -> None:
    """`in_doubt(kh, reason)`: register children without a link of their own who may be one of the doubtful rows."""
    con.execute("""CREATE OR REPLACE TABLE in_doubt AS SELECT kh,
            CASE WHEN bool_or(reason = 'number_of_another') THEN 'identity_conflict'
                WHEN bool_or(reason IN ('two_candidates', 'maybe_registered_twice')) THEN 'contested'
                ELSE 'doubtful_match' END AS reason
        FROM doubt JOIN person p ON p.k = ks WHERE p.roster IN ('enrolments', 'elsewhere', 'attendance', 'households')
        GROUP BY kh""")


def cover(con: Connection, rules: Rules, start: Mapping[str, int], as_of: date) -> None:
    """From links to `verdict`."""
    first, last = (int(f"{day:%Y%m%d}") for day in rules.birth_range(as_of))
    read_registrations(con, start)
    find_silent_schools(con)
    find_homes(con, start)
    find_lone(con, first, last)
    gather_doubts(con)
    gather(con)
    decide(con, rules, as_of)
