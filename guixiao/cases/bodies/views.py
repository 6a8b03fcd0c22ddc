"""Bodies: the list of what one's place covers, one of them, who is in it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.bodies import actions, forms, people, wording
from guixiao.cases.bodies.models import Body, Member
from guixiao.cases.bodies.policies import bodies_for, words
from guixiao.cases.bodies.reading import about, called, listed, rows_of
from guixiao.cases.forms import day_of
from guixiao.cases.views import Request
from guixiao.children.models import Round

PER_PAGE = 50


@needs("see_bodies")
@never_cache
def bodies(request: Request) -> HttpResponse:
    """`?place=`: at that place alone and inside it; `?gone=1`: those that were dissolved."""
    user, made, gone = request.user, Round.objects.shown_to(request.user), request.GET.get("gone") == "1"
    area = place_of(user, request.GET.get("place", ""))
    page: Page[Any] = Paginator(listed(user, area, gone=gone), PER_PAGE).get_page(request.GET.get("page", ""))
    turn = "&".join([*([f"place={area.code}"] if area else []), *(["gone=1"] if gone else [])])
    context = frame(made) | {
        "page": page, "rows": rows_of(list(page.object_list), made), "place": area, "gone": gone, "turn": turn,
        "gone_count": listed(user, area, gone=True).count(), "may_set_up": user.whole.may("keep_bodies"),
    }  # fmt: skip
    return render(request, "cases/bodies/list.html", context)


@needs("keep_bodies")
@never_cache
def new(request: Request) -> HttpResponse:
    made = Round.objects.shown_to(request.user)
    if made is None:
        return redirect("bodies")
    code = request.POST.get("place") or request.GET.get("place", "")
    if request.method == "POST":
        area = place_of(request.user, code)
        if area is None:
            raise Http404
        try:
            body = actions.set_up(request.user, forms.body_of(request.POST, area), bodies_for(made))
        except actions.Refused as refused:
            messages.warning(request, wording.REFUSALS[refused.why])
        else:
            messages.success(request, _("%(body)s已记下，请填成员。") % {"body": called(body, made)})
            return redirect("body", body.pk)
    policy = bodies_for(made)
    kinds = [{"name": name, "words": text, "levels": [wording.LEVELS[level] for level in policy.kinds[name].levels]}
             for name, text in words(policy.kinds).items()]  # fmt: skip
    told = {"kinds": kinds, "code": code, "given": request.POST, "today": timezone.localdate(), "places": places_of(request.user)}
    return render(request, "cases/bodies/new.html", frame(made) | told)


@needs("see_bodies")
@never_cache
def body(request: Request, body: uuid.UUID) -> HttpResponse:
    found = find(request.user, body)
    made = Round.objects.shown_to(request.user)
    context = frame(made) | about(request.user, found, made)
    if context["mine"]:
        context["people"] = people.choices(people.posts_around(found.area, timezone.localdate()))
    return render(request, "cases/bodies/body.html", context)


@needs("keep_bodies")
@never_cache
@require_POST
def body_join(request: Request, body: uuid.UUID) -> HttpResponse:
    found, made = _kept(request.user, body), Round.objects.shown_to(request.user)
    if made is None:
        raise Http404
    text = request.POST.get("user", "")
    user = people.chosen(people.posts_around(found.area, timezone.localdate()), text)
    if text and user is None:
        messages.warning(request, wording.REFUSALS["not_here"])
        return redirect("body", found.pk)
    try:
        member = actions.join(request.user, found, forms.member_of(request.POST, user), bodies_for(made))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("%(name)s已记下。") % {"name": member.called})
    return redirect("body", found.pk)


@needs("keep_bodies")
@never_cache
@require_POST
def body_leave(request: Request, member: uuid.UUID) -> HttpResponse:
    found = Member.objects.kept_by(request.user).select_related("user", "body__area").filter(pk=member).first()
    if found is None:
        raise Http404
    try:
        actions.leave(request.user, found, day_of(request.POST.get("until", "")))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("%(name)s不再担任，已记下。") % {"name": found.called})
    return redirect("body", found.body_id)


@needs("keep_bodies")
@never_cache
@require_POST
def body_dissolve(request: Request, body: uuid.UUID) -> HttpResponse:
    found = _kept(request.user, body)
    try:
        actions.dissolve(request.user, found, day_of(request.POST.get("until", "")))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("已撤销，成员的任期到同一天为止。"))
    return redirect("body", found.pk)


def find(user: User, key: uuid.UUID) -> Body:
    found = Body.objects.visible_to(user).select_related("area", "made_by").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _kept(user: User, key: uuid.UUID) -> Body:
    found = Body.objects.kept_by(user).select_related("area").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def place_of(user: User, code: str) -> Area | None:
    """A place of one's own by its code; None where no place is asked for."""
    if not code:
        return None
    found = Area.objects.visible_to(user).filter(code=code if code.isdecimal() and len(code) <= 12 else "").first()
    if found is None:
        raise Http404
    return found


def places_of(user: User) -> list[Area]:
    """The places that one may choose: one's own and those inside, a township before its villages."""
    return list(Area.objects.visible_to(user).order_by("path"))


def frame(made: Round | None) -> dict[str, Any]:
    return {"area_of_page": "me", "round": made, "tab": "bodies"}
