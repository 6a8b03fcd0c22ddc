"""A child in no roster: recorded at the door, checked against those on record, corrected and withdrawn with a reason."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.middleware import HtmxDetails

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.children.models import Child, Coverage, Round
from guixiao.sightings import actions, listing
from guixiao.sightings.alike import Alike, alike
from guixiao.sightings.forms import CorrectForm, MetForm, initial_of
from guixiao.sightings.models import Sighting
from guixiao.sightings.policies import states_of
from guixiao.sightings.rules import COUNTED, KNOWN, MISTAKE

PER_PAGE = 50
NOBODY = Alike()


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User
    htmx: HtmxDetails


@never_cache
@needs("add_child")
def new(request: Request) -> HttpResponse:
    """The form; what was typed is checked once more before it is kept."""
    if request.method != "POST":
        return _form(request, _opened(request))
    form = _filled(request)
    if not form.is_valid():
        return _form(request, form, _found(request, form))
    found = _found(request, form)
    if again := _met_again(request, found):
        return _added(request, form, again)
    if _unseen(request, found) or (found.sure and not form.cleaned_data["another"]):
        return _form(request, form, found, asked=True)
    return _added(request, form)


def _met_again(request: Request, found: Alike) -> Child | None:
    """The child of earlier rosters that the clerk says it is."""
    key = request.POST.get("known", "")
    return next((one.child for one in found.same_number if one.stand is None and str(one.child.pk) == key), None)


def _added(request: Request, form: MetForm, known: Child | None = None) -> HttpResponse:
    try:
        if known:
            sighting = actions.add_known(request.user, form.told(), known)
        else:
            sighting = actions.add(request.user, form.told(), _key(request))
    except actions.Refused:
        return _form(request, form, _found(request, form), asked=True)
    messages.success(request, _("已记下。从现在起，这个孩子计入名单和各栏之和。"))
    return redirect("sighting", sighting.child_id)


def _opened(request: Request) -> MetForm:
    """An empty form: today, and whoever fills it in."""
    form = MetForm(user=request.user, **_frame(request))
    places = [code for _town, named in form.places for code, _name in named]
    wanted = request.GET.get("place", "")
    place = wanted if wanted in places else places[0] if len(places) == 1 else ""
    form.initial = {"found_on": timezone.localdate().isoformat(), "found_by": request.user.name, "place": place}
    return form


def _filled(request: Request) -> MetForm:
    return MetForm(request.POST, user=request.user, **_frame(request))


def _frame(request: Request) -> dict[str, Any]:
    today = timezone.localdate()
    return {"states": states_of(Round.objects.shown_to(request.user), today), "today": today}


def _key(request: Request) -> uuid.UUID:
    """The child's, handed out with the form; one that stands for a child already added by another form is no key."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()
    taken = Child.objects.filter(pk=key).exclude(sighting__made_by=request.user).exists()
    return uuid.uuid4() if taken else key


def _found(request: Request, form: MetForm, but: Any = None) -> Alike:
    form.is_valid()
    return alike(request.user.whole, Round.objects.shown_to(request.user), form.typed(), but)


def _unseen(request: Request, found: Alike) -> bool:
    """Is one of them shown now for the first time?"""
    seen = set(request.POST.getlist("seen"))
    return any(str(candidate.child.pk) not in seen for candidate in found.shown)


def _form(request: Request, form: MetForm, found: Alike = NOBODY, *, asked: bool = False) -> HttpResponse:
    context = _of_form(form) | {
        "found": found,
        "asked": asked,
        "key": request.POST.get("key") or uuid.uuid4(),
        "round": Round.objects.shown_to(request.user),
        "area_of_page": "new_child",
    }
    return render(request, "sightings/new.html", context, status=422 if form.is_bound else 200)


def _of_form(form: MetForm) -> dict[str, Any]:
    return {"form": form, "states": form.states.chosen, "places": form.places}


@require_POST
@never_cache
@needs("add_child")
def alike_so_far(request: Request) -> HttpResponse:
    """While one types: who is on record already. By POST, so that no number stands in a URL."""
    form = _filled(request)
    return render(request, "sightings/_alike.html", {"form": form, "found": _found(request, form)})


@needs("add_child")
def met(request: Request) -> HttpResponse:
    """Everyone who was met in one's places, newest first."""
    shown = request.GET.get("show", "")
    rows = listing.shown(request.user, shown)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "show": shown if shown in listing.KINDS else "",
        "kinds": listing.counts(request.user),
        "round": Round.objects.shown_to(request.user),
        "area_of_page": "sightings",
    }
    return render(request, "sightings/met.html", context)


@never_cache
@needs("add_child")
def one(request: Request, child: uuid.UUID) -> HttpResponse:
    return _one(request, find(request.user, child))


@require_POST
@never_cache
@needs("add_child")
def correct(request: Request, child: uuid.UUID) -> HttpResponse:
    found = find(request.user, child)
    form = CorrectForm(request.POST, user=request.user, initial=initial_of(found), **_frame(request))
    if not form.is_valid():
        return _one(request, found, form)
    return _done(request, found, lambda: actions.correct(request.user, found, form.told(), form.cleaned_data["reason"]))


@require_POST
@needs("add_child")
def withdraw(request: Request, child: uuid.UUID) -> HttpResponse:
    """`why`: mistake, or the key of the child on record that it is."""
    found = find(request.user, child)
    why, reason = request.POST.get("why", ""), request.POST.get("reason", "").strip()[:300]
    same = _known(request, found, why)
    if not reason or (why != MISTAKE and same is None):
        return _one(request, found, wrong=_("请选是哪种情况，并写明为什么撤回。"))
    state = KNOWN if same else MISTAKE
    return _done(request, found, lambda: actions.withdraw(request.user, found, state, reason, same))


def _known(request: Request, found: Sighting, key: str) -> Child | None:
    try:
        return Child.objects.visible_to(request.user).exclude(pk=found.child_id).filter(pk=uuid.UUID(key)).first()
    except ValueError:
        return None


@require_POST
@needs("add_child")
def take_back(request: Request, child: uuid.UUID) -> HttpResponse:
    found, reason = find(request.user, child), request.POST.get("reason", "").strip()[:300]
    if not reason:
        return _one(request, found, wrong=_("请写明为什么恢复。"))
    return _done(request, found, lambda: actions.take_back(request.user, found, reason))


def _done(request: Request, found: Sighting, act: Any) -> HttpResponse:
    try:
        act()
    except actions.Refused:
        messages.warning(request, _("没有保存：别人刚改过，或者名册里已经有了这个孩子。请看看现在的样子，再决定。"))
    else:
        messages.success(request, _("已保存，前后两样都留在经过里。"))
    return redirect("sighting", found.child_id)


def _one(request: Request, found: Sighting, form: CorrectForm | None = None, wrong: str = "") -> HttpResponse:
    frame = _frame(request)
    opened = form or CorrectForm(user=request.user, initial=initial_of(found), **frame)
    made = Round.objects.shown_to(request.user)
    stand = Coverage.objects.visible_to(request.user).filter(round=made, child=found.child_id).first() if made else None
    context = _of_form(opened) | {
        "sighting": found,
        "history": listing.history(found, frame["states"]),
        "stand": stand,
        "open": found.state == COUNTED and not found.in_roster,  # type: ignore[attr-defined]
        "found": alike(request.user.whole, made, listing.person(found), found.child_id),
        "correcting": form is not None,
        "wrong": wrong,
        "round": made,
        "area_of_page": "sightings",
    }
    return render(request, "sightings/one.html", context, status=422 if form or wrong else 200)


def find(user: User, child: uuid.UUID) -> Sighting:
    rows = Sighting.objects.visible_to(user).with_stand()
    related = ("child__town", "child__village", "child__county", "child__school", "same_as", "made_by")
    found = rows.select_related(*related).filter(child=child).first()
    if found is None:
        raise Http404
    return found
