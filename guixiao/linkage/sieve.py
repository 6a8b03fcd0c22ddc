"""Pairs of rows: those that share a key, less those that can come to nothing.

Most rows with a key in common are two children. A bound of the weight, from what is cheap to compare, tells which pairs cannot be
accepted, nor stand in the way of one that is, nor be shown to people (Context.floor); only the others are compared in full.
"""

import math

from guixiao.linkage.blocking import pieces, rest_blocks
from guixiao.linkage.comparisons import BIRTH, COMPARISONS, LEVEL
from guixiao.linkage.context import Context
from guixiao.linkage.scores import BORROWED
from guixiao.linkage.weights import bits, level_sql, weight_sql

FIELD = {c.field: c for c in COMPARISONS}


def slips(one: str, other: str) -> str:
    """SQL: slips between two numbers. An equal beginning counts for nothing: mostly area and birth date are the same, and so
    much shorter texts are compared."""
    same, rest = f"left({one}, 14) = left({other}, 14)", (f"substr({one}, 15)", f"substr({other}, 15)")
    return f"CASE WHEN {same} THEN damerau_levenshtein({', '.join(rest)}) ELSE damerau_levenshtein({one}, {other}) END"


def find_numbered(context: Context, only: str) -> None:
    """`slip(ks, kh, bits)`: pairs of identity numbers that a slip or two, or a spreadsheet's rounding, make one; its worth.

    `owner_of(ks, place)`: rows whose number is a register child's; the village (a hash) of that child."""
    con = context.con
    con.execute(f"""CREATE OR REPLACE TEMP TABLE alike AS WITH rest_piece AS ({pieces("rest_key")})
        SELECT DISTINCT r.k AS ks, h.k AS kh FROM rest_piece r JOIN register_piece h USING (piece) WHERE r.odd
        UNION SELECT r.k, h.k FROM rest_piece r JOIN (SELECT k, piece FROM register_piece WHERE odd) h USING (piece)""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE slip AS
        WITH written AS (SELECT ks, kh, s.idd AS s_odd, h.idd AS h_odd, id_text(s.idn) AS s_valid, id_text(h.idn) AS h_valid
            FROM alike JOIN rest_key s ON s.k = ks JOIN register_key h ON h.k = kh),
        judged AS MATERIALIZED (SELECT ks, kh, least({slips("s_odd", "h_valid")}, {slips("h_odd", "s_valid")}) AS slips,
            coalesce(s_odd, s_valid)[1:15] = coalesce(h_odd, h_valid)[1:15] AS rounded FROM written)
        SELECT ks, kh, CASE slips WHEN 1 THEN {_most(context, "number", "edit")} WHEN 2 THEN {_most(context, "number", "edits")}
            ELSE {_most(context, "number", "rounded")} END AS bits FROM judged WHERE slips <= 2 OR rounded""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE owner_of AS SELECT ks, max(xor(town, village)) AS place FROM (
        SELECT s.k AS ks, h.k AS kh, h.town, h.village FROM rest_key s JOIN register_key h ON s.idn = h.idn
        UNION ALL SELECT s.k, h.k, h.town, h.village FROM rest_key s JOIN register_key h ON s.gid = h.idn)
        WHERE ({only}) AND (ks, kh) NOT IN (SELECT (ks, kh) FROM decided_pair WHERE kind = 'different') GROUP BY ks""")


def _candidates() -> str:
    """SELECT (ks, kh, slip), some more than once: a key in common, a former name, a family, a namesake where the number's owner
    lives; `slip` are the bits of a number that is nearly the same."""
    near_in_age = "abs(coalesce(s.born, h.born) // 10000 - h.born // 10000) <= 1"
    near_in_name = "s.town = h.town OR s.born // 10000 = h.born // 10000"
    kin = "SELECT k, born, town, second, final, unnest(kin) AS token FROM"
    return f"""SELECT s.k AS ks, h.k AS kh, CAST(NULL AS DOUBLE) AS slip
            FROM ({rest_blocks()}) s JOIN register_block h USING (key)
        UNION ALL FROM slip
        UNION ALL SELECT s.k, h.k, NULL FROM rest_key s JOIN register_key h ON s.nm2 = h.nm WHERE {near_in_name}
        UNION ALL SELECT s.k, h.k, NULL FROM rest_key s JOIN register_key h ON s.nm = h.nm2 WHERE {near_in_name}
        UNION ALL SELECT s.k, h.k, NULL FROM ({kin} rest_key) s JOIN ({kin} register_key) h USING (token)
            WHERE (s.born = h.born OR s.town = h.town OR s.second = h.second OR s.final = h.final) AND {near_in_age}
        UNION ALL SELECT s.k, h.k, NULL FROM owner_of o JOIN rest_key s ON s.k = o.ks
            JOIN register_key h ON h.nm = s.nm AND xor(h.town, h.village) = o.place"""


def _most(context: Context, field: str, *levels: str, population: float = 0) -> str:
    """The most bits that one of these levels can give; with a population, of a value that one child in it has."""

    def of(name: str) -> float:
        level = next(level for level in FIELD[field].levels if level.name == name)
        entry = context.weights[field].get(name, {})
        return math.log2(entry["m"] * population) if population and "m" in entry else bits(context.weights, FIELD[field], level)

    return f"{max(map(of, levels)):.4f}e0"


ALIKE = 5  # from here on the names are not even half alike
SOUNDS = """CASE WHEN s.nm IS NULL OR h.nm IS NULL THEN 8
    WHEN s.nm = h.nm OR s.nm2 IS NOT NULL OR h.nm2 IS NOT NULL THEN 0 WHEN s.py = h.py THEN 1
    WHEN s.giv = h.giv OR (s.sur = h.sur AND ({0})) OR (s.second = h.second AND s.final = h.final)
        OR s.sur IN (h.second, h.final) OR h.sur IN (s.second, s.final)
        OR (s.second = s.final AND h.second = h.final AND (s.sur = h.sur OR s.final = h.final)) THEN 2
    WHEN s.near = h.near THEN 3 WHEN s.unlike OR h.unlike THEN 4 WHEN {0} THEN 5 WHEN s.sur = h.sur THEN 6 ELSE 7 END""".format(
    "s.second = h.second OR s.final = h.final OR s.second = h.final OR s.final = h.second"
)


def _name_bound(context: Context, population: int) -> str:
    """At most so many bits for names of this likeness of SOUNDS: two that look alike, are reordered or a character short have two
    sounds in common."""
    most = (
        _most(context, "name", "equal", "former", population=population),
        _most(context, "name", "sound", population=population),
        _most(context, "name", "reordered", "near", "shape", "surname_changed", "one_character", "half"),
        _most(context, "name", "near", "shares"),
        _most(context, "name", "unknown", "one_character", "pet_shares", "pet_surname", "half", "shares"),
        _most(context, "name", "shares"),
        _most(context, "name", "surname"),
        _most(context, "name", "else"),
    )
    return f"CASE sounds {' '.join(f'WHEN {number} THEN {bound}' for number, bound in enumerate(most))} ELSE 0e0 END"


def _other_bounds(context: Context, population: int) -> str:
    """At most so many bits for a number that is another, the place and the sex."""
    return f"""greatest(slip, CASE WHEN NOT s.numbered OR h.idn IS NULL THEN 0e0 WHEN o.ks IS NOT NULL THEN {BORROWED}e0
            ELSE {_most(context, "number", "else")} END)
        + CASE WHEN s.town IS NULL OR h.town IS NULL THEN 0e0 WHEN s.town <> h.town THEN {_most(context, "place", "else")}
            WHEN s.village = h.village THEN {_most(context, "place", "village", population=population)}
            WHEN s.village IS NULL OR h.village IS NULL THEN log2({context.weights["place"]["town_alone"]["m"]} / h.f_town)
            ELSE log2({context.weights["place"]["town"]["m"]} / h.f_town) END
        + CASE WHEN s.sex <> h.sex THEN {_most(context, "sex", "else")} ELSE {_most(context, "sex", "equal")} END"""


def pair_up(context: Context, population: int, only: str = "true") -> None:
    """`pair(ks, kh)`: the candidates that could matter. `only`: a condition on ks and kh.

    Of rows whose number is a register child's, every pair is kept that says whether the number is borrowed (scores.py): the owner
    and whoever is at least half a namesake of the same birth date, family or village, or born on the day in the owner's village.
    A family is asked for last, and only where it decides: lists are dear to carry.
    """
    find_numbered(context, only)
    birth, family = LEVEL["birth"], _most(context, "family", "number", "phone_and_name")
    floor = context.floor + math.log2(max(population, 2))
    context.con.execute(f"""CREATE OR REPLACE TEMP TABLE candidate AS
        SELECT ks, kh, max(slip) AS slip FROM ({_candidates()}) WHERE {only} GROUP BY ks, kh""")
    context.con.execute(f"""CREATE OR REPLACE TEMP TABLE sifted AS
        WITH compared AS (SELECT c.ks, kh, o.ks IS NOT NULL AS owned,
            s.idn = h.idn OR s.gid = h.idn AS owner, xor(h.town, h.village) = o.place AS beside_owner,
            s.town = h.town AND s.village = h.village AS neighbours, {level_sql(BIRTH, "s", "h")} AS l_birth,
            {SOUNDS} AS sounds, {_other_bounds(context, population)} - {floor:.6f} AS others
            FROM candidate c JOIN rest_key s ON s.k = c.ks JOIN register_key h ON h.k = kh LEFT JOIN owner_of o ON o.ks = c.ks),
        bounded AS (SELECT *, sounds < {ALIKE} AS alike, l_birth BETWEEN {birth["equal"]} AND {birth["lunar"]} AS same_day,
            others + {weight_sql(context.weights, BIRTH, "l_birth", "")} + {_name_bound(context, population)} AS above
            FROM compared)
        SELECT ks, kh, coalesce(above >= 0 OR owner OR (owned AND alike AND (same_day OR neighbours OR beside_owner))
                OR (l_birth = {birth["equal"]} AND beside_owner), false) AS kept
        FROM bounded WHERE kept OR above >= -{family} OR (owned AND alike)""")
    context.con.execute("""CREATE OR REPLACE TEMP TABLE pair AS SELECT ks, kh FROM sifted WHERE kept
        UNION ALL SELECT ks, kh FROM sifted JOIN rest_key s ON s.k = ks JOIN register_key h ON h.k = kh
            WHERE NOT kept AND list_has_any(s.kin, h.kin)""")
    context.con.execute("DELETE FROM pair WHERE (ks, kh) IN (SELECT (ks, kh) FROM decided_pair WHERE kind = 'different')")
