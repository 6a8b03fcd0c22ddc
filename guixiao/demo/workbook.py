"""Writes .xlsx files fast and always with the same bytes: inline strings, no styles but one for dates.

XlsxWriter needs 7 microseconds a cell, this about one; the rosters have three million cells.
"""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | date | None
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
DAY_ZERO = date(1899, 12, 30).toordinal()
ROWS_AT_ONCE = 1000


def column_name(place: int) -> str:
    """A for 0, AA for 26."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


COLUMNS = [column_name(place) for place in range(200)]


def write_workbook(path: Path, sheets: Iterable[tuple[str, Iterable[list[Cell]]]]) -> None:
    """`sheets`: name and rows, which may be generators; row n of a sheet is row n of the spreadsheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        titles = []
        for title, rows in sheets:
            titles.append(title)
            with archive.open(_entry(f"xl/worksheets/sheet{len(titles)}.xml"), "w") as file:
                for chunk in _sheet(rows):
                    file.write(chunk.encode())
        for name, text in _frame(titles).items():
            archive.writestr(_entry(name), text)


def _entry(name: str) -> zipfile.ZipInfo:
    """A fixed date, so that the same rows give the same file."""
    entry = zipfile.ZipInfo(name, (2019, 9, 30, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = 1  # type: ignore[attr-defined]  # ZipFile.open reads the level from here in 3.11
    return entry


def _sheet(rows: Iterable[list[Cell]]) -> Iterator[str]:
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
    parts: list[str] = []
    for number, cells in enumerate(rows, 1):
        parts.append(_row(number, cells))
        if len(parts) == ROWS_AT_ONCE:
            yield "".join(parts)
            parts.clear()
    yield "".join(parts) + "</sheetData></worksheet>"


def _row(number: int, cells: list[Cell]) -> str:
    texts = [_cell(f"{column}{number}", value) for column, value in zip(COLUMNS, cells, strict=False) if value is not None]
    return f'<row r="{number}">{"".join(texts)}</row>' if texts else ""


def _cell(place: str, value: Cell) -> str:
    if isinstance(value, str):
        if not value:
            return ""
        keep = "" if value[0] > " " and value[-1] > " " else ' xml:space="preserve"'
        text = escape(value) if "&" in value or "<" in value or ">" in value else value
        return f'<c r="{place}" t="inlineStr"><is><t{keep}>{text}</t></is></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{value.toordinal() - DAY_ZERO}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _frame(titles: list[str]) -> dict[str, str]:
    """The parts of the package around the sheets."""
    numbers = range(1, len(titles) + 1)
    sheets = "".join(
        f'<sheet name="{escape(title)}" sheetId="{n}" r:id="rId{n}"/>' for n, title in zip(numbers, titles, strict=True)
    )
    links = "".join(f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    links += f'<Relationship Id="rId{len(titles) + 1}" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPES}.worksheet+xml"/>' for n in numbers)
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>{types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": STYLES,
    }
