"""Pages of the county's drafts: fill in, look at the children and the posts, confirm, issue."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.listing import PER_PAGE
from guixiao.cases.models import UNREAD
from guixiao.cases.orders import actions, forms, wording
from guixiao.cases.orders.models import Draft, Order
from guixiao.cases.orders.policies import orders_for, word
from guixiao.cases.orders.rules import lacking, next_number
from guixiao.cases.orders.selecting import WHO, fitting, unreached, wanted_of
from guixiao.cases.views import IN_ORDER, Request
from guixiao.children.models import Round


@needs("issue_orders")
@never_cache
def new(request: Request) -> HttpResponse:
    """An empty form with the next number; what is filled in is kept as a draft at once."""
    county = _county(request.user)
    if request.method == "POST":
        draft = actions.save_draft(request.user, county, forms.draft_of(request.POST, county))
        return redirect("order_draft", draft.pk)
    made = _round(request.user)
    draft = Draft(county=county, number=_number(county, made))
    return render(request, "cases/orders/draft.html", _form(request.user, draft, made) | {"fresh": True})


@needs("issue_orders")
@never_cache
def draft(request: Request, draft: uuid.UUID) -> HttpResponse:
    """The form, and beside it what it means now."""
    found = _find(request.user, draft)
    if request.method == "POST":
        found.version = forms.version_of(request.POST)
        try:
            actions.save_draft(request.user, found.county, forms.draft_of(request.POST, found.county), found)
        except actions.Refused as refused:
            messages.warning(request, wording.REFUSALS[refused.why])
            return redirect("orders") if refused.why == "gone" else redirect("order_draft", found.pk)
        if request.POST.get("then") == "issue":
            return redirect("issue_order", found.pk)
        messages.success(request, _("草稿已存。"))
        return redirect("order_draft", found.pk)
    return render(request, "cases/orders/draft.html", _form(request.user, found, _round(request.user)) | _meant(request, found))


@needs("issue_orders")
@never_cache
def children(request: Request, draft: uuid.UUID) -> HttpResponse:
    """Whom the draft means now."""
    found = _find(request.user, draft)
    cases = fitting(found.county_id, wanted_of(found.wanted)).visible_to(request.user)
    rows = cases.select_related("child", "town", "village", "school").defer(*UNREAD).order_by(*IN_ORDER)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", ""))
    return render(request, "cases/orders/draft_children.html", _frame(request.user) | {"draft": found, "page": page, "turn": ""})


@needs("issue_orders")
@never_cache
def issue(request: Request, draft: uuid.UUID) -> HttpResponse:
    """The page of confirmation; and the act."""
    found = _find(request.user, draft)
    if request.method == "POST":
        try:
            order = actions.issue(request.user, found, request.POST.get("seen", ""))
        except actions.Refused as refused:
            messages.warning(request, wording.REFUSALS[refused.why])
            return redirect("orders") if refused.why == "gone" else redirect("order_draft", found.pk)
        messages.success(request, _("%(number)s已下达。") % {"number": order.number})
        return redirect("order", order.pk)
    meant = _meant(request, found)
    if meant["lacks"]:
        return redirect("order_draft", found.pk)
    goals = orders_for(meant["ready"].made).goals
    return render(
        request, "cases/orders/issue.html", _frame(request.user) | meant | {"draft": found, "goal": word(goals[found.goal])}
    )


@needs("issue_orders")
@never_cache
@require_POST
def discard(request: Request, draft: uuid.UUID) -> HttpResponse:
    found = _find(request.user, draft)
    try:
        actions.discard(request.user, found)
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("草稿已放弃。"))
    return redirect("orders")


def _county(user: User) -> Area:
    """Where the officer stands."""
    return next(post.area for post in user.current_posts if post.area and post.area.kind == Area.Kind.COUNTY)


def _round(user: User) -> Round | None:
    return Round.objects.shown_to(user)


def _find(user: User, key: uuid.UUID) -> Draft:
    found: Draft | None = Draft.objects.visible_to(user).select_related("county", "changed_by").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _number(county: Area, made: Round | None) -> str:
    if made is None:
        return ""
    taken = {*Order.objects.filter(county=county).values_list("number", flat=True),
             *Draft.objects.filter(county=county).values_list("number", flat=True)}  # fmt: skip
    return next_number(orders_for(made).orders.number, county.name, timezone.localdate().year, taken)


def _form(user: User, draft: Draft, made: Round | None) -> dict[str, Any]:
    """What may be chosen."""
    goals = orders_for(made).goals if made else {}
    towns = Area.objects.filter(parent=draft.county_id).prefetch_related("children").order_by("code")
    return _frame(user) | {
        "draft": draft, "goals": {name: word(goal) for name, goal in goals.items()}, "towns": towns,
        "who": {name: wording.WHO[name] for name in WHO}, "wanted": wanted_of(draft.wanted), "line_choices": Draft.Lines.choices,
        "today": timezone.localdate(),
    }  # fmt: skip


def _meant(request: Request, draft: Draft) -> dict[str, Any]:
    """Whom and what it means now, and what it lacks."""
    ready = actions.ready(request.user, draft)
    return {
        "ready": ready, "lacks": [wording.REFUSALS[name] for name in lacking(ready.issue)], "today": timezone.localdate(),
        "kept": {goes.word for goes in ready.kept}, "unreached": unreached(draft.lines, ready.cases),
    }  # fmt: skip


def _frame(user: User) -> dict[str, Any]:
    return {"section": "oversight", "area_of_page": "oversight", "oversight": "orders", "round": _round(user)}
