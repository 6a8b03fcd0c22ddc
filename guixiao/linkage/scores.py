"""The weight of a pair: levels and bits of each field, their sum, and what the row's other pairs say of a borrowed number."""

import math

from guixiao.linkage.comparisons import FIELDS_OF_PAIR, LEVEL
from guixiao.linkage.context import Context
from guixiao.linkage.weights import all_levels, all_weights

LIKE_NAME = 8.0  # bits more for an equal number when the name, not equal, is at least alike
LIKER = 3.0  # bits of the name by which the better named must lead
BORROWED = -3.0  # bits of a number that is another child's, when a better named child stands beside


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
    the same name and day. The place may also be the township from which most pupils of the row's school come.
    """
    name, birth, number, family, place = (LEVEL[field] for field in ("name", "birth", "number", "family", "place"))
    witness = f"(in_catchment OR l_family <= {family['sound']} OR l_place BETWEEN {place['village']} AND {place['town']})"
    near_witness = f"(l_family <= {family['sound']} OR (l_place = {place['village']} AND l_family <= {family['missing']}))"
    doubtful = (
        f"(roster = 'elsewhere' OR far OR l_family = {family['else']} OR l_place = {place['else']} OR l_name <> {name['equal']})"
    )
    return f"""(l_number = {number["else"]} AND w_number <> {BORROWED} AND NOT {near_witness})
            OR (l_number IN ({number["missing"]}, {number["rounded"]}) AND NOT {witness} AND {doubtful})
            OR (l_number = {number["equal_other_name"]} AND l_name >= {name["one_character"]}
                AND (l_birth NOT BETWEEN {birth["equal"]} AND {birth["lunar"]} OR (twins AND likeness = 2)))"""


def find_claims(context: Context) -> None:
    """`claim_of(roster, kh, served)`: register children of these pairs who have a row of a roster; `served`: a certain one."""
    rosters = sorted(context.start.items(), key=lambda entry: -entry[1])
    roster = " ".join(f"WHEN ks >= {first} THEN '{name}'" for name, first in rosters)
    context.con.execute(f"""CREATE OR REPLACE TEMP TABLE claim_of AS
        SELECT CASE {roster} END AS roster, kh, bool_or(step = 'number_and_name') AS served
        FROM link WHERE kh IN (SELECT kh FROM pair) GROUP BY ALL""")


def _level(context: Context) -> None:
    """`leveled`: the pairs with the level of each field, and what is known of both rows besides."""
    context.con.execute("""CREATE OR REPLACE TEMP TABLE home_of AS SELECT u.k AS ks, t.town FROM rest_key q JOIN pupil u USING (k)
        JOIN classroom r USING (c) JOIN school_home t USING (school) WHERE q.roster = 'enrolments'""")
    owner = "h.town IS NOT NULL AND h.village IS NOT NULL AND xor(hash(h.town), hash(h.village)) = o.place"
    context.con.execute(f"""CREATE OR REPLACE TEMP TABLE leveled AS
        SELECT ks, pair.kh, s.roster, s.idn AS s_idn, s.gid AS s_gid, h.idn AS h_idn, coalesce({owner}, false) AS beside_owner,
            o.ks IS NOT NULL AS has_number, coalesce(c.served, false) AS served, c.kh IS NOT NULL AS claimed,
            coalesce(home.town = h.town AND NOT s.far, false) AS in_catchment, coalesce(s.far, false) AS far,
            s.kind <> '' OR left(s.py, 1) = left(h.py, 1) AS one_surname, {all_levels("s", "h")},
            h.f_nm, h.f_py, h.f_town, h.f_village
        FROM pair JOIN pair_wide s ON s.k = ks JOIN pair_wide h ON h.k = pair.kh
        LEFT JOIN owner_of o USING (ks) LEFT JOIN claim_of c ON c.kh = pair.kh AND c.roster = s.roster
        LEFT JOIN home_of home USING (ks)""")


def kin_sql() -> tuple[str, str]:
    """Two children of one village or family: the one who is called so, and one whose number it is, or nearly."""
    name, birth, number, place, family = (LEVEL[field] for field in ("name", "birth", "number", "place", "family"))
    home = f"(l_place = {place['village']} OR l_family <= {family['sound']} OR beside_owner)"
    near = ", ".join(str(number[level]) for level in ("equal", "edit", "edits", "rounded"))
    return (
        f"({home} AND l_name = {name['equal']} AND l_birth <= {birth['equal']})",
        f"({home} AND l_name > {name['former']} AND l_number IN ({near}))",
    )


def score(context: Context, population: int, never: str = "false") -> None:
    """`scored`: the pairs with level and weight of each field, their sum and the prior, as far as they could matter.

    An equal number is a brother's or sister's where somebody better named stands beside (same birth date, family or village as
    the row, or the village of the number's owner) and has no certain row of this roster yet; with a name that only half agrees
    it needs a birth date that was typed. Of brothers and sisters the one who is called so is meant, unless the birth date says
    otherwise, though the number is the other's. `never` (SQL over ks, s_idn, s_gid, h_idn) bars more pairs than barred_sql.
    """
    find_claims(context)
    _level(context)
    birth, number, beside = LEVEL["birth"], LEVEL["number"], f"({beside_sql()} OR beside_owner) AND NOT served"
    called, numbered = kin_sql()
    weights = " + ".join("w_" + field for field in FIELDS_OF_PAIR)
    columns = ", ".join(f"l_{field}, w_{field}" for field in FIELDS_OF_PAIR)
    context.con.execute(f"""CREATE OR REPLACE TEMP TABLE scored AS
        WITH weighted AS (SELECT *, {all_weights(context.weights, "leveled")}, {likeness_sql()} AS likeness FROM leveled),
        beside AS (SELECT *, min(likeness) FILTER ({beside}) OVER of_row AS nearest,
            max(w_name) FILTER ({beside} AND likeness < 2) OVER of_row AS best_name,
            count(*) FILTER (l_birth = {birth["equal"]} AND beside_owner AND one_surname AND NOT served) OVER of_row > 1
                AS twins,
            bool_or({called}) OVER of_row AND bool_or({numbered}) OVER of_row AS kin
            FROM weighted WINDOW of_row AS (PARTITION BY ks)),
        corrected AS (SELECT * REPLACE (CASE
            WHEN kin AND ({numbered} OR ({called} AND l_number = {number["else"]})) THEN {BORROWED}
            WHEN l_number = {number["equal_other_name"]} AND (nearest < likeness OR best_name - w_name >= {LIKER}) THEN {BORROWED}
            WHEN l_number = {number["equal_other_name"]} AND likeness < 2 THEN w_number + {LIKE_NAME}
            WHEN l_number = {number["else"]} AND has_number AND likeness < 2
                AND l_birth BETWEEN {birth["equal"]} AND {birth["lunar"]} THEN {BORROWED}
            ELSE w_number END AS w_number) FROM beside)
        SELECT ks, kh, roster, claimed, {columns}, {weights} - {math.log2(max(population, 2)):.6f} AS weight,
            {barred_sql()} OR ({never}) AS barred
        FROM corrected WHERE weight >= {context.floor}""")
