"""The workbook: protected but for what is filled in, with drop-downs for findings and evidence."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from guixiao.cases.findings import findings_of
from guixiao.cases.models import Case
from guixiao.cases.sheets.columns import COLUMNS
from guixiao.children.models import Round
from guixiao.lib.inert import inert

LISTS = "代码"


def write_worklist(out: IO[bytes], made: Round, rows: Iterable[Case], folder: Path) -> int:
    """Gives how many rows there are. Texts are texts: nothing that a spreadsheet would run."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "tmpdir": str(folder)}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, lists = book.add_worksheet(_("核查")), book.add_worksheet(LISTS)
        head, open_cell = book.add_format({"bold": True, "bottom": 1}), book.add_format({"locked": False, "bg_color": "#fdf4dc"})
        for number, column in enumerate(COLUMNS):
            sheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
            sheet.write_string(0, number, _(column.title), head)
        count = 0
        for count, case in enumerate(rows, start=1):  # the last is the count
            _write_row(sheet, count, case, open_cell)
        _offer(sheet, lists, choices(made), count)
        sheet.freeze_panes(1, 1)
        sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "select_locked_cells": True})
        lists.hide()
    return count


def choices(made: Round) -> dict[str, list[str]]:
    """What each drop-down offers: a finding begins with its code."""
    told = made.wording.get("findings", {})
    findings = [f"{told[name]['code']} {made.word('findings', name)}" for name in findings_of(made)]
    return {"finding": findings, "evidence": [made.word("evidence", name) for name in sorted(made.wording.get("evidence", {}))]}


def _write_row(sheet: Any, number: int, case: Case, open_cell: Any) -> None:
    cells = values_of(case)
    for at, column in enumerate(COLUMNS):
        if column.filled:
            sheet.write_blank(number, at, None, open_cell)
        else:
            sheet.write_string(number, at, inert(cells[column.name]))


def values_of(case: Case) -> dict[str, str]:
    child = case.child
    return {
        "name": child.name,
        "born": child.birth_date.isoformat() if child.birth_date else "",
        "id_number": child.masked_id,
        "home": f"{case.town or ''} {case.village or ''}".strip(),
        "school": str(case.school or ""),
        "why": case.outcome_name,
        "key": str(case.pk),
        "version": str(case.version),
    }


def _offer(sheet: Any, lists: Any, offered: Mapping[str, Sequence[str]], rows: int) -> None:
    for at, (name, words) in enumerate(offered.items()):
        for line, word in enumerate(words):
            lists.write_string(line, at, inert(word))
        column = next(number for number, column in enumerate(COLUMNS) if column.name == name)
        letter = "AB"[at]
        source = f"={LISTS}!${letter}$1:${letter}${max(len(words), 1)}"
        if rows:
            sheet.data_validation(1, column, rows, column, {
                "validate": "list", "source": source, "ignore_blank": True,
                "error_title": _("请从列表里选"), "error_message": _("点单元格右边的箭头，选一个。"),
            })  # fmt: skip
