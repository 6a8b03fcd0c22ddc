"""Taking a worklist along, and reading it back."""

import tempfile
import uuid

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
from guixiao.cases import listing, wording
from guixiao.cases.models import Worklist
from guixiao.cases.sheets import actions
from guixiao.cases.sheets.columns import MOST
from guixiao.cases.sheets.reading import read_worklist
from guixiao.cases.sheets.writing import write_worklist
from guixiao.cases.views import Request, asked, frame, in_order
from guixiao.children.models import Round
from guixiao.linkage.reading import RosterError
from guixiao.vault.files import private

LARGEST = 5_000_000  # bytes of a worklist
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("verify")
@never_cache
@require_POST
def sheet(request: Request) -> HttpResponseBase:
    """The list that the filters leave, as a workbook to fill in."""
    filters, made = listing.filters_of(request.POST), Round.objects.shown_to(request.user)
    _area, found = asked(request.user, filters)
    rows = in_order(listing.of_tab(found, filters.tab, request.user))
    count = rows.count()
    if made is None or not 0 < count <= MOST:
        messages.warning(request, _("一张表最多 %(most)s 个孩子，至少一个；请先挑一挑。") % {"most": f"{MOST:,}"})
        return redirect("cases")
    with private() as folder:
        out = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # handed to the response, which closes it
        written = write_worklist(out, made, rows, folder)
    told = {"list": str(wording.STANDINGS.get(filters.tab, filters.tab)), "rows": written, "numbers": "masked"}
    record(request.user, "list.export", place=request.user.path, detail=told)
    out.seek(0)
    name = _("核查") + f"-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


@needs("verify")
@never_cache
@require_POST
def sheet_read(request: Request) -> HttpResponse:
    upload, made = request.FILES.get("file"), Round.objects.shown_to(request.user)
    if upload is None or made is None or (upload.size or 0) > LARGEST:
        messages.warning(request, _("请选填好的那张表，不超过 5 MB。"))
        return redirect("cases")
    try:
        with private() as folder:
            path = folder / "worklist.xlsx"
            path.write_bytes(upload.read())
            lines = read_worklist(path, made)
    except RosterError as problem:
        messages.warning(request, problem.message("en" if get_language() == "en" else "zh"))
        return redirect("cases")
    kept = actions.keep(request.user, made, str(upload.name)[:255], lines)
    return redirect("worklist", kept.pk)


@needs("verify")
@never_cache
def worklist(request: Request, worklist: uuid.UUID) -> HttpResponse:
    """What would become of each row; afterwards, what became of it."""
    kept = _find(request, worklist)
    lines = [line | {"said": wording.REFUSALS.get(line["why"], "")} for line in kept.lines if line["why"] != "blank"]
    mine = actions.still_mine(request.user, lines)
    context = frame(kept.round) | {"kept": kept, "counts": kept.counts, "lines": mine, "hidden": len(lines) - len(mine)}
    return render(request, "cases/worklist.html", context)


@needs("verify")
@require_POST
def worklist_apply(request: Request, worklist: uuid.UUID) -> HttpResponse:
    result = actions.apply(request.user, _find(request, worklist))
    messages.success(request, _("%(count)s 个孩子已记下。") % {"count": f"{result.done:,}"})
    return redirect("worklist", worklist)


@needs("verify")
@require_POST
def worklist_undo(request: Request, worklist: uuid.UUID) -> HttpResponse:
    result = actions.undo(request.user, _find(request, worklist))
    messages.success(request, _("已撤销 %(count)s 个孩子。") % {"count": f"{result.done:,}"})
    if left := sum(map(len, result.refused.values())):
        messages.warning(request, _("%(count)s 个已经有人接着办了，没有撤销。") % {"count": f"{left:,}"})
    return redirect("worklist", worklist)


def _find(request: Request, key: uuid.UUID) -> Worklist:
    found = Worklist.objects.visible_to(request.user).select_related("round").filter(pk=key).first()
    if found is None:
        raise Http404
    return found
