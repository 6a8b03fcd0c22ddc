"""The rectification list, an inspection with its items, one item with all that happened to it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.accountability.listing import places_of
from guixiao.cases.attachments.actions import taken_in
from guixiao.cases.attachments.views import file_of, tell_unfit
from guixiao.cases.forms import uuid_of
from guixiao.cases.models import Case
from guixiao.cases.orders.forms import version_of
from guixiao.cases.rectification import actions, forms, listing, wording
from guixiao.cases.rectification.models import Inspection, Item, StepProof
from guixiao.cases.rectification.policies import named, over
from guixiao.cases.rectification.reading import item_page, read, targets
from guixiao.cases.rectification.rules import MEND, VERBS
from guixiao.cases.views import Request
from guixiao.children.models import Round

PER_PAGE = 25
MOST = 2000  # rows on paper


@needs("rectify")
@never_cache
def rectification(request: Request) -> HttpResponse:
    filters = listing.filters_of(request.GET)
    found, today = listing.items_of(request.user, filters), timezone.localdate()
    rows = read(listing.of_tab(found, filters.tab, today))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", ""))
    context = _frame(request.user) | {
        "filters": filters, "page": page, "turn": filters.words(), "counts": listing.counts(found, today),
        "places": places_of(request.user), "standings": wording.STANDINGS, "records": _records(request.user),
        "to_tab": {name: filters.words(tab=name) for name in listing.TABS},
        "to_who": {name: filters.words(who=name) for name in (listing.MINE, listing.PLACE)},
    }  # fmt: skip
    return render(request, "cases/rectification/list.html", context)


@needs("rectify")
@never_cache
def printed(request: Request) -> HttpResponse:
    filters = listing.filters_of(request.GET)
    rows = read(listing.of_tab(listing.items_of(request.user, filters), filters.tab, timezone.localdate()))
    count = rows.count()
    if count <= MOST:
        actions.record_print(request.user, count)
    context = _frame(request.user) | {"too_long": count > MOST, "most": MOST, "items": rows[:MOST] if count <= MOST else [],
                                      "turn": filters.words(), "count": count}  # fmt: skip
    return render(request, "cases/rectification/print.html", context)


@needs("inspect")
@never_cache
def new_inspection(request: Request) -> HttpResponse:
    """Who inspected where and when, and the document; its items are added on its own page."""
    if request.method == "POST":
        area, told = forms.inspection_of(request.POST, request.user)
        try:
            made = actions.record_inspection(request.user, area, told)
        except actions.Refused as refused:
            messages.warning(request, wording.REFUSALS[refused.why])
            return _new(request, 422)
        about = _about(request, request.POST)
        return redirect(reverse("inspection", args=[made.pk]) + (f"?case={about.pk}" if about else ""))
    return _new(request)


def _new(request: Request, status: int = 200) -> HttpResponse:
    areas = Area.objects.visible_to(named(request.user, "records")).exclude(kind=Area.Kind.VILLAGE).order_by("path")
    about = _about(request, request.POST or request.GET)
    context = _frame(request.user) | {"areas": areas, "kept": request.POST, "today": timezone.localdate(), "about": about,
                                      "place": request.POST.get("place") or (about.town.code if about and about.town else ""),
                                      "key": request.POST.get("key") or uuid.uuid4()}  # fmt: skip
    return render(request, "cases/rectification/new.html", context, status=status)


def _about(request: Request, asked: QueryDict) -> Case | None:
    """The case that the inspection began with, if this person sees it."""
    key = uuid_of(asked.get("case", ""))
    seen = Case.objects.visible_to(request.user)
    return seen.filter(pk=key).select_related("child", "town").first() if key else None


@needs("rectify")
@never_cache
def inspection(request: Request, inspection: uuid.UUID) -> HttpResponse:
    found = (
        Inspection.objects.visible_to(request.user).select_related("area", "county", "recorded_by").filter(pk=inspection).first()
    )
    if found is None:
        raise Http404
    may = over(named(request.user, "records"), found.area.path)
    if request.method == "POST":
        return _find(request, found)
    return _inspection(request, found, may)


def _find(request: Request, found: Inspection) -> HttpResponse:
    try:
        actions.find(request.user, found, forms.finding_of(request.POST, request.user, found))
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
        return _inspection(request, found, True, 422)
    messages.success(request, _("已记下，责任岗位在“今日”和任务清单里看得到。"))
    return redirect("inspection", found.pk)


def _inspection(request: Request, found: Inspection, may: bool, status: int = 200) -> HttpResponse:
    items = read(Item.objects.visible_to(request.user).filter(inspection=found)).order_by("number")
    context = _frame(request.user) | {"inspection": found, "items": items, "may": may, "kept": request.POST,
                                      "about": _about(request, request.GET),
                                      "groups": targets(request.user, found) if may else [],
                                      "key": request.POST.get("key") or uuid.uuid4()}  # fmt: skip
    return render(request, "cases/rectification/inspection.html", context, status=status)


@needs("rectify")
@never_cache
def item(request: Request, item: uuid.UUID) -> HttpResponse:
    found = _item(request.user, item)
    return render(request, "cases/rectification/item.html", _frame(request.user) | item_page(request.user, found))


@require_POST
@needs("rectify")
@never_cache
def item_act(request: Request, item: uuid.UUID) -> HttpResponse:
    """What was put right, with files; or the second look."""
    found, verb, said = _item(request.user, item), request.POST.get("verb", ""), forms.said_of(request.POST)
    if verb not in VERBS[1:]:
        raise Http404
    found.version = version_of(request.POST)
    try:
        with taken_in(request.user, request.FILES.getlist("proofs") if verb == MEND else []) as taken:
            actions.attach(request.user, actions.act(request.user, found, verb, said), taken.kept)
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
        context = _frame(request.user) | item_page(request.user, _item(request.user, item)) | {"kept": request.POST}
        return render(request, "cases/rectification/item.html", context, status=422)
    except actions.Moved as moved:
        messages.warning(request, _told(moved))
        context = _frame(request.user) | item_page(request.user, _item(request.user, item)) | {"kept": request.POST}
        return render(request, "cases/rectification/item.html", context, status=409)
    tell_unfit(request, taken)
    messages.success(request, _("已记下。"))
    return redirect("item", found.pk)


def _told(moved: actions.Moved) -> str:
    who = moved.step.actor if moved.step else _("别人")
    what = wording.VERBS[moved.step.verb] if moved.step else ""
    return _("%(who)s刚才先办了：%(what)s。您的没有记下，请看过再办。") % {"who": who, "what": what}


@needs("rectify")
@never_cache
def item_proof(request: Request, proof: int) -> HttpResponseBase:
    rows = StepProof.objects.visible_to(request.user).select_related("attachment", "step__item__area", "step__item__school")
    found = rows.filter(pk=proof).first()
    if found is None:
        raise Http404
    actions.record_proof_look(request.user, found)
    return file_of(found.attachment, small=False)


def _item(user: User, key: uuid.UUID) -> Item:
    read_too = ("inspection", "area", "school__area", "school__county", "case__child", "county")
    found = Item.objects.visible_to(user).select_related(*read_too).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _records(user: User) -> bool:
    return bool(named(user.whole, "records").current_posts)


def _frame(user: User) -> dict[str, Any]:
    return {"section": "oversight", "area_of_page": "oversight", "oversight": "rectification",
            "round": Round.objects.shown_to(user)}  # fmt: skip
