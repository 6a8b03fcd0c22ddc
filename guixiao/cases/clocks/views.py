"""My day: what is late, what is due, what came in; then one list in the order in which it matters."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.cases.clocks import actions, listing, wording
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.clocks.rows import rows_of
from guixiao.cases.raw import Keys
from guixiao.children.models import Round
from guixiao.lib.workdays import PLAIN, Calendar


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


@needs("verify")
@never_cache
def day(request: Request) -> HttpResponse:
    """Everyone's first page."""
    user, filters = request.user, listing.filters_of(request.GET)
    made = Round.objects.shown_to(user)
    calendar = calendar_of(made.county_id) if made else PLAIN
    actions.catch_up_seen(user)
    when = listing.Day.of(calendar)
    found = listing.in_tabs(user, filters, when)
    page = Paginator(found[filters.tab], listing.PER_PAGE).get_page(request.GET.get("page", ""))
    context = {
        "section": "day", "area_of_page": "day", "round": made, "filters": filters, "page": page, "turn": filters.words(),
        "counts": {tab: len(keys) for tab, keys in found.items()}, "rows": _rows(page, calendar, when), "when": when,
        "calendar": calendar, "lists": wording.SHEETS.items(),
        "numbers": wording.NUMBERS.items(), "empty": wording.EMPTY[filters.tab],
        "states": wording.STATES, "marks": wording.MARKS,
    }  # fmt: skip
    return render(request, "clocks/day.html", context)


def _rows(page: "Page[Any]", calendar: Calendar, when: listing.Day) -> list[Any]:
    keys = Keys()
    return rows_of([keys[key] for key in page.object_list], calendar, when.today)
