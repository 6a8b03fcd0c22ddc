"""Coverage: the equation of a place, its table, the children behind every number, and why each stands where it stands."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.middleware import HtmxDetails

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.alerts.listing import beside
from guixiao.cases.models import Case
from guixiao.children.models import Coverage, Round
from guixiao.children.rules import IN_EQUATION, OUTSIDE, SIDES, TO_FIND
from guixiao.reports import coverage as figures
from guixiao.reports import rules, wording
from guixiao.reports.dimensions import chosen, dimensions_of, key_places_first
from guixiao.reports.spots import Spot, doors, find_spot, home_of, spot_of, verbs_at
from guixiao.reports.then import as_then
from guixiao.reports.why.reading import why


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User
    htmx: HtmxDetails


# Where the day of those begins who see no children's lists: administrators, a department's contact.
DESKS = {"run_system": "running", "manage_posts": "people", "see_audit": "audit", "answer_referral": "asked_of_us"}


def home(request: Request) -> HttpResponse:
    """My day; before the first round the page that says what comes first."""
    if request.user.may("verify") and Round.objects.shown_to(request.user):
        return redirect("day")
    if place := home_of(request.user):
        return redirect("coverage", place)
    desk = next((page for verb, page in DESKS.items() if request.user.may(verb)), None)
    return redirect(desk) if desk else render(request, "reports/no_post.html")


def coverage(request: Request, place: str) -> HttpResponse:
    spot = find_spot(request.user, place)
    made = figures.find_round(request.user, request.GET.get("round", ""))
    if made is None:
        return render(request, "reports/empty.html", {"spot": spot})
    by, sort = chosen(spot, request.GET.get("by", "")), request.GET.get("sort", "")
    context = frame_of(request, made, spot) | _figures(request.user, made, spot, by.name)
    context |= {
        "table": rules.sort(context["table"], sort),
        "columns": IN_EQUATION,
        "outside": OUTSIDE,
        "sort": sort,
        "by": by,
        "dimensions": dimensions_of(spot),
    }
    if not context["keep"] and (spot.kind in Area.Kind or not request.user.scope.paths):  # a school's own people see theirs alone
        context["reported"] = beside(request.user, made, spot.area)
    return render(request, "reports/coverage.html", context)


def _figures(user: User, made: Round, spot: Spot, by: str) -> dict[str, Any]:
    """Everything the page says: the sums, and the lines of this round and of the round before."""
    dimension, before, found = chosen(spot, by), figures.round_before(user, made), figures.summed(user, made, spot)
    now = figures.cells(user, made, spot, dimension)
    then = figures.cells(user, before, spot, dimension) if before else []
    entries = key_places_first(dict(dimension.entries(user, spot, {key for key, _, _ in (*now, *then)})), dimension, made)
    main, apart, sighted = (figures.equation(found, made, spot, side) for side in SIDES)
    table = figures.table(now, then, entries)
    return {
        "main": main,
        "apart": apart,
        "apart_parts": rules.in_bucket_order(apart),
        "sighted": sighted,
        "sighted_parts": rules.in_bucket_order(sighted),
        "segments": rules.segments(main),
        "table": table,
        "entries": entries,
        "foot": rules.sums(main, table),
        "reasons": figures.reasons(found),
        "rows_off": figures.rows_off(user, made, spot, found),
        "to_find": sum(side.sum_of(TO_FIND) for side in (main, apart, sighted)),
    }


def child(request: Request, child: uuid.UUID) -> HttpResponse:
    return child_page(request, child, {})


def child_page(request: Request, child: uuid.UUID, shown: dict[str, str]) -> HttpResponse:
    """`shown`: numbers that were just asked for."""
    made = figures.find_round(request.user, request.POST.get("round") or request.GET.get("round", ""))
    stands = Coverage.objects.visible_to(request.user).select_related("round", "child", "town", "village", "school")
    row = stands.filter(round=made, child=child).first() if made else None
    row = row or (_came_here(request.user, made, child) if made else None)
    if row is None:
        raise Http404
    as_then(row.round, [row.child])
    context = frame_of(request, row.round, spot_of(request.user, row)) | {"row": row, "rosters": wording.ROSTERS, "shown": shown}
    if request.htmx and not shown:
        return render(request, "reports/_why.html", context)
    return render(request, "reports/child.html", context | why(request.user, row))


def _came_here(user: User, made: Round, child: uuid.UUID) -> Coverage | None:
    """A child whom the rosters place elsewhere and whose case is here: who is responsible reads what the rosters say."""
    cases = Case.objects.current().visible_to(user.only("verify")).filter(child=child)
    rows = Coverage.objects.select_related("round", "child", "town", "village", "school").filter(round=made, child=child)
    return rows.first() if cases.exists() else None


def frame_of(request: Request, made: Round, spot: Spot) -> dict[str, Any]:
    """What every page of a place needs; `keep` carries an older round from link to link."""
    asked = request.POST.get("round") or request.GET.get("round")
    return {
        "spot": spot,
        "round": made,
        "keep": f"round={made.pk}&" if asked else "",
        "area_of_page": getattr(request.resolver_match, "url_name", ""),
        "doors": doors(request.user, spot),
        "verbs_here": verbs_at(request.user, spot),
    }
