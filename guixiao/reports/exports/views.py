"""One page for every list: how many rows, masked or full, what for; then the file."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.cases.accountability import listing as accountability_page
from guixiao.cases.alerts import listing as alerts_page
from guixiao.cases.alerts.views import area_of
from guixiao.cases.bodies.views import place_of
from guixiao.cases.closures import listing as closures_page
from guixiao.cases.closures.models import Draw
from guixiao.cases.lists import listing as tasks_page
from guixiao.cases.orders import listing as orders_page
from guixiao.cases.orders.models import Order
from guixiao.cases.rectification import listing as rectification_page
from guixiao.cases.referrals import listing as referrals_page
from guixiao.changes.models import Comparison
from guixiao.lib.workbook import Miscounted
from guixiao.reports.changes import views as changes_page
from guixiao.reports.coverage import find_round
from guixiao.reports.exports.accountability import accountability_export
from guixiao.reports.exports.bodies import bodies_export
from guixiao.reports.exports.changes import changes_export
from guixiao.reports.exports.children import children_export
from guixiao.reports.exports.closures import closures_export, draw_export
from guixiao.reports.exports.doubts import doubts_export
from guixiao.reports.exports.log import log_export, people_export
from guixiao.reports.exports.rectification import rectification_export
from guixiao.reports.exports.taking import SHORTEST, Asked, Export, written
from guixiao.reports.exports.tasks import tasks_export
from guixiao.reports.exports.worklists import moves_export, order_export, referrals_export, reports_export
from guixiao.reports.filters import filters_of
from guixiao.reports.lists import listing_of
from guixiao.reports.log import entries
from guixiao.reports.spots import Spot, find_spot, verbs_at, verbs_of_all
from guixiao.reports.views import Request
from guixiao.reviews import listing as doubts_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 200  # characters of a purpose


@never_cache
@needs("export")
def children(request: Request, place: str) -> HttpResponseBase:
    """With the filters, the order and the columns of the page."""
    spot = find_spot(request.user, place)
    made = find_round(request.user, request.GET.get("round", ""))
    if made is None:
        return render(request, "reports/empty.html", {"spot": spot})
    listing = listing_of(request.user, made, spot, filters_of(request.GET))
    keep = f"round={made.pk}&" if request.GET.get("round") else ""
    export = children_export(listing, keep, exact=request.method == "POST")
    return page_or_file(request, export, spot)


@never_cache
@needs("export")
def changes(request: Request, place: str) -> HttpResponseBase:
    spot = find_spot(request.user, place)
    after = find_round(request.user, request.GET.get("round", ""))
    before = changes_page.earlier(request, request.GET.get("since", ""), after) if after else None
    comparison = Comparison.objects.filter(before=before, after=after).select_related("before", "after").first()
    if comparison is None:
        return render(request, "reports/empty.html", {"spot": spot})
    filters = changes_page.filters_of_page(request.GET)
    return page_or_file(request, changes_export(request.user, comparison, spot, filters, request.GET.urlencode()), spot)


@never_cache
@needs("review")
@needs("export")
def doubts(request: Request) -> HttpResponseBase:
    return page_or_file(request, doubts_export(request.user, doubts_page.filters_of(request.GET)))


@never_cache
@needs("export")
@needs("accountability")
def accountability(request: Request) -> HttpResponseBase:
    return page_or_file(request, accountability_export(request.user, accountability_page.filters_of(request.GET)))


@never_cache
@needs("export")
@needs("lists")
def tasks(request: Request) -> HttpResponseBase:
    return page_or_file(request, tasks_export(request.user, tasks_page.filters_of(request.GET)))


@never_cache
@needs("export")
@needs("rectify")
def rectification(request: Request) -> HttpResponseBase:
    return page_or_file(request, rectification_export(request.user, rectification_page.filters_of(request.GET)))


@never_cache
@needs("export")
@needs("see_bodies")
def bodies(request: Request) -> HttpResponseBase:
    area = place_of(request.user, request.GET.get("place", ""))
    return page_or_file(request, bodies_export(request.user, area, gone=request.GET.get("gone") == "1"))


@never_cache
@needs("export")
@needs("closures")
def closures(request: Request) -> HttpResponseBase:
    return page_or_file(request, closures_export(request.user, closures_page.filters_of(request.GET)))


@never_cache
@needs("export")
@needs("inspect")
def draw(request: Request, draw: UUID) -> HttpResponseBase:
    found = Draw.objects.visible_to(request.user).select_related("area").filter(pk=draw).first()
    if found is None:
        raise Http404
    return page_or_file(request, draw_export(request.user, found))


@never_cache
@needs("export")
@needs("see_orders")
def order(request: Request, order: UUID) -> HttpResponseBase:
    found = Order.objects.visible_to(request.user).select_related("county", "round").filter(pk=order).first()
    if found is None:
        raise Http404
    return page_or_file(request, order_export(request.user, found, orders_page.shown_of(request.GET)))


@never_cache
@needs("export")
@needs("alert")
def alerts(request: Request) -> HttpResponseBase:
    filters = alerts_page.filters_of(request.GET)
    return page_or_file(request, reports_export(request.user, filters, area_of(request.user, filters.place)))


@never_cache
@needs("export")
@needs("move")
def moves(request: Request) -> HttpResponseBase:
    return page_or_file(request, moves_export(request.user, request.GET.get("part", "")))


@never_cache
@needs("refer")
@needs("export")
def referrals(request: Request) -> HttpResponseBase:
    return page_or_file(request, referrals_export(request.user, referrals_page.filters_of(request.GET)))


@never_cache
@needs("see_audit")
def log(request: Request) -> HttpResponseBase:
    return page_or_file(request, log_export(request.user, entries.asked(request.GET), request.GET.urlencode()))


@never_cache
@needs("see_posts")
def people(request: Request) -> HttpResponseBase:
    return page_or_file(request, people_export(request.user))


def page_or_file(request: Request, export: Export, spot: Spot | None = None) -> HttpResponseBase:
    """GET asks how; POST gives the file. Full numbers only to a post that may, there, for a purpose that is written down."""
    here = verbs_at(request.user, spot) if spot else verbs_of_all(request.user)
    may_full = export.numbers and "export_numbers" in here
    asked = Asked(request.POST.get("numbers") == "full", request.POST.get("purpose", "").strip()[:LONGEST])
    if asked.full and not may_full:
        raise Http404
    if request.method != "POST" or asked.refused:
        return _page(request, export, asked, may_full)
    try:
        file = written(export, asked, request.user, timezone.localtime())
    except Miscounted:  # somebody changed the list while it was written: nothing half is handed out
        return _page(request, export, asked, may_full, status=409)
    answer = FileResponse(file, content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, _file_name(export)) or "attachment"
    return answer


def _page(request: Request, export: Export, asked: Asked, may_full: bool, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "export": export,
        "asked": asked,
        "round": export.made,
        "shortest": SHORTEST,
        "longest": LONGEST,
        "sheets": len(export.table().sheets()),
        "may_full": may_full,
        "moved": status == 409,
    }
    return render(request, "reports/export.html", context, status=422 if asked.refused else status)


def _file_name(export: Export) -> str:
    """演示-停洞镇-未找到-12行-20260901.xlsx"""
    day = f"{export.made.as_of if export.made else timezone.localdate():%Y%m%d}"
    parts = [_("演示")] if export.demo else []
    parts += [export.where, export.title, _("{rows}行").format(rows=export.count), day]
    return "-".join(part.replace("/", "／") for part in parts) + ".xlsx"
