"""The accountability list, its paper, and what somebody says beside a row."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.cases.accountability import actions, listing, wording
from guixiao.cases.accountability.rows import facts_of
from guixiao.cases.accountability.rules import DUTY, LONGEST, ORDER, Spot
from guixiao.cases.accountability.sight import breaches_for, missed_for, named
from guixiao.cases.orders.forms import version_of
from guixiao.cases.views import Request
from guixiao.children.models import Round

AT_ONCE = 25
MOST = 2000  # rows on paper


@needs("accountability")
@never_cache
def accountability(request: Request) -> HttpResponse:
    return _page(request, request.GET)


def _page(request: Request, asked: QueryDict, kept: dict[str, Any] | None = None) -> HttpResponse:
    """`kept`: what somebody wrote and could not be recorded, so that it is not lost."""
    filters = listing.filters_of(asked)
    spots, frame = _asked(request, filters)
    page = Paginator(spots, AT_ONCE).get_page(asked.get("page", ""))
    context = frame | {"page": page, "facts": facts_of(request.user, list(page.object_list)), "turn": filters.words(),
                       "places": listing.places_of(request.user), "longest": LONGEST, "kept": kept,
                       "words": {name or "all": filters.words(kind=name) for name in ("", *wording.KINDS)}}  # fmt: skip
    return render(request, "cases/accountability/list.html", context, status=409 if kept else 200)


@needs("accountability")
@never_cache
def printed(request: Request) -> HttpResponse:
    filters = listing.filters_of(request.GET)
    spots, frame = _asked(request, filters)
    many = len(spots) > MOST
    if not many:
        actions.record_print(request.user, len(spots))
    context = frame | {"too_long": many, "facts": [] if many else facts_of(request.user, spots), "most": MOST,
                       "turn": filters.words(), "place": _place(request, filters.place)}  # fmt: skip
    return render(request, "cases/accountability/print.html", context)


def _asked(request: Request, filters: listing.Filters) -> tuple[Sequence[Spot], dict[str, Any]]:
    """The rows of the kind that is asked for, and what both pages say above them."""
    made = Round.objects.shown_to(request.user)
    spots = listing.spots_of(request.user, filters, made)
    frame = {
        "section": "oversight", "area_of_page": "oversight", "oversight": "accountability", "filters": filters,
        "round": made, "counts": spots.balance, "kinds": wording.KINDS,
        "own_only": not named(request.user, made).current_posts,
    }  # fmt: skip
    return spots.of_kind(filters.kind), frame


def _place(request: Request, code: str) -> str:
    return next((str(area) for area in listing.places_of(request.user) if area.code == code), "")


@require_POST
@needs("accountability")
@never_cache
def answer_breach(request: Request, breach: int) -> HttpResponse:
    found = breaches_for(request.user).select_related("case").filter(pk=breach).first()
    return _answered(request, found, actions.answer_breach, DUTY)


@require_POST
@needs("accountability")
@never_cache
def answer_order(request: Request, addressee: int) -> HttpResponse:
    found = missed_for(request.user).select_related("order", "area", "school").filter(pk=addressee).first()
    return _answered(request, found, actions.answer_order, ORDER)


def _answered(request: Request, found: Any, write: Callable[..., Any], kind: str) -> HttpResponse:
    if found is None:
        raise Http404
    try:
        write(request.user, found, request.POST.get("text", ""), version_of(request.POST))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
        return _page(request, request.POST, {"kind": kind, "key": found.pk, "text": request.POST.get("text", "")})
    messages.success(request, _("您的说明已记在这一条旁边，以后可以补充，不能改。"))
    filters = listing.filters_of(request.POST)
    return redirect(f"{reverse('accountability')}?{filters.words()}")
