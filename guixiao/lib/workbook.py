"""Lists as .xlsx: any number of rows, none left out, every text typed as text and no formula anywhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from guixiao.lib.inert import inert

ROWS = 1_048_575  # a sheet's, below the line of headings
LONGEST = 32_767  # characters of a cell
NAME = 27  # characters of a sheet's name, less those for its number
UNNAMEABLE = re.compile(r"[\[\]:*?/\\']")
CUT = "…（太长，余下的没有写）"
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Marks of XML, characters that it does not know, and what Excel would read as such a character written out.
SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

Cell = str | int | float | None
Row = Sequence[Cell]


class Miscounted(RuntimeError):
    """More or fewer rows came than were said: the file is not whole and must not be handed out."""


class Listing(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A sheet whose rows come ready from `lines`: asking xlsxwriter for each cell takes ten times as long."""

    lines: Iterator[str] = iter(())

    def listed(self, count: int, lines: Iterator[str]) -> None:
        """`count` lines of XML below the one of the headings."""
        self.lines, self.dim_rowmax = lines, count

    def _write_rows(self) -> None:
        super()._write_rows()
        try:
            for line in self.lines:
                self.fh.write(line)
        except BaseException:
            self.fh.close()
            raise


@dataclass(frozen=True)
class Heading:
    """`width` in characters."""

    title: str
    width: int = 12


@dataclass(frozen=True)
class Table:
    """`rows` are as many as `count` says, each as wide as `headings`."""

    title: str
    headings: Sequence[Heading]
    count: int
    rows: Iterable[Row]

    def sheets(self, most: int = ROWS) -> list[tuple[str, int]]:
        """Names of the sheets it takes, with their rows: one more wherever one is full."""
        title = UNNAMEABLE.sub(" ", self.title).strip()[:NAME]
        parts = [min(most, self.count - first) for first in range(0, max(self.count, 1), most)]
        return [(title if len(parts) == 1 else f"{title}{number}", rows) for number, rows in enumerate(parts, start=1)]


def escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: ENTITIES.get(found[0]) or f"_x{ord(found[0]):04X}_", text)


def xml_cell(place: str, value: Cell) -> str:
    """A number as a number; anything else as a text that no spreadsheet runs, also when it is saved as .csv."""
    if value is None or value == "":
        return ""
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value:g}</v></c>' if isinstance(value, float) else f'<c r="{place}"><v>{value:d}</v></c>'
    text = inert(value)
    text = text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f'<c r="{place}" t="inlineStr"><is><t{space}>{escaped(text)}</t></is></c>'


def write_book(out: IO[bytes], cover: Iterable[tuple[str, str]], table: Table, folder: Path, most: int = ROWS) -> None:
    """The first sheet, 说明, says what the list is; then the list, on as many sheets as it takes. Miscounted if a row is missing.

    `folder`: where parts of the file lie while it is written, and nothing afterwards.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "tmpdir": str(folder)}
    rows = iter(table.rows)
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {"title": table.title, "created": datetime(2000, 1, 1, tzinfo=UTC)}
        )  # the real time stands on the first sheet
        bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
        _cover(book.add_worksheet("说明"), cover, bold, wrap)
        for title, count in table.sheets(most):
            _fill(book.add_worksheet(title, Listing), table.headings, rows, count, bold)
    if next(rows, None) is not None:
        raise Miscounted(f"{table.title}: more rows than the {table.count} that were said")


def _cover(sheet: Worksheet, cover: Iterable[tuple[str, str]], bold: object, wrap: object) -> None:
    sheet.set_column(0, 0, 18, bold)
    sheet.set_column(1, 1, 90, wrap)
    for number, (label, text) in enumerate(cover):
        sheet.write_string(number, 0, inert(label), bold)
        sheet.write_string(number, 1, inert(text), wrap)


def _fill(sheet: Listing, headings: Sequence[Heading], rows: Iterator[Row], count: int, bold: object) -> None:
    """Headings, and the next `count` rows; they are fetched when the sheet is put into the file, one sheet after the other."""
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, heading.width)
        sheet.write_string(0, column, inert(heading.title), bold)
    sheet.freeze_panes(1, 1)
    if count:
        sheet.autofilter(0, 0, count, len(headings) - 1)
    letters = [xl_col_to_name(column) for column in range(len(headings))]
    sheet.listed(count, _lines(rows, letters, count))


def _lines(rows: Iterator[Row], letters: Sequence[str], count: int) -> Iterator[str]:
    written = 0
    for row in islice(rows, count):
        written += 1
        number = written + 1
        cells = "".join([xml_cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=True)])
        yield f'<row r="{number}">{cells}</row>'
    if written != count:
        raise Miscounted(f"{written} rows of {count}")
