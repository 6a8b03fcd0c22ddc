"""Taking a worklist along, and reading it back."""

import tempfile
import uuid
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.audit.actions import record
from guixiao.cases.models import WORKLIST_PARTS, Worklist, part_of_line
from guixiao.cases.sheets import actions
from guixiao.cases.sheets.columns import MOST, Column
from guixiao.cases.sheets.kinds import KINDS
from guixiao.cases.sheets.kinds.base import Kind, day_named
from guixiao.cases.sheets.kinds.day import FROM_DAY
from guixiao.cases.sheets.reading import read_worklist
from guixiao.cases.sheets.writing import write_worklist
from guixiao.cases.views import Request, frame
from guixiao.children.models import Round
from guixiao.linkage.reading import RosterError
from guixiao.vault.files import private

LARGEST = 5_000_000  # bytes of a worklist
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AREAS = {"efforts": "cases", **dict.fromkeys(("tasks", "rectification", "closures", "draws"), "oversight")}
BACK = {"day", *(kind.back for kind in KINDS.values())}


@needs("verify")
@never_cache
@require_POST
def sheet(request: Request) -> HttpResponseBase:
    """The list that the filters leave, as a workbook to fill in."""
    kind, made = _kind(request), Round.objects.shown_to(request.user)
    rows = kind.rows(actions.only_for(request.user, kind), request.POST) if made else ()
    if made is None or not 0 < len(rows) <= MOST:
        messages.warning(request, _("一张表最多 %(most)s 行，至少一行；请先挑一挑。") % {"most": f"{MOST:,}"})
        return redirect(_back(request, kind))
    with private() as folder:
        out = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # handed to the response, which closes it
        written = write_worklist(out, kind, made, rows, folder)
    told = {"list": str(kind.title), "rows": written, "numbers": "masked"}
    record(request.user, "list.export", place=request.user.path, detail=told)
    out.seek(0)
    name = f"{kind.title}-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


def _kind(request: Request) -> Kind:
    """The list named in the form; verification where it names none. One that these posts may not fill in is none at all."""
    kind = KINDS.get(request.POST.get("list", "verification"))
    if kind is None or not actions.only_for(request.user, kind).current_posts:
        raise Http404
    return kind


def _back(request: Request, kind: Kind) -> str:
    """The page that the form was on."""
    return "day" if request.POST.get("from") == FROM_DAY else kind.back


@needs("verify")
@never_cache
@require_POST
def sheet_read(request: Request) -> HttpResponse:
    back = _back(request, _kind(request))
    upload, made = request.FILES.get("file"), Round.objects.shown_to(request.user)
    if upload is None or made is None or (upload.size or 0) > LARGEST:
        messages.warning(request, _("请选填好的那张表，不超过 5 MB。"))
        return redirect(back)
    file = PurePath(str(upload.name)).name[:255]
    try:
        with private() as folder:
            path = folder / "worklist.xlsx"
            path.write_bytes(upload.read())
            kind, lines = read_worklist(path)
    except RosterError as problem:
        problem.file = file
        messages.warning(request, problem.message("en" if get_language() == "en" else "zh"))
        return redirect(back)
    if not actions.only_for(request.user, kind).current_posts:
        raise Http404
    return redirect("worklist", actions.keep(request.user, made, file, kind, lines).pk)


@needs("verify")
@never_cache
def worklist(request: Request, worklist: uuid.UUID) -> HttpResponse:
    """What would become of each row; afterwards, what became of it. `part`: only the rows behind one of the figures."""
    kept = _find(request, worklist)
    kind, part = actions.kind_of(kept), request.GET.get("part", "")
    words, told = kind.words(), [line for line in kept.lines if _shown(part_of_line(line), part)]
    mine = actions.still_mine(request.user, kept, told)
    first, heads = _(kind.columns[0].title), [_(column.title) for column in kind.filled]
    rows = [
        line | {"words": words.get(line["why"], ""), "url": kind.url(line["key"]) if line["why"] != "not_listed" else "",
                "cells": [(head, _said(line, column), column.day) for head, column in zip(heads, kind.filled, strict=True)],
                "blank": line["why"] == "blank"}
        for line in mine
    ]  # fmt: skip
    moved = kept.counts["moved"] if kind.facts and not kept.applied_at else 0
    context = frame(kept.round) | {
        "kept": kept, "kind": kind, "first": first, "heads": heads, "counts": kept.counts,
        "lines": rows, "hidden": len(told) - len(mine), "moved": moved, "area_of_page": _area(kind),
        "section": _area(kind), "part": part,
    }  # fmt: skip
    return render(request, "cases/worklist.html", context)


def _said(line: dict[str, Any], column: Column) -> str:
    """What was filled in; a day as it was understood: some programs keep it as a number of days."""
    told = str(line.get(column.name, ""))
    day = day_named(told) if column.day else None
    return day.isoformat() if day else told


def _shown(part: str, asked: str) -> bool:
    """Unless something else is asked for, every row in which something is filled in."""
    return asked in (part, "all") or (asked not in WORKLIST_PARTS and part != "blank")


def _area(kind: Kind) -> str:
    """Where the list stands in the navigation."""
    return AREAS.get(kind.back, "verify")


@needs("verify")
@require_POST
def worklist_apply(request: Request, worklist: uuid.UUID) -> HttpResponse:
    result = actions.apply(request.user, _find(request, worklist), moved_too=request.POST.get("moved") == "1")
    messages.success(request, _("%(count)s 行已记下。") % {"count": f"{len(result.done):,}"})
    return redirect("worklist", worklist)


@needs("verify")
@require_POST
def worklist_undo(request: Request, worklist: uuid.UUID) -> HttpResponse:
    kept = _find(request, worklist)
    if kept.undone_at:  # pressed twice: the page says that it is undone
        return redirect("worklist", worklist)
    result = actions.undo(request.user, kept)
    messages.success(request, _("已撤销 %(count)s 行。") % {"count": f"{len(result.done):,}"})
    if left := len(kept.done) - len(result.done):
        messages.warning(request, _("%(count)s 行没有撤销：已经有人接着办了，或者不能撤销。") % {"count": f"{left:,}"})
    return redirect("worklist", worklist)


def _find(request: Request, key: uuid.UUID) -> Worklist:
    found = Worklist.objects.visible_to(request.user).select_related("round").filter(pk=key).first()
    if found is None:
        raise Http404
    return found
