"""Who is not here today: the classes of one's school, and one class to tick the exceptions in."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.areas.models import School
from guixiao.cases.alerts import wording
from guixiao.cases.alerts.absence import actions, forms, listing
from guixiao.cases.alerts.policies import alerts_for, word
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.forms import day_of
from guixiao.cases.views import Request
from guixiao.children.models import Child, Round
from guixiao.lib.workdays import PLAIN


@needs("absence")
@never_cache
def absences(request: Request) -> HttpResponse:
    """Every class of the school; or one, with `school` and `class`."""
    asked = request.POST if request.method == "POST" else request.GET
    made = Round.objects.shown_to(request.user)
    if "class" not in asked:
        rows = listing.classes(request.user, made) if made else []
        whole = {"pupils": sum(row.pupils for row in rows), "away": sum(row.away for row in rows)}
        return render(
            request, "cases/alerts/classes.html", _frame(made) | {"classes": rows, "whole": whole, "roll": listing.Roll()}
        )
    found = _class(request, made, asked)
    day = _day(made, asked.get("day", ""))
    if request.method == "POST":
        return _enter(request, found, day)
    return _page(request, found, day)


class Found:
    """The class asked for."""

    def __init__(self, made: Round, school: School, name: str, children: dict[Any, Child]) -> None:
        self.made, self.school, self.name, self.children = made, school, name, children

    def url(self, day: date | None) -> str:
        told = {"school": self.school.pk, "class": self.name} | ({"day": day.isoformat()} if day else {})
        return f"{reverse('absences')}?{urlencode(told)}"


def _class(request: Request, made: Round | None, asked: Any) -> Found:
    """One that is not of one's own school is none at all."""
    number = asked.get("school", "")
    school = School.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if made is None or school is None or school.pk not in request.user.scope.school:
        raise Http404
    children = listing.in_class(request.user, made, school.pk, asked.get("class", ""))
    if not children:
        raise Http404
    return Found(made, school, asked.get("class", ""), children)


def _day(made: Round | None, text: str) -> date | None:
    """None where it is written, and no day."""
    calendar = calendar_of(made.county) if made else PLAIN
    return day_of(text) if text else listing.last_school_day(timezone.localdate(), calendar)


def _enter(request: Request, found: Found, day: date | None) -> HttpResponse:
    told = forms.entries_of(request.POST, day)
    if told.keys() - found.children.keys():
        raise Http404
    entries = {found.children[key]: entry for key, entry in told.items()}
    try:
        new = actions.enter(request.user, found.made, found.school, day, entries)
    except actions.Refused as refused:
        return _page(request, found, day, str(wording.REFUSALS[refused.why]))
    messages.success(request, _said(new))
    return redirect(found.url(day))


def _said(new: dict[str, int]) -> str:
    """What was written, in a sentence."""
    parts = [(ngettext("%(n)d 个没来", "%(n)d 个没来", new["away"]), new["away"]),
             (ngettext("%(n)d 个回来了", "%(n)d 个回来了", new["back"]), new["back"]),
             (ngettext("%(n)d 次家访", "%(n)d 次家访", new["visit"]), new["visit"]),
             (ngettext("%(n)d 个原因", "%(n)d 个原因", new["reason"]), new["reason"])]  # fmt: skip
    said = [text % {"n": count} for text, count in parts if count]
    if new["alert"]:
        text = ngettext("%(n)d 个按规定报告了村、乡镇和县里", "%(n)d 个按规定报告了村、乡镇和县里", new["alert"])
        said.append(text % {"n": new["alert"]})
    return _("已记下：%(what)s。") % {"what": _("，").join(said)} if said else _("没有新的：都记过了。")


def _page(request: Request, found: Found, day: date | None, wrong: str = "") -> HttpResponse:
    today = timezone.localdate()
    calendar, policy = calendar_of(found.made.county), alerts_for(found.made)
    shown = min(day or today, today)
    lines = listing.pupils(found.made, found.children, shown, calendar)
    context = _frame(found.made) | {
        "school": found.school, "name": found.name, "roll": listing.Roll(str(found.school.pk), found.name),
        "day": shown, "today": today, "wrong": wrong,
        "gone": [line for line in lines if line.absence], "here": [line for line in lines if not line.absence],
        "reasons": [(name, word(row)) for name, row in policy.absence_reasons.items()],
        "rule": word(policy.rule), "ticked": request.POST.getlist("away"),
    }  # fmt: skip
    return render(request, "cases/alerts/class.html", context, status=422 if wrong else 200)


def _frame(made: Round | None) -> dict[str, Any]:
    return {"section": "verify", "area_of_page": "absences", "round": made}
