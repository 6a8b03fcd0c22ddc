"""From cells to columns: what every later step compares is computed here once, by SQL where a cell is well formed
and by the pure functions of `guixiao.lib` once per distinct odd text.

Creates `person` (one row per accepted roster row, all people rosters):
k INTEGER (row key, dense over all rosters), roster VARCHAR, file_no, sheet, row, nm (clean name), nm2 (clean former name
or NULL), py (sound key), kind ('' | 'unknown' | 'pet'), idn BIGINT (first 17 digits of a valid identity number), gid
BIGINT (the same from the student number), idd VARCHAR (legible digits of an invalid one), lossy TINYINT, dob INTEGER
(YYYYMMDD as typed), idob INTEGER (from the number), sex ('M' | 'F' | NULL), town, village.
"""

from collections.abc import Callable, Iterable
from datetime import date

import duckdb
import numpy as np

from guixiao.lib.dates import parse_date
from guixiao.lib.ids import parse_identity
from guixiao.lib.places import split_address, town_name, village_name
from guixiao.linkage.characters import clean_names, sounds
from guixiao.linkage.fields import FIELDS, PEOPLE

Connection = duckdb.DuckDBPyConnection

GENERIC = ("大妹", "二妹", "三妹", "小妹", "幺妹", "满妹", "老大", "老二", "老三", "老四", "老幺", "毛毛", "狗狗", "妹妹", "弟弟", "宝宝", "大弟", "小弟", "二弟")
PET = "[阿小].{1,2}|[老幺狗毛奶妹细].|.{1,2}[崽仔娃]"
CHECKED = "coalesce(regexp_full_match({0}, '[1-9][0-9]{{16}}[0-9X]') AND id_text(TRY_CAST(substr({0},1,17) AS BIGINT)) = {0}, false)"


def put(con: Connection, table: str, **columns: Iterable[object]) -> None:
    """A DuckDB table from Python columns (text or whole numbers; None is NULL only in text)."""
    arrays = {name: _array(list(values)) for name, values in columns.items()}
    con.register("incoming", arrays)
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM incoming")
    con.unregister("incoming")


def _array(values: list[object]) -> "np.ndarray[tuple[int], np.dtype[np.generic]]":
    if values and isinstance(values[0], (int, bool)):
        return np.array(values)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def distinct(con: Connection, select: str) -> list[str]:
    """Distinct non-null texts of a one-column query, sorted."""
    return [row[0] for row in con.execute(f"SELECT DISTINCT t FROM ({select}) u(t) WHERE t IS NOT NULL ORDER BY 1").fetchall()]


def _everywhere(column: str, rosters: Iterable[str] = PEOPLE, where: str = "true") -> str:
    return " UNION ALL ".join(f"SELECT {column} FROM raw_{r} WHERE {where}" for r in rosters if column in FIELDS[r])


def _lookup(con: Connection, table: str, texts: list[str], read: Callable[[str], int]) -> None:
    put(con, table, t=texts or [""], v=[read(text) for text in texts] or [0])


def read_names(con: Connection) -> None:
    """Table `name_of(t, nm, py, kind)`: each distinct cell of a name column."""
    texts = distinct(con, _everywhere("name") + " UNION ALL " + _everywhere("former_name"))
    names = clean_names(texts) if texts else []
    put(con, "name_of", t=texts or [""], nm=names or [""], py=sounds(names) if names else [""])
    generic = ", ".join(f"'{word}'" for word in GENERIC)
    con.execute(f"""ALTER TABLE name_of ADD COLUMN kind VARCHAR; UPDATE name_of SET kind = CASE WHEN contains(nm, '?') THEN 'unknown'
        WHEN nm IN ({generic}) OR regexp_full_match(nm, '{PET}') THEN 'pet' ELSE '' END""")


def read_dates(con: Connection) -> None:
    _lookup(con, "date_of", distinct(con, _everywhere("birth_date")), parse_date)


def read_numbers(con: Connection) -> None:
    """Table `odd_number(t, n, digits, lossy)`: identity cells that are not plainly valid."""
    odd = distinct(con, _everywhere("id_number", where=f"NOT ({CHECKED.format('id_number')})"))
    cards = distinct(con, "SELECT disability_number FROM raw_disability")
    students = [text for text in distinct(con, _students()) if text[:1].upper() in "GJLＧ" or text[:1].isdigit()]
    texts = sorted({*odd, *cards})
    read = [parse_identity(text) for text in texts]
    put(con, "odd_number", t=texts or [""], n=[int(i.number[:17] or 0) for i in read] or [0],
        digits=[i.digits or None for i in read] or [""], lossy=[i.lossy for i in read] or [0])
    _lookup(con, "odd_student", students, lambda text: int(parse_identity(text.lstrip("GJLgjlＧ ")).number[:17] or 0))


def _students() -> str:
    plain = f"student_number[1:1] = 'G' AND {CHECKED.format('substr(student_number,2)')}"
    return _everywhere("student_number", where=f"NOT ({plain})")


def read_places(con: Connection) -> None:
    """Tables `town_of`, `village_of`, `address_of`: place cells in their short form."""
    towns, villages = distinct(con, _everywhere("town")), distinct(con, _everywhere("village"))
    put(con, "town_of", t=towns or [""], v=[town_name(text) for text in towns] or [""])
    put(con, "village_of", t=villages or [""], v=[village_name(text) for text in villages] or [""])
    texts = distinct(con, _everywhere("address", where="town IS NULL OR village IS NULL") if towns else _everywhere("address"))
    split = [split_address(text) for text in texts]
    put(con, "address_of", t=texts or [""], town=[s[0] or None for s in split] or [""], village=[s[1] or None for s in split] or [""])


def _field(roster: str, field: str) -> str:
    return f"r.{field}" if field in FIELDS[roster] else "CAST(NULL AS VARCHAR)"


def _select_person(roster: str, offset: int) -> str:
    f = {name: _field(roster, name) for name in
         ("former_name", "student_number", "town", "village", "address", "disability_number", "birth_date", "id_number")}
    plain, number = CHECKED.format("r.id_number"), "TRY_CAST(substr(r.id_number,1,17) AS BIGINT)"
    student = f"CASE WHEN {f['student_number']}[1:1] = 'G' AND {CHECKED.format('substr(' + f['student_number'] + ',2)')} " \
              f"THEN TRY_CAST(substr({f['student_number']},2,17) AS BIGINT) ELSE nullif(st.v, 0) END"
    card = "coalesce(nullif(o.n, 0), nullif(c.n, 0))"
    return f"""SELECT CAST(r.rid + {offset} AS INTEGER) AS k, '{roster}' AS roster, r.file_no, r.sheet, r.row,
        coalesce(n.nm, '') AS nm, nullif(f.nm, '') AS nm2, coalesce(n.py, '') AS py, coalesce(n.kind, 'unknown') AS kind,
        CASE WHEN {plain} THEN {number} ELSE {card} END AS idn, {student} AS gid,
        CASE WHEN {plain} OR {card} IS NOT NULL THEN NULL ELSE o.digits END AS idd, coalesce(o.lossy, 0) AS lossy,
        nullif(d.v, 0) AS dob,
        CASE WHEN {_field(roster, 'sex')} IN ('男','1','M','m','男性','男生') THEN 'M'
             WHEN {_field(roster, 'sex')} IN ('女','2','F','f','女性','女生') THEN 'F' END AS typed_sex,
        coalesce(t.v, a.town) AS town, coalesce(v.v, a.village) AS village
    FROM raw_{roster} r LEFT JOIN name_of n ON n.t = r.name LEFT JOIN name_of f ON f.t = {f['former_name']}
    LEFT JOIN odd_number o ON o.t = {f['id_number']} LEFT JOIN odd_number c ON c.t = {f['disability_number']}
    LEFT JOIN odd_student st ON st.t = {f['student_number']} LEFT JOIN date_of d ON d.t = {f['birth_date']}
    LEFT JOIN town_of t ON t.t = {f['town']} LEFT JOIN village_of v ON v.t = {f['village']}
    LEFT JOIN address_of a ON a.t = {f['address']}"""


def offsets(con: Connection) -> dict[str, int]:
    """First row key of each roster: k = offset + rowid of raw_<roster>."""
    found, next_key = {}, 0
    for roster in PEOPLE:
        found[roster] = next_key
        next_key += con.execute(f"SELECT count(*) FROM raw_{roster}").fetchall()[0][0]
    return found


def read_columns(con: Connection, as_of: date) -> dict[str, int]:
    """Create `person` from the raw tables; gives the key offset of each roster.

    A grown-up's number on a child's row is a guardian's: it goes to `misplaced(k, id)` and is not the child's.
    """
    for read in (read_names, read_dates, read_numbers, read_places):
        read(con)
    start = offsets(con)
    union = " UNION ALL ".join(_select_person(roster, start[roster]) for roster in PEOPLE)
    con.execute(f"CREATE OR REPLACE TEMP TABLE read_row AS {union}")
    grown = (as_of.year - 20) * 10000
    is_child = f"(dob > {grown} + 20000 OR (dob IS NULL AND roster IN ('enrolments', 'elsewhere', 'attendance')))"
    misplaced = f"coalesce((idn // 1000) % 100000000 < {grown} AND {is_child}, false)"
    con.execute(f"CREATE OR REPLACE TABLE misplaced AS SELECT k, id_text(idn) AS id FROM read_row WHERE {misplaced}")
    con.execute(f"""CREATE OR REPLACE TABLE person AS SELECT * EXCLUDE (typed_sex) REPLACE (CASE WHEN {misplaced} THEN NULL ELSE idn END AS idn),
        CAST((coalesce(CASE WHEN {misplaced} THEN NULL ELSE idn END, gid) // 1000) % 100000000 AS INTEGER) AS idob,
        coalesce(typed_sex, CASE WHEN coalesce(idn, gid) IS NULL OR {misplaced} THEN NULL WHEN coalesce(idn, gid) % 2 = 1 THEN 'M' ELSE 'F' END) AS sex
        FROM read_row""")
    con.execute("DROP TABLE read_row")
    put(con, "key_offset", roster=list(start), first=list(start.values()))
    return start
