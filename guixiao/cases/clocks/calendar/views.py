"""The page of the county's calendar: the year as everyone has it, and what the county says otherwise."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.clocks.calendar import actions, wording
from guixiao.cases.clocks.models import KnownYear, OwnDay, Term
from guixiao.cases.forms import day_of
from guixiao.children.models import Round
from guixiao.lib.workdays import NATIONAL, announced

NAME = 40
YEARS = range(2015, 2101)


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


@needs("set_calendar")
@never_cache
def calendar(request: Request) -> HttpResponse:
    """One year; what is entered comes by POST and names what is meant in `do`."""
    county = _county(request.user)
    year = _year(request.GET.get("year", ""))
    if request.method == "POST":
        return _done(request, county, year)
    days = OwnDay.objects.visible_to(request.user).filter(county=county, day__year=year)
    terms = Term.objects.visible_to(request.user).filter(county=county)
    known = KnownYear.objects.visible_to(request.user).filter(county=county, year=year).first()
    context = {
        "area_of_page": "me", "round": Round.objects.shown_to(request.user), "county": county, "year": year,
        "before": year - 1 if year - 1 in YEARS else None, "after": year + 1 if year + 1 in YEARS else None,
        "announced": announced(year), "is_announced": year in NATIONAL, "known": known, "days": days, "terms": terms,
    }  # fmt: skip
    return render(request, "clocks/calendar.html", context)


def _done(request: Request, county: Area, year: int) -> HttpResponse:
    do = DOERS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    try:
        do(request.user, county, request.POST)
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("已记下。没有办完的事，期限按新的日历重新算；已经记下的逾期不变。"))
    return HttpResponseRedirect(f"{reverse('calendar')}?year={year}")


def _county(user: User) -> Area:
    county = Area.objects.visible_to(user).filter(pk__in=user.scope.county).order_by("pk").first()
    if county is None:
        raise Http404
    return county


def _year(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in YEARS else timezone.localdate().year


def _day(by: User, county: Area, form: QueryDict) -> None:
    actions.set_day(by, county, day_of(form.get("day", "")), form.get("name", "").strip()[:NAME], off=form.get("off") != "0")


def _term(by: User, county: Area, form: QueryDict) -> None:
    first, last = day_of(form.get("first", "")), day_of(form.get("last", ""))
    actions.set_term(by, county, form.get("name", "").strip()[:NAME], first, last)


def _no_day(by: User, county: Area, form: QueryDict) -> None:
    if kept := _one(OwnDay.objects.visible_to(by).filter(county=county), form):
        actions.remove_day(by, kept)


def _no_term(by: User, county: Area, form: QueryDict) -> None:
    if kept := _one(Term.objects.visible_to(by).filter(county=county), form):
        actions.remove_term(by, kept)


def _one(rows: Any, form: QueryDict) -> Any:
    """The row meant; one that somebody took away meanwhile is gone, which is what was asked for."""
    key = form.get("key", "")
    return rows.select_related("county").filter(pk=int(key)).first() if key.isdecimal() and len(key) < 12 else None


def _know(by: User, county: Area, form: QueryDict) -> None:
    actions.know_year(by, county, _year(form.get("year", "")))


def _forget(by: User, county: Area, form: QueryDict) -> None:
    actions.forget_year(by, county, _year(form.get("year", "")))


DOERS: dict[str, Callable[[User, Area, QueryDict], None]] = {
    "day": _day, "no_day": _no_day, "term": _term, "no_term": _no_term, "know": _know, "forget": _forget,
}  # fmt: skip
