"""Delimited text: UTF-8 with or without a mark, GB18030, UTF-16 with a mark; comma, semicolon or tab."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from guixiao.linkage.reading.content import Content
from guixiao.linkage.reading.errors import Phrase, RosterError
from guixiao.linkage.reading.grids import Grid, columns
from guixiao.linkage.reading.workbook import head_rows

_SEPARATOR = "\x1f"
_TABLE = "reading_text"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHUNK = 20_000
_LONGEST_CELL = 1 << 24
_TEXT = Phrase("UTF-8 或 GB18030 编码的文本", "text in UTF-8 or GB18030")


@dataclass(frozen=True)
class TextFile:
    """`lines[i]` is record i + 1 with its cells joined by U+001F, "" for a blank line; `width` is the longest record's cells."""

    lines: list[str]
    width: int


def parse_text(content: Content) -> TextFile:
    """Any thread. RosterError names the row of a bad byte or of broken quotes."""
    file = content.path.name
    text = _decode(file, content.data)
    if "\0" in text:
        raise RosterError(
            file, row=1 + text.count("\n", 0, text.index("\0")), found=Phrase("二进制内容", "binary content"), expected=_TEXT
        )
    delimiter = _delimiter(text)
    return _records(file, text.replace(_SEPARATOR, " "), delimiter)


def text_grids(con: DuckDBPyConnection, text: TextFile) -> Iterator[Grid]:
    """The one grid of a text file; its sheet has no name."""
    if not text.width:
        yield Grid("", False, "", 0, ())
        return
    lines: NDArray[numpy.object_] = numpy.array(text.lines, dtype=object)
    con.register("reading_lines", {"r": numpy.arange(1, len(lines) + 1), "line": lines})
    cells = ", ".join(f"nullif(cells[{index + 1}], '') AS {name}" for index, name in enumerate(columns(text.width)))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {_TABLE} AS SELECT r, {cells} FROM "
        "(SELECT r, string_split(line, chr(31)) AS cells FROM reading_lines WHERE line <> '')"
    )
    con.unregister("reading_lines")
    yield Grid("", False, _TABLE, text.width, head_rows(con, _TABLE))
    con.execute(f"DROP TABLE IF EXISTS {_TABLE}")


def _decode(file: str, data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(file, data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        # GB18030 text does not look like UTF-8 for long: two good characters beyond ASCII mean UTF-8 with a bad byte.
        good = data[: problem.start].decode("utf-8")
        return _decoded(file, data, "utf-8" if len(good.encode()) > len(good) + 4 else "gb18030")


def _decoded(file: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode(encoding, errors="ignore")
        row, column = _position(before)
        bad = data[problem.start : problem.start + 4].hex(" ")
        name = encoding.upper().replace("-SIG", "")
        found = Phrase(f"第 {column} 格中有不属于 {name} 的字节 {bad}", f"in cell {column} bytes that are not {name}: {bad}")
        raise RosterError(file, row=row, found=found, expected=_TEXT) from None


def _position(before: str) -> tuple[int, int]:
    """(row, cell number) where the text breaks off."""
    rows = list(csv.reader(io.StringIO(before.replace("\0", ""), newline=""), delimiter=_delimiter(before)))
    ended = before.endswith(("\n", "\r"))
    return len(rows) + ended or 1, 1 if ended or not rows else max(len(rows[-1]), 1)


def _delimiter(text: str) -> str:
    """The one that cuts the first records into most cells."""
    start = text[:20_000]
    return max(
        ",\t;", key=lambda mark: sum(len(row) for row in islice(csv.reader(io.StringIO(start, newline=""), delimiter=mark), 30))
    )


def _broken_row(text: str, delimiter: str) -> int:
    """The record at which strict reading stops."""
    row = 1
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            row += 1
    except csv.Error:
        pass
    return row


def _records(file: str, text: str, delimiter: str) -> TextFile:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[str] = []
    width = 0
    csv.field_size_limit(_LONGEST_CELL)
    try:
        while chunk := list(islice(reader, _CHUNK)):
            width = max(width, max(map(len, chunk)))
            lines.extend(map(_SEPARATOR.join, chunk))
    except csv.Error as problem:
        found = Phrase(f"引号不配对（{problem}）", f"broken quotes ({problem})")
        raise RosterError(
            file, row=_broken_row(text, delimiter), found=found, expected=Phrase("成对的引号", "quotes in pairs")
        ) from None
    return TextFile(lines, width)
