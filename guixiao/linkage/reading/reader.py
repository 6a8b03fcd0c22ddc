"""All rosters of a run into DuckDB: two threads, each with a roster of its own at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock

import duckdb
from duckdb import DuckDBPyConnection

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.cells import strip
from guixiao.linkage.reading.columnar import parquet_error, parquet_grids
from guixiao.linkage.reading.content import Content, check_unchanged, read_content
from guixiao.linkage.reading.errors import Phrase, RosterError
from guixiao.linkage.reading.grids import Grid, samples_of
from guixiao.linkage.reading.header import Synonyms, find_header, synonyms_of
from guixiao.linkage.reading.receipts import FileReceipt, Progress, SheetReceipt, Source, file_receipt
from guixiao.linkage.reading.rows import Tables
from guixiao.linkage.reading.slots import check_slot, expected_header, no_header
from guixiao.linkage.reading.textfile import TextFile, parse_text, text_grids
from guixiao.linkage.reading.workbook import Workbook, parse_workbook, workbook_grids
from guixiao.linkage.rules import Rules

_THREADS = 2
Vocabulary = Mapping[str, Synonyms]
Parsed = tuple[Content, Workbook | TextFile | None]


def read_rosters(
    con: DuckDBPyConnection, sources: Sequence[Source], rules: Rules, progress: Progress | None = None
) -> list[FileReceipt]:
    """Create raw_<roster> for every roster and `unaccepted` (docs/architecture.md); one receipt per source, in order.

    RosterError for the first source that cannot be used, whichever was met first; the tables then hold nothing to rely on.
    """
    vocabulary = {roster: synonyms_of(roster, rules.headers) for roster in FIELDS}
    tables = Tables(con)
    tables.create()
    reading = _Reading(tables, sources, vocabulary, progress)
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(reading.take_roster, _order(sources)))
    if reading.failed:
        raise reading.failed[min(reading.failed)]
    tables.finish()
    return [reading.receipts[number] for number in range(len(sources))]


@dataclass(frozen=True)
class _Reading:
    """What the threads share; each writes only under the numbers of its own roster."""

    tables: Tables
    sources: Sequence[Source]
    vocabulary: Vocabulary
    progress: Progress | None
    receipts: dict[int, FileReceipt] = field(default_factory=dict)
    failed: dict[int, RosterError] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def take_roster(self, roster: str) -> None:
        """Parse and take a roster's files, one after the other; none after one that failed."""
        mine = [number for number, source in enumerate(self.sources) if source.roster == roster]
        tables = replace(self.tables, con=self.tables.con.cursor())
        for number in mine:
            if any(number > other for other in list(self.failed)):
                return
            try:
                content, parsed = parse(self.sources[number])
                _check_not_twice(self.sources[number], content, list(self.receipts.values()))
                self._done(number, _take_file(tables, number, self.sources[number], content, parsed, self.vocabulary))
            except RosterError as problem:
                self.failed[number] = problem

    def _done(self, number: int, receipt: FileReceipt) -> None:
        with self.lock:
            self.receipts[number] = receipt
            if self.progress and not self.failed:
                self.progress("read", len(self.receipts), len(self.sources))


def _order(sources: Sequence[Source]) -> list[str]:
    """The roster with most bytes first, so that both threads stay busy to the end."""
    sizes = dict.fromkeys((source.roster for source in sources), 0)
    for source in sources:
        if source.path.is_file():
            sizes[source.roster] += source.path.stat().st_size
    return sorted(sizes, key=lambda roster: -sizes[roster])


def parse(source: Source) -> Parsed:
    content = read_content(source.path)
    if content.kind == "parquet":
        return content, None
    parsed = parse_workbook(content) if content.kind == "workbook" else parse_text(content)
    check_unchanged(content)
    return content, parsed


def _take_file(
    tables: Tables,
    number: int,
    source: Source,
    content: Content,
    parsed: Workbook | TextFile | None,
    vocabulary: Vocabulary,
) -> FileReceipt:
    try:
        sheets = _take_sheets(tables, number, source, grids(tables.con, content, parsed), vocabulary)
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
    tables: Tables, number: int, source: Source, grids: Iterator[Grid], vocabulary: Vocabulary
) -> tuple[SheetReceipt, ...]:
    """Sheets that do not fit are skipped and told, as long as one fits."""
    sheets: list[SheetReceipt] = []
    errors: list[RosterError] = []
    for grid in grids:
        try:
            sheets.append(_take_sheet(tables, number, source, grid, vocabulary))
        except RosterError as problem:
            errors.append(problem)
            sheets.append(SheetReceipt(grid.sheet, grid.hidden, problem.found.zh, 0, 0, 0, {}, {}, ()))
    if not any(sheet.header_row for sheet in sheets):
        raise max(errors, key=_told)
    return tuple(sheets)


def _told(error: RosterError) -> int:
    """An error that names a column or row tells more than "the sheet is empty"."""
    return 2 * bool(error.column) + (error.row is not None)


def grids(con: DuckDBPyConnection, content: Content, parsed: Workbook | TextFile | None) -> Iterator[Grid]:
    if isinstance(parsed, Workbook):
        return workbook_grids(con, parsed)
    return text_grids(con, parsed) if parsed else parquet_grids(con, content)


def _take_sheet(tables: Tables, number: int, source: Source, grid: Grid, vocabulary: Vocabulary) -> SheetReceipt:
    file, roster = source.path.name, source.roster
    if not any(strip(cell) for _, cells in grid.head for cell in cells):
        raise RosterError(
            file, grid.sheet, found=Phrase("空表", "an empty sheet"), expected=expected_header(roster, vocabulary[roster])
        )
    header = find_header(grid.head, vocabulary[roster], 1 if roster == "schools" else 2)
    if header is None:
        raise no_header(file, grid.sheet, roster, grid.head, vocabulary)
    check_slot(file, grid.sheet, roster, header, vocabulary)
    counts = tables.take_rows(number, roster, grid, header, vocabulary[roster])
    texts = {field: header.texts(field) for field in header.columns}
    return SheetReceipt(
        name=grid.sheet,
        hidden=grid.hidden,
        reason="",
        header_row=header.row,
        rows_in=counts.rows_in,
        accepted=counts.accepted,
        reasons=counts.reasons,
        headers=texts,
        unused_headers=header.unused,
        labels=header.labels,
        columns=header.columns,
        samples=samples_of(grid, header.row),
    )


def _check_not_twice(source: Source, content: Content, receipts: Iterable[FileReceipt]) -> None:
    for before in receipts:
        if before.roster == source.roster and before.sha256 == content.sha256:
            raise same_content(source.path.name, before.file)


def same_content(file: str, other: str) -> RosterError:
    """The error for a file given twice under two names."""
    found = Phrase(f"与 {other} 内容相同", f"the same content as {other}")
    return RosterError(file, found=found, expected=Phrase("每个文件只给一次", "each file given once"))
