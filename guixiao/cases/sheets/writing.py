"""The workbook: protected but for what is filled in, with drop-downs for what the policy lets one choose."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from guixiao.cases.sheets.columns import Column
from guixiao.cases.sheets.kinds.base import LONGEST, Kind
from guixiao.children.models import Round
from guixiao.lib.inert import inert

LISTS = "代码"


def write_worklist(out: IO[bytes], kind: Kind, made: Round, rows: Sequence[Any], folder: Path) -> int:
    """Gives how many rows there are. Texts are texts: nothing that a spreadsheet would run."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "tmpdir": str(folder)}
    columns = kind.all_columns
    with xlsxwriter.Workbook(out, options) as book:
        sheet, lists = book.add_worksheet(str(kind.title)), book.add_worksheet(LISTS)
        head, open_cell = book.add_format({"bold": True, "bottom": 1}), book.add_format({"locked": False, "bg_color": "#fdf4dc"})
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
            sheet.write_string(0, number, _(column.title), head)
        count = 0
        for count, cells in enumerate(kind.cells(rows), start=1):  # the last is the count
            _write_row(sheet, count, columns, cells, open_cell)
        if count:
            _offer(sheet, lists, columns, kind.choices(made), count)
        sheet.freeze_panes(1, 1)
        sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "select_locked_cells": True})
        lists.hide()
    return count


def _write_row(sheet: Any, number: int, columns: Sequence[Column], cells: Mapping[str, str], open_cell: Any) -> None:
    for at, column in enumerate(columns):
        if column.filled:
            sheet.write_blank(number, at, None, open_cell)
        else:
            sheet.write_string(number, at, inert(cells[column.name]))


def _offer(sheet: Any, lists: Any, columns: Sequence[Column], offered: Mapping[str, Sequence[str]], rows: int) -> None:
    """Of each column that is filled in: the words to choose from, or how long a text may be."""
    source = {name: _source(lists, at, words) for at, (name, words) in enumerate(offered.items())}
    for at, column in enumerate(columns):
        if column.name in source:
            sheet.data_validation(1, at, rows, at, {
                "validate": "list", "source": source[column.name], "ignore_blank": True,
                "error_title": _("请从列表里选"), "error_message": _("点单元格右边的箭头，选一个。"),
            })  # fmt: skip
        elif column.filled and not column.day:
            sheet.data_validation(1, at, rows, at, {
                "validate": "length", "criteria": "<=", "value": LONGEST, "ignore_blank": True,
                "error_title": _("太长"), "error_message": _("这一格最多 %(most)s 个字。") % {"most": LONGEST},
            })  # fmt: skip


def _source(lists: Any, at: int, words: Sequence[str]) -> str:
    for line, word in enumerate(words):
        lists.write_string(line, at, inert(word))
    letter = xl_col_to_name(at)
    return f"={LISTS}!${letter}$1:${letter}${max(len(words), 1)}"
