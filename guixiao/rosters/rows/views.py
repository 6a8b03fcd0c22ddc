"""The rows of a file that were not accepted: by kind, one to correct, all to take along."""

import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.rosters.files.actions import record_download
from guixiao.rosters.files.views import file_or_404
from guixiao.rosters.headers.columns import field_names
from guixiao.rosters.imports.views import Request
from guixiao.rosters.models import AsideRow, Correction
from guixiao.rosters.policies import policy_of
from guixiao.rosters.rows import actions
from guixiao.rosters.rows.corrections import try_row
from guixiao.rosters.rows.workbook import workbook_of
from guixiao.rosters.wording import why_not
from guixiao.vault.files import private

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Cell:
    """A cell of a row with its column: `field` is "" where the column is not used."""

    index: int
    label: str
    field: str
    came: str
    text: str


@needs("load_rosters")
def rows(request: Request, file: uuid.UUID) -> HttpResponse:
    item, kind = file_or_404(request, file), request.GET.get("kind", "")
    whole = AsideRow.objects.filter(file=item.read)
    counts = Counter(whole.order_by().values_list("reason", flat=True))
    blank = (item.receipt or {}).get("reasons", {}).get("blank", 0)
    page = Paginator(whole.filter(reason=kind) if kind in counts else whole, PER_PAGE).get_page(request.GET.get("page"))
    standing = Correction.objects.standing().filter(file=item.file_id, roster=item.roster).select_related("made_by")
    known = {(made.sheet, made.row): made for made in standing}
    listed = [(row, known.get((row.sheet, row.row))) for row in page]
    context = {"item": item, "version": item.version, "page": page, "listed": listed, "counts": counts.most_common(),
               "kind": kind, "turn": f"kind={kind}", "blank": blank, "section": "rosters"}  # fmt: skip
    return render(request, "rosters/rows.html", context)


@needs("load_rosters")
@require_POST
def take_along(request: Request, file: uuid.UUID) -> HttpResponse:
    """The rows as a workbook in the layout of the file; who took it is recorded."""
    item = file_or_404(request, file)
    content = workbook_of(item, list(AsideRow.objects.filter(file=item.read).order_by("sheet", "row")), timezone.localtime())
    record_download(item, request.user, "rows")
    answer = HttpResponse(content, content_type=XLSX)
    name = f"{Path(item.file.name).stem}-{_('没有收下的行')}.xlsx"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@needs("load_rosters")
def row(request: Request, row: uuid.UUID) -> HttpResponse:
    """One row, its cells to be corrected; tried at once, so that whoever corrects it knows."""
    found = row_or_404(request, row)
    cells = _cells(found)
    return _correct(request, found, cells) if request.method == "POST" else _show(request, found, cells)


def row_or_404(request: Request, row: uuid.UUID) -> AsideRow:
    found = AsideRow.objects.visible_to(request.user).select_related("file__file", "file__version__county")
    return get_object_or_404(found, pk=row)


def _cells(row: AsideRow) -> list[Cell]:
    """Used columns first; a column without header and cell is left out."""
    sheet = next(found for found in row.file.sheets if found["name"][:100] == row.sheet)
    fields = {index: field for field, indexes in sheet["columns"].items() for index in indexes}
    standing = actions.correction_of(row)
    came, now = row.cells, standing.cells if standing else row.cells
    texts = [(index, _at(sheet["labels"], index)) for index in range(max(len(sheet["labels"]), len(came)))]
    cells = [Cell(index, label, fields.get(index, ""), _at(came, index), _at(now, index)) for index, label in texts]
    return sorted((cell for cell in cells if cell.label or cell.came), key=lambda cell: not cell.field)


def _at(texts: list[str | None], index: int) -> str:
    return (texts[index] or "") if index < len(texts) else ""


def _show(request: Request, row: AsideRow, cells: list[Cell]) -> HttpResponse:
    item = row.file
    names = field_names(item.roster, policy_of(item.version, timezone.localdate()))
    context = {"row": row, "item": item, "version": item.version, "cells": cells, "names": names,
               "standing": actions.correction_of(row), "section": "rosters"}  # fmt: skip
    return render(request, "rosters/row.html", context)


def _correct(request: Request, row: AsideRow, cells: list[Cell]) -> HttpResponse:
    texts: list[str | None] = list(row.cells)
    for cell in cells:
        texts += [None] * (cell.index + 1 - len(texts))
        texts[cell.index] = request.POST.get(f"c{cell.index}", cell.text).strip()[:500] or None
    with private() as folder:
        problem = try_row(row, texts, policy_of(row.file.version, timezone.localdate()), folder)
    actions.correct(row, texts, problem, request.user)
    if problem:
        messages.error(request, _("第 {row} 行记下了，可是还不能收：{why}。").format(row=row.row, why=why_not(problem)))
        return redirect("row", row.pk)
    messages.success(request, _("第 {row} 行改好了，下次比对就计入。").format(row=row.row))
    return redirect("file_rows", row.file_id)


@needs("load_rosters")
@require_POST
def undo(request: Request, row: uuid.UUID) -> HttpResponse:
    found = row_or_404(request, row)
    actions.undo(found, request.user)
    messages.success(request, _("第 {row} 行恢复成来时的样子。").format(row=found.row))
    return redirect("file_rows", found.file_id)
