"""The audit in every run: rows whose truth is known pass through the same steps as the county's, and are taken out again.

Three kinds are planted, each inside a transaction that is rolled back, so that nothing of the run can change:

* copies of register children, spoilt by `damage`, in place of the child's own school rows: are they found again?
* strangers in the enrolment file, children who do not exist: does a register child get one of their rows (a false link)?
* strangers in the register, who are in no school: does a real school row that found nobody get linked to them (a child missed)?

From the shares the receipt estimates how many children of the list are in school after all, and how many are missing from it
(docs/packages/audit-by-planting.md).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import NamedTuple

from guixiao.lib.dates import parse_date
from guixiao.lib.ids import check_character, parse_identity
from guixiao.linkage.characters import clean_names, sounds
from guixiao.linkage.columns import GENERIC, PET, Connection, put
from guixiao.linkage.damage import Cells, no_family, no_place, spoil
from guixiao.linkage.passes import Context, accept, family_pairs, key_rows, link_scored, pair_up, score
from guixiao.linkage.rules import Rules
from guixiao.linkage.weights import shipped_weights
from guixiao.linkage.wide import GUARDIAN_NAMES, GUARDIAN_NUMBERS, PHONES, widen

COPIES, SCHOOL_STRANGERS, REGISTER_STRANGERS = 200, 200, 1000
SEED = 20190901
# Shares with an identity number: rows that number and name do not settle often lack it, register rows hardly ever.
PUPILS_NUMBERED, CHILDREN_NUMBERED = 0.5, 0.97
RESULTS = ("found", "wrong", "review", "lost")
CONFIDENCE = 0.95
SCHOOLS = ("enrolments", "elsewhere", "attendance")
MIX = 2654435761  # Knuth's multiplier: an order of the rows that looks like chance and never changes
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


class Original(NamedTuple):
    """A register row that copies and strangers are made of."""

    k: int
    cells: Cells


class Planted(NamedTuple):
    source: int  # the register row that a copy is of, -1 for a stranger
    cells: Cells
    damage: tuple[str, ...]


@contextmanager
def undone(con: Connection) -> Iterator[None]:
    """Whatever is done to any table inside is taken back."""
    con.execute("BEGIN")
    try:
        yield
    finally:
        con.execute("ROLLBACK")


def whole_number(first17: int | None) -> str:
    return f"{first17}{check_character(str(first17))}" if first17 else ""


def originals(con: Connection, first: int, last: int) -> list[Original]:
    """Register children of school age who are no duplicates, in an order that looks like chance."""
    shuffled = f"(CAST(p.k AS BIGINT) * {MIX}) % 4294967296, p.k"
    rows = con.execute(f"""SELECT p.k, p.nm, p.idn, p.born, lu.lunar, p.sex, p.town, p.village
        FROM (SELECT *, coalesce(dob, idob) AS born FROM person p WHERE roster = 'households' AND kind = '' AND length(nm) > 1
            AND coalesce(dob, idob) BETWEEN {first} AND {last} AND k NOT IN (SELECT k FROM twin)
            ORDER BY {shuffled} LIMIT {COPIES + SCHOOL_STRANGERS + REGISTER_STRANGERS}) p
        LEFT JOIN lunar_of lu ON lu.solar = p.born ORDER BY {shuffled}""").fetchall()
    return [Original(row[0], _typed(*row)) for row in rows]


def _typed(k: int, name: str, idn: int | None, born: int, lunar: int | None, *rest: str | None) -> Cells:
    sex, town, village = (text or "" for text in rest)
    return Cells(name, whole_number(idn), str(born).removesuffix("00"), str(lunar or ""), sex, town, village, k)


def bare_shares(con: Connection) -> tuple[float, float]:
    """Of this county's enrolment rows, the shares that name no guardian or telephone, and no township."""
    family, town = con.execute("""SELECT
        (SELECT avg(CAST(coalesce(guardian_name, guardian_phone, phone) IS NULL AS INT)) FROM raw_enrolments),
        (SELECT avg(CAST(town IS NULL AS INT)) FROM person WHERE roster = 'enrolments')""").fetchall()[0]
    return family or 0.0, town or 0.0


def copies(chosen: Sequence[Original], bare: tuple[float, float]) -> list[Planted]:
    """Spoilt copies, as complete as this county's enrolment rows are."""
    made = []
    for source in chosen:
        chance = Random(SEED + source.k)
        cells, damage = spoil(source.cells, chance)
        cells = no_family(cells, chance) if chance.random() < bare[0] else cells
        cells = no_place(cells, chance) if chance.random() < bare[1] else cells
        made.append(Planted(source.k, cells, damage))
    return made


def number_of_nobody(cells: Cells, area: str, serial: int) -> str:
    """A number of the right form with sequence 980-999, which no birth of a county's day reaches."""
    first17 = f"{area:9<6}{cells.born:0<8}{980 + serial % 10 * 2 + (cells.sex == 'M')}"
    return first17 + check_character(first17)


def invent(a: Cells, b: Cells, c: Cells, kin: bool) -> Cells:
    """A child who does not exist, born on the day of `c`: a brother or sister in the family of `a` with the given name of `b`,
    or one with the whole name of `a` in the family of `b` and the village of `c`."""
    if kin:
        return Cells(a.name[0] + b.name[1:], "", c.born, c.lunar, c.sex, a.town, a.village, a.family)
    return Cells(a.name, "", c.born, c.lunar, c.sex, c.town, c.village, b.family)


def strangers(chosen: Sequence[Original], count: int, numbered: float) -> list[Planted]:
    """Children who do not exist; the share `numbered` of them has a valid number, which nobody else has."""
    made = []
    for serial in range(count):
        a, b, c = (chosen[(serial * 3 + step * 7 + 1) % len(chosen)].cells for step in range(3))
        cells = invent(a, b, c, kin=serial % 2 == 0)
        known = Random(SEED - serial).random() < numbered
        made.append(Planted(-1, cells._replace(number=number_of_nobody(cells, a.number[:6], serial)) if known else cells, ()))
    return made


def kind_of(name: str) -> str:
    """As columns.read_names has it, in Python."""
    if "?" in name or not name:
        return "unknown"
    return "pet" if name in GENERIC or re.fullmatch(PET, name) else ""


def day_of(born: str, inside: int) -> int:
    """The typed date, completed by the number where only its month was typed."""
    typed = parse_date(born) if born else 0
    return inside if typed % 100 == 0 and inside // 100 == typed // 100 else typed


def read_cells(made: Sequence[Planted]) -> dict[str, list[object]]:
    """The columns of `person` that these cells come to, by the functions that read the rosters ("" and 0 for nothing)."""
    cells = [row.cells for row in made]
    names = clean_names([cell.name for cell in cells])
    read = [parse_identity(cell.number) for cell in cells]
    inside = [int(identity.number[6:14] or 0) for identity in read]
    same = {field: [getattr(cell, field) for cell in cells] for field in ("sex", "town", "village", "family")}
    return {
        "nm": [*names],
        "py": [*sounds(names)],
        "kind": [kind_of(name) for name in names],
        "idob": [*inside],
        "idn": [int(identity.number[:17] or 0) for identity in read],
        "lossy": [identity.lossy for identity in read],
        "idd": ["" if identity.number else identity.digits for identity in read],
        "dob": [day_of(cell.born, day) for cell, day in zip(cells, inside, strict=True)],
        **same,
    }


def plant(con: Connection, made: Sequence[Planted], roster: str, first: int, offset: int) -> None:
    """Rows into `person` and their families' cells into raw_<roster>, keys from `first` on."""
    put(con, "planted", k=range(first, first + len(made)), **read_cells(made))
    con.execute(f"""INSERT INTO person BY NAME SELECT k, '{roster}' AS roster, 0 AS file_no, '' AS sheet, 0 AS row,
        nm, py, kind, lossy, nullif(idn, 0) AS idn, nullif(idd, '') AS idd, nullif(idob, 0) AS idob, nullif(dob, 0) AS dob,
        nullif(sex, '') AS sex, nullif(town, '') AS town, nullif(village, '') AS village FROM planted""")
    plant_families(con, roster, offset)


def plant_families(con: Connection, roster: str, offset: int) -> None:
    """The guardians and telephones of the row that each planted child has its family from."""
    households = con.execute("SELECT first FROM key_offset WHERE roster = 'households'").fetchall()[0][0]
    other = {
        "guardian_name": "coalesce(r.guardian_name, r.household_head)",
        "guardian_id": "coalesce(r.guardian_id, r.household_head_id)",
    }
    fields = [field for field in (*GUARDIAN_NAMES, *GUARDIAN_NUMBERS, *PHONES) if not field.startswith("household")]
    cells = ", ".join(f"{other.get(field, 'r.' + field)} AS {field}" for field in fields)
    con.execute(f"""CREATE OR REPLACE TABLE planted_cell AS SELECT p.k - {offset} AS rid, {cells}
        FROM planted p JOIN raw_households r ON r.rid + {households} = p.family""")
    con.execute(f"ALTER VIEW raw_{roster} RENAME TO real_{roster}")
    con.execute(f"CREATE VIEW raw_{roster} AS SELECT * FROM real_{roster} UNION ALL BY NAME SELECT * FROM planted_cell")


def audit_school_side(context: Context, made: Sequence[Planted], first: int) -> list[str]:
    """What became of each copy and stranger planted among the enrolments: found, wrong, review or lost.

    None of them has a number and name that agree, so the certain pass has nothing to do here."""
    con = context.con
    with undone(con):
        put(con, "copied", k=[row.source for row in made])
        con.execute(f"""DELETE FROM link WHERE kh IN (SELECT k FROM copied)
            AND ks IN (SELECT k FROM person WHERE roster IN {SCHOOLS})""")
        con.execute(f"DELETE FROM person WHERE roster IN {SCHOOLS} AND k NOT IN (SELECT ks FROM link)")
        plant(con, made, "enrolments", first, context.start["enrolments"])
        link_scored(context, ("enrolments",))
        rows = con.execute("""SELECT coalesce(l.kh, -1), p.k IN (SELECT ks FROM doubt) FROM planted p
            LEFT JOIN link l ON l.ks = p.k ORDER BY p.k""").fetchall()
    return [outcome(row.source, kh, doubtful) for row, (kh, doubtful) in zip(made, rows, strict=True)]


def outcome(source: int, kh: int, doubtful: bool) -> str:
    if kh >= 0:
        return "found" if kh == source else "wrong"
    return "review" if doubtful else "lost"


def audit_register_side(context: Context, made: Sequence[Planted], first: int) -> int:
    """How many made-up register children a real school row is linked to, of the rows that found no real child.

    They alone are compared, at the odds of the whole register; a row that is as likely a real child's is not counted."""
    con = context.con
    with undone(con):
        whole = con.execute("SELECT count(*) FROM register_key").fetchall()[0][0]
        plant(con, made, "households", first, context.start["households"])
        compare_unplaced(context, first, int(whole))
        linked: int = con.execute(f"""SELECT count(DISTINCT l.kh) FROM link l
            LEFT JOIN (SELECT ks, max(weight) AS weight FROM doubt WHERE kh < {first} GROUP BY ks) d ON d.ks = l.ks
            WHERE l.kh >= {first} AND coalesce(l.weight >= d.weight + {context.thresholds.margin}, true)""").fetchall()[0][0]
    return linked


def compare_unplaced(context: Context, first: int, population: int) -> None:
    """As passes.link_scored, but only rows that are in a pair are widened: few of the rows left over resemble a made-up child."""
    con = context.con
    key_rows(con, "register_key", f"p.k >= {first}")
    key_rows(con, "rest_key", f"p.roster IN {SCHOOLS} AND p.k NOT IN (SELECT ks FROM link)")
    pair_up(con, "rest_key", "register_key")
    for table, side, rosters in (("rest_wide", "ks", SCHOOLS), ("register_wide", "kh", ("households",))):
        con.execute(f"CREATE OR REPLACE TEMP TABLE paired AS SELECT DISTINCT {side} AS k FROM pair")
        widen(con, table, "paired", context.start, rosters)
    family_pairs(con)
    score(context, population)
    while accept(context, "scored"):
        pass


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


def exposed_children(con: Connection, first: int, last: int) -> tuple[int, int]:
    """Register children of school age whose school rows were all linked by score, and those without any school row."""
    scored, bare = con.execute(f"""WITH linked AS (SELECT kh, bool_or(step IN ('number_and_name', 'decision')) AS certain
            FROM link JOIN person q ON q.k = ks WHERE q.roster IN {SCHOOLS} GROUP BY kh)
        SELECT count(*) FILTER (NOT certain), count(*) FILTER (certain IS NULL) FROM person p LEFT JOIN linked ON kh = p.k
        WHERE p.roster = 'households' AND coalesce(p.dob, p.idob) BETWEEN {first} AND {last}
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
    results = audit_school_side(context, [*made, *pupils], new) if chosen else []
    missed = audit_register_side(context, absent, new) if chosen else 0
    told = tell(made, results, len(absent), missed, exposed_children(con, first, last))
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
