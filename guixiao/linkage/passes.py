"""The cascade: rows that are certain by number and name, then scored pairs for the remainder, one serving each."""

from collections.abc import Mapping

from guixiao.linkage.blocking import block_register, create_blocks, key_rows, load_near
from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import FIELDS_OF_PAIR, LEVEL, NAMED
from guixiao.linkage.context import Context
from guixiao.linkage.facts import BIT
from guixiao.linkage.keys import within
from guixiao.linkage.scores import score
from guixiao.linkage.sieve import pair_up
from guixiao.linkage.wide import widen

CERTAIN_BITS = 40.0
CLAIMED = 5.0  # bits against a second row of one roster for the same child (about one pupil in fifty is enrolled twice)
SURE = 12.0  # bits from which two rows of one roster may both be the child's


def create_links(con: Connection) -> None:
    """`link`: accepted (ks school-side key, kh register key); `doubt`: pairs for people to settle."""
    levels = ", ".join(f"l_{field} TINYINT, w_{field} DOUBLE" for field in FIELDS_OF_PAIR)
    con.execute(f"CREATE OR REPLACE TABLE link(ks INTEGER, kh INTEGER, step VARCHAR, weight DOUBLE, {levels})")
    con.execute(f"""CREATE OR REPLACE TABLE doubt(
        ks INTEGER, kh INTEGER, step VARCHAR, weight DOUBLE, rank INTEGER, reason VARCHAR, {levels})""")


def link_certain(con: Connection, start: Mapping[str, int], rosters: tuple[str, ...]) -> None:
    """Number equal and name equal (or a former name, or the same sound with the same birth date); then the same by the number
    in the student number, where that is another. Of register rows with one number the first counts."""
    columns, values = (
        "link(ks, kh, step, weight, l_name, l_number)",
        f"""'number_and_name', {CERTAIN_BITS},
        {LEVEL["name"]["equal"]}, {LEVEL["number"]["equal"]}""",
    )
    for number, condition in (("idn", "true"), ("gid", "s.gid IS DISTINCT FROM s.idn AND s.k NOT IN (SELECT ks FROM link)")):
        con.execute(f"""CREATE OR REPLACE TEMP TABLE certain AS
            SELECT s.k AS ks, coalesce(t.canon, h.k) AS kh, h.idn IN (SELECT idn FROM same_number) AS shared,
                s.nm <> h.nm AS other
            FROM person s JOIN person h ON s.{number} = h.idn LEFT JOIN twin t ON t.k = h.k
            WHERE {within(start, "s.k", *rosters)} AND {within(start, "h.k", "households")} AND s.nm <> '' AND s.kind = ''
            AND {NAMED.format(l="s", r="h")} AND {condition}
            AND (coalesce(s.dob = h.dob, true) OR (s.nm = h.nm AND coalesce(s.idn = s.gid, true)
                AND coalesce(s.sex = h.sex, true)))
            AND (s.k, h.k) NOT IN (SELECT (ks, kh) FROM decided_pair WHERE kind = 'different')
            AND s.k NOT IN (SELECT ks FROM decided_pair WHERE kind = 'same')""")
        _call_by_name(con)
        con.execute(f"INSERT INTO {columns} SELECT ks, kh, {values} FROM certain WHERE NOT shared")
        con.execute(f"INSERT INTO {columns} SELECT ks, min(kh), {values} FROM certain WHERE shared GROUP BY ks")


def _call_by_name(con: Connection) -> None:
    """Of two children born on one day in one village, the one who is called so: where twins' numbers are swapped, the number is
    the brother's whose name only sounds the same; a pupil of the name of one who died is the living one. Without a birth date
    neither the number's child nor the namesake of its village is certain; a row of the roll looks for its pupil's chair first."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE unsure AS SELECT c.ks, c.kh, dead, s.roster, s.nm, s.dob, s.sex, h.idn AS h_idn,
            h.dob AS h_dob, h.idob AS h_idob, h.town, h.village
        FROM (SELECT ks, kh, other, kh IN (SELECT k FROM state WHERE facts & {BIT["deceased"]} <> 0) AS dead FROM certain
            WHERE other OR dead) c JOIN person s ON s.k = c.ks JOIN person h ON h.k = c.kh WHERE coalesce(h.nm2 <> s.nm, true)""")
    con.execute("""CREATE OR REPLACE TEMP TABLE namesake AS SELECT u.ks, u.kh, u.dead, u.dob IS NULL AND u.nm <> h.nm AS bare,
            x.k AS kx, x.roster = 'households' AND x.k <> u.kh AND x.k NOT IN (SELECT k FROM twin) AS registered,
            x.town = u.town AND x.village = u.village AS near, x.dob = u.h_dob AND near AS twin,
            coalesce(x.idob, x.dob) = u.h_idob AS same_day,
            coalesce(u.dob = x.dob, true) AND coalesce(u.sex = x.sex, true) AS fits,
            x.roster = 'enrolments' AND u.roster = 'attendance' AND x.idn IS DISTINCT FROM u.h_idn AS chair
        FROM unsure u JOIN person h ON h.k = u.kh JOIN person x ON x.nm = u.nm WHERE x.roster IN ('households', 'enrolments')""")
    gone = f"SELECT k FROM state WHERE facts & {BIT['deceased'] | BIT['moved_out']} <> 0"
    con.execute(f"""UPDATE certain SET kh = b.kx FROM (SELECT ks, kh, min(kx) AS kx FROM namesake
            WHERE registered AND fits AND (twin OR (dead AND same_day)) AND kx NOT IN ({gone})
                AND (ks, kx) NOT IN (SELECT (ks, kh) FROM decided_pair WHERE kind = 'different')
            GROUP BY ALL HAVING count(*) = 1) b WHERE b.ks = certain.ks AND b.kh = certain.kh""")
    con.execute("""DELETE FROM certain
        WHERE (ks, kh) IN (SELECT (ks, kh) FROM namesake WHERE bare AND ((registered AND near) OR chair))""")


def accept(context: Context, step: str) -> int:
    """Move from `open_pair` to `link` each pair that is the best of both its rows by the margin; gives how many.

    A register child who already has a row of the same roster is a less likely owner of another.
    """
    con, limit = context.con, context.thresholds
    levels = ", ".join(f"l_{f}, w_{f}" for f in FIELDS_OF_PAIR)
    con.execute(f"""CREATE OR REPLACE TEMP TABLE ranked AS
        WITH claiming AS (SELECT *, weight - CASE WHEN claimed THEN {CLAIMED} ELSE 0.0 END AS claim FROM open_pair),
        placed AS (SELECT *, row_number() OVER of_row AS place_s, claim - coalesce(lead(claim) OVER of_row, -99) AS lead_s
            FROM claiming WINDOW of_row AS (PARTITION BY ks ORDER BY claim DESC, kh))
        SELECT *, row_number() OVER of_child AS place_h, claim - coalesce(lead(claim) OVER of_child, -99) AS lead_h
            FROM placed WINDOW of_child AS (PARTITION BY kh, roster, place_s ORDER BY claim DESC, ks)""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE taken AS SELECT * FROM ranked
        WHERE place_s = 1 AND place_h = 1 AND NOT barred AND claim >= {limit.accept} AND lead_s >= {limit.margin}
            AND (lead_h >= {limit.margin} OR claim >= {SURE})""")
    count: int = con.execute(f"""INSERT INTO link(ks, kh, step, weight, {levels})
        SELECT ks, kh, '{step}', claim, {levels} FROM taken""").fetchall()[0][0]
    return count


def settle(context: Context, step: str) -> None:
    """Accept what can be accepted of `scored`, until nothing more can; the last `ranked` is of the rows that are left."""
    con = context.con
    con.execute("CREATE OR REPLACE TEMP TABLE open_pair AS SELECT * FROM scored WHERE ks NOT IN (SELECT ks FROM link)")
    while accept(context, step):
        con.execute("""CREATE OR REPLACE TEMP TABLE open_pair AS
            SELECT * REPLACE (claimed OR (kh, roster) IN (SELECT (kh, roster) FROM taken) AS claimed)
            FROM open_pair WHERE ks NOT IN (SELECT ks FROM taken)""")


def doubt(context: Context) -> None:
    """Keep for people the best three candidates of each row that was not accepted."""
    levels = ", ".join(f"l_{f}, w_{f}" for f in FIELDS_OF_PAIR)
    limit = context.thresholds
    context.con.execute(f"""INSERT INTO doubt(ks, kh, step, weight, rank, reason, {levels})
        SELECT ks, kh, 'scored', claim, place_s, CASE WHEN bool_or(place_s = 1 AND lead_s < {limit.margin}
            AND claim >= {limit.accept}) OVER (PARTITION BY ks)
                AND max(claim) OVER (PARTITION BY ks) - claim < {limit.margin} THEN 'two_candidates'
            WHEN l_number = {LEVEL["number"]["equal_other_name"]} THEN 'number_of_another' ELSE 'weak_evidence' END, {levels}
        FROM ranked WHERE place_s <= 3 AND claim >= {limit.review}""")


def link_scored(context: Context, rosters: tuple[str, ...], never: str = "false") -> None:
    """Score and settle what the certain pass left of these rosters against the whole register (`register_key`).

    `never`: pairs that cannot be accepted (see score).
    """
    chosen = within(context.start, "p.k", *rosters)
    rest = f"SELECT * FROM person p WHERE {chosen} AND p.k NOT IN (SELECT ks FROM link) AND {_young(context)}"
    key_rows(context, "rest_key", rest, rosters)
    population = context.con.execute("SELECT count(*) FROM register_key").fetchall()[0][0]
    compare(context, (*rosters, "households"), population, never=never)


def compare(context: Context, rosters: tuple[str, ...], population: int, only: str = "true", never: str = "false") -> None:
    """Pair `rest_key` with `register_key`, score the pairs and settle them. `only`: see pair_up, `never`: see score."""
    con = context.con
    pair_up(context, population, only)
    con.execute("""CREATE OR REPLACE TEMP TABLE paired AS
        SELECT DISTINCT k FROM (SELECT ks AS k FROM pair UNION ALL SELECT kh FROM pair)""")
    widen(con, "pair_wide", "paired", context.start, rosters)
    score(context, population, never)
    settle(context, "scored")
    doubt(context)


def _young(context: Context) -> str:
    """SQL condition (alias p): a child, or nobody knows.

    The poverty and disability registers, and some household registers, hold all ages.
    """
    old_enough = f"coalesce(p.dob, p.idob, {context.eldest}) >= {context.eldest}"
    return f"({old_enough} OR {within(context.start, 'p.k', 'enrolments', 'elsewhere', 'attendance')})"


def key_register(context: Context) -> None:
    """`register_key` and `register_block` of every register child, once for all passes."""
    load_near(context.con)
    register = within(context.start, "p.k", "households")
    young = f"SELECT * FROM person p WHERE {register} AND p.k NOT IN (SELECT k FROM twin) AND {_young(context)}"
    key_rows(context, "register_key", young, ("households",), temporary=False)
    create_blocks(context.con)
    block_register(context.con, "register_key")
