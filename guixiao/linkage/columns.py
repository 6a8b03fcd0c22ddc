"""From cells to columns: what every later step compares is computed here once, by SQL where a cell is well formed
and by the pure functions of `guixiao.lib` once per distinct odd text.

Creates `person` (one row per accepted roster row, all people rosters):
k INTEGER (row key, dense over all rosters), roster VARCHAR, file_no, sheet, row, nm (clean name), nm2 (clean former name
or NULL), py (sound key), kind ('' | 'unknown' | 'pet'), idn BIGINT (first 17 digits of a valid identity number), gid
BIGINT (the same from the student number), idd VARCHAR (legible digits of an invalid one), lossy TINYINT, dob INTEGER
(YYYYMMDD as typed, YYYYMM00 where only the month is known), idob INTEGER (from the number), sex ('M' | 'F' | NULL), town,
village, stray BIGINT (a grown-up's number found on a child's row), age_from, age_to (birth
dates of the row's grade, catchments.py), far (an address that names no township as this county's addresses do).
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import duckdb
import numpy as np

from guixiao.lib.dates import parse_date
from guixiao.lib.ids import parse_identity
from guixiao.lib.places import address_words, town_name, village_name
from guixiao.linkage.characters import clean_names, sounds
from guixiao.linkage.fields import FIELDS, PEOPLE

Connection = duckdb.DuckDBPyConnection

GENERIC = (
    "大妹",
    "二妹",
    "三妹",
    "小妹",
    "幺妹",
    "满妹",
    "老大",
    "老二",
    "老三",
    "老四",
    "老幺",
    "毛毛",
    "狗狗",
    "妹妹",
    "弟弟",
    "宝宝",
    "大弟",
    "小弟",
    "二弟",
)
PET = "[阿小].{1,2}|[老幺狗毛奶妹细].|.{1,2}[崽仔娃]|.?[大小二三四五六七八满][妹弟毛狗丫牙]|.奶花"
DATE_FORMS = (
    "((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})",
    "((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?",
)
HALVES = "TRY_CAST(substr({0}, {1}, 9) AS INTEGER) AS {2}h, TRY_CAST(substr({0}, {1} + 9, 8) AS INTEGER) AS {2}l"
CHECKED = "(length({0}) = {1} + 17 AND check_digit({2}h, {2}l) = substr({0}, {1} + 17, 1))"
WHOLE = "CAST({0}h AS BIGINT) * 100000000 + {0}l"


def put(con: Connection, table: str, /, **columns: Iterable[object]) -> None:
    """A DuckDB table from Python columns (text or whole numbers; None is NULL only in text)."""
    _put(con, f"TABLE {table}", columns)


def put_aside(con: Connection, table: str, /, **columns: Iterable[object]) -> None:
    """The same as a temporary table, which only this cursor sees."""
    _put(con, f"TEMP TABLE {table}", columns)


def _put(con: Connection, made: str, columns: Mapping[str, Iterable[object]]) -> None:
    con.register("incoming", {name: _array(list(values)) for name, values in columns.items()})
    con.execute(f"CREATE OR REPLACE {made} AS SELECT * FROM incoming")
    con.unregister("incoming")


def _array(values: list[object]) -> "np.ndarray[tuple[int], np.dtype[np.generic]]":
    if values and isinstance(values[0], (int, bool)):
        return np.array(values)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def distinct(con: Connection, select: str) -> list[str]:
    """Distinct non-null texts of a one-column query, sorted."""
    texts = con.execute(f"SELECT DISTINCT t FROM ({select}) u(t) WHERE t IS NOT NULL ORDER BY 1").fetchnumpy()["t"]
    found: list[str] = texts.tolist()
    return found


def _lookup(con: Connection, table: str, texts: list[str], read: Callable[[str], int]) -> None:
    put(con, table, t=texts or [""], v=[read(text) for text in texts] or [0])


def read_names(con: Connection) -> None:
    """Table `name_of(t, nm, py, kind)`: each distinct cell of a name column."""
    texts = distinct(con, "SELECT name FROM gathered UNION ALL SELECT former_name FROM gathered WHERE former_name IS NOT NULL")
    names = clean_names(texts) if texts else []
    put(con, "name_of_text", t=texts or [""], nm=names or [""], py=sounds(names) if names else [""])
    generic = ", ".join(f"'{word}'" for word in GENERIC)
    con.execute(f"""CREATE OR REPLACE TABLE name_of AS SELECT *, CASE WHEN contains(nm, '?') THEN 'unknown'
        WHEN nm IN ({generic}) OR substr(nm, 2) IN ({generic}) OR regexp_full_match(nm, '{PET}') THEN 'pet' ELSE '' END AS kind
        FROM name_of_text""")


def read_dates(con: Connection) -> None:
    """Table `date_of(t, v)`: a day as most people write it is read by SQL, all else by `parse_date`."""
    dashed = "WHEN regexp_full_match(t, '{0}') THEN regexp_replace(t, '{0}', '\\1-\\2-\\3')"
    forms = " ".join(map(dashed.replace, ("{0}", "{0}"), DATE_FORMS))
    con.execute(f"""CREATE OR REPLACE TABLE plain_date AS SELECT t, year(day) * 10000 + month(day) * 100 + day(day) AS v
        FROM (SELECT t, TRY_CAST(CASE {forms} END AS DATE) AS day
            FROM (SELECT DISTINCT birth_date AS t FROM gathered WHERE birth_date IS NOT NULL))""")
    _lookup(con, "odd_date", distinct(con, "SELECT t FROM plain_date WHERE v IS NULL"), parse_date)
    con.execute("CREATE OR REPLACE TABLE date_of AS FROM plain_date WHERE v IS NOT NULL UNION ALL FROM odd_date")


def read_numbers(con: Connection) -> None:
    """Tables `odd_number(t, n, digits, lossy)` and `odd_student(t, v)`: identity cells that are not plainly valid."""
    texts = sorted({*distinct(con, "SELECT odd FROM gathered"), *distinct(con, "SELECT card FROM gathered")})
    read = [parse_identity(text) for text in texts]
    put(
        con,
        "odd_number",
        t=texts or [""],
        n=[int(i.number[:17] or 0) for i in read] or [0],
        digits=[i.digits or None for i in read] or [""],
        lossy=[i.lossy for i in read] or [0],
    )
    _lookup(
        con,
        "odd_student",
        distinct(con, "SELECT odd_student FROM gathered"),
        lambda text: int(parse_identity(text.lstrip("GJLgjlＧ ")).number[:17] or 0),
    )


def read_places(con: Connection) -> None:
    """Tables `town_of`, `village_of`, `address_of`: place cells in their short form; an address also in its own words."""
    towns, villages = distinct(con, "SELECT town FROM gathered"), distinct(con, "SELECT village FROM gathered")
    put(con, "town_of", t=towns or [""], v=[town_name(text) for text in towns] or [""])
    put(con, "village_of", t=villages or [""], v=[village_name(text) for text in villages] or [""])
    texts = distinct(con, "SELECT address FROM gathered")
    words = [address_words(text) for text in texts]
    put(
        con,
        "address_of",
        t=texts or [""],
        town=[town_name(w[0]) or None for w in words] or [""],
        village=[village_name(w[1]) or None for w in words] or [""],
        town_word=[w[0] or None for w in words] or [""],
        village_word=[w[1] or None for w in words] or [""],
    )


def _field(roster: str, field: str) -> str:
    return f"r.{field}" if field in FIELDS[roster] else "CAST(NULL AS VARCHAR)"


def _gather(roster: str, offset: int) -> str:
    """One roster's cells that become columns; a plainly valid number is a number at once, an odd one stays text."""
    student = _field(roster, "student_number")
    address = (
        "CASE WHEN r.town IS NULL OR r.village IS NULL THEN place_part(r.address) END"
        if "address" in FIELDS[roster]
        else "CAST(NULL AS VARCHAR)"
    )
    return f"""SELECT CAST(r.rid + {offset} AS INTEGER) AS k, '{roster}' AS roster, r.file_no, r.sheet, r.row, r.name,
            {_field(roster, "former_name")} AS former_name,
        r.id_number, {student} AS student, {HALVES.format("r.id_number", 1, "i")}, {HALVES.format(student, 2, "g")},
        {_field(roster, "disability_number")} AS card, r.birth_date, {_field(roster, "town")} AS town,
        {_field(roster, "village")} AS village, {address} AS address,
        CASE WHEN r.sex IN ('男', '1', 'M', 'm', '男性', '男生') THEN 'M'
            WHEN r.sex IN ('女', '2', 'F', 'f', '女性', '女生') THEN 'F' END AS typed_sex
        FROM raw_{roster} r"""


def gather(con: Connection, start: dict[str, int]) -> None:
    """Table `gathered`: the cells of all rosters; n, g: the first 17 digits of valid numbers; `odd…`: what is not plainly one."""
    cells = " UNION ALL ".join(_gather(roster, start[roster]) for roster in PEOPLE)
    con.execute(f"""CREATE OR REPLACE TABLE gathered AS
        SELECT * EXCLUDE (ih, il, gh, gl, id_number, student, plain, plain_student),
            CASE WHEN plain THEN {WHOLE.format("i")} END AS n, CASE WHEN NOT coalesce(plain, false) THEN id_number END AS odd,
            CASE WHEN plain_student THEN {WHOLE.format("g")} END AS g,
                CASE WHEN NOT coalesce(plain_student, false) THEN student END AS odd_student
        FROM (SELECT *, {CHECKED.format("id_number", 1, "i")} AS plain, {CHECKED.format("student", 2, "g")} AS plain_student
            FROM ({cells}))""")


def offsets(con: Connection) -> dict[str, int]:
    """First row key of each roster: k = offset + rid of raw_<roster>."""
    found, next_key = {}, 0
    for roster in PEOPLE:
        found[roster] = next_key
        next_key += con.execute(f"SELECT coalesce(max(rid) + 1, 0) FROM raw_{roster}").fetchall()[0][
            0
        ]  # rejected rows leave gaps
    return found


def read_columns(con: Connection, start: dict[str, int], as_of: date) -> None:
    """Create `person` from the raw tables; `start`: the key offset of each roster.

    A grown-up's number on a child's row is a guardian's: it goes to `misplaced(k, id)` and is not the child's.
    """
    gather(con, start)
    with ThreadPoolExecutor(1) as beside:
        names = beside.submit(read_names, con.cursor())
        for read in (read_dates, read_numbers, read_places):
            read(con)
        names.result()
    _join_columns(con, as_of)
    con.execute("DROP TABLE gathered")
    put(con, "key_offset", roster=list(start), first=list(start.values()))


def _join_columns(con: Connection, as_of: date) -> None:
    grown = (as_of.year - 20) * 10000
    is_child = f"(typed > {grown} + 20000 OR (typed IS NULL AND roster IN ('enrolments', 'elsewhere', 'attendance')))"
    con.execute(f"""CREATE OR REPLACE TABLE person AS
        WITH joined AS (SELECT g.k, g.roster, g.file_no, g.sheet, g.row,
                coalesce(n.nm, '') AS nm, nullif(f.nm, '') AS nm2, coalesce(n.py, '') AS py, coalesce(n.kind, 'unknown') AS kind,
                coalesce(g.n, nullif(o.n, 0), nullif(c.n, 0)) AS found, coalesce(g.g, nullif(st.v, 0)) AS gid,
                o.digits, coalesce(o.lossy, 0) AS lossy, nullif(d.v, 0) AS typed, g.typed_sex,
                coalesce(t.v, a.town) AS town, coalesce(v.v, a.village) AS village,
                g.address IS NOT NULL AND coalesce(t.v, a.town) IS NULL AS far
            FROM gathered g LEFT JOIN name_of n ON n.t = g.name LEFT JOIN name_of f ON f.t = g.former_name
            LEFT JOIN odd_number o ON o.t = g.odd LEFT JOIN odd_number c ON c.t = g.card
            LEFT JOIN odd_student st ON st.t = g.odd_student LEFT JOIN date_of d ON d.t = g.birth_date
            LEFT JOIN town_of t ON t.t = g.town LEFT JOIN village_of v ON v.t = g.village
            LEFT JOIN address_of a ON a.t = g.address),
        sorted AS (SELECT *,
            CASE WHEN coalesce((found // 1000) % 100000000 < {grown} AND {is_child}, false) THEN found END AS stray FROM joined),
        own AS (SELECT *, CASE WHEN stray IS NULL THEN found END AS idn FROM sorted),
        dated AS (SELECT *, CAST((coalesce(idn, gid) // 1000) % 100000000 AS INTEGER) AS idob FROM own)
        SELECT k, roster, file_no, sheet, row, nm, nm2, py, kind, idn, gid, CASE WHEN found IS NULL THEN digits END AS idd,
            CAST(lossy AS TINYINT) AS lossy, far,
            idob, CASE WHEN typed % 100 = 0 AND idob // 100 = typed // 100 THEN idob ELSE typed END AS dob, town, village,
            coalesce(typed_sex, CASE WHEN coalesce(idn, gid) IS NULL THEN NULL
                WHEN coalesce(idn, gid) % 2 = 1 THEN 'M' ELSE 'F' END) AS sex, stray,
            CAST(NULL AS INTEGER) AS age_from, CAST(NULL AS INTEGER) AS age_to FROM dated""")
    con.execute("CREATE OR REPLACE TABLE misplaced AS SELECT k, id_text(stray) AS id FROM person WHERE stray IS NOT NULL")
