"""The costly columns (family, sound in a Guizhou ear, shape, lunar date), computed only for rows that are in a doubtful pair."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from guixiao.linkage.characters import clean_names, near_sounds, shapes, sounds
from guixiao.linkage.columns import Connection, distinct, put
from guixiao.linkage.fields import PEOPLE

GUARDIAN_NAMES = ("guardian_name", "guardian2_name", "household_head")
GUARDIAN_NUMBERS = ("guardian_id", "guardian2_id", "household_head_id")
PHONES = ("guardian_phone", "guardian2_phone", "phone")


def load_lunar(con: Connection) -> None:
    """Table `lunar_of(solar, lunar)`, both YYYYMMDD."""
    path = files("guixiao.linkage") / "data" / "lunar.csv"
    rows = [line.split(",") for line in path.read_text(encoding="ascii").splitlines()[1:]]
    put(con, "lunar_of", solar=[int(row[0]) for row in rows], lunar=[int(row[1]) for row in rows])


def _present(con: Connection, rosters: Sequence[str]) -> dict[str, set[str]]:
    """The fields that some file of each roster has."""
    return {roster: {row[0] for row in con.execute(f"DESCRIBE read_{roster}").fetchall()} for roster in rosters}


def _cells(fields: tuple[str, ...], present: Mapping[str, set[str]], start: Mapping[str, int], keys: str) -> str:
    """SELECT (k, t): every non-empty cell of these fields for the rows in `keys`; one scan a roster.

    The cells become a list before the join: made after it, DuckDB 2.0 once stopped at 600,000 children with an internal error
    ("dict-surviving cache: global dictionary column changed identity").
    """
    parts = [
        f"SELECT w.k, unnest(r.ts) AS t FROM (SELECT rid, [{', '.join(field for field in fields if field in has)}] AS ts "
        f"FROM raw_{roster}) r JOIN {keys} w ON w.k = r.rid + {start[roster]}"
        for roster, has in present.items()
        if has & set(fields)
    ]
    return " UNION ALL ".join(parts) or "SELECT CAST(NULL AS INTEGER) AS k, CAST(NULL AS VARCHAR) AS t WHERE false"


def _family(con: Connection, start: Mapping[str, int], keys: str, rosters: Sequence[str]) -> None:
    present = _present(con, rosters)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE guardian_cell AS
        SELECT * FROM ({_cells(GUARDIAN_NAMES, present, start, keys)}) WHERE t IS NOT NULL"""
    )
    texts = distinct(con, "SELECT t FROM guardian_cell")
    names = clean_names(texts) if texts else [""]
    put(con, "guardian_of", t=texts or [""], nm=names, py=sounds(names))
    number = "regexp_replace(upper(t), '[^0-9X]', '', 'g')"
    con.execute(f"""CREATE OR REPLACE TEMP TABLE family_of AS
        SELECT k, list(DISTINCT nm ORDER BY nm) FILTER (nm IS NOT NULL) AS guardians,
            list(DISTINCT py ORDER BY py) FILTER (nm IS NOT NULL) AS guardian_sounds,
            list(DISTINCT phone ORDER BY phone) FILTER (length(phone) >= 7) AS phones,
            list(DISTINCT id ORDER BY id) FILTER (length(id) = 18) AS guardian_ids
        FROM (SELECT c.k, CASE WHEN length(g.nm) > 1 AND NOT contains(g.nm, '?') AND g.nm <> p.nm THEN g.nm END AS nm, g.py,
            NULL AS phone, NULL AS id
                FROM guardian_cell c JOIN guardian_of g USING (t) JOIN person p USING (k)
              UNION ALL SELECT k, NULL, NULL, unnest(string_split(regexp_replace(t, '[^0-9]+', ' ', 'g'), ' ')), NULL
                FROM ({_cells(PHONES, present, start, keys)}) WHERE t IS NOT NULL
              UNION ALL SELECT k, NULL, NULL, NULL, {number} FROM ({_cells(GUARDIAN_NUMBERS, present, start, keys)})
                  WHERE t IS NOT NULL
              UNION ALL SELECT k, NULL, NULL, NULL, id FROM misplaced SEMI JOIN {keys} USING (k))
        GROUP BY k""")


def _looks(con: Connection, keys: str) -> None:
    names = distinct(
        con, f"SELECT nm FROM person SEMI JOIN {keys} USING (k) UNION ALL SELECT nm2 FROM person SEMI JOIN {keys} USING (k)"
    )
    put(con, "look_of", nm=names or [""], near=near_sounds(names) if names else [""], shape=shapes(names) or [""])


def widen(con: Connection, table: str, keys: str, start: Mapping[str, int], rosters: Sequence[str] = PEOPLE) -> None:
    """Create `table`: person columns of the rows named in `keys` plus born, lunar, near, shape, family lists, frequencies.

    `rosters` are those that the rows may belong to."""
    _looks(con, keys)
    _family(con, start, keys, rosters)
    con.execute(f"""CREATE OR REPLACE TABLE {table} AS SELECT p.*, coalesce(p.dob, p.idob) AS born,
            p.dob IS NOT NULL AS typed, coalesce(p.idn, p.gid) IS NOT NULL AS numbered, id_text(p.idn) AS idt, lu.lunar, lo.near,
            lo.shape, coalesce(f.guardians, []) AS guardians, coalesce(f.guardian_sounds, []) AS guardian_sounds,
            coalesce(f.phones, []) AS phones, coalesce(f.guardian_ids, []) AS guardian_ids,
            nf.f AS f_nm, pf.f AS f_py, tf.f AS f_town, vf.f AS f_village
        FROM person p SEMI JOIN {keys} w USING (k) LEFT JOIN lunar_of lu ON lu.solar = coalesce(p.dob, p.idob)
        LEFT JOIN look_of lo ON lo.nm = p.nm LEFT JOIN family_of f ON f.k = p.k
        LEFT JOIN frequency_nm nf ON nf.t = p.nm LEFT JOIN frequency_py pf ON pf.t = p.py
        LEFT JOIN frequency_town tf ON tf.t = p.town
        LEFT JOIN frequency_village vf ON vf.t = p.town || '/' || p.village""")


def count_frequencies(con: Connection) -> None:
    """Tables `frequency_*(t, f)`: share of register rows with this name, sound, township, village."""
    for name, column in (("nm", "nm"), ("py", "py"), ("town", "town"), ("village", "town || '/' || village")):
        con.execute(f"""CREATE OR REPLACE TABLE frequency_{name} AS SELECT {column} AS t, count(*) / sum(count(*)) OVER () AS f
            FROM person WHERE roster = 'households' AND {column} IS NOT NULL GROUP BY 1""")
