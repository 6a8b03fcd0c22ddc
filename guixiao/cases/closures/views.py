"""The closure list and its paper; samples that inspectors draw of it, and what they find."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases import actions as cases
from guixiao.cases import wording as cases_wording
from guixiao.cases.accountability.listing import places_of
from guixiao.cases.closures import actions, listing, wording
from guixiao.cases.closures.models import Draw, Sample
from guixiao.cases.closures.reading import drawn_of, read, rows_of, tally
from guixiao.cases.forms import LONGEST, day_of
from guixiao.cases.orders.forms import version_of
from guixiao.cases.pages import KeysFirst
from guixiao.cases.rectification.policies import inspections_for, named
from guixiao.cases.views import Request
from guixiao.children.models import Round

PER_PAGE = 25
MOST = 2000  # rows on paper


@needs("closures")
@never_cache
def closures(request: Request) -> HttpResponse:
    filters = listing.filters_of(request.GET)
    found = listing.closures_of(request.user, filters)
    counts = listing.counts(found)
    page = KeysFirst(_read(found, filters), PER_PAGE, counts[filters.tab]).get_page(request.GET.get("page", ""))
    context = _frame(request.user) | {
        "filters": filters, "page": page, "rows": rows_of(list(page.object_list)), "counts": counts,
        "turn": filters.words(), "places": places_of(request.user), "tabs": wording.TABS,
        "to_tab": {name: filters.words(tab=name) for name in listing.TABS}, "draws": bool(_drawing(request.user).current_posts),
    }  # fmt: skip
    return render(request, "cases/closures/list.html", context)


def _read(found: Any, filters: listing.Filters) -> Any:
    return read(listing.in_order(listing.of_tab(found, filters.tab)))


@needs("closures")
@never_cache
def printed(request: Request) -> HttpResponse:
    filters = listing.filters_of(request.GET)
    found = _read(listing.closures_of(request.user, filters), filters)
    count = found.count()
    if count <= MOST:
        actions.record_print(request.user, count)
    rows = rows_of(list(found)) if count <= MOST else []
    context = _frame(request.user) | {"too_long": count > MOST, "most": MOST, "rows": rows, "turn": filters.words(),
                                      "count": count, "tab": wording.TABS[filters.tab], "filters": filters}  # fmt: skip
    return render(request, "cases/closures/print.html", context)


@needs("inspect")
@never_cache
def draws(request: Request) -> HttpResponse:
    """Every sample that was drawn here, and the form for one more."""
    user = _drawing(request.user)
    if request.method == "POST":
        return _draw(request, user)
    return _draws(request, user)


def _draw(request: Request, user: User) -> HttpResponse:
    form = request.POST
    code = form.get("place", "")
    area = Area.objects.visible_to(user).filter(code=code).first() if code.isdecimal() and len(code) <= 12 else None
    if area is None:
        raise Http404
    asked = actions.Asked(day_of(form.get("since", "")), day_of(form.get("until", "")), version_of(form),
                          form.get("reason", "")[:LONGEST])  # fmt: skip
    try:
        made = actions.draw(user, area, asked)
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
        there = actions.draws_there(area, asked)
        return _draws(request, user, form, there, 409 if refused.why == "drawn_already" else 422)
    messages.success(request, _("抽好了。名单和种子已存下，不会再变。"))
    return redirect("draw", made.pk)


def _draws(request: Request, user: User, kept: QueryDict | None = None, there: int = 0, status: int = 200) -> HttpResponse:
    rows = Draw.objects.visible_to(user).select_related("area", "drawn_by").order_by("-drawn_at")
    areas = Area.objects.visible_to(user).exclude(kind=Area.Kind.VILLAGE).order_by("path")
    context = _frame(request.user) | {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "")), "areas": areas, "kept": kept, "there": there,
        "policy": inspections_for(Round.objects.shown_to(user)), "today": timezone.localdate(), "turn": "",
        "filters": listing.Drawn(), "left": listing.to_look_at(user, Round.objects.shown_to(user)).count(),
    }  # fmt: skip
    return render(request, "cases/closures/draws.html", context, status=status)


@needs("inspect")
@never_cache
def draw(request: Request, draw: uuid.UUID) -> HttpResponse:
    return _sheet(request, _find(request.user, draw))


@needs("inspect")
@never_cache
def draw_print(request: Request, draw: uuid.UUID) -> HttpResponse:
    """The list to take along."""
    found = _find(request.user, draw)
    actions.record_print(request.user, found.size)
    context = _frame(request.user) | {"draw": found, "drawn": drawn_of(found)}
    return render(request, "cases/closures/draw_print.html", context)


def _sheet(request: Request, found: Draw, kept: QueryDict | None = None, status: int = 200, at: Any = None) -> HttpResponse:
    drawn = drawn_of(found)
    context = _frame(request.user) | {
        "draw": found, "drawn": drawn, "tally": tally(drawn), "outcomes": wording.OUTCOMES, "kept": kept, "kept_at": at,
        "today": timezone.localdate(), "longest": LONGEST, "filters": listing.Drawn(str(found.pk)),
        "left": sum(one.open for one in drawn),
    }  # fmt: skip
    return render(request, "cases/closures/draw.html", context, status=status)


@require_POST
@needs("inspect")
@never_cache
def sample_look(request: Request, sample: uuid.UUID) -> HttpResponse:
    found = Sample.objects.visible_to(request.user).select_related("draw__area", "draw__drawn_by").filter(pk=sample).first()
    if found is None:
        raise Http404
    form = request.POST
    said = actions.Found(form.get("outcome", ""), day_of(form.get("day", "")), form.get("note", "")[:LONGEST], version_of(form))
    try:
        made = actions.look(request.user, found, said)
    except (actions.Refused, cases.Refused, cases.Moved) as stopped:
        messages.warning(request, _why(stopped))
        return _sheet(request, found.draw, form, 409, found.pk)
    told = _("已记下：不在班里。这个孩子重新列为失学辍学，两条线接着劝返。") if made.reopened else _("已记下。")
    messages.success(request, told)
    return redirect("draw", found.draw.pk)


def _why(stopped: Exception) -> str:
    if isinstance(stopped, actions.Refused):
        return str(wording.REFUSALS[stopped.why])
    return str(cases_wording.REFUSALS[stopped.why if isinstance(stopped, cases.Refused) else "moved"])


def _find(user: User, key: uuid.UUID) -> Draw:
    found = Draw.objects.visible_to(user).select_related("area", "drawn_by").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _drawing(user: User) -> User:
    return named(user.whole, "draws")


def _frame(user: User) -> dict[str, Any]:
    return {"section": "oversight", "area_of_page": "oversight", "oversight": "closures",
            "round": Round.objects.shown_to(user)}  # fmt: skip
