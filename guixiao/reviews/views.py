"""The review page: one doubt at a time, and the list of all of them."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.children.models import Round
from guixiao.reviews import actions, listing, queue, rules, wording
from guixiao.reviews.models import Decision, Doubt
from guixiao.reviews.panel import panel

PER_PAGE = 50


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


@needs("review")
@never_cache
def review(request: Request) -> HttpResponse:
    """The next doubt, or that there is none."""
    doubt = actions.take_next(request.user)
    if doubt is None:
        return render(request, "reviews/empty.html", _frame(request) | {"left": queue.asked(request.user).open().count()})
    return _show(request, _find(request, doubt.pk))


@needs("review")
@never_cache
def doubt(request: Request, doubt: uuid.UUID) -> HttpResponse:
    found = _find(request, doubt)
    actions.hold(request.user, found.pk)
    return _show(request, _find(request, doubt))


def about_a_doubt(view: Callable[[Request, Doubt], HttpResponseBase]) -> Callable[[Request, uuid.UUID], HttpResponseBase]:
    """A POST about a doubt that is one's own to see: else 404, whatever the method."""

    @needs("review")
    @never_cache
    @wraps(view)
    def found(request: Request, doubt: uuid.UUID) -> HttpResponseBase:
        row = _find(request, doubt)
        return view(request, row) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

    return found


@about_a_doubt
@needs("reveal")
def reveal(request: Request, found: Doubt) -> HttpResponse:
    """The same page with the numbers in full; the look is written down first."""
    actions.reveal(request.user, found)
    return _show(request, found, unmasked=True)


@about_a_doubt
def decide(request: Request, found: Doubt) -> HttpResponse:
    ranks = list(found.candidates.values_list("rank", flat=True))
    settles = found.round.wording.get("decidable", {})
    answer = rules.answer_of(request.POST.get("answer", ""), ranks, request.POST.get("outcome", ""), settles)
    if answer is None:
        messages.warning(request, _("没有选答案，什么也没有记下。"))
        return redirect("doubt", found.pk)
    try:
        actions.decide(request.user, found, answer)
    except actions.Settled as refusal:
        messages.warning(request, _settled(refusal.decision, request.user))
    except actions.Given:
        messages.warning(request, _("这一行刚才已经归了别的孩子，您的答案没有记下。"))
        return redirect("doubt", found.pk)
    else:
        messages.success(request, _("已记下：%(name)s，%(answer)s。") % {"name": _name(found), "answer": _said(answer.kind)})
    return redirect("review")


@about_a_doubt
def skip(request: Request, found: Doubt) -> HttpResponse:
    actions.skip(request.user, found)
    messages.info(request, _("%(name)s先放一放，排到最后。") % {"name": _name(found)})
    return redirect("review")


@needs("review")
@require_POST
def undo(request: Request) -> HttpResponse:
    """Take back the decision that the form names: a second press must not take back one more."""
    key = request.POST.get("decision", "")
    decisions = Decision.objects.visible_to(request.user).select_related(
        "doubt__round__county", "doubt__town", "doubt__coverage__child"
    )
    decision = get_object_or_404(decisions, pk=int(key) if key.isdecimal() and len(key) < 12 else 0)
    try:
        undone = actions.undo(request.user, decision)
    except PermissionError:
        messages.warning(request, _("只能撤销自己刚才的那一条；更早的请县里撤销。"))
    else:
        said = _("已撤销：%(name)s，重新判。") if undone else _("%(name)s的那一条已经撤销过了。")
        messages.info(request, said % {"name": _name(decision.doubt)})
    return redirect("doubt", decision.doubt_id)


@needs("review")
def doubts(request: Request) -> HttpResponse:
    """Every doubt of the round: open, decided by whom, skipped."""
    filters = listing.filters_of(request.GET)
    whole = queue.asked(request.user)
    found = listing.narrowed(whole, filters)
    page = Paginator(listing.in_order(found, filters), PER_PAGE).get_page(request.GET.get("page"))
    context = _frame(request) | {
        "filters": filters, "page": page, "counts": listing.counts(request.user), "people": listing.deciders(whole),
        "states": wording.STATES, "turn": listing.turn(request.GET), "now": timezone.now(),
    }  # fmt: skip
    return render(request, "reviews/list.html", context)


def _find(request: Request, key: uuid.UUID) -> Doubt:
    rows = Doubt.objects.visible_to(request.user).select_related(
        "round__county", "town", "held_by", "coverage__child", "coverage__town", "coverage__village"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _show(request: Request, found: Doubt, *, unmasked: bool = False) -> HttpResponse:
    context = _frame(request)
    shown = panel(request.user, found, unmasked=unmasked)
    context |= {
        "panel": shown,
        "may_undo": shown.decision is not None and actions.may_take_back(request.user, shown.decision),
        "round": found.round,
        "unmasked": unmasked,
        "holder": found.holder(request.user, timezone.now()),
        "settles": found.round.wording.get("decidable", {}),
        "reason": wording.REASONS.get(found.reason, ""),
        "who": _named(found),
    }
    return render(request, "reviews/doubt.html", context)


def _frame(request: Request) -> dict[str, Any]:
    """How far the queue is, what may be taken back, what is not counted yet."""
    progress = queue.progress(request.user)
    made = Round.objects.shown_to(request.user)
    return {
        "section": "review",
        "area_of_page": "review",
        "round": made,
        "waits": progress[True],
        "rest": progress[False],
        "last": queue.last_of(request.user),
        "uncounted": queue.uncounted(made.county) if made else None,
    }


def _name(found: Doubt) -> str:
    return str(found.coverage.child) or _("没有名字的孩子")


def _named(found: Doubt) -> str:
    """Name and village: namesakes stand in the queue side by side."""
    village = found.coverage.village or found.coverage.village_text
    return _("%(name)s（%(village)s）") % {"name": _name(found), "village": village} if village else _name(found)


def _said(kind: str) -> str:
    return str(dict(Decision.Kind.choices)[kind])


def _settled(decision: Decision | None, user: User) -> str:
    if decision is None:
        return _("别人刚才判了又撤销了，请再看一遍。")
    if decision.made_by == user:
        return _("这一条您刚才已经判过了。")
    said = {"who": decision.made_by, "answer": _said(decision.kind)}
    return _("%(who)s先判了：%(answer)s。您的答案没有记下。") % said
