"""/coverage/<place>/changes/: two rounds held against each other."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guixiao.changes.actions import baseline, compare
from guixiao.changes.models import Comparison
from guixiao.changes.rules import ELSEWHERE, NOWHERE
from guixiao.children.models import Round
from guixiao.reports.changes import words
from guixiao.reports.changes.filters import HEADS, Filters, filters_of
from guixiao.reports.changes.reading import corrected_many, items, lines, listed, summary
from guixiao.reports.coverage import find_round
from guixiao.reports.listing import without
from guixiao.reports.spots import Spot, find_spot, verbs_at
from guixiao.reports.views import Request

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: Request, place: str) -> HttpResponse:
    spot = find_spot(request.user, place)
    asked = request.POST if request.method == "POST" else request.GET
    after = find_round(request.user, asked.get("round", ""))
    if after is None:
        return render(request, "reports/empty.html", {"spot": spot})
    before = earlier(request, asked.get("since", ""), after)
    if before is not None and request.method == "POST":
        compare(before, after)
        pair = urlencode({"since": before.pk, "round": after.pk})
        return redirect(f"{reverse('changes', args=[place])}?{pair}")
    context = {"spot": spot, "round": after, "before": before, "rounds": _rounds(request, after), "area_of_page": "changes",
               "verbs_here": verbs_at(request.user, spot)}  # fmt: skip
    comparison = Comparison.objects.filter(before=before, after=after).select_related("before", "after").first()
    if comparison is not None:
        context |= _compared(request, comparison, spot)
    name = "_changes_list.html" if comparison and request.htmx.target == "changes-list" else "changes.html"
    return render(request, f"reports/{name}", context)


def _rounds(request: Request, made: Round) -> list[Round]:
    return list(Round.objects.visible_to(request.user).filter(county=made.county).defer("wording"))


def earlier(request: Request, number: str, after: Round) -> Round | None:
    """The round asked for; without one, what "since last round" means."""
    if not number:
        return baseline(after)
    found = find_round(request.user, number)
    if found is None or found.county_id != after.county_id:
        raise Http404
    return found


def filters_of_page(query: Mapping[str, str]) -> Filters:
    """The page opens with the children who are newly to be found."""
    return filters_of(query) if {"kind", "from", "to"} & set(query) else Filters("new")


def _compared(request: Request, comparison: Comparison, spot: Spot) -> dict[str, Any]:
    filters = filters_of_page(request.GET)
    found = summary(request.user, comparison, spot)
    pages = Paginator(listed(request.user, comparison, spot, filters), PER_PAGE)
    if filters.unmoved:
        pages.count = found.flow.cells[filters.whence, filters.where]  # most of a county: counted already
    page = pages.get_page(request.GET.get("page"))
    rows = list(page.object_list)
    asked = {name: request.GET[name] for name in ("since", "round") if request.GET.get(name)}
    return {
        "comparison": comparison,
        "summary": found,
        "heads": [(name, words.HEADS[name], found.count(kinds)) for name, kinds in HEADS.items()],
        "corrected": corrected_many(request.user, comparison, spot),
        "lines": lines(found.flow),
        "outer": [
            (where, left, joined)
            for where in (NOWHERE, ELSEWHERE)
            if (left := found.flow.left(where)) + (joined := found.flow.joined(where))
        ],
        "filters": filters,
        "page": page,
        "items": items(request.user, comparison, spot, rows),
        "pair": f"{urlencode(asked)}&" if asked else "",
        "turn": without(request.GET, "page"),
    }
