"""The audit in every run: rows whose truth is known pass through the same steps as the county's, and are taken out again.

Three kinds (canaries.py) are planted and compared in one pass, inside a transaction that is rolled back, so that nothing of the
run can change:

* copies of register children, spoilt by `damage`, in place of the child's own school rows: are they found again?
* strangers in the enrolment file, children who do not exist: does a register child get one of their rows (a false link)?
* strangers in the register, who are in no school: does a real school row that found nobody get linked to them (a child missed)?

From the shares the receipt estimates how many children of the list are in school after all, and how many are missing from it
(docs/packages/audit-by-planting.md).
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from guixiao.linkage.blocking import block_register, key_rows
from guixiao.linkage.canaries import (
    COPIES,
    REGISTER_STRANGERS,
    SCHOOL_STRANGERS,
    Planted,
    bare_shares,
    copies,
    originals,
    plant,
    strangers,
)
from guixiao.linkage.columns import Connection, put
from guixiao.linkage.context import Context
from guixiao.linkage.keys import within
from guixiao.linkage.passes import compare
from guixiao.linkage.rules import Rules
from guixiao.linkage.weights import shipped_weights

# Shares with an identity number: rows that number and name do not settle often lack it, register rows hardly ever.
PUPILS_NUMBERED, CHILDREN_NUMBERED = 0.5, 0.97
RESULTS = ("found", "wrong", "review", "lost")
CONFIDENCE = 0.95
SCHOOLS = ("enrolments", "elsewhere", "attendance")
METHOD = {
    "zh": "每次运行都把已知真相的行放进同样的步骤：户籍儿童的带错副本代替其本人的学籍行，另有并不存在的学生和并不存在的户籍儿童；"
    "比例乘以靠打分认定的儿童数、没有学籍行的儿童数；上限为单侧 95% Clopper-Pearson（一个都没有时约为三除以放入数）。",
    "en": "Rows of known truth pass through the same steps: spoilt copies of register children in place of their own school "
    "rows, pupils who do not exist and register children who do not exist; shares times the children linked by score "
    "and the children without a school row; upper limit: one-sided 95 % Clopper-Pearson (about 3/n where none was hit).",
}
FEW = {
    "zh": "适龄儿童少，只放入 {0} 个副本、{1} 个并不存在的户籍儿童，估计很粗。",
    "en": "Few children of school age: only {0} copies and {1} made-up register children were planted; a rough estimate.",
}


@contextmanager
def undone(con: Connection) -> Iterator[None]:
    """Whatever is done to any table inside is taken back."""
    con.execute("BEGIN")
    try:
        yield
    finally:
        con.execute("ROLLBACK")


def compare_planted(context: Context, made: Sequence[Planted], absent: Sequence[Planted], first: int) -> tuple[list[str], int]:
    """What became of each copy and stranger planted among the enrolments (found, wrong, review or lost), and how many made-up
    register children (`absent`) got a real school row, of the rows that found no real child.

    The pupils meet the real register, the made-up children the real rows, all at the odds of the whole register. None of them
    has a number and name that agree, so the certain pass has nothing to do here; a row as likely a real child's is not counted.
    """
    con, children = context.con, first + len(made)
    with undone(con):
        whole = int(con.execute("SELECT count(*) FROM register_key").fetchall()[0][0])
        plant(con, absent, "households", children)
        plant(con, made, "enrolments", first)
        key_planted(context, first, children)
        put(con, "copied", k=[row.source for row in made])
        con.execute(f"DELETE FROM link WHERE kh IN (SELECT k FROM copied) AND {within(context.start, 'ks', *SCHOOLS)}")
        compare(context, (*SCHOOLS, "households"), whole, only=f"(ks >= {first}) <> (kh >= {first})")
        rows = con.execute("""SELECT coalesce(l.kh, -1), p.k IN (SELECT ks FROM doubt) FROM planted p
            LEFT JOIN link l ON l.ks = p.k ORDER BY p.k""").fetchall()
        missed: int = con.execute(f"""SELECT count(DISTINCT l.kh) FROM link l
            LEFT JOIN (SELECT ks, max(weight) AS weight FROM doubt WHERE kh < {first} GROUP BY ks) d ON d.ks = l.ks
            WHERE l.kh >= {first} AND coalesce(l.weight >= d.weight + {context.thresholds.margin}, true)""").fetchall()[0][0]
    return [outcome(row.source, kh, doubtful) for row, (kh, doubtful) in zip(made, rows, strict=True)], missed


def key_planted(context: Context, first: int, children: int) -> None:
    """`rest_key`: the planted pupils (keys from `first`) and the school rows that found nobody; the register's keys with those of
    the planted children (keys from `children`)."""
    school = f"({within(context.start, 'k', *SCHOOLS)} OR k BETWEEN {first} AND {children - 1})"
    rest = f"SELECT * FROM person WHERE {school} AND k NOT IN (SELECT ks FROM link)"
    key_rows(context, "rest_key", rest, (*SCHOOLS, "households"))
    key_rows(context, "planted_key", f"SELECT * FROM person WHERE k >= {children}", ("households",))
    block_register(context.con, "planted_key")
    context.con.execute("INSERT INTO register_key SELECT * FROM planted_key")


def outcome(source: int, kh: int, doubtful: bool) -> str:
    if kh >= 0:
        return "found" if kh == source else "wrong"
    return "review" if doubtful else "lost"


def upper_share(hits: int, count: int) -> float:
    """One-sided upper limit of a share (Clopper and Pearson 1934): so few hits have a chance of 1 - CONFIDENCE at it."""
    if hits >= count:
        return 1.0
    low, high = hits / count, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if chance_of_at_most(hits, count, middle) > 1 - CONFIDENCE else (low, middle)
    return high


def chance_of_at_most(hits: int, count: int, share: float) -> float:
    """P(X <= hits) of a binomial with 0 < share < 1."""
    ways = math.lgamma(count + 1)
    return math.fsum(
        math.exp(ways - math.lgamma(x + 1) - math.lgamma(count - x + 1) + x * math.log(share) + (count - x) * math.log1p(-share))
        for x in range(hits + 1)
    )


def estimate(hits: int, count: int, exposed: int, most: int) -> dict[str, float | int | None]:
    """Of the children who passed, how many more were hit: share / (1 - share) of `exposed`, but no more than `most`."""

    def beyond(share: float) -> float:
        return round(float(min(most, exposed * share / (1 - share) if share < 1 else most)), 1)

    if not count:
        return {"expected": None, "at_most_95": None, "exposed": exposed, "share": None}
    share = hits / count
    most_likely, limit = beyond(share), beyond(upper_share(hits, count))
    return {"expected": most_likely, "at_most_95": limit, "exposed": exposed, "share": round(share, 4)}


def exposed_children(con: Connection, start: Mapping[str, int], first: int, last: int) -> tuple[int, int]:
    """Register children of school age whose school rows were all linked by score, and those without any school row."""
    scored, bare = con.execute(f"""WITH linked AS (SELECT kh, bool_or(step IN ('number_and_name', 'decision')) AS certain
            FROM link WHERE {within(start, "ks", *SCHOOLS)} GROUP BY kh)
        SELECT count(*) FILTER (NOT certain), count(*) FILTER (certain IS NULL) FROM person p LEFT JOIN linked ON kh = p.k
        WHERE {within(start, "p.k", "households")} AND coalesce(p.dob, p.idob) BETWEEN {first} AND {last}
        AND p.k NOT IN (SELECT k FROM twin)""").fetchall()[0]
    return scored, bare


def count_damage(made: Sequence[Planted], results: Sequence[str]) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {}
    for row, result in zip(made, results, strict=True):
        for name in row.damage:
            counted.setdefault(name, Counter()).update(("planted", result))
    return {name: {key: counted[name][key] for key in ("planted", *RESULTS)} for name in sorted(counted)}


def audit(con: Connection, rules: Rules, as_of: date) -> dict[str, object]:
    """The receipt's `audit`; every table is left as it was."""
    first, last = (int(f"{day:%Y%m%d}") for day in rules.birth_range(as_of))
    start = {roster: int(key) for roster, key in con.execute("SELECT roster, first FROM key_offset").fetchall()}
    context = Context(con, start, shipped_weights(), rules.thresholds)
    chosen = originals(con, first, last)
    made = copies(chosen[:COPIES], bare_shares(con))
    pupils = strangers(chosen[COPIES:] or chosen, min(SCHOOL_STRANGERS, len(chosen)), PUPILS_NUMBERED)
    absent = strangers(chosen[::-1], min(REGISTER_STRANGERS, len(chosen)), CHILDREN_NUMBERED)
    new = con.execute("SELECT coalesce(max(k), 0) + 1 FROM person").fetchall()[0][0]
    results, missed = compare_planted(context, [*made, *pupils], absent, new) if chosen else ([], 0)
    told = tell(made, results, len(absent), missed, exposed_children(con, start, first, last))
    few = {language: text.format(len(made), len(absent)) for language, text in FEW.items()}
    return told if len(absent) == REGISTER_STRANGERS else {**told, "note": few}


Told = dict[str, object]


def tell(made: Sequence[Planted], results: Sequence[str], absent: int, missed: int, exposed: tuple[int, int]) -> Told:
    """The numbers in the words of the receipt; `results` are those of the copies, then those of the made-up pupils."""
    of_copies, of_pupils = Counter(results[: len(made)]), Counter(results[len(made) :])
    scored, bare = exposed
    return {
        "copies": {
            "planted": len(made),
            **{key: of_copies[key] for key in RESULTS},
            "by_damage": count_damage(made, results[: len(made)]),
        },
        "strangers": {
            "school_side": {"planted": of_pupils.total(), "linked": of_pupils["wrong"], "review": of_pupils["review"]},
            "register_side": {"planted": absent, "linked": missed},
        },
        "estimated_missed": estimate(missed, absent, bare, scored),
        "estimated_false_alarms": estimate(of_copies["lost"] + of_copies["wrong"], len(made), scored, bare),
        "method": METHOD,
    }
