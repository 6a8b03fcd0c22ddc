"""Every child in exactly one bucket: the facts of all its rows together, then the decision (`facts.decide`).

`evidence(child, facts, gone, born, best_<roster>)`: one line per child, the register's and those found only elsewhere. A
best row is packed into one whole number, so that the smallest is the best: the not current last, then by key; its last
digit (base SHIFT) is the step that linked it. `way(way, bucket, outcome, …)`: the pairs of bucket and outcome of this round.
`verdict(child, way, born, witness, step, poverty, disability_row)`: where each child stands, and its witness: the one row that
best shows why, with the step that found it (of `step_of`).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from guixiao.linkage.columns import Connection, put
from guixiao.linkage.facts import BIT, OPEN, bits, decide, named
from guixiao.linkage.keys import within
from guixiao.linkage.lone import find_lone
from guixiao.linkage.rules import Rules
from guixiao.linkage.states import (
    NOT_GONE,
    facts_of_round,
    find_far_homes,
    find_silent_schools,
    outcomes_of_gone,
)

BEST = ("enrolments", "attendance", "elsewhere", "poverty", "disability")  # the order in which a witness is looked for
STEPS = ("", "same_row_group", "duplicate", "review")  # how a witness was found, before the steps that link
SHIFT, NOT_CURRENT = 64, 1 << 44
CURRENT = bits(("on_roll", "elsewhere_now", "in_class"))


def age_facts(first: int, last: int) -> str:
    """SQL: the facts that the dates of a row p say; `first` and `last` are birth dates of school age, YYYYMMDD.

    Of a date that is only a month (day 00) any day may be meant."""
    typed = "(p.dob + CASE WHEN p.dob % 100 = 0 THEN 31 ELSE 0 END)"
    fits = f"(coalesce({typed} BETWEEN {first} AND {last} + 31, false) OR coalesce(p.idob BETWEEN {first} AND {last}, false))"
    return f"""CASE WHEN coalesce(p.dob, p.idob) IS NULL THEN {BIT["undated"]}
        WHEN greatest({typed}, p.idob) < {first} THEN {BIT["too_old"]} WHEN least(p.dob, p.idob) > {last} THEN {BIT["too_young"]}
        WHEN NOT {fits} THEN {BIT["out_of_age"]} ELSE 0 END"""


def _own_rows(start: Mapping[str, int], ages: str) -> str:
    """SELECT (child, k, step, facts, gone, born): what a child's own row says of it; k is NULL, it is no witness."""
    lists = " ".join(
        f"WHEN {within(start, 'p.k', roster)} AND coalesce(p.dob, p.idob) IS NOT NULL THEN {BIT[f'{roster}_only']}"
        for roster in ("poverty", "disability")
    )
    return f"""SELECT p.k, NULL, NULL, {ages}, {NOT_GONE}, coalesce(p.dob, p.idob)
            FROM person p WHERE {within(start, "p.k", "households")}
        UNION ALL SELECT p.k, NULL, NULL, {BIT["apart"]} + {ages} + CASE {lists} ELSE 0 END
                + CASE WHEN p.k IN (FROM far_home) THEN {BIT["other_county"]} ELSE 0 END, {NOT_GONE}, coalesce(p.dob, p.idob)
            FROM person p WHERE p.k IN (SELECT owner FROM lone)
        UNION ALL SELECT k, NULL, NULL, facts, gone, NULL FROM state WHERE {within(start, "k", "households")}
        UNION ALL SELECT k, NULL, NULL, {BIT["second_row"]}, {NOT_GONE}, NULL FROM twin"""


def _doubts(start: Mapping[str, int]) -> str:
    """SELECT: register children who may be one of the doubtful rows of a school roster or of the register itself."""
    return f"""SELECT kh, NULL, NULL, CASE WHEN reason = 'number_of_another' THEN {BIT["identity_conflict"]}
            WHEN reason IN ('two_candidates', 'maybe_registered_twice') THEN {BIT["contested"]}
            ELSE {BIT["doubtful_match"]} END, {NOT_GONE}, NULL
        FROM doubt WHERE {within(start, "ks", "households", "enrolments", "elsewhere", "attendance")}"""


def _linked_rows(steps: Sequence[str]) -> str:
    """SELECT: what the rows of a child, linked or grouped with it, say of it."""
    whens = " ".join(f"WHEN '{step}' THEN {place}" for place, step in enumerate(steps))
    return f"""SELECT o.child, o.k, o.step, coalesce(s.facts, 0), coalesce(s.gone, {NOT_GONE}), NULL
        FROM (SELECT kh AS child, ks AS k, CASE step {whens} END AS step FROM link
            UNION ALL SELECT owner, k, {STEPS.index("same_row_group")} FROM lone) o LEFT JOIN state s ON s.k = o.k"""


def gather(con: Connection, start: Mapping[str, int], first: int, last: int) -> None:
    """Tables `evidence` and `step_of(step, name)`."""
    steps = [*STEPS, *sorted(row[0] for row in con.execute("SELECT DISTINCT step FROM link").fetchall())]
    put(con, "step_of", step=list(range(len(steps))), name=steps)
    rows = " UNION ALL ".join((_own_rows(start, age_facts(first, last)), _doubts(start), _linked_rows(steps)))
    packed = f"CASE WHEN facts & {CURRENT} <> 0 THEN 0 ELSE {NOT_CURRENT} END + CAST(k AS BIGINT) * {SHIFT} + step"
    best = ", ".join(f"min(packed) FILTER ({within(start, 'k', roster)}) AS best_{roster}" for roster in BEST)
    con.execute(f"""CREATE OR REPLACE TABLE evidence AS SELECT child, CAST(bit_or(facts) AS INTEGER) AS facts,
            CAST(min(gone) AS UTINYINT) AS gone, max(born) AS born, {best}
        FROM (SELECT *, {packed} AS packed FROM ({rows}) u(child, k, step, facts, gone, born)) GROUP BY child""")


def witness_kind(bucket: str, outcome: str) -> str:
    """Where the row stands that best shows why a child is in this bucket."""
    kinds = {"duplicate_registration": "twin", "in_review": "doubt", "enrolled_elsewhere": "elsewhere"}
    return "attendance" if outcome == "no_enrolment" else kinds.get(bucket, "any")


def find_ways(con: Connection, rules: Rules) -> None:
    """Tables `way` and `fate(facts, gone, way)`: what each combination of facts in `evidence` leads to."""
    order, whole = outcomes_of_gone(rules), facts_of_round(con)
    found = sorted(con.execute("SELECT DISTINCT facts, gone FROM evidence").fetchall()) or [(0, NOT_GONE)]
    ends = [decide(named(facts) | whole, order, gone) for facts, gone in found]
    settled = con.execute("SELECT DISTINCT bucket, outcome FROM decided_child").fetchall()
    ways = sorted({*ends, *settled})
    put(
        con,
        "way",
        way=list(range(len(ways))),
        bucket=[bucket for bucket, _ in ways],
        outcome=[outcome for _, outcome in ways],
        open=[bucket in OPEN for bucket, _ in ways],
        witness=[witness_kind(*way) for way in ways],
    )
    put(con, "fate", facts=[row[0] for row in found], gone=[row[1] for row in found], way=[ways.index(end) for end in ends])


def judge(con: Connection) -> None:
    """Table `verdict`; what people settled in an earlier round stands where this round has nothing better than a suspicion."""
    row = f"CAST(%s %% {NOT_CURRENT} // {SHIFT} AS INTEGER)"
    others = ", ".join(f"CASE WHEN {row % f'best_{roster}'} <> child THEN best_{roster} END" for roster in BEST)
    con.execute(f"""CREATE OR REPLACE TABLE verdict AS
        WITH judged AS (SELECT e.*, CASE WHEN w.open THEN coalesce(s.way, w.way) ELSE w.way END AS stands
            FROM evidence e JOIN fate f USING (facts, gone) JOIN way w USING (way)
            LEFT JOIN (SELECT k, way FROM decided_child JOIN way USING (bucket, outcome)) s ON s.k = e.child),
        shown AS (SELECT j.*, CASE w.witness WHEN 'twin' THEN {_pack("t.canon", "duplicate")}
                WHEN 'doubt' THEN {_pack("d.ks", "review")} WHEN 'attendance' THEN best_attendance
                WHEN 'elsewhere' THEN best_elsewhere ELSE coalesce({others}) END AS packed
            FROM judged j JOIN way w ON w.way = j.stands LEFT JOIN twin t ON t.k = j.child
            LEFT JOIN (SELECT kh, min_by(ks, (rank, -weight, ks)) AS ks FROM doubt GROUP BY kh) d ON d.kh = j.child),
        plain AS (SELECT *, nullif({row % "packed"}, child) AS witness FROM shown)
        SELECT child, CAST(stands AS UTINYINT) AS way, born, witness,
            CAST(CASE WHEN witness IS NULL THEN 0 ELSE packed % {SHIFT} END AS UTINYINT) AS step,
            best_poverty IS NOT NULL AS poverty, {row % "best_disability"} AS disability_row
        FROM plain""")


def _pack(key: str, step: str) -> str:
    return f"CAST({key} AS BIGINT) * {SHIFT} + {STEPS.index(step)}"


def cover(con: Connection, rules: Rules, start: Mapping[str, int], as_of: date) -> None:
    """From links to `verdict`."""
    first, last = (int(f"{day:%Y%m%d}") for day in rules.birth_range(as_of))
    find_silent_schools(con, start)
    find_lone(con, start, first, last)
    find_far_homes(con, start)
    gather(con, start, first, last)
    find_ways(con, rules)
    judge(con)
