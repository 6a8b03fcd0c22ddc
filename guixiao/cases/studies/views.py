"""Stationed studies: the list, one of them, recording one; what was decided, and who ticks it done."""

import uuid
from collections.abc import Sequence
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
from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area
from guixiao.cases.bodies.people import choices, posts_around
from guixiao.cases.bodies.views import frame, place_of, places_of
from guixiao.cases.forms import LONGEST, day_of, uuid_of
from guixiao.cases.joint.forms import LONG, named_of, users_of
from guixiao.cases.studies import actions, wording
from guixiao.cases.studies.models import Study
from guixiao.cases.studies.reading import rows_of
from guixiao.cases.studies.tasks import decisions_of, tasks_of
from guixiao.cases.views import Request
from guixiao.children.models import Round

PER_PAGE = 25
FRAME = {"tab": "studies"}


@needs("see_bodies")
@never_cache
def studies(request: Request) -> HttpResponse:
    user = request.user
    rows = Study.objects.visible_to(user).select_related("area").prefetch_related("stayed__user", "decisions")
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", ""))
    context = {"page": page, "rows": rows_of(list(page.object_list)), "turn": "", "may_record": user.whole.may("record_study")}
    return render(request, "cases/studies/list.html", _frame(user) | context)


@needs("see_bodies")
@never_cache
def study(request: Request, study: uuid.UUID) -> HttpResponse:
    user, found = request.user, _find(request.user, study)
    keeps = Study.objects.kept_by(user.whole.only("record_study")).filter(pk=found.pk).exists()
    told = tasks_of(decisions_of(user).filter(study=found))
    mine = set(decisions_of(user).held_by(user).filter(study=found).values_list("pk", flat=True))
    context = {
        "study": found, "stayed": list(found.stayed.select_related("user")), "tasks": told, "mine": mine, "keeps": keeps,
        "posts": _answering(found.area) if keeps else [], "people": choices(_doing(found.area)) if keeps else [],
        "today": timezone.localdate(), "back": "study", "key": uuid.uuid4(),
    }  # fmt: skip
    return render(request, "cases/studies/study.html", _frame(user) | context)


@needs("record_study")
@never_cache
def new_study(request: Request) -> HttpResponse:
    """First the place, then who stayed and what was found."""
    user, form = request.user, request.POST
    area = place_of(user, form.get("place") or request.GET.get("place", ""))
    if area is None:
        return render(request, "cases/studies/place.html", _frame(user) | {"places": places_of(user)})
    posts = _around(area)
    if request.method == "POST":
        given = actions.Given(area, day_of(form.get("first", "")), day_of(form.get("last", "")), form.get("found", "")[:LONG],
                              users_of(form, posts), named_of(form), uuid_of(form.get("key", "")) or uuid.uuid4())  # fmt: skip
        try:
            made = actions.record_study(user, given)
        except actions.Refused as refused:
            messages.warning(request, wording.REFUSALS[refused.why])
        else:
            messages.success(request, _("蹲点研判已记下。定下的事，一件一件写上谁来办、到哪天。"))
            return redirect("study", made.pk)
    ticked = form.getlist("user")
    people = [one | {"on": str(one["key"]) in ticked} for one in choices(posts)]
    typed = [*zip(form.getlist("name"), form.getlist("unit"), strict=False), ("", ""), ("", "")]
    context = {"place": area, "people": people, "named": typed[:6], "given": form, "today": timezone.localdate(),
               "key": form.get("key") or uuid.uuid4()}  # fmt: skip
    return render(request, "cases/studies/new.html", _frame(user) | context)


@needs("record_study")
@never_cache
@require_POST
def study_decide(request: Request, study: uuid.UUID) -> HttpResponse:
    found = Study.objects.kept_by(request.user).select_related("area").filter(pk=study).first()
    if found is None:
        raise Http404
    form = request.POST
    who, key = _who(form.get("who", ""), _doing(found.area)), uuid_of(form.get("key", ""))
    try:
        actions.decide(request.user, found, form.get("title", "")[:LONGEST], who, day_of(form.get("due", "")), key)
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("已定下，会出现在办的人的“今日”上。"))
    return redirect("study", found.pk)


@needs("record_study")
@never_cache
@require_POST
def study_end(request: Request, study: uuid.UUID) -> HttpResponse:
    """Nobody stays there any more."""
    found = Study.objects.kept_by(request.user).select_related("area").filter(pk=study).first()
    if found is None:
        raise Http404
    try:
        actions.end_stay(request.user, found, day_of(request.POST.get("last", "")))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("最后一天已记下。"))
    return redirect("study", found.pk)


@needs("see_bodies")
@never_cache
def study_tasks(request: Request) -> HttpResponse:
    user, tab = request.user, request.GET.get("tab", "")
    tab = tab if tab in wording.TABS else "mine"
    seen = decisions_of(user)
    lists = {"mine": seen.held_by(user).open(), "open": seen.open(), "done": seen.exclude(done_at=None).order_by("-done_at")}
    page: Page[Any] = Paginator(lists[tab], PER_PAGE).get_page(request.GET.get("page", ""))
    mine = set(lists["mine"].values_list("pk", flat=True))
    context = {"page": page, "tasks": tasks_of(page.object_list), "tab_of_tasks": tab, "tabs": wording.TABS, "mine": mine,
               "counts": {name: rows.count() for name, rows in lists.items()}, "turn": f"tab={tab}", "back": "tasks"}  # fmt: skip
    return render(request, "cases/studies/tasks.html", _frame(user) | context)


@needs("see_bodies")
@never_cache
@require_POST
def decision_done(request: Request, decision: uuid.UUID) -> HttpResponse:
    found = decisions_of(request.user).filter(pk=decision).first()
    if found is None:
        raise Http404
    try:
        actions.tick_done(request.user, found, request.POST.get("word", "")[:LONGEST])
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("已记下办完。"))
    return redirect("study", found.study_id) if request.POST.get("back") == "study" else redirect("study_tasks")


def _find(user: User, key: uuid.UUID) -> Study:
    found = Study.objects.visible_to(user).select_related("area", "recorded_by").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _around(area: Area) -> list[Post]:
    return posts_around(area, timezone.localdate())


def _doing(area: Area) -> list[Post]:
    """Whose tasks decisions may be: those who have a day here, so not a department's contact."""
    return [post for post in _around(area) if not post.department]


def _answering(area: Area) -> list[dict[str, Any]]:
    """Posts, whoever holds them: of several holders of one post the first stands for it."""
    found: dict[tuple[Any, ...], Post] = {}
    for post in _doing(area):
        found.setdefault((post.role, post.area_id, post.school_id), post)
    return [{"word": f"post-{post.pk}", "name": f"{post.area or post.school} {post.get_role_display()}"}
            for post in found.values()]  # fmt: skip


def _who(text: str, posts: Sequence[Post]) -> User | Post | None:
    """`post-7`: the post, `user-9`: the person; None for what was not offered."""
    for post in posts:
        if text == f"post-{post.pk}":
            return post
        if text == f"user-{post.user_id}":
            return post.user
    return None


def _frame(user: User) -> dict[str, Any]:
    return frame(Round.objects.shown_to(user)) | FRAME
