"""The pages of a list: narrowed, searched, sorted, turned, its columns chosen, printed."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guixiao.accounts.models import User
from guixiao.areas.models import School
from guixiao.children.models import Round
from guixiao.children.rules import IN_EQUATION, OUTSIDE
from guixiao.reports import wording
from guixiao.reports.actions import choose_columns, record_print
from guixiao.reports.columns import COLUMNS, columns_of
from guixiao.reports.coverage import find_round, tallied
from guixiao.reports.dimensions import age_names
from guixiao.reports.exports.children import children_export
from guixiao.reports.exports.taking import Asked, noted
from guixiao.reports.filters import Filters, filters_of, is_typed, words
from guixiao.reports.listing import Listing
from guixiao.reports.models import ListColumns
from guixiao.reports.spots import Spot, find_spot, home_of
from guixiao.reports.views import Request, frame_of
from guixiao.tables.kept import kept

PRINTED_AT_MOST = 2000


def children(request: Request, place: str) -> HttpResponse:
    """The list; what was typed comes by POST, so that a number never stands in a URL, and goes on without it."""
    spot = find_spot(request.user, place)
    asked, typed = request.POST or request.GET, getattr(request, "typed", "") or request.GET.get("q", "")
    narrowed = asked if request.method == "POST" else asked.dict() | {"q": typed}
    made, filters = find_round(request.user, asked.get("round", "")), filters_of(narrowed)
    if made is None:
        return render(request, "reports/empty.html", {"spot": spot})
    context = frame_of(request, made, spot)
    url = f"{reverse('children', args=[spot.code])}?{context['keep']}{words(filters)}"
    if (request.method == "POST" and request.htmx.target != "list") or is_typed(typed):
        return HttpResponseRedirect(url)
    listing = listing_of(request.user, made, spot, filters)
    context |= _shown(listing) | {"page": listing.page(asked.get("page", ""))}
    if request.htmx.target != "list":
        return render(request, "reports/children.html", context | _choices(request.user, made, spot))
    answer = render(request, "reports/_list.html", context)
    answer.headers["HX-Push-Url"] = url
    return answer


def listing_of(user: User, made: Round, spot: Spot, filters: Filters) -> Listing:
    """With the columns that the user has chosen."""
    found = next(iter(_chosen(user=user.pk)), None)
    return Listing(user, made, spot, filters, tuple(column.name for column in columns_of(found.names if found else [])))


@kept
def _chosen(*, user: int) -> Any:
    return ListColumns.objects.filter(user=user)


def _shown(listing: Listing) -> dict[str, Any]:
    return {"filters": listing.filters, "listing": listing, "columns": columns_of(listing.shown)}


def _choices(user: User, made: Round, spot: Spot) -> dict[str, Any]:
    """What the fields of the form offer."""
    schools = _schools(user, spot, made=made.pk)
    buckets = [*wording.GROUPS.items(), *((name, made.word("buckets", name)) for name in (*IN_EQUATION, *OUTSIDE))]
    named = [("", _("不限")), *((str(key), name) for key, name in schools), (wording.NONE, _("没有本县学校"))]
    more = [("age", _("年龄"), age_names().items()), *wording.CHOICES]
    return {
        "fields": [("bucket", _("哪一栏"), buckets), ("school", _("学校"), named)],
        "more_fields": [(name, title, [("", _("不限")), *offered]) for name, title, offered in more],
        "all_columns": COLUMNS.values(),
        "may_export": user.may("export"),
    }


@kept
def _schools(user: User, spot: Spot, *, made: int) -> Any:
    """Those that occur."""
    occurring = tallied(user, made, spot, "school_id").exclude(school=None).values("school").distinct()
    return School.objects.filter(pk__in=occurring).values_list("pk", "name")


def printed(request: Request, place: str) -> HttpResponse:
    """The whole list on paper, or the way to Excel where it is too long for that: it is never cut off."""
    spot = find_spot(request.user, place)
    made = find_round(request.user, request.GET.get("round", ""))
    if made is None:
        return render(request, "reports/empty.html", {"spot": spot})
    listing = listing_of(request.user, made, spot, filters_of(request.GET))
    too_long = listing.count > PRINTED_AT_MOST
    if not too_long:
        export = children_export(listing, "", exact=False)
        record_print(request.user, export.name, export.path, noted(export, Asked()))
    context = frame_of(request, made, spot) | _shown(listing)
    context |= {"too_long": too_long, "most": PRINTED_AT_MOST, "rows": [] if too_long else listing.every()}
    return render(request, "reports/printed.html", context | {"may_export": request.user.may("export")})


@require_POST
def find(request: Request) -> HttpResponse:
    """The search box of the frame: from anywhere, in all one may see; one child found by number is opened at once."""
    place = home_of(request.user)
    if place is None:
        return redirect("home")
    filters = filters_of({"q": request.POST.get("q", "")})
    if filters.number and (only := _only_child(request.user, find_spot(request.user, place), filters)):
        return redirect("child", only)
    return HttpResponseRedirect(f"{reverse('children', args=[place])}?{words(filters)}")


def _only_child(user: User, spot: Spot, filters: Filters) -> Any:
    made = find_round(user, "")
    found = list(Listing(user, made, spot, filters).rows.values_list("child", flat=True)[:2]) if made else []
    return found[0] if len(found) == 1 else None


@require_POST
def columns(request: Request) -> HttpResponse:
    """Which columns one sees, kept for the next time; none chosen means the usual ones."""
    choose_columns(request.user, [] if "usual" in request.POST else request.POST.getlist("column"))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back) if safe else redirect("home")
