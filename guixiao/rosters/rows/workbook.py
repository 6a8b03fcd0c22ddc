"""Rows that were not accepted as a workbook in the layout of their file: correct them there and drop it in again."""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter
from django.utils.translation import gettext as _

from guixiao.lib.inert import inert
from guixiao.rosters.models import AsideRow, ImportFile
from guixiao.rosters.wording import KINDS


def workbook_of(item: ImportFile, rows: Sequence[AsideRow], now: datetime) -> bytes:
    """One sheet for each of the file's, with its columns, then reason and row number; the first line says how many rows."""
    out = io.BytesIO()
    by_sheet: defaultdict[str, list[AsideRow]] = defaultdict(list)
    for row in rows:
        by_sheet[row.sheet].append(row)
    labels = {sheet["name"][:100]: sheet["labels"] for sheet in item.sheets}
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for number, (sheet, found) in enumerate(by_sheet.items(), start=1):
            told = _("{file}：{sheet} {count} 行没有收下，{at} 导出").format(
                file=item.file.name, sheet=sheet, count=f"{len(found):,}", at=f"{now:%Y-%m-%d %H:%M}"
            )
            _write(book.add_worksheet(f"{number}"), told, labels.get(sheet, ()), found)
        if not by_sheet:
            book.add_worksheet("1").write_string(0, 0, _("没有一行没有收下。"))
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, told: str, labels: Sequence[str], rows: Sequence[AsideRow]) -> None:
    width = max([len(labels), *(len(row.cells) for row in rows)])
    sheet.write_string(0, 0, inert(told))
    _line(sheet, 1, dict(enumerate(labels)) | {width: _("没有收下的原因"), width + 1: _("原来的行号")})
    for number, row in enumerate(rows, start=2):
        reason = str(KINDS.get(row.reason, row.reason))
        _line(sheet, number, dict(enumerate(row.cells)) | {width: reason, width + 1: str(row.row)})
    sheet.freeze_panes(2, 0)


def _line(sheet: xlsxwriter.worksheet.Worksheet, number: int, cells: Mapping[int, str | None]) -> None:
    """Every cell as text: a workbook's text is never a formula, and stays none when it is saved as CSV."""
    for column, text in cells.items():
        if text:
            sheet.write_string(number, column, inert(text[:32_000]))
