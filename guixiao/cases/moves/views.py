"""Offering a case to another place, answering an offer, and what the place that let go may still read."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.cases import forms, wording
from guixiao.cases.actions import Moved, Refused, stand_of
from guixiao.cases.attachments.models import Proof
from guixiao.cases.attachments.views import sent
from guixiao.cases.effort.sight import sight_of
from guixiao.cases.models import Case
from guixiao.cases.moves import actions, page
from guixiao.cases.moves.asking import in_parts, read, target_of
from guixiao.cases.moves.models import Move
from guixiao.cases.pages import KeysFirst
from guixiao.cases.views import Request, frame
from guixiao.children.models import Round

PER_PAGE = 50
FIRST = 10  # rows of each part, on the page with all three


@needs("move")
@never_cache
def case_move(request: Request, case: uuid.UUID) -> HttpResponse:
    """To which place of the county a case is offered, and why."""
    rows = Case.objects.visible_to(request.user).select_related("child", "round", "town", "village", "school", "county")
    found = rows.filter(pk=case).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        return _offer(request, forms.as_seen(found, request.POST))
    stand = stand_of(found)
    kinds = page.kinds_open(request.user, found, stand)
    context = _frame(found.round) | page.move_context(request.user, found, stand) | {"case": found}
    context |= {"groups": page.targets(found, kinds), "tasks": page.open_tasks(found)}
    return render(request, "cases/moves/offer.html", context)


def _offer(request: Request, found: Case) -> HttpResponse:
    target = target_of(request.POST.get("to", ""), found.county_id)
    try:
        made = actions.offer(request.user, found, target, request.POST.get("why", "")[: forms.LONGEST])
    except (Refused, Moved) as stopped:
        messages.warning(request, told(stopped))
        return redirect("case", found.pk)
    messages.success(request, _("已提出移交给 %(place)s，等那边答复；答复以前仍由原来的人负责。") % {"place": made.there})
    return redirect("case", found.pk)


@needs("move")
@never_cache
def moves(request: Request) -> HttpResponse:
    """What waits for one's answer, what waits for another's, and what is over: the first of each, or one of them page by page."""
    parts, part = in_parts(request.user), request.GET.get("part", "")
    counts = {name: rows.count() for name, rows in parts.items()}
    context = _frame(Round.objects.shown_to(request.user)) | {"counts": counts}
    if part in parts:
        context |= {
            "part": part,
            "turn": f"part={part}",
            "page": KeysFirst(parts[part], PER_PAGE, counts[part]).get_page(request.GET.get("page", "")),
        }
    else:
        context |= {"rows": {name: KeysFirst(rows, FIRST, counts[name]).page(1) for name, rows in parts.items()}}
    return render(request, "cases/moves/list.html", context)


@needs("move")
@never_cache
def move(request: Request, move: uuid.UUID) -> HttpResponse:
    """One offer: to answer, to withdraw, or, for the place that let go, what happened until then."""
    found = _find(request.user, move)
    if request.method == "POST":
        return _answer(request, found)
    here = Case.objects.visible_to(request.user).filter(pk=found.case_id).exists()
    context = _frame(found.case.round) | {"move": found, "case": found.case, "here": here}
    if found.waits:
        context |= page.about(request.user, found, found.case, stand_of(found.case))
        context["tasks"] = page.open_tasks(found.case) if context["answers"] or here else []
    elif not here and Move.objects.had_by(request.user).filter(pk=found.pk).exists():
        context["events"] = page.own_part(request.user, found)
    return render(request, "cases/moves/move.html", context)


@needs("move")
@never_cache
def moved_proof(request: Request, proof: uuid.UUID) -> HttpResponseBase:
    """A file of the old place's own part: what was on the case when it let go."""
    found = (
        Proof.objects.select_related("attachment", "event__case__child", "event__case__round")
        .filter(pk=proof, attachment__withdrawn_at=None)
        .first()
    )
    if found is None or not Move.objects.had_by(request.user).shows(found).exists():
        raise Http404
    if not sight_of(request.user, found.event.case).shut().shows(found.event):
        raise Http404
    return sent(request.user, found, small=False)


def _find(user: User, key: uuid.UUID) -> Move:
    found = read(Move.objects.visible_to(user)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _answer(request: Request, found: Move) -> HttpResponse:
    user, verb, why = request.user, request.POST.get("verb", ""), request.POST.get("why", "")[: forms.LONGEST]
    try:
        if verb == "accept":
            actions.accept(user, found)
            messages.success(request, _("已接收 %(name)s，从现在起由这里负责。") % {"name": found.case})
            return redirect("case", found.case_id)
        if verb == "refuse":
            actions.refuse(user, found, why)
            messages.success(request, _("已答复：不接收。孩子仍在原来的地方。"))
        elif verb == "withdraw":
            actions.withdraw(user, found)
            messages.success(request, _("移交已撤回，孩子仍在原来的地方。"))
        else:
            raise Http404
    except (Refused, Moved) as stopped:
        messages.warning(request, _first(found) or told(stopped))
    return redirect("move", found.pk)


def _first(found: Move) -> str:
    """Who answered first, and how."""
    found.refresh_from_db(fields=["state", "answered_by"])
    if found.waits:
        return ""
    said = {"who": found.answered_by, "what": found.get_state_display()}
    return _("%(who)s刚才先答复了：%(what)s。您的没有记下。") % said


def told(stopped: Refused | Moved) -> str:
    if isinstance(stopped, Refused):
        return str(wording.REFUSALS[stopped.why])
    if stopped.event is None:
        return str(wording.REFUSALS["moved"])
    said = {"who": stopped.event.actor or _("系统"), "what": wording.VERBS[stopped.event.verb]}
    return _("%(who)s刚才先办了：%(what)s。您的没有记下，请看过再办。") % said


def _frame(made: Round | None) -> dict[str, Any]:
    return frame(made) | {"section": "cases", "area_of_page": "moves"}
