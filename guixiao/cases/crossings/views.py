"""Asking about a child of another place, and the pages where such looks are looked over and answered for."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.cases.crossings import actions, listing, wording
from guixiao.cases.crossings.forms import question_of
from guixiao.cases.crossings.models import Crossing
from guixiao.cases.crossings.policies import policy_of
from guixiao.cases.crossings.rules import OUTSIDE, STATES, STEPS, WAITING
from guixiao.cases.effort.sentences import word
from guixiao.lib.masks import as_typed


@sensitive_post_parameters("number", "name", "born", "words")
@needs("look_outside")
@never_cache
def outside(request: Any) -> HttpResponse:
    """The question and, under it, what it found: on this page once, by POST alone, and nowhere again."""
    if request.method != "POST":
        return _page(request, {})
    try:
        shown = actions.ask_outside(request.user, question_of(request.POST))
    except actions.Refused as refused:
        said = as_typed(request.POST.dict()) | {"number": ""}
        return _page(request, {"said": said, "wrong": wording.REFUSALS[refused.why]}, status=422)
    return _page(request, {"shown": shown})


def _page(request: Any, more: dict[str, Any], status: int = 200) -> HttpResponse:
    policy = policy_of(request.user.whole)
    left = policy.crossings.per_day - actions.asked_today(request.user)
    purposes = [(name, word(row)) for name, row in policy.crossing_purposes.items()]
    context = {"area_of_page": "outside", "bounds": policy.crossings, "left": max(left, 0), "purposes": purposes,
               "today": timezone.localdate(), "said": {}, **more}  # fmt: skip
    return render(request, "cases/crossings/outside.html", context, status=status)


@needs("looks")
@never_cache
def mine(request: Any) -> HttpResponse:
    """What one looked at oneself beyond one's place: whether somebody looked it over, and what was asked."""
    rows = listing.of_tab(Crossing.objects.own(request.user), wording.ALL).order_by("-at", "-pk")
    page = Paginator(rows, listing.PER_PAGE).get_page(request.GET.get("page", ""))
    context = {"area_of_page": "outside", "page": page, "rows": listing.told(request.user.whole, page), "turn": ""}
    return render(request, "cases/crossings/mine.html", context)


@needs("looks")
@never_cache
@require_POST
def answer(request: Any, mine: uuid.UUID) -> HttpResponse:
    found = Crossing.objects.own(request.user).filter(pk=mine).first()
    if found is None:
        raise Http404
    _say(request, found, "answer")
    return redirect("crossings_mine")


@needs("review_looks")
@never_cache
def crossings(request: Any) -> HttpResponse:
    """For the county's office: what waits for a look first; an administrator reads no child's name."""
    rows = Crossing.objects.visible_to(request.user)
    tab = request.GET.get("tab", "")
    tab = tab if tab in (*STATES, wording.ALL) else WAITING
    page = Paginator(listing.of_tab(rows, tab).order_by("-at", "-pk"), listing.PER_PAGE).get_page(request.GET.get("page", ""))
    counted = listing.counts(rows)
    context = {
        "area_of_page": "crossings", "tab": tab, "page": page, "rows": listing.told(request.user, page), "turn": f"tab={tab}",
        "parts": [(name, wording.STATES[name], counted[name]) for name in STATES], "whole": counted[wording.ALL],
    }  # fmt: skip
    return render(request, "cases/crossings/list.html", context)


@needs("review_looks")
@never_cache
def crossing(request: Any, crossing: uuid.UUID) -> HttpResponse:
    found = listing.of_tab(Crossing.objects.visible_to(request.user), wording.ALL).filter(pk=crossing).first()
    if found is None:
        raise Http404
    [told] = listing.told(request.user, [found])
    own = found.user_id == request.user.pk
    context = {"area_of_page": "crossings", "one": told, "own": own, "outside": found.kind == OUTSIDE}
    return render(request, "cases/crossings/one.html", context)


@needs("review_looks")
@never_cache
@require_POST
def remark(request: Any, crossing: uuid.UUID) -> HttpResponse:
    found = Crossing.objects.visible_to(request.user).select_related("county").filter(pk=crossing).first()
    verb = request.POST.get("verb", "")
    if found is None or verb not in STEPS:
        raise Http404
    _say(request, found, verb)
    return redirect("crossing", found.pk)


def _say(request: Any, found: Crossing, verb: str) -> None:
    seen = request.POST.get("seen", "")
    try:
        actions.remark(request.user, found, verb, request.POST.get("words", ""), seen=int(seen) if seen.isdecimal() else -1)
        messages.success(request, _("已记下。"))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
