"""Coverage: the equation of a place, its table, the children behind every number, and why each stands where it stands."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.middleware import HtmxDetails

from guixiao.accounts.models import User
from guixiao.children.models import Coverage, Round
from guixiao.children.rules import IN_EQUATION, OUTSIDE, TO_FIND
from guixiao.reports import listing, rules, wording
from guixiao.reports.coverage import equation, find_round, reasons, seen, table
from guixiao.reports.spots import Spot, find_spot, home_of, spot_of
from guixiao.reports.why.reading import why

PER_PAGE = 50


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User
    htmx: HtmxDetails


def home(request: Request) -> HttpResponse:
    place = home_of(request.user)
    return redirect("coverage", place) if place else render(request, "reports/no_post.html")


def coverage(request: Request, place: str) -> HttpResponse:
    spot = find_spot(request.user, place)
    made = find_round(request.user, request.GET.get("round", ""))
    if made is None:
        return render(request, "reports/empty.html", {"spot": spot})
    rows, sort = seen(request.user, made, spot), request.GET.get("sort", "")
    main, apart = (equation(rows, made, spot, apart=apart) for apart in (False, True))
    places = table(request.user, made, spot, sort)
    context = _context(request, made, spot) | {
        "main": main,
        "apart": apart,
        "apart_parts": rules.in_bucket_order(apart),
        "segments": rules.segments(main),
        "table": places,
        "foot": rules.sums(main, [place.line for place in places]),
        "reasons": reasons(rows),
        "to_find": main.sum_of(TO_FIND) + apart.sum_of(TO_FIND),
        "columns": IN_EQUATION,
        "outside": OUTSIDE,
        "sort": sort,
    }
    return render(request, "reports/coverage.html", context)


def children(request: Request, place: str) -> HttpResponse:
    spot = find_spot(request.user, place)
    made = find_round(request.user, request.GET.get("round", ""))
    if made is None:
        return render(request, "reports/empty.html", {"spot": spot})
    filters = listing.filters_of(request.GET)
    whole = listing.within_bucket(seen(request.user, made, spot), filters)
    page = Paginator(listing.in_order(listing.narrowed(whole, filters)), PER_PAGE).get_page(request.GET.get("page"))
    context = _context(request, made, spot) | {
        "filters": filters, "page": page, "outcomes": listing.outcomes(whole), "groups": wording.GROUPS,
        "buckets": (*IN_EQUATION, *OUTSIDE), "turn": listing.without(request.GET, "page"),
    }  # fmt: skip
    return render(request, "reports/_list.html" if request.htmx.target == "list" else "reports/children.html", context)


def child(request: Request, child: uuid.UUID) -> HttpResponse:
    return child_page(request, child, {})


def child_page(request: Request, child: uuid.UUID, shown: dict[str, str]) -> HttpResponse:
    """`shown`: numbers that were just asked for."""
    made = find_round(request.user, request.POST.get("round") or request.GET.get("round", ""))
    stands = Coverage.objects.visible_to(request.user).select_related("round", "child", "town", "village", "school")
    row = stands.filter(round=made, child=child).first() if made else None
    if row is None:
        raise Http404
    context = _context(request, row.round, spot_of(request.user, row)) | {"row": row, "rosters": wording.ROSTERS, "shown": shown}
    if request.htmx and not shown:
        return render(request, "reports/_why.html", context)
    return render(request, "reports/child.html", context | why(request.user, row))


def _context(request: Request, made: Round, spot: Spot) -> dict[str, Any]:
    """What every page of a place needs; `keep` carries an older round from link to link."""
    keep = f"round={made.pk}&" if request.POST.get("round") or request.GET.get("round") else ""
    return {"spot": spot, "round": made, "keep": keep, "area_of_page": getattr(request.resolver_match, "url_name", "")}
