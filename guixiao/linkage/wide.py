"""The costly columns (family, sound in a Guizhou ear, shape, lunar date), computed only for rows that are in a doubtful pair."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from guixiao.linkage.characters import clean_names, near_sounds, shapes, sounds
from guixiao.linkage.columns import Connection, distinct, put, put_aside
from guixiao.linkage.fields import PEOPLE

GUARDIAN_NAMES = ("guardian_name", "guardian2_name", "household_head")
GUARDIAN_NUMBERS = ("guardian_id", "guardian2_id", "household_head_id")
PHONES = ("guardian_phone", "guardian2_phone", "phone")
FAMILY = (*GUARDIAN_NAMES, *GUARDIAN_NUMBERS, *PHONES)


def load_lunar(con: Connection) -> None:
    """Tables `lunar_of(solar, lunar)`, both YYYYMMDD, and `family_at(k, home)`: rows whose family stands in another; none yet."""
    path = files("guixiao.linkage") / "data" / "lunar.csv"
    rows = [line.split(",") for line in path.read_text(encoding="ascii").splitlines()[1:]]
    con.execute("CREATE OR REPLACE TABLE family_at(k INTEGER, home INTEGER)")
    put(con, "lunar_of", solar=[int(row[0]) for row in rows], lunar=[int(row[1]) for row in rows])


def family_fields(con: Connection, rosters: Sequence[str]) -> dict[str, list[str]]:
    """The fields of FAMILY that some file of each roster has; rosters without any are left out."""
    present = {}
    for roster in rosters:
        has = {row[0] for row in con.execute(f"DESCRIBE read_{roster}").fetchall()}
        present[roster] = [field for field in FAMILY if field in has]
    return {roster: fields for roster, fields in present.items() if fields}


def family_cell(field: str, fields: Sequence[str]) -> str:
    """SQL of one of FAMILY (r the raw row, w the row it is told of), NULL where the roster has no such field.

    A row that has its family from another row names its guardian, and the head of the household only where there is none.
    """
    if field not in fields:
        return "CAST(NULL AS VARCHAR)"
    guardian = field.replace("household_head", "guardian") if "_id" in field else field.replace("household_head", "guardian_name")
    if guardian == field or guardian not in fields:
        return f"r.{field}"
    return f"CASE WHEN w.home = w.k OR r.{guardian} IS NULL THEN r.{field} END"


def _gather_family(con: Connection, start: Mapping[str, int], keys: str, rosters: Sequence[str]) -> None:
    """Table `family_cell`: k and the cells of FAMILY; `family_at` names the row in which they stand, where that is another."""
    parts = [
        f"""SELECT w.k, {", ".join(family_cell(field, fields) for field in FAMILY)}
            FROM raw_{roster} r JOIN placed w ON w.home = r.rid + {start[roster]}
            WHERE coalesce({", ".join(f"r.{field}" for field in fields)}) IS NOT NULL"""
        for roster, fields in family_fields(con, rosters).items()
    ]
    nothing = f"SELECT CAST(NULL AS INTEGER), {', '.join(family_cell(field, ()) for field in FAMILY)} WHERE false"
    con.execute(f"""CREATE OR REPLACE TEMP TABLE family_cell AS
        WITH placed AS MATERIALIZED (SELECT w.k, coalesce(f.home, w.k) AS home FROM {keys} w LEFT JOIN family_at f ON f.k = w.k)
        SELECT * FROM ({" UNION ALL ".join(parts) or nothing}) cell(k, {", ".join(FAMILY)})""")


def _look_up(con: Connection, keys: str) -> None:
    """Tables `guardian_of(t, nm, py)`, `look_of(nm, near, corners, parts)`: each distinct guardian's cell and name."""
    texts = distinct(con, f"SELECT unnest([{', '.join(GUARDIAN_NAMES)}]) FROM family_cell")
    guardians = clean_names(texts) if texts else [""]
    put_aside(con, "guardian_of", t=texts or [""], nm=guardians, py=sounds(guardians))
    names = distinct(con, f"SELECT unnest([nm, nm2]) FROM person SEMI JOIN {keys} USING (k)")
    near = near_sounds(names) if names else [""]
    corners, parts = shapes(names or [""])
    put_aside(con, "look_of", nm=names or [""], near=near, corners=corners, parts=parts)


def _phones(cell: str) -> str:
    """A list of the telephones in a cell: runs of seven digits and more."""
    several = f"list_filter(string_split(regexp_replace({cell}, '[^0-9]+', ' ', 'g'), ' '), lambda x: length(x) >= 7)"
    return f"CASE WHEN regexp_full_match({cell}, '[0-9]{{7,}}') THEN [{cell}] WHEN {cell} IS NOT NULL THEN {several} ELSE [] END"


def _family(con: Connection) -> None:
    """Table `family_of`: lists of the guardians' names and their sounds, of telephones and of guardians' numbers of each row."""
    guardians = [f"CASE WHEN g{i}.nm <> p.nm THEN g{i}.{{0}} END" for i in range(3)]
    number = "regexp_replace(upper({0}), '[^0-9X]', '', 'g')"
    ids = [f"CASE WHEN length({number.format(cell)}) = 18 THEN {number.format(cell)} END" for cell in GUARDIAN_NUMBERS]
    joined = " ".join(f"LEFT JOIN named g{i} ON g{i}.t = c.{field}" for i, field in enumerate(GUARDIAN_NAMES))
    con.execute(f"""CREATE OR REPLACE TEMP TABLE family_of AS
        WITH named AS (SELECT * FROM guardian_of WHERE length(nm) > 1 AND NOT contains(nm, '?'))
        SELECT c.k, list_filter([{", ".join(guardians).format("nm")}], lambda x: x IS NOT NULL) AS guardians,
            list_filter([{", ".join(guardians).format("py")}], lambda x: x IS NOT NULL) AS guardian_sounds,
            list_distinct({" || ".join(map(_phones, PHONES))}) AS phones,
            list_distinct([{", ".join(ids)}]) AS guardian_ids
        FROM family_cell c JOIN person p USING (k) {joined}""")


def widen(con: Connection, table: str, keys: str, start: Mapping[str, int], rosters: Sequence[str] = PEOPLE) -> None:
    """Create the temporary `table`: person columns of the rows named in `keys` plus born, lunar, near, corners, parts, family
    lists, frequencies. `rosters` are those that the rows may belong to."""
    _gather_family(con, start, keys, rosters)
    _look_up(con, keys)
    _family(con)
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT p.* EXCLUDE (file_no, sheet, row, lossy, stray), coalesce(p.dob, p.idob) AS born,
            p.dob IS NOT NULL AS typed, coalesce(p.idn, p.gid) IS NOT NULL AS numbered, id_text(p.idn) AS idt, lu.lunar, lo.near,
            lo.corners, lo.parts, coalesce(f.guardians, []) AS guardians, coalesce(f.guardian_sounds, []) AS guardian_sounds,
            coalesce(f.phones, []) AS phones,
            coalesce(f.guardian_ids, []) || CASE WHEN m.k IS NULL THEN [] ELSE [m.id] END AS guardian_ids,
            nf.f AS f_nm, pf.f AS f_py, tf.f AS f_town, vf.f AS f_village
        FROM person p SEMI JOIN {keys} w USING (k) LEFT JOIN lunar_of lu ON lu.solar = coalesce(p.dob, p.idob)
        LEFT JOIN look_of lo ON lo.nm = p.nm LEFT JOIN family_of f ON f.k = p.k LEFT JOIN misplaced m ON m.k = p.k
        LEFT JOIN frequency_nm nf ON nf.t = p.nm LEFT JOIN frequency_py pf ON pf.t = p.py
        LEFT JOIN frequency_town tf ON tf.t = p.town
        LEFT JOIN frequency_village vf ON vf.t = p.town || '/' || p.village""")


def count_frequencies(con: Connection) -> None:
    """Tables `frequency_*(t, f)`: share of register rows with this name, sound, township, village."""
    for name, column in (("nm", "nm"), ("py", "py"), ("town", "town"), ("village", "town || '/' || village")):
        con.execute(f"""CREATE OR REPLACE TABLE frequency_{name} AS SELECT {column} AS t, count(*) / sum(count(*)) OVER () AS f
            FROM person WHERE roster = 'households' AND {column} IS NOT NULL GROUP BY 1""")
