"""Sheets whose used area is absurd: one stray cell in XFD1048576 would make any reader ask for hundreds of gigabytes."""

import re
import zipfile
from pathlib import PurePosixPath
from xml.etree import ElementTree

from guixiao.linkage.reading.errors import Phrase, RosterError

MOST_CELLS = 64_000_000
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>\s*<[vfi]')
_CHUNK = 1 << 20
_LONGEST_TAG = 200
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_extent(file: str, book: zipfile.ZipFile) -> None:
    """RosterError names the sheet and a stray cell if a sheet spans more than MOST_CELLS cells.

    A sheet that says it is small is believed; one that says it is huge (formats alone can do that) is searched.
    """
    for part in (name for name in book.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")):
        with book.open(part) as sheet:
            said = _DIMENSION.search(sheet.read(4096))
        if said and int(said[2]) * _number(said[1]) > MOST_CELLS:
            row, column = _extent(book, part)
            if row * _number(column) > MOST_CELLS:
                raise _too_large(file, _sheet_name(book, part), row, column.decode())


def _extent(book: zipfile.ZipFile, part: str) -> tuple[int, bytes]:
    """(last row, rightmost column) that hold a value."""
    last, right, rest = 0, b"A", b""
    with book.open(part) as sheet:
        while chunk := sheet.read(_CHUNK):
            text = rest + chunk
            for column, row in _CELL.findall(text):
                last = max(last, int(row))
                right = max(right, column, key=_number)
            rest = text[-_LONGEST_TAG:]
    return last, right


def _number(column: bytes) -> int:
    """A = 1, XFD = 16384."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _sheet_name(book: zipfile.ZipFile, part: str) -> str:
    """The name on the tab; the part's own name if the workbook does not say."""
    try:
        relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        ids = {item.get("Id") for item in relations if PurePosixPath(item.get("Target", "")).name == PurePosixPath(part).name}
        sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter()
        return next(item.get("name", part) for item in sheets if item.get(_RELATION) in ids)
    except (KeyError, StopIteration, ElementTree.ParseError):
        return part


def _too_large(file: str, sheet: str, row: int, column: str) -> RosterError:
    found = Phrase(f"内容一直延伸到 {column} 列、第 {row} 行", f"content as far as column {column} and row {row}")
    expected = Phrase(
        "名单之外没有多余内容：请删除右边和下面的空列空行",
        "nothing beyond the list: delete what is right of and below it",
    )
    return RosterError(file, sheet, row, column, found, expected)
