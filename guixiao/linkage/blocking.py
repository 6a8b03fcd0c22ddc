"""Which two rows are worth a look: those that share a key.

`register_key` and `rest_key` hold what pairs are found and sifted by, one line per child or row: texts as 64-bit hashes (they are
only compared), dates and identity numbers as they are; `unlike`: no plain name of at most three characters. `register_block(k,
key)` holds the keys of each register child. Every key is one number made of several columns, so that all rules are one join.
"""

from collections.abc import Sequence

from guixiao.linkage.characters import tables
from guixiao.linkage.columns import Connection, put
from guixiao.linkage.context import Context
from guixiao.linkage.wide import family_cell, family_fields

# The rules: columns of _parts that two rows must have in common. A lunar day of one side meets the solar one of the other.
BOTH = (
    "number",
    "day town",
    "day sur second",
    "day sur final",
    "day giv",
    "lunar sur second",
    "lunar sur final",
    "py town",
    "py year",
    "py month_day",
    "month_day town sur",
    "lunar_month_day town sur",
    "giv town year",
)
OF_REGISTER = ("day sur",)
OF_REST = (
    "student_number",
    "number_day sur second",
    "number_day sur final",
    "day sur nowhere",
    "py next_year nowhere",
    "py last_year nowhere",
)
EVER = "range(1990, 2090)"  # years in which a child may be born


def _hash(value: str) -> str:
    """A 64-bit number of the value; NULL where there is none."""
    return f"CASE WHEN {value} IS NOT NULL THEN hash({value}) END"


def pieces(table: str) -> str:
    """SELECT (k, odd, piece) of a key table: most of an identity number, of a valid one or of the digits of an odd one.

    A slip leaves one of the pieces whole: area and birth date, birth date and sequence, or all but the year or the day of birth.
    """
    valid = ("idn // 1000", "idn % 100000000000", "idn // 10000000 * 1000 + idn % 1000",
             "-(idn // 100000000000 * 10000000 + idn % 10000000)")  # fmt: skip
    digits = ("idd[1:14]", "left(right(idd, 12), 11)", "idd[1:10] || left(right(idd, 4), 3)",
              "'-' || idd[1:6] || left(right(idd, 8), 7)")  # fmt: skip
    texts = ", ".join(f"TRY_CAST({text} AS BIGINT)" for text in digits)
    return f"""SELECT k, false AS odd, unnest([{", ".join(valid)}]) AS piece FROM {table} WHERE idn IS NOT NULL
        UNION ALL SELECT k, true, unnest([{texts}]) FROM {table} WHERE idd IS NOT NULL"""


def _parts() -> str:
    """SELECT list: what the rules are written in, from a key table. `nowhere` is a condition: it adds nothing to a key."""
    parts = {
        "number": _hash("idn"),
        "student_number": _hash("gid"),
        "day": _hash("born"),
        "lunar": _hash("lunar"),
        "number_day": _hash("nullif(idob, born)"),
        "year": _hash("(born // 10000)"),
        "next_year": _hash("(born // 10000 + 1)"),
        "last_year": _hash("(born // 10000 - 1)"),
        "month_day": _hash("(born % 10000)"),
        "lunar_month_day": _hash("(lunar % 10000)"),
        "nowhere": "CASE WHEN town IS NULL THEN CAST(0 AS UBIGINT) END",
    }
    return ", ".join(f"{sql} AS {name}" for name, sql in parts.items())


def _key(rule: str) -> str:
    first, *more = rule.split()
    for part in more:
        first = f"xor({first}, {part})"
    return first


def _blocks(table: str, rules: Sequence[str]) -> str:
    """SELECT (k, key) of a key table; a rule that lacks a column has no key."""
    keys = ", ".join(_key(rule) for rule in rules)
    parts = f"SELECT k, sur, second, final, giv, py, town, {_parts()} FROM {table}"
    return f"SELECT * FROM (SELECT k, unnest([{keys}]) AS key FROM ({parts})) WHERE key IS NOT NULL"


def rest_blocks() -> str:
    """SELECT (k, key) of the rows in `rest_key`. One without date and place meets its namesakes of every year."""
    return f"""{_blocks("rest_key", (*BOTH, *OF_REST))} UNION ALL SELECT k, xor(py, hash(CAST(year AS INTEGER)))
        FROM rest_key, {EVER} AS ever(year) WHERE born IS NULL AND (town IS NULL OR roster = 'attendance') AND py IS NOT NULL"""


def load_near(con: Connection) -> None:
    """Table `near_of(sound, near)`: what a sound is in a Guizhou ear, where that is another."""
    pairs = {sound: tables().near[code] for code, sound in tables().sound.items() if sound != tables().near[code]}
    put(con, "near_of", sound=list(pairs), near=list(pairs.values()))


def _kin(context: Context, rosters: Sequence[str]) -> str:
    """SELECT (k, kin) of the `placed` rows: every guardian, telephone and guardian's number as it is written, hashed."""
    parts = []
    for roster, fields in family_fields(context.con, rosters).items():
        written = [family_cell(field, fields) for field in fields]
        cells = ", ".join(f"CASE WHEN length({cell}) > 1 THEN hash({cell}) END" for cell in written)
        parts.append(
            f"SELECT w.k, [{cells}] AS kin FROM raw_{roster} r JOIN placed w ON w.home = r.rid + {context.start[roster]}"
        )
    return " UNION ALL ".join(parts) or "SELECT CAST(NULL AS INTEGER) AS k, CAST(NULL AS UBIGINT[]) AS kin WHERE false"


def key_rows(context: Context, table: str, chosen: str, rosters: Sequence[str], temporary: bool = True) -> None:
    """A key table of `chosen`, a SELECT of person rows of these rosters."""
    hashed = {
        "nm": "nullif(p.nm, '')",
        "nm2": "p.nm2",
        "py": "nullif(p.py, '')",
        "sur": "nullif(left(p.py, 1), '')",
        "giv": "nullif(substr(p.nm, 2), '')",
        "second": "nullif(substr(p.py, 2, 1), '')",
        "final": "p.final",
        "near": "coalesce(n.near, p.final)",
        "town": "p.town",
        "village": "p.village",
    }
    texts = ", ".join(f"{_hash(text)} AS {name}" for name, text in hashed.items())
    context.con.execute(f"""CREATE OR REPLACE {"TEMP " * temporary}TABLE {table} AS
        WITH placed AS MATERIALIZED (SELECT p.*, coalesce(dob, idob) AS born,
            CASE WHEN length(py) > 1 THEN right(py, 1) END AS final, coalesce(f.home, p.k) AS home
            FROM ({chosen}) p LEFT JOIN family_at f ON f.k = p.k)
        SELECT p.k, p.roster, p.idn, p.gid, p.idob, p.idd, p.born, p.age_from, p.age_to, p.dob IS NOT NULL AS typed,
            coalesce(p.idn, p.gid) IS NOT NULL AS numbered, p.sex, lu.lunar, t.f AS f_town,
            p.kind <> '' OR length(p.py) > 3 AS unlike, {texts}, f.kin
        FROM placed p LEFT JOIN lunar_of lu ON lu.solar = p.born LEFT JOIN near_of n ON n.sound = p.final
        LEFT JOIN frequency_town t ON t.t = p.town LEFT JOIN ({_kin(context, rosters)}) f ON f.k = p.k""")


def create_blocks(con: Connection) -> None:
    """`register_block(k, key)` and `register_piece(k, odd, piece)`, empty."""
    con.execute("CREATE OR REPLACE TABLE register_block(k INTEGER, key UBIGINT)")
    con.execute("CREATE OR REPLACE TABLE register_piece(k INTEGER, odd BOOLEAN, piece BIGINT)")


def block_register(con: Connection, table: str) -> None:
    """Add what the rows of a key table share with others to `register_block` and `register_piece`."""
    con.execute(f"INSERT INTO register_block {_blocks(table, (*BOTH, *OF_REGISTER))}")
    con.execute(f"INSERT INTO register_piece {pieces(table)}")
