"""Workbooks: .xlsx, .xlsm, .xls. Cells come as text: formulas as their cached value, error cells as NULL."""

from collections.abc import Iterator
from dataclasses import dataclass

import fastexcel
from duckdb import DuckDBPyConnection

from guixiao.linkage.reading.content import Content
from guixiao.linkage.reading.errors import Phrase, RosterError
from guixiao.linkage.reading.grids import Grid, columns
from guixiao.linkage.reading.header import SEARCHED_ROWS

_TABLE = "reading_sheet"
MOST_COLUMNS = 512  # the national template has about 80; what lies farther right is not read
_SCHEMAS = 8  # DuckDB asks three times


@dataclass
class Sheet:
    """A sheet as Arrow data that DuckDB can scan once, by the PyCapsule interface.

    fastexcel converts its cells at every scan, holding the GIL: here that happens once, in the thread that parses, and the
    parser's own cells, several times as large, are let go.
    """

    name: str
    hidden: bool
    width: int
    schemas: list[object]
    data: tuple[object, object] | None

    def __arrow_c_schema__(self) -> object:
        return self.schemas.pop()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        data, self.data = self.data, None
        assert data is not None
        return data


@dataclass(frozen=True)
class Workbook:
    """The sheets parsed, not yet in DuckDB."""

    sheets: tuple[Sheet, ...]


def parse_workbook(content: Content) -> Workbook:
    """Any thread; the parser releases the GIL. RosterError if the workbook is damaged."""
    try:
        reader = fastexcel.read_excel(content.data)
        return Workbook(tuple(_sheet(reader, index) for index in range(len(reader.sheet_names))))
    except fastexcel.FastExcelError as problem:
        detail = str(problem).splitlines()[0]
        found = Phrase(f"打不开的工作簿（{detail}）", f"a workbook that cannot be opened ({detail})")
        raise RosterError(
            content.path.name, found=found, expected=Phrase("完整的 .xlsx 工作簿", "a whole .xlsx workbook")
        ) from None


def workbook_grids(con: DuckDBPyConnection, book: Workbook) -> Iterator[Grid]:
    """Each sheet in turn in one temporary table, which the next sheet replaces."""
    for sheet in book.sheets:
        if not sheet.width:
            yield Grid(sheet.name, sheet.hidden, "", 0, ())
            continue
        names = columns(min(sheet.width, MOST_COLUMNS))
        con.register("reading_arrow", sheet)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {_TABLE} AS SELECT * FROM (SELECT row_number() OVER () AS r, {', '.join(names)} "
            f"FROM reading_arrow AS a({', '.join(names)})) WHERE coalesce({', '.join(names)}, NULL) IS NOT NULL"
        )
        con.unregister("reading_arrow")
        yield Grid(sheet.name, sheet.hidden, _TABLE, len(names), head_rows(con, _TABLE))
    con.execute(f"DROP TABLE IF EXISTS {_TABLE}")


def _sheet(reader: fastexcel.ExcelReader, index: int) -> Sheet:
    # skip_rows=0 keeps leading blank rows: the row numbers stay the spreadsheet's.
    sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
    hidden = sheet.visible != "visible"
    if not sheet.width or not sheet.height:
        return Sheet(sheet.name, hidden, 0, [], None)
    schemas = [sheet.__arrow_c_schema__() for _ in range(_SCHEMAS)]
    return Sheet(sheet.name, hidden, sheet.width, schemas, sheet.__arrow_c_array__())


def head_rows(con: DuckDBPyConnection, relation: str) -> list[tuple[int, tuple[str | None, ...]]]:
    """The first rows that are not empty; `relation` holds them in order."""
    rows = con.execute(f"SELECT * FROM {relation} LIMIT {SEARCHED_ROWS}").fetchall()
    return [(row[0], row[1:]) for row in rows]
