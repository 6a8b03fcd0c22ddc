"""The four lists: their doors; the task list and its paper."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.cases.accountability.listing import places_of
from guixiao.cases.lists import actions, doors, wording
from guixiao.cases.lists.listing import Filters, Listing, filters_of
from guixiao.cases.lists.sources import KINDS
from guixiao.cases.views import Request
from guixiao.children.models import Round

PER_PAGE = 25
MOST = 2000  # rows on paper


@needs("lists")
@never_cache
def lists(request: Request) -> HttpResponse:
    """The four doors, one number each."""
    made = Round.objects.shown_to(request.user)
    context = frame("lists") | {"round": made, "doors": doors.doors_of(request.user.whole, made)}
    return render(request, "cases/lists/doors.html", context)


@needs("lists")
@never_cache
def tasks(request: Request) -> HttpResponse:
    filters = filters_of(request.GET)
    listing = Listing(request.user, filters)
    page = Paginator(listing.spots, PER_PAGE).get_page(request.GET.get("page", ""))
    context = _context(listing, filters) | {
        "page": page, "tasks": listing.tasks(list(page.object_list)), "counts": listing.states,
        "of_kinds": listing.kinds, "places": places_of(request.user), "lines": wording.LINES,
        "to_state": {name: filters.words(state=name) for name in ("", *wording.STATES)},
    }  # fmt: skip
    return render(request, "cases/lists/tasks.html", context)


@needs("lists")
@never_cache
def tasks_print(request: Request) -> HttpResponse:
    filters = filters_of(request.GET)
    listing = Listing(request.user, filters)
    many = len(listing.spots) > MOST
    if not many:
        actions.record_print(request.user, "tasks", len(listing.spots))
    found = [] if many else listing.tasks(listing.spots)
    context = _context(listing, filters) | {"too_long": many, "most": MOST, "tasks": found, "said": said(listing)}
    return render(request, "cases/lists/print.html", context)


def said(listing: Listing) -> list[str]:
    """The filters in words."""
    filters = listing.filters
    told = (wording.WHO[filters.who], listing.area or "", wording.LINES.get(filters.line, ""), KINDS.get(filters.kind, ""),
            wording.STATES.get(filters.state, ""))  # fmt: skip
    return [str(words) for words in told if words]


def _context(listing: Listing, filters: Filters) -> dict[str, Any]:
    return frame("tasks") | {"round": listing.made, "filters": filters, "turn": filters.words(), "kinds": KINDS,
                             "when": listing.when, "states": wording.STATES, "marks": wording.MARKS}  # fmt: skip


def frame(name: str) -> dict[str, Any]:
    """Where the page stands in the navigation."""
    return {"section": "oversight", "area_of_page": "oversight", "oversight": name}
