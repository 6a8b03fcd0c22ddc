"""What each row says of its child by its own words: table `state(k, facts, gone)`, facts as a number (`facts.BIT`).

The words of a roster are few, so each distinct combination of its cells is read once, in Python.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from guixiao.linkage.columns import Connection, put
from guixiao.linkage.facts import BIT, bits, enrolment_facts, enrolment_state, home_county, registration_facts, roll_facts
from guixiao.linkage.keys import within
from guixiao.linkage.rules import Rules, StatusWord

NOT_GONE = 255
HOMES = 10_000  # pupils who are asked for their county
WORDS = {
    "households": ("register_status", "cancel_reason", "NULL"),
    "enrolments": ("status", "status_change", "attending_mode"),
    "elsewhere": ("status", "status_change", "attending_mode"),
    "attendance": ("present", "absence_reason", "whereabouts"),
}
Reader = Callable[[str, str, str], tuple[set[str], str]]  # three cells, "" for an empty one: facts, outcome of a child gone


def outcomes_of_gone(rules: Rules) -> list[str]:
    """In alphabetical order: the first of several that a child's rows give is the one that counts."""
    return sorted({word.outcome for word in rules.statuses if word.bucket == "left_roll"})


def _readers(rules: Rules) -> dict[str, Reader]:
    @cache
    def status(text: str) -> StatusWord | None:
        return rules.find_status(rules.statuses, text)

    @cache
    def absence(text: str) -> StatusWord | None:
        return rules.find_status(rules.absences, text)

    @cache
    def registration(text: str) -> StatusWord | None:
        return rules.find_status(rules.registrations, text)

    def pupil(current: str) -> Reader:
        def read(now: str, change: str, mode: str) -> tuple[set[str], str]:
            bucket, outcome = enrolment_state(bool(now), status(now), status(change), status(mode))
            return enrolment_facts(bucket, current), outcome if bucket == "left_roll" else ""

        return read

    return {
        "households": lambda state, reason, _: (registration_facts(registration(state) or registration(reason)), ""),
        "enrolments": pupil("on_roll"),
        "elsewhere": pupil("elsewhere_now"),
        "attendance": lambda here, reason, where: (roll_facts(here, absence(reason) or absence(where), f"{reason} {where}"), ""),
    }


def read_states(con: Connection, rules: Rules, start: Mapping[str, int]) -> None:
    """Table `state(k, facts, gone)`: one line per enrolment and attendance row, and per register row that says dead or moved.

    `gone` is the place of the outcome in `outcomes_of_gone`, NOT_GONE without one.
    """
    cells = {roster: ", ".join(f"coalesce({word}, '') AS c{n}" for n, word in enumerate(WORDS[roster])) for roster in WORDS}
    found = con.execute(
        " UNION ALL ".join(f"SELECT DISTINCT '{roster}' AS roster, {cells[roster]} FROM raw_{roster}" for roster in WORDS)
    ).fetchall()
    readers, order = _readers(rules), outcomes_of_gone(rules)
    told = [(row, readers[row[0]](*row[1:])) for row in found]
    told = [(row, meaning) for row, meaning in told if meaning[0]] or [(("", "", "", ""), (set(), ""))]
    columns = {name: [row[place] for row, _ in told] for place, name in enumerate(("roster", "c0", "c1", "c2"))}
    facts, gone = [bits(said) for _, (said, _) in told], [order.index(why) if why else NOT_GONE for _, (_, why) in told]
    put(con, "said", **columns, facts=facts, gone=gone)
    rows = " UNION ALL ".join(
        f"""SELECT CAST(r.k AS INTEGER) AS k, CAST(facts AS INTEGER) AS facts, CAST(gone AS UTINYINT) AS gone
        FROM (SELECT rid + {start[roster]} AS k, {cells[roster]} FROM raw_{roster}) r
        JOIN (FROM said WHERE roster = '{roster}') s USING (c0, c1, c2)"""
        for roster in WORDS
    )
    con.execute(f"CREATE OR REPLACE TABLE state AS {rows}")


def find_silent_schools(con: Connection, start: Mapping[str, int]) -> None:
    """Table `silent(school)`: schools of at least five current pupils of whom hardly any is on the attendance roll.

    Their current pupils get the fact `silent_school`.
    """
    current = f"{within(start, 's.k', 'enrolments')} AND s.facts & {BIT['on_roll']} <> 0"
    con.execute(f"""CREATE OR REPLACE TABLE silent AS
        WITH counted AS (SELECT p.c, count(*) AS pupils, count(t.ka) AS called
            FROM state s JOIN pupil p ON p.k = s.k LEFT JOIN seat t ON t.ke = s.k WHERE {current} GROUP BY 1)
        SELECT school FROM counted JOIN classroom USING (c) GROUP BY 1
        HAVING sum(pupils) >= 5 AND sum(called) <= sum(pupils) * 0.1""")
    con.execute(f"""UPDATE state s SET facts = facts | {BIT["silent_school"]}
        FROM pupil p JOIN classroom c USING (c) JOIN silent x ON x.school = c.school WHERE p.k = s.k AND {current}""")


def facts_of_round(con: Connection) -> frozenset[str]:
    """What is true of every child of this round."""
    rows = con.execute("SELECT count(*) FROM raw_attendance").fetchall()[0][0]
    return frozenset() if rows else frozenset(("no_roll_call",))


def _head(text: str) -> str:
    """SQL: what of a 户口所在地 says the county: all before 县 or 旗, else six characters; house numbers make texts many."""
    head = f"split_part(split_part({text}, '县', 1), '旗', 1)"
    return f"CASE WHEN {head} = {text} THEN left({text}, 6) ELSE {head} || '县' END"


def _own_county(con: Connection, start: Mapping[str, int]) -> str:
    """The county that most linked pupils name as their home, of every n-th so that about HOMES are asked; "" if none does."""
    rows: Sequence[tuple[str, int]] = con.execute(f"""WITH asked AS MATERIALIZED (
            SELECT r.register_place AS place FROM raw_enrolments r JOIN link l ON l.ks = r.rid + {start["enrolments"]}
            WHERE r.register_place IS NOT NULL AND r.rid % (SELECT 1 + count(*) // {HOMES} FROM raw_enrolments) = 0)
        SELECT {_head("place")}, count(*) FROM asked GROUP BY 1""").fetchall()
    linked: Counter[str] = Counter()
    for head, count in rows:
        linked[home_county(head)] += count
    del linked[""]
    return min(linked, key=lambda county: (-linked[county], county), default="")


def find_far_homes(con: Connection, start: Mapping[str, int]) -> None:
    """Table `far_home(k)`: enrolments of no register child whose 户口所在地 names another county than most linked pupils'."""
    own = _own_county(con, start)
    con.execute(f"""CREATE OR REPLACE TEMP TABLE lone_home AS SELECT owner AS k, {_head("place")} AS head
        FROM (SELECT DISTINCT n.owner, r.register_place AS place FROM lone n JOIN raw_enrolments r
            ON r.rid + {start["enrolments"]} = n.owner WHERE r.register_place IS NOT NULL)""")
    heads = [head for (head,) in con.execute("SELECT DISTINCT head FROM lone_home").fetchall()]
    far = sorted(head for head in heads if own and home_county(head) not in ("", own))
    put(con, "far_head", head=far or [""])
    con.execute("CREATE OR REPLACE TABLE far_home AS SELECT k FROM lone_home SEMI JOIN far_head USING (head)")
