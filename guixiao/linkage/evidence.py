"""All rows that are a child's, and how each was found to be: the last column of CHILD_COLUMNS.

JSON text of a list with one entry per row, the child's own first: `roster`, `file`, `sheet`, `row`; of a row that was linked
`step`, and where fields were weighed `weight` (bits, what chance takes away included) and `fields` (`field`, `level`, `weight`;
the sentence of a level is in sentences.py). `cells` (`name`, `text`; those of doubts.CELLS that are not empty) are told only of
children to be found and of rows that needed weighing or a decision: the others agree in number and name. What is not told is
left out.
"""

from collections.abc import Mapping

from guixiao.linkage.columns import Connection
from guixiao.linkage.comparisons import COMPARISONS
from guixiao.linkage.doubts import CELLS, cell_sql
from guixiao.linkage.fields import PEOPLE

TO_BE_FOUND = ("left_roll", "not_found", "in_review", "duplicate_registration")
AGREEING = ("number_and_name", "through_enrolment", "through_attendance")
# Of the columns that levels are kept in, a name for each number.
NAMES = {c.field: [level.name for level in c.levels] for c in COMPARISONS}


def _quoted(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _fields() -> str:
    """SQL list of [field, level, bits] of a link, in the order of the comparisons; NULL where nothing was weighed."""
    each = ", ".join(
        f"CASE WHEN l.w_{field} IS NOT NULL THEN {{'field': '{field}', 'level': [{_quoted(levels)}][l.l_{field} + 1], "
        f"'weight': round(l.w_{field}, 1)}} END"
        for field, levels in NAMES.items()
    )
    return f"CASE WHEN l.weight IS NOT NULL THEN list_filter([{each}], lambda x: x IS NOT NULL) END"


def _cells(start: Mapping[str, int]) -> str:
    """SELECT (k, cells): the cells that are not empty, of the rows in `shown_row`."""
    union = []
    for roster in PEOPLE:
        pairs = ", ".join(f"{{'name': '{name}', 'text': {cell_sql(roster, name)}}}" for name in CELLS)
        union.append(f"""SELECT r.rid + {start[roster]} AS k, list_filter([{pairs}], lambda x: x.text <> '') AS cells
            FROM raw_{roster} r WHERE r.rid + {start[roster]} IN (SELECT k FROM shown_row)""")
    return " UNION ALL ".join(union)


def tell_evidence(con: Connection) -> None:
    """Table `evidence_line(child, evidence)`: JSON text for every child of `child_line`."""
    start = {roster: int(key) for roster, key in con.execute("SELECT roster, first FROM key_offset").fetchall()}
    con.execute("CREATE OR REPLACE TEMP TABLE own_row AS SELECT DISTINCT child, k FROM owner")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE shown_row AS SELECT DISTINCT o.k FROM own_row o JOIN child_line c USING (child)
        LEFT JOIN link l ON l.ks = o.k AND l.kh = o.child
        WHERE c.bucket IN ({_quoted(TO_BE_FOUND)}) OR l.step NOT IN ({_quoted(AGREEING)})
            OR o.child = o.k AND o.child IN (SELECT kh FROM link WHERE step NOT IN ({_quoted(AGREEING)}))""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE evidence_line AS
        SELECT o.child, regexp_replace(CAST(to_json(list({{
            'step': CASE WHEN o.k = o.child THEN NULL ELSE coalesce(l.step, 'same_row_group') END,
            'weight': CASE WHEN l.step = 'scored' THEN round(l.weight, 1) END,
            'fields': CASE WHEN l.step = 'scored' THEN {_fields()} END, 'cells': s.cells,
            'roster': p.roster, 'file': f.file, 'sheet': p.sheet, 'row': p.row}}
            ORDER BY o.k <> o.child, o.k)) AS VARCHAR), '"(step|weight|fields|cells)":null,', '', 'g') AS evidence
        FROM own_row o JOIN person p ON p.k = o.k JOIN file_of f ON f.file_no = p.file_no
        LEFT JOIN link l ON l.ks = o.k AND l.kh = o.child LEFT JOIN ({_cells(start)}) s ON s.k = o.k GROUP BY o.child""")
