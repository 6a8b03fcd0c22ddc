"""The pages of imports: files in, what reading them told, the confirmation, how far it is, and the versions there were."""

import uuid
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.children.models import Round
from guixiao.rosters.files.actions import add_files, forget_sealed, seal_file
from guixiao.rosters.files.uploads import refusal
from guixiao.rosters.imports import actions, page
from guixiao.rosters.imports.forms import LEAST, ConfirmForm
from guixiao.rosters.imports.rules import OPEN, Reason, State
from guixiao.rosters.models import Import


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User
    htmx: HtmxDetails


def county_or_404(request: Request) -> Area:
    county = page.county_of(request.user)
    if county is None:
        raise Http404
    return county


def import_or_404(request: Request, version: uuid.UUID) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.user).select_related("county"), pk=version)


@needs("load_rosters")
def rosters(request: Request) -> HttpResponse:
    """The county's versions, and the way to a new one."""
    county = county_or_404(request)
    opened = Import.objects.filter(county=county, state__in=OPEN).order_by("made_at")
    rounds = Round.objects.visible_to(request.user).filter(county=county).select_related("made_from", "made_by", "current")
    base = page.last_import(county)
    context = {"county": county, "opened": opened, "rounds": rounds, "slots": page.slots(None, [], county), "current": base,
               "outstanding": page.outstanding(county, base), "section": "rosters"}  # fmt: skip
    return render(request, "rosters/rosters.html", context)


@needs("load_rosters")
@require_POST
def upload(request: Request) -> HttpResponse:
    """Files into the open import, or a new one; each is sealed as it comes, then all are taken in together."""
    county = county_or_404(request)
    files = request.FILES.getlist("files")
    taken = [file for file in files if not refusal(file)]
    for file in files:
        if file not in taken:
            messages.error(request, refusal(file))
    if not files:
        messages.error(request, _("没有选文件。"))
    if not taken:
        return _go(request, "rosters")
    version = actions.open_import(county, request.user)
    sealed = [seal_file(version, file.name or "", cast(BinaryIO, file)) for file in taken]
    try:
        add_files(version, sealed, request.user)
    except actions.Refused:
        forget_sealed(sealed)
        messages.error(request, _("正在比对，不能再放文件。等它做完，再开始新的一版。"))
    return _go(request, "import", version.pk)


@needs("load_rosters")
def version(request: Request, version: uuid.UUID) -> HttpResponse:
    """One import, whatever its state. What only waits asks for its progress again and again; a new state loads the page."""
    found = import_or_404(request, version)
    if request.htmx.target == "progress":
        if not found.is_moving:
            return HttpResponseClientRefresh()
        return render(request, "rosters/_progress.html", page.progress_context(found))
    return _show(request, found)


def _show(request: Request, found: Import, form: ConfirmForm | None = None) -> HttpResponse:
    context = page.context_of(found, timezone.localdate()) | {"form": form, "section": "rosters"}
    return render(request, "rosters/import.html", context, status=422 if form else 200)


@needs("load_rosters")
@require_POST
def confirm(request: Request, version: uuid.UUID) -> HttpResponse:
    found = import_or_404(request, version)
    last = page.current_round(found.county)
    day = last.as_of if last else None
    form = ConfirmForm(request.POST, today=timezone.localdate(), last=day, must_explain=bool(found.signs))
    if not form.is_valid():
        return _show(request, found, form)
    if found.state == State.CHECKED and page.context_of(found, timezone.localdate())["obstacles"]:
        return _show(request, found, form)
    return act(request, found, lambda: actions.confirm(found, request.user, form.answer))


@needs("load_rosters")
@require_POST
def discard(request: Request, version: uuid.UUID) -> HttpResponse:
    found = import_or_404(request, version)
    return act(request, found, lambda: actions.discard(found, request.user), to="rosters")


@needs("load_rosters")
@require_POST
def take_back(request: Request, version: uuid.UUID) -> HttpResponse:
    found = import_or_404(request, version)
    return act(request, found, lambda: actions.take_back(found, request.user))


@needs("load_rosters")
@require_POST
def try_again(request: Request, version: uuid.UUID) -> HttpResponse:
    found = import_or_404(request, version)
    return act(request, found, lambda: actions.try_again(found, request.user))


@needs("load_rosters")
@require_POST
def recount(request: Request) -> HttpResponse:
    """The current version's files once more, with the decisions and corrections made since."""
    base = page.last_import(county_or_404(request))
    if base is None:
        messages.error(request, _("现在的版本不是在这里导入的，没有文件可以重新比对。请先导入名册。"))
        return redirect("rosters")
    reason = Reason.CORRECTIONS if request.POST.get("reason") == Reason.CORRECTIONS else Reason.DECISIONS
    return redirect("import", actions.recount(base, request.user, reason).pk)


@needs("load_rosters")
def restore(request: Request, round: int) -> HttpResponse:
    """An earlier version again, after a confirmation that says why."""
    made = get_object_or_404(Round.objects.visible_to(request.user).filter(county__in=request.user.scope.county), pk=round)
    current, why = page.current_round(made.county), request.POST.get("why", "").strip()
    if current is None or current == made:
        return redirect("rosters")
    context = {"made": made, "current": current, "why": why, "section": "rosters"}
    if request.method != "POST" or len(why) < LEAST:
        wrong = request.method == "POST"
        return render(request, "rosters/restore.html", context | {"wrong": wrong}, status=422 if wrong else 200)
    try:
        shown = get_object_or_404(Round.objects.filter(county=made.county), pk=request.POST.get("current") or 0)
        actions.restore(made, shown, request.user, why)
        messages.success(request, _("各页现在用的是这一版。要回去，把原来那一版再恢复就行。"))
    except actions.Refused:
        messages.error(request, _("这一版刚才已经往下走了，这一步没有做。请看现在的样子。"))
    return redirect("rosters")


def act(request: Request, found: Import, what: Callable[[], None], to: str = "") -> HttpResponse:
    """Act, and say so where the import has gone on meanwhile."""
    try:
        what()
    except actions.Refused:
        messages.error(request, _("这一版刚才已经往下走了，这一步没有做。请看现在的样子。"))
        to = ""
    return redirect(to) if to else redirect("import", found.pk)


def _go(request: Request, name: str, *arguments: Any) -> HttpResponse:
    """A redirect, for the script that sent the files as for the browser alone."""
    answer = redirect(name, *arguments)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer
