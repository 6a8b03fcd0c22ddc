"""Key places: which there are and why, marking one, ending it early."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.bodies.policies import bodies_for, word, words
from guixiao.cases.bodies.views import frame, place_of
from guixiao.cases.forms import LONGEST, day_of
from guixiao.cases.keyplaces import actions, wording
from guixiao.cases.keyplaces.models import KeyPlace
from guixiao.cases.months import months_later
from guixiao.cases.views import Request
from guixiao.children.models import Round


@needs("see_bodies")
@never_cache
def key_places(request: Request) -> HttpResponse:
    """Those of today and to come first, then what is over; the form for whoever may mark."""
    user, made, today = request.user, Round.objects.shown_to(request.user), timezone.localdate()
    reasons = bodies_for(made).key_reasons if made else {}
    kept = KeyPlace.objects.visible_to(user).select_related("area__parent", "marked_by", "ended_by")
    rows: list[dict[str, Any]] = [{"kept": one, "reason": word(reasons.get(one.reason)) or one.reason, "until": one.mark.until,
             "may_end": actions.may_mark(user, one.area)} for one in kept]  # fmt: skip
    places = markable(user)
    context = frame(made) | {
        "tab": "key_places", "now": [row for row in rows if row["until"] >= today and not row["kept"].ended_on],
        "over": [row for row in rows if row["until"] < today or row["kept"].ended_on], "places": places, "today": today,
        "reasons": words(reasons), "code": request.GET.get("place", ""), "clocks": _clocks(made),
        "latest": months_later(today, bodies_for(made).key_places.months) if made else today,
    }  # fmt: skip
    return render(request, "cases/keyplaces/list.html", context)


def markable(user: User) -> list[Area]:
    """The places that this person may mark."""
    mine = user.whole.only("mark_key_places")
    places = Area.objects.visible_to(mine).exclude(kind=Area.Kind.COUNTY).order_by("path")
    return list(places if mine.scope.county else places.filter(kind=Area.Kind.VILLAGE))


def _clocks(made: Round | None) -> list[dict[str, Any]]:
    """The clocks that run shorter there, in words."""
    if made is None:
        return []
    return [{"words": made.word("clocks", name), "days": days} for name, days in bodies_for(made).key_places.days.items()]


@needs("mark_key_places")
@never_cache
@require_POST
def mark(request: Request) -> HttpResponse:
    form, made = request.POST, Round.objects.shown_to(request.user)
    area = place_of(request.user, form.get("place", ""))
    if area is None or made is None:
        raise Http404
    given = actions.Given(form.get("reason", "")[:40], day_of(form.get("first", "")), day_of(form.get("last", "")),
                          form.get("note", "")[:LONGEST])  # fmt: skip
    try:
        actions.mark(request.user, area, given, bodies_for(made))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("%(place)s已标为重点。") % {"place": area})
    return redirect("key_places")


@needs("mark_key_places")
@never_cache
@require_POST
def end(request: Request, key_place: uuid.UUID) -> HttpResponse:
    kept = KeyPlace.objects.visible_to(request.user).select_related("area").filter(pk=key_place).first()
    if kept is None:
        raise Http404
    try:
        actions.end(request.user, kept, request.POST.get("why", "")[:LONGEST])
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("%(place)s从明天起不再是重点。") % {"place": kept.area})
    return redirect("key_places")
