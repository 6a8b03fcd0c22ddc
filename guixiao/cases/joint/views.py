"""Joint actions: the list, one of them, recording one."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.areas.models import Area
from guixiao.cases import wording as case_wording
from guixiao.cases.bodies.models import Body
from guixiao.cases.bodies.people import choices as people_of
from guixiao.cases.bodies.people import posts_around
from guixiao.cases.bodies.reading import called
from guixiao.cases.bodies.views import frame, place_of, places_of
from guixiao.cases.joint import actions, forms, reading, wording
from guixiao.cases.joint.models import JointAction
from guixiao.cases.models import Case
from guixiao.cases.views import Request
from guixiao.children.models import Round

PER_PAGE = 25
FRAME = {"tab": "joint"}


@needs("see_bodies")
@never_cache
def joint_actions(request: Request) -> HttpResponse:
    """Each once, the newest first; `?body=`: of one body."""
    user, made = request.user, Round.objects.shown_to(request.user)
    rows = JointAction.objects.visible_to(user).select_related("area", "recorded_by")
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", ""))
    context = {"page": page, "rows": reading.rows_of(user, list(page.object_list), made), "turn": ""}
    may = {"may_record": user.whole.may("record_joint")}
    return render(request, "cases/joint/list.html", frame(made) | FRAME | context | may)


@needs("see_bodies")
@never_cache
def joint_action(request: Request, joint: uuid.UUID) -> HttpResponse:
    found = (
        JointAction.objects.visible_to(request.user).select_related("area", "body__area", "recorded_by").filter(pk=joint).first()
    )
    if found is None:
        raise Http404
    made = Round.objects.shown_to(request.user)
    context = frame(made) | FRAME | reading.about(request.user, found, made)
    body = called(found.body, made) if found.body else ""
    return render(request, "cases/joint/action.html", context | {"body_called": body})


@needs("record_joint")
@never_cache
def new_joint(request: Request) -> HttpResponse:
    """First the place, then who was there, at which doors, and what came of it."""
    made = Round.objects.shown_to(request.user)
    area = place_of(request.user, request.POST.get("place") or request.GET.get("place", ""))
    if made is None or area is None:
        context = frame(made) | FRAME | {"places": places_of(request.user)}
        return render(request, "cases/joint/place.html", context)
    offered = _offered(request, area, made)
    if request.method == "POST" and _gone(request, offered["cases"]):
        messages.warning(request, wording.REFUSALS["gone"])
    elif request.method == "POST":
        given = forms.given_of(request.POST, area, offered["cases"], offered["posts"], offered["bodies"])
        try:
            done = actions.record_action(request.user, given, reading.departments_of(made))
        except actions.Refused as refused:
            messages.warning(request, _told(refused))
        else:
            messages.success(request, _("联合行动已记下，每个孩子的案件上都有这次走访。"))
            return redirect("joint_action", done.pk)
    context = frame(made) | FRAME | reading.choices(made) | {
        "place": area, "rows": _rows(request, offered["cases"][: reading.MOST]),
        "many": len(offered["cases"]) > reading.MOST,
        "people": [one | {"on": str(one["key"]) in request.POST.getlist("user")} for one in people_of(offered["posts"])],
        "departments": reading.departments_of(made), "ticked": request.POST.getlist("department"), "given": request.POST,
        "bodies": [(body.pk, called(body, made)) for body in offered["bodies"]], "today": timezone.localdate(),
        "findings": reading.findings_at_the_door(made), "key": request.POST.get("key") or uuid.uuid4(), "named": _named(request),
    }  # fmt: skip
    return render(request, "cases/joint/new.html", context)


def _gone(request: Request, cases: list[Any]) -> bool:
    """Was a child ticked whom the page does not offer any more?"""
    return bool(set(request.POST.getlist("case")) - {str(case.pk) for case in cases})


def _offered(request: Request, area: Area, made: Round) -> dict[str, Any]:
    """What may be chosen at the place."""
    bodies = Body.objects.visible_to(request.user).standing().select_related("area")
    return {"cases": reading.children_at(request.user, area, made), "bodies": list(bodies.filter(area__code__in=area.codes)),
            "posts": posts_around(area, timezone.localdate())}  # fmt: skip


def _rows(request: Request, cases: list[Any]) -> list[dict[str, Any]]:
    ticked = request.POST.getlist("case") or request.GET.getlist("case")
    return [{"case": case, "on": str(case.pk) in ticked, "result": request.POST.get(f"result-{case.pk}", ""),
             "suspect": case.state == Case.State.SUSPECTED, "finding": request.POST.get(f"finding-{case.pk}", "")}
            for case in cases]  # fmt: skip


def _named(request: Request) -> list[tuple[str, str]]:
    """What was typed of people without an account, and room for more."""
    typed = list(zip(request.POST.getlist("name"), request.POST.getlist("unit"), strict=False))
    return [*typed, *[("", "")] * 3][: max(3, len(typed))]


def _told(refused: actions.Refused) -> str:
    why = str(wording.REFUSALS.get(refused.why) or case_wording.REFUSALS[refused.why])
    return _("%(name)s：%(why)s") % {"name": refused.case, "why": why} if refused.case else why
