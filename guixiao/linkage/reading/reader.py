"""All rosters of a run into DuckDB: files are parsed by two threads, their rows taken in the order of `sources`."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import duckdb
from duckdb import DuckDBPyConnection

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.cells import strip
from guixiao.linkage.reading.columnar import parquet_error, parquet_grids
from guixiao.linkage.reading.content import Content, check_unchanged, read_content
from guixiao.linkage.reading.errors import Phrase, RosterError
from guixiao.linkage.reading.grids import Grid
from guixiao.linkage.reading.header import Synonyms, find_header, synonyms_of
from guixiao.linkage.reading.receipts import FileReceipt, Progress, SheetReceipt, Source, file_receipt
from guixiao.linkage.reading.rows import take_rows
from guixiao.linkage.reading.slots import check_slot, expected_header, no_header
from guixiao.linkage.reading.textfile import TextFile, parse_text, text_grids
from guixiao.linkage.reading.workbook import Workbook, parse_workbook, workbook_grids
from guixiao.linkage.rules import Rules

_THREADS = 2
_AHEAD = 3
Vocabulary = Mapping[str, Synonyms]
Parsed = tuple[Content, Workbook | TextFile | None]


def read_rosters(
    con: DuckDBPyConnection, sources: Sequence[Source], rules: Rules, progress: Progress | None = None
) -> list[FileReceipt]:
    """Create raw_<roster> for every roster and `unaccepted` (docs/architecture.md); one receipt per source, in order.

    RosterError at the first source that cannot be used, whichever thread met it; the tables then hold nothing to rely on.
    """
    vocabulary = {roster: synonyms_of(roster, rules.headers) for roster in FIELDS}
    _create_tables(con)
    receipts: list[FileReceipt] = []
    for number, (content, parsed) in enumerate(_parse_all(sources)):
        _check_not_twice(number, sources, content, receipts)
        receipts.append(_take_file(con, number, sources[number], content, parsed, vocabulary))
        if progress:
            progress("read", number + 1, len(sources))
    _create_views(con)
    return receipts


def _parse_all(sources: Sequence[Source]) -> Iterator[Parsed]:
    """Results in order, at most `_AHEAD` files in memory."""
    with ThreadPoolExecutor(_THREADS) as pool:
        waiting: deque[Future[Parsed]] = deque()
        for source in sources:
            waiting.append(pool.submit(_parse, source))
            if len(waiting) == _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _parse(source: Source) -> Parsed:
    content = read_content(source.path)
    if content.kind == "parquet":
        return content, None
    parsed = parse_workbook(content) if content.kind == "workbook" else parse_text(content)
    check_unchanged(content)
    return content, parsed


def _take_file(
    con: DuckDBPyConnection,
    number: int,
    source: Source,
    content: Content,
    parsed: Workbook | TextFile | None,
    vocabulary: Vocabulary,
) -> FileReceipt:
    try:
        sheets = _take_sheets(con, number, source, _grids(con, content, parsed), vocabulary)
    except duckdb.Error as problem:
        if parsed is not None:
            raise
        check_unchanged(content)
        raise parquet_error(content, problem) from None
    check_unchanged(content)
    receipt = file_receipt(number, source, content.sha256, sheets)
    if not receipt.rows_in:
        found = Phrase("只有表头，没有数据行", "a header and no rows under it")
        raise RosterError(source.path.name, found=found, expected=Phrase("至少一行数据", "at least one row"))
    return receipt


def _take_sheets(
    con: DuckDBPyConnection, number: int, source: Source, grids: Iterator[Grid], vocabulary: Vocabulary
) -> tuple[SheetReceipt, ...]:
    """Sheets that do not fit are skipped and told, as long as one fits."""
    sheets: list[SheetReceipt] = []
    errors: list[RosterError] = []
    for grid in grids:
        try:
            sheets.append(_take_sheet(con, number, source, grid, vocabulary))
        except RosterError as problem:
            errors.append(problem)
            sheets.append(SheetReceipt(grid.sheet, grid.hidden, problem.found.zh, 0, 0, 0, {}, {}, ()))
    if not any(sheet.header_row for sheet in sheets):
        raise max(errors, key=_told)
    return tuple(sheets)


def _told(error: RosterError) -> int:
    """An error that names a column or row tells more than "the sheet is empty"."""
    return 2 * bool(error.column) + (error.row is not None)


def _grids(con: DuckDBPyConnection, content: Content, parsed: Workbook | TextFile | None) -> Iterator[Grid]:
    if isinstance(parsed, Workbook):
        return workbook_grids(con, parsed)
    return text_grids(con, parsed) if parsed else parquet_grids(con, content)


def _take_sheet(con: DuckDBPyConnection, number: int, source: Source, grid: Grid, vocabulary: Vocabulary) -> SheetReceipt:
    file, roster = source.path.name, source.roster
    if not any(strip(cell) for _, cells in grid.head for cell in cells):
        raise RosterError(
            file, grid.sheet, found=Phrase("空表", "an empty sheet"), expected=expected_header(roster, vocabulary[roster])
        )
    header = find_header(grid.head, vocabulary[roster], 1 if roster == "schools" else 2)
    if header is None:
        raise no_header(file, grid.sheet, roster, grid.head, vocabulary)
    check_slot(file, grid.sheet, roster, header, vocabulary)
    counts = take_rows(con, number, roster, grid, header, vocabulary[roster])
    texts = {field: header.texts(field) for field in header.columns}
    return SheetReceipt(
        grid.sheet, grid.hidden, "", header.row, counts.rows_in, counts.accepted, counts.reasons, texts, header.unused
    )


def _check_not_twice(number: int, sources: Sequence[Source], content: Content, receipts: Sequence[FileReceipt]) -> None:
    for before in receipts:
        if before.roster == sources[number].roster and before.sha256 == content.sha256:
            found = Phrase(f"与 {before.file} 内容相同", f"the same content as {before.file}")
            raise RosterError(sources[number].path.name, found=found, expected=Phrase("每个文件只给一次", "each file given once"))


def _create_tables(con: DuckDBPyConnection) -> None:
    con.execute(
        "CREATE OR REPLACE TABLE unaccepted(file_no INTEGER, sheet VARCHAR, row INTEGER, disposition VARCHAR, reason VARCHAR, "
        "column_name VARCHAR, found VARCHAR)"
    )
    for roster in FIELDS:
        con.execute(f"CREATE OR REPLACE TABLE read_{roster}(file_no INTEGER, sheet VARCHAR, row INTEGER)")


def _create_views(con: DuckDBPyConnection) -> None:
    """Tables hold only the columns that some file has; the views add the rest as NULL, which costs no memory."""
    for roster, fields in FIELDS.items():
        here = {row[0] for row in con.execute(f"DESCRIBE read_{roster}").fetchall()}
        cells = ", ".join(f'"{field}"' if field in here else f'NULL::VARCHAR AS "{field}"' for field in fields)
        con.execute(
            f"CREATE OR REPLACE VIEW raw_{roster} AS SELECT rowid AS rid, file_no, sheet, row, {cells} FROM read_{roster}"
        )
