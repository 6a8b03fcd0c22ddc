"""The cascade: rows that are certain by number and name, then scored pairs for the remainder, one serving each."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import COMPARISONS, NAMED
from guixiao.linkage.rules import Thresholds
from guixiao.linkage.weights import Weights, all_levels, all_weights
from guixiao.linkage.wide import widen

CERTAIN_BITS = 40.0
CLAIMED = 5.0  # bits against a second row of one roster for the same child (about one pupil in fifty is enrolled twice)
LIKE_NAME = 8.0  # bits more for an equal number when the name, not equal, is at least alike
LIKER = 3.0  # bits of the name by which the better named must lead
BORROWED = -3.0  # bits of a number that is another child's, when a better named child stands beside
SURE = 12.0  # bits from which two rows of one roster may both be the child's
FIELDS_OF_PAIR = [c.field for c in COMPARISONS]
LEVEL = {c.field: {level.name: number for number, level in enumerate(c.levels)} for c in COMPARISONS}


class Context(NamedTuple):
    """What every pass needs: the connection, the key offset of each roster, weights and thresholds in bits, the birth date
    (YYYYMMDD) from which somebody may be a child of a roster."""

    con: Connection
    start: Mapping[str, int]
    weights: Weights
    thresholds: Thresholds
    eldest: int = 0


def create_links(con: Connection) -> None:
    """`link`: accepted (ks school-side key, kh register key); `doubt`: pairs for people to settle."""
    levels = ", ".join(f"l_{field} TINYINT, w_{field} DOUBLE" for field in FIELDS_OF_PAIR)
    con.execute(f"CREATE OR REPLACE TABLE link(ks INTEGER, kh INTEGER, step VARCHAR, weight DOUBLE, {levels})")
    con.execute(f"""CREATE OR REPLACE TABLE doubt(
        ks INTEGER, kh INTEGER, step VARCHAR, weight DOUBLE, rank INTEGER, reason VARCHAR, {levels})""")


def link_certain(con: Connection, rosters: tuple[str, ...]) -> None:
    """Number equal and name equal (or a former name, or the same sound with the same birth date)."""
    chosen = ", ".join(f"'{roster}'" for roster in rosters)
    named = NAMED.format(l="s", r="h")
    for column in ("idn", "gid"):
        con.execute(f"""INSERT INTO link(ks, kh, step, weight, l_name, l_number)
            SELECT s.k, min(coalesce(t.canon, h.k)), 'number_and_name', {CERTAIN_BITS}, {LEVEL["name"]["equal"]},
                {LEVEL["number"]["equal"]}
            FROM person s JOIN person h ON s.{column} = h.idn AND h.roster = 'households' LEFT JOIN twin t ON t.k = h.k
            WHERE s.roster IN ({chosen}) AND s.nm <> '' AND s.kind = '' AND ({named}) AND s.k NOT IN (SELECT ks FROM link)
            AND NOT EXISTS (SELECT 1 FROM decided_pair f WHERE f.kind = 'different' AND f.ks = s.k AND f.kh = h.k)
            AND (coalesce(s.dob = h.dob, true) OR (s.nm = h.nm AND coalesce(s.idn = s.gid, true)
                AND coalesce(s.sex = h.sex, true)))
            GROUP BY s.k""")


def pair_up(con: Connection, rest: str, register: str) -> None:
    """`pair(ks, kh)`: every two rows worth a look, by the blocking rules. `rest` and `register` hold person columns."""
    given = "(s.second = h.second OR s.final = h.final)"
    rules = [
        "s.idn = h.idn",
        "s.gid = h.idn",
        "s.born = h.born AND s.town = h.town",
        f"s.born = h.born AND s.sur = h.sur AND (s.town IS NULL OR {given})",
        "s.born = h.born AND s.giv = h.giv",
        f"s.lunar = h.born AND s.sur = h.sur AND (s.town = h.town OR {given})",
        f"s.born = h.lunar AND s.sur = h.sur AND (s.town = h.town OR {given})",
        f"s.idob = h.born AND s.sur = h.sur AND {given}",
        "s.py = h.py AND s.town = h.town",
        "s.py = h.py AND s.year = h.year",
        "s.py = h.py AND s.year = h.year - 1",
        "s.py = h.py AND s.year = h.year + 1",
        "s.py = h.py AND s.born IS NULL AND s.town IS NULL",
        "s.nm2 = h.nm AND (s.town = h.town OR s.year = h.year)",
        "s.nm = h.nm2 AND (s.town = h.town OR s.year = h.year)",
        "s.md = h.md AND s.town = h.town AND s.sur = h.sur",
        "s.giv = h.giv AND s.town = h.town AND s.year = h.year",
        "s.borrowed AND s.nm = h.nm",
        "s.head14 = h.head14 AND (s.odd OR h.odd)",
        "s.tail12 = h.tail12 AND (s.odd OR h.odd)",
        "s.ends10 = h.ends10 AND (s.odd OR h.odd)",
    ]
    union = " UNION ".join(f"SELECT s.k AS ks, h.k AS kh FROM {rest} s JOIN {register} h ON {rule}" for rule in rules)
    con.execute(f"CREATE OR REPLACE TABLE pair AS SELECT * FROM ({union}) ORDER BY ks, kh")


def key_rows(con: Connection, table: str, where: str) -> None:
    """A table of blocking keys of the person rows chosen by `where` (alias p).

    `borrowed`: the register has the number under another name.
    """
    con.execute(f"""CREATE OR REPLACE TABLE {table} AS SELECT p.k, p.idn, p.gid, p.nm, p.nm2, p.py, p.town, p.idob, p.born,
            p.born // 10000 AS year,
            p.born % 10000 AS md, lu.lunar, nullif(p.py[1:1], '') AS sur, nullif(substr(p.nm, 2), '') AS giv,
            nullif(p.py[2:2], '') AS second, CASE WHEN length(p.py) > 1 THEN p.py[-1:] END AS final,
            coalesce(o.nm <> p.nm, false) AS borrowed, p.idd IS NOT NULL AS odd,
            p.text[1:14] AS head14, p.text[-12:] AS tail12, p.text[1:6] || p.text[-4:] AS ends10
        FROM (SELECT *, coalesce(dob, idob) AS born, coalesce(idd, id_text(idn)) AS text FROM person p WHERE {where}) p
        LEFT JOIN lunar_of lu ON lu.solar = p.born
        LEFT JOIN (SELECT idn, min(nm) AS nm FROM person WHERE roster = 'households' AND idn IS NOT NULL
            GROUP BY idn) o ON o.idn = p.idn""")


def family_pairs(con: Connection) -> None:
    """Add pairs that share a telephone or a guardian's name within a year of birth (both sides already widened)."""
    for column in ("phones", "guardians"):
        con.execute(f"""INSERT INTO pair SELECT DISTINCT s.k, h.k FROM (SELECT k, born, unnest({column}) AS t FROM rest_wide) s
            JOIN (SELECT k, born, town, unnest({column}) AS t FROM register_wide) h USING (t)
            WHERE abs(coalesce(s.born, h.born) // 10000 - h.born // 10000) <= 1
                AND (s.k, h.k) NOT IN (SELECT (ks, kh) FROM pair)""")


def likeness_sql() -> str:
    """How alike the names are: 0 the same, 1 half, 2 not."""
    name = LEVEL["name"]
    return f"""CASE WHEN l_name IN ({name["equal"]}, {name["sound"]}, {name["former"]}) THEN 0
            WHEN l_name BETWEEN {name["unknown"]} AND {name["one_character"]} THEN 1 ELSE 2 END"""


def beside_sql() -> str:
    """Something besides name and number agrees: birth date, family or village."""
    birth, family, place = LEVEL["birth"], LEVEL["family"], LEVEL["place"]
    born = f"l_birth BETWEEN {birth['equal']} AND {birth['lunar']}"
    return f"{born} OR l_family <= {family['sound']} OR l_place = {place['village']}"


def barred_sql() -> str:
    """Pairs that compete and do not win.

    Two different valid numbers, or none to compare, need a witness, the family or the place: other counties have children of
    the same name and day.
    """
    name, birth, number, family, place = (LEVEL[field] for field in ("name", "birth", "number", "family", "place"))
    witness = f"(l_family <= {family['sound']} OR l_place IN ({place['village']}, {place['town']}))"
    near_witness = f"(l_family <= {family['sound']} OR (l_place = {place['village']} AND l_family <= {family['missing']}))"
    doubtful = f"(roster = 'elsewhere' OR l_family = {family['else']} OR l_place = {place['else']} OR l_name <> {name['equal']})"
    return f"""(l_number = {number["else"]} AND w_number <> {BORROWED} AND NOT {near_witness})
            OR (l_number IN ({number["missing"]}, {number["rounded"]}) AND NOT {witness} AND {doubtful})
            OR (l_number = {number["equal_other_name"]} AND l_name >= {name["one_character"]}
                AND (l_birth NOT BETWEEN {birth["equal"]} AND {birth["lunar"]} OR (twins AND likeness = 2)))"""


def score(context: Context, population: int, never: str = "false") -> None:
    """`scored`: the pairs with level and weight of each field, their sum and the prior.

    An equal number is a brother's or sister's where somebody better named stands beside (same birth date, family or village as
    the row, or the village of the number's owner) and has no certain row of this roster yet; with a name that only half agrees
    it needs a birth date that was typed. `never` (SQL over ks, s_idn, s_gid, h_idn) bars more pairs than barred_sql.
    """
    birth, number, beside = LEVEL["birth"], LEVEL["number"], f"({beside_sql()} OR h_place = owner_place)"
    weights = " + ".join("w_" + field for field in FIELDS_OF_PAIR)
    context.con.execute("DELETE FROM pair WHERE (ks, kh) IN (SELECT (ks, kh) FROM decided_pair WHERE kind = 'different')")
    context.con.execute("""CREATE OR REPLACE TEMP TABLE served AS SELECT DISTINCT q.roster, l.kh
        FROM link l JOIN person q ON q.k = l.ks WHERE l.step = 'number_and_name'""")
    context.con.execute(f"""CREATE OR REPLACE TABLE scored AS
        WITH leveled AS (SELECT ks, kh, s.roster, s.idn AS s_idn, s.gid AS s_gid, s.kind AS s_kind, h.idn AS h_idn,
            h.town || '/' || h.village AS h_place, (s.roster, h.k) IN (SELECT (roster, kh) FROM served) AS is_served,
            {all_levels("s", "h")}, h.f_nm, h.f_py, h.f_town, h.f_village
            FROM pair JOIN rest_wide s ON s.k = ks JOIN register_wide h ON h.k = kh),
        weighted AS (SELECT *, {all_weights(context.weights, "leveled")}, {likeness_sql()} AS likeness FROM leveled),
        owners AS (SELECT *, max(h_place) FILTER (l_number <= {number["equal_other_name"]}) OVER (PARTITION BY ks) AS owner_place
            FROM weighted),
        beside AS (SELECT *,
            min(likeness) FILTER ({beside} AND NOT is_served) OVER (PARTITION BY ks) AS nearest,
            max(w_name) FILTER ({beside} AND NOT is_served AND likeness < 2) OVER (PARTITION BY ks) AS best_name,
            count(*) FILTER (l_birth = {birth["equal"]} AND h_place = owner_place AND NOT is_served)
                OVER (PARTITION BY ks) > 1 AS twins,
            bool_or(l_number <= {number["equal_other_name"]}) OVER (PARTITION BY ks) AS has_number FROM owners),
        corrected AS (SELECT * REPLACE (CASE
            WHEN l_number = {number["equal_other_name"]} AND (nearest < likeness OR best_name - w_name >= {LIKER}) THEN {BORROWED}
            WHEN l_number = {number["equal_other_name"]} AND likeness < 2 THEN w_number + {LIKE_NAME}
            WHEN l_number = {number["else"]} AND has_number AND likeness < 2
                AND l_birth BETWEEN {birth["equal"]} AND {birth["lunar"]} THEN {BORROWED}
            ELSE w_number END AS w_number) FROM beside)
        SELECT * EXCLUDE (roster, is_served, s_kind, s_idn, s_gid, h_idn, h_place, owner_place, f_nm, f_py, f_town, f_village,
            likeness, nearest, best_name, twins, has_number), {weights} - {math.log2(max(population, 2)):.6f} AS weight,
            {barred_sql()} OR ({never}) AS barred
        FROM corrected""")


def accept(context: Context, step: str) -> int:
    """Move to `link` each pair that is the best of both its rows by the margin; gives how many were accepted.

    A register child who already has a row of the same roster is a less likely owner of another.
    """
    levels = ", ".join(f"l_{f}, w_{f}" for f in FIELDS_OF_PAIR)
    con, limit = context.con, context.thresholds
    con.execute(f"""CREATE OR REPLACE TABLE ranked AS
        WITH open_pair AS (SELECT c.*, p.roster, c.weight - CASE WHEN EXISTS (SELECT 1 FROM link l JOIN person q ON q.k = l.ks
                WHERE l.kh = c.kh AND q.roster = p.roster) THEN {CLAIMED} ELSE 0.0 END AS claim
            FROM scored c JOIN person p ON p.k = c.ks WHERE c.ks NOT IN (SELECT ks FROM link)),
        placed AS (SELECT *, row_number() OVER (PARTITION BY ks ORDER BY claim DESC, kh) AS place_s,
            claim - coalesce(lead(claim) OVER (PARTITION BY ks ORDER BY claim DESC, kh), -99) AS lead_s FROM open_pair)
        SELECT *, row_number() OVER (PARTITION BY kh, roster, place_s ORDER BY claim DESC, ks) AS place_h,
            claim - coalesce(lead(claim) OVER (PARTITION BY kh, roster, place_s ORDER BY claim DESC, ks), -99) AS lead_h
            FROM placed""")
    taken: int = con.execute(f"""INSERT INTO link(ks, kh, step, weight, {levels})
        SELECT ks, kh, '{step}', claim, {levels} FROM ranked WHERE place_s = 1 AND place_h = 1 AND NOT barred
        AND claim >= {limit.accept} AND lead_s >= {limit.margin} AND (lead_h >= {limit.margin} OR claim >= {SURE})""").fetchall()[
        0
    ][0]
    return taken


def doubt(context: Context) -> None:
    """Keep for people the best three candidates of each row that was not accepted."""
    levels = ", ".join(f"l_{f}, w_{f}" for f in FIELDS_OF_PAIR)
    limit = context.thresholds
    context.con.execute(f"""INSERT INTO doubt(ks, kh, step, weight, rank, reason, {levels})
        SELECT ks, kh, 'scored', claim, place_s, CASE WHEN bool_or(place_s = 1 AND lead_s < {limit.margin}
            AND claim >= {limit.accept}) OVER (PARTITION BY ks)
                AND max(claim) OVER (PARTITION BY ks) - claim < {limit.margin} THEN 'two_candidates'
            WHEN l_number = {LEVEL["number"]["equal_other_name"]} THEN 'number_of_another' ELSE 'weak_evidence' END, {levels}
        FROM ranked WHERE ks NOT IN (SELECT ks FROM link) AND place_s <= 3 AND claim >= {limit.review}""")


def link_scored(context: Context, rosters: tuple[str, ...], never: str = "false") -> None:
    """Score and settle what the certain pass left of these rosters against the whole register (`register_key`).

    `never`: pairs that cannot be accepted (see score).
    """
    con, chosen = context.con, ", ".join(f"'{roster}'" for roster in rosters)
    key_rows(con, "rest_key", f"p.roster IN ({chosen}) AND p.k NOT IN (SELECT ks FROM link) AND {_young(context)}")
    pair_up(con, "rest_key", "register_key")
    con.execute("CREATE OR REPLACE TEMP TABLE paired AS SELECT DISTINCT kh AS k FROM pair")
    widen(con, "rest_wide", "rest_key", context.start, rosters)
    widen(con, "register_wide", "paired", context.start, ("households",))
    family_pairs(con)
    population = con.execute("SELECT count(*) FROM register_key").fetchall()[0][0]
    score(context, population, never)
    while accept(context, "scored"):
        pass
    doubt(context)


def _young(context: Context) -> str:
    """SQL condition (alias p): a child, or nobody knows.

    The poverty and disability registers, and some household registers, hold all ages.
    """
    old_enough = f"coalesce(p.dob, p.idob, {context.eldest}) >= {context.eldest}"
    return f"({old_enough} OR p.roster IN ('enrolments', 'elsewhere', 'attendance'))"


def key_register(context: Context) -> None:
    """`register_key`: the blocking keys of every register child, once for all passes."""
    key_rows(context.con, "register_key", f"p.roster = 'households' AND p.k NOT IN (SELECT k FROM twin) AND {_young(context)}")
