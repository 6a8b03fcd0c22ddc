"""The pages of the chain: who is chief of one case, who of a place, and naming somebody."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area, School
from guixiao.cases.chain import actions, forms, page, wording
from guixiao.cases.chain.actions import Spot
from guixiao.cases.chain.models import Duty
from guixiao.cases.chain.people import Here, here_of_case, here_of_place
from guixiao.cases.chain.words import chiefs_of
from guixiao.cases.models import Case
from guixiao.children.models import Round


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


@needs("verify")
@never_cache
def case_chain(request: Request, case: uuid.UUID) -> HttpResponse:
    """The chiefs of one case with their duties; those whom this person may name have a form."""
    rows = Case.objects.visible_to(request.user).select_related("child", "round", "town", "village", "school", "county")
    found = rows.filter(pk=case).first()
    if found is None:
        raise Http404
    here = here_of_case(request.user, found)
    if request.method == "POST":
        return _done(request, here, found.round) or redirect("case_chain", found.pk)
    context = page.chain_context(request.user, found) | {"case": found}
    context |= page.naming(here, context["rungs"])
    return render(request, "cases/chain/case_chain.html", _frame(found.round) | context)


@needs("verify")
@never_cache
def chain_places(request: Request) -> HttpResponse:
    """The places of one's own, each with its chiefs."""
    made = Round.objects.shown_to(request.user)
    places = page.places_below(request.user)
    return render(request, "cases/chain/places.html", _frame(made) | {"places": places})


@needs("verify")
@never_cache
def place_chain(request: Request, place: str) -> HttpResponse:
    """The chiefs of one place, for all of its children."""
    at, made = _place(request.user, place), Round.objects.shown_to(request.user)
    if made is None:
        raise Http404
    here = here_of_place(request.user, at)
    if request.method == "POST":
        return _done(request, here, made) or redirect("place_chain", place)
    context = page.place_context(here, made) | {"place": at}
    context |= page.naming(here, context["rungs"])
    return render(request, "cases/chain/place_chain.html", _frame(made) | context)


def _place(user: User, word: str) -> Area | School:
    number = forms.number_of(word.removeprefix("school-")) if word.startswith("school-") else None
    found: Area | School | None = (
        School.objects.visible_to(user).select_related("county", "area").filter(pk=number).first()
        if number
        else Area.objects.visible_to(user).select_related("parent").filter(code=word).first()
    )
    if found is None:
        raise Http404
    return found


def _done(request: Request, here: Here, made: Round) -> HttpResponse | None:
    """What was asked is done, and told."""
    verbs: dict[str, Callable[[Request, Here, Round], str]] = {"name": _name, "end": _take_back, "show": _show}
    verb = verbs.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        messages.success(request, verb(request, here, made))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    return None


def _name(request: Request, here: Here, made: Round) -> str:
    chief = next((chief for chief in chiefs_of(made) if chief.name == request.POST.get("chief")), None)
    person = forms.person_of(request.POST, here.candidates)
    duty = actions.name_chief(request.user, chief, here.spot, person, forms.term_of(request.POST))
    return _("%(who)s：已定为责任人。") % {"who": duty}


def _take_back(request: Request, here: Here, made: Round) -> str:
    duty = _standing(request, here.spot)
    chief = next((chief for chief in chiefs_of(made) if chief.name == duty.chief), None)
    actions.take_back(request.user, duty, here.spot, chief, request.POST.get("why", "")[: forms.LONGEST])
    return _("%(who)s：不再是责任人。") % {"who": duty}


def _show(request: Request, here: Here, made: Round) -> str:
    duty = _standing(request, here.spot)
    return _("%(who)s 的电话：%(phone)s") % {"who": duty, "phone": actions.look_at_phone(request.user, duty, here.spot)}


def _standing(request: Request, spot: Spot) -> Duty:
    """Of this case or place, and nobody else's."""
    number = forms.number_of(request.POST.get("duty", ""))
    duty = Duty.objects.filter(pk=number, ended_by=None, **spot.columns).select_related("user").first() if number else None
    if duty is None:
        raise actions.Refused("nobody_named")
    return duty


def _frame(made: Round | None) -> dict[str, Any]:
    return {"section": "verify", "area_of_page": "verify", "round": made}
