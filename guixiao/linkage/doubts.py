"""What people are asked: each doubtful child, the rows that may be that child's, and what speaks for and against each.

The pairs are those of review.csv. One question is about one register child and the rows of one other roster, at most three of
them; a fourth opens a question of its own (`part` 2). All of it is read from the tables that a finished run leaves behind.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import COMPARISONS, FIELDS_OF_PAIR
from guixiao.linkage.decisions import detail_sql
from guixiao.linkage.facts import decide, named
from guixiao.linkage.fields import FIELDS, PEOPLE
from guixiao.linkage.passes import CLAIMED
from guixiao.linkage.rules import Rules
from guixiao.linkage.sentences import SENTENCES
from guixiao.linkage.states import facts_of_round, outcomes_of_gone
from guixiao.linkage.weights import all_levels, all_weights, shipped_weights
from guixiao.linkage.wide import GUARDIAN_NAMES, PHONES, widen

MOST = 3  # candidates of one question
LARGEST_FAMILY = 20  # members; "0" and "无" are nobody's household number
# The cells of a row that are shown: some of these are made of several columns, or of the one that the roster has.
CELLS = ("name", "former_name", "id_number", "student_number", "birth_date", "sex", "ethnicity", "town", "village", "address",
         "household_number", "guardian", "phone", "school", "grade", "class_name", "status", "present")  # fmt: skip
COLUMNS = {"household_number": ("household_number", "household_code"), "guardian": GUARDIAN_NAMES, "phone": PHONES}
# Risks of a missed child: a child waits for the answer; the row may be a child nobody counts; the row's pupil is safe; no child.
CHILD_WAITS, ROW_UNCOUNTED, ROW_SAFE, NO_CHILD = 3, 2, 1, 0
Row = dict[str, Any]

PAIR = """WITH one AS (SELECT d.ks, d.kh, d.reason, p.roster, d.weight AS given, {each},
        (SELECT log2(greatest(count(*), 2)) FROM register_key) AS rarity
    FROM (SELECT * FROM doubt QUALIFY row_number() OVER (PARTITION BY ks, kh ORDER BY weight DESC, reason) = 1) d
    JOIN person p ON p.k = d.ks LEFT JOIN doubled_weight w ON w.ks = d.ks AND w.kh = d.kh),
weighed AS (SELECT *, {total} AS total, CASE WHEN roster = 'households' THEN {total} - rarity ELSE given END AS weight FROM one),
placed AS (SELECT *, row_number() OVER (PARTITION BY kh, roster ORDER BY weight DESC, ks) - 1 AS place FROM weighed)
SELECT *, 1 + place // {most} AS part, 1 + place % {most} AS rank,
    CAST(CASE WHEN total - weight > rarity + {claimed} / 2 THEN -{claimed} ELSE 0 END AS DOUBLE) AS claimed FROM placed"""

# What the rows of a question, and the rows of the attendance roll that sit on them, say of their child.
SAYS = """SELECT q.k, bit_or(facts), min(gone) FROM (SELECT k, k AS said FROM question_row
        UNION ALL SELECT k, ka FROM question_row JOIN seat ON ke = k) q JOIN state s ON s.k = said GROUP BY 1"""

ROW = """SELECT q.k, q.roster, f.file, q.sheet, q.row, c.* EXCLUDE (k), coalesce(q.dob, q.idob) AS born,
    coalesce(l.bucket, '') AS bucket, coalesce(l.outcome, '') AS outcome,
    coalesce(l.town, '') AS told_town, coalesce(l.village, '') AS told_village
FROM question_row q JOIN ({cells}) c ON c.k = q.k JOIN file_of f ON f.file_no = q.file_no
LEFT JOIN child_line l ON l.child = q.k"""

# Members of the poverty register's households stand where the child stands whom their row is linked to.
FAMILY = """WITH poor AS (SELECT CAST(r.rid + o.first AS INTEGER) AS k, r.household_code FROM raw_poverty r, key_offset o
    WHERE o.roster = 'poverty'),
home AS (SELECT c.k, 'households' AS roster, c.household_number AS home FROM cell c SEMI JOIN question_row q
        ON q.k = c.k AND q.roster = 'households'
    UNION ALL SELECT k, 'poverty', household_code FROM poor SEMI JOIN question_row USING (k)),
member AS (SELECT child AS m, 'households' AS roster, household_number AS home, child FROM child_line WHERE roster = 'households'
    UNION ALL SELECT k, 'poverty', household_code, l.kh FROM poor LEFT JOIN link l ON l.ks = k),
near AS (SELECT h.k, m.m, m.child, count(*) OVER (PARTITION BY h.k) AS size FROM home h JOIN member m USING (roster, home)
    WHERE h.home <> '' AND m.m <> h.k)
SELECT n.k, coalesce(c.name, '') AS name, coalesce(c.typed, '') AS birth_date, coalesce(l.bucket, '') AS bucket,
    coalesce(l.outcome, '') AS outcome, coalesce(l.school, '') AS school
FROM near n JOIN cell c ON c.k = n.m LEFT JOIN child_line l ON l.child = n.child
WHERE n.size < {largest} ORDER BY n.k, 3, n.m"""


class Beside(NamedTuple):
    """What is told of rows, by their keys: the rows, their households, and (key, weight) of the children each may belong to."""

    rows: Mapping[int, Row]
    families: Mapping[int, Sequence[Row]]
    owners: Mapping[int, Sequence[tuple[int, float]]]


def gather_doubts(con: Connection, rules: Rules, as_of: date) -> list[Row]:
    """Questions in the order in which to ask them: the risk of a missed child first, then weight (bits, one decimal).

    Keys: `roster`, `part`, `reason`, `risk`, `weight`, and

    * `child`: CELLS, `roster`, `file`, `sheet`, `row`, `detail` (of decisions.py), `bucket`, `outcome`, `family` (others of the
      household: `name`, `birth_date`, `bucket`, `outcome`, `school`);
    * `candidates`, best first: the same of a row (`bucket`, `outcome`: where this row alone puts its child, "" where it says
      nothing), `rank`, `reason`, `fields` (`field`, `level`, `weight`, `zh`, `en`), `weight` = their sum + `chance` + `claimed`,
      `rivals` (other children whose row it may be: `name`, `birth_date`, `town`, `village`, `file`, `sheet`, `row`, `weight`) and
      `margin` over the best of them.
    """
    start = {roster: int(key) for roster, key in con.execute("SELECT roster, first FROM key_offset").fetchall()}
    _pair_up(con, start)
    beside = Beside(_rows(con, rules, start), _families(con), _owners(con))
    asked = []
    pairs = _select(con, "SELECT * FROM question ORDER BY kh, roster, part, rank")
    for (kh, roster, part), group in groupby(pairs, key=lambda pair: (pair["kh"], pair["roster"], pair["part"])):
        question = _ask(kh, list(group), beside, rules.birth_range(as_of)) | {"roster": roster, "part": part}
        asked.append(((-question["risk"], -question["weight"], kh, PEOPLE.index(roster), part), question))
    return [question for _, question in sorted(asked, key=lambda entry: entry[0])]


def _select(con: Connection, query: str) -> list[Row]:
    cursor = con.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _pair_up(con: Connection, start: Mapping[str, int]) -> None:
    """Tables `question`: each pair once with levels and weights, and `question_row`: the rows in them."""
    _compare_doubles(con, start)
    each = ", ".join(f"coalesce(d.{k}_{field}, w.{k}_{field}) AS {k}_{field}" for k in "lw" for field in FIELDS_OF_PAIR)
    total = " + ".join(f"coalesce(w_{field}, 0)" for field in FIELDS_OF_PAIR)
    pairs = PAIR.format(each=each, total=total, most=MOST, claimed=CLAIMED)
    con.execute(f"CREATE OR REPLACE TEMP TABLE question AS {pairs}")
    con.execute("""CREATE OR REPLACE TEMP TABLE question_row AS SELECT k, roster, file_no, sheet, row, dob, idob FROM person
        SEMI JOIN (SELECT ks AS k FROM question UNION ALL SELECT kh FROM question) USING (k)""")


def _compare_doubles(con: Connection, start: Mapping[str, int]) -> None:
    """Table `doubled_weight`: levels and weights of the pairs of two register rows; the run never scored them."""
    con.execute("CREATE OR REPLACE TEMP TABLE doubled AS SELECT DISTINCT ks, kh FROM doubt WHERE l_name IS NULL")
    con.execute("""CREATE OR REPLACE TEMP TABLE doubled_key AS
        SELECT DISTINCT k FROM (SELECT ks AS k FROM doubled UNION ALL SELECT kh FROM doubled)""")
    widen(con, "doubled_wide", "doubled_key", start, ("households",))
    con.execute(f"""CREATE OR REPLACE TEMP TABLE doubled_weight AS
        WITH leveled AS (SELECT ks, kh, {all_levels("s", "h")}, h.f_nm, h.f_py, h.f_town, h.f_village
            FROM doubled JOIN doubled_wide s ON s.k = ks JOIN doubled_wide h ON h.k = kh)
        SELECT *, {all_weights(shipped_weights(), "leveled")} FROM leveled""")


def cell_sql(roster: str, name: str) -> str:
    """SQL of one shown cell, "" where the roster has no such column; the texts of several columns are joined."""
    has = [f"r.{column}" for column in COLUMNS.get(name, (name,)) if column in FIELDS[roster]]
    if len(has) < 2:
        return f"coalesce({has[0]}, '')" if has else "''"
    return f"array_to_string(list_distinct(list_filter([{', '.join(has)}], lambda x: x IS NOT NULL)), '、')"


def _rows(con: Connection, rules: Rules, start: Mapping[str, int]) -> dict[int, Row]:
    """Every row of a question by its key: cells, place in its file, and where it alone puts its child."""
    cells = " UNION ALL ".join(
        f"SELECT r.rid + {start[roster]} AS k, {', '.join(f'{cell_sql(roster, name)} AS {name}' for name in CELLS)}, "
        f"{detail_sql(roster)} AS detail "
        f"FROM raw_{roster} r WHERE r.rid + {start[roster]} IN (SELECT k FROM question_row)"
        for roster in PEOPLE
    )
    rows = {row.pop("k"): row for row in _select(con, ROW.format(cells=cells))}
    order, whole = outcomes_of_gone(rules), facts_of_round(con)
    for k, facts, gone in con.execute(SAYS).fetchall():
        if not rows[k]["bucket"]:
            rows[k]["bucket"], rows[k]["outcome"] = decide(named(facts) | whole, order, gone)
    return rows


def _families(con: Connection) -> dict[int, list[Row]]:
    families: defaultdict[int, list[Row]] = defaultdict(list)
    for row in _select(con, FAMILY.format(largest=LARGEST_FAMILY)):
        families[row.pop("k")].append(row)
    return families


def _owners(con: Connection) -> dict[int, list[tuple[int, float]]]:
    owners: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for ks, kh, weight in con.execute("SELECT ks, kh, weight FROM question ORDER BY ks, weight DESC, kh").fetchall():
        owners[ks].append((kh, round(weight, 1)))
    return owners


def _ask(kh: int, pairs: Sequence[Row], beside: Beside, of_age: tuple[date, date]) -> Row:
    """One question: the child and the candidates, best first."""
    candidates = [_candidate(pair, beside) for pair in pairs]
    risk = max(_risk(beside.rows[kh], beside.rows[pair["ks"]], of_age) for pair in pairs)
    child = _shown(beside.rows[kh]) | {"family": beside.families.get(kh, [])}
    first = candidates[0]
    return {"reason": first["reason"], "weight": first["weight"], "risk": risk, "child": child, "candidates": candidates}


def _shown(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in ("born", "told_town", "told_village")}


def _candidate(pair: Row, beside: Beside) -> Row:
    """A row with its evidence. The rounded numbers add up: what rounding leaves over is in `chance`."""
    fields, weight = _fields(pair), round(pair["weight"], 1)
    rivals = [_rival(beside.rows[kh], owned) for kh, owned in beside.owners[pair["ks"]] if kh != pair["kh"]]
    return _shown(beside.rows[pair["ks"]]) | {
        "rank": pair["rank"],
        "reason": pair["reason"],
        "fields": fields,
        "weight": weight,
        "chance": round(weight - pair["claimed"] - sum(field["weight"] for field in fields), 1),
        "claimed": pair["claimed"],
        "rivals": rivals,
        "margin": round(weight - rivals[0]["weight"], 1) if rivals else None,
        "family": beside.families.get(pair["ks"], []),
    }


def _fields(pair: Row) -> list[Row]:
    """What each field says, in the order of the comparisons."""
    said = []
    for comparison in COMPARISONS:
        level = comparison.levels[pair[f"l_{comparison.field}"]].name
        zh, en = SENTENCES[comparison.field][level]
        weight = round(pair[f"w_{comparison.field}"] or 0.0, 1)
        said.append({"field": comparison.field, "level": level, "weight": weight, "zh": zh, "en": en})
    return said


def _rival(child: Row, weight: float) -> Row:
    told = {name: child[name] for name in ("name", "birth_date", "file", "sheet", "row")}
    return told | {"town": child["told_town"], "village": child["told_village"], "weight": weight}


def _risk(child: Row, row: Row, of_age: tuple[date, date]) -> int:
    """How near this question is to a missed child."""
    if child["bucket"] == "in_review":
        return CHILD_WAITS
    first, last = (int(f"{day:%Y%m%d}") for day in of_age)
    if row["roster"] == "households" or not (row["born"] is None or first <= row["born"] <= last + 31):
        return NO_CHILD
    return ROW_UNCOUNTED if row["bucket"] in ("", "left_roll") else ROW_SAFE
