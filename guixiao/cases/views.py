"""Verification: the list of suspected children, one child's case, and what is done about one or many."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases import actions, forms, listing, wording
from guixiao.cases.attachments.actions import attach, taken_in
from guixiao.cases.attachments.reading import with_proofs
from guixiao.cases.attachments.views import tell_unfit
from guixiao.cases.chain.page import chain_context
from guixiao.cases.clocks.page import clocks_context
from guixiao.cases.effort import actions as effort
from guixiao.cases.effort import forms as effort_forms
from guixiao.cases.effort.reading import about
from guixiao.cases.effort.rules import EFFORT
from guixiao.cases.effort.sight import LOOKED_FIRST
from guixiao.cases.findings import findings_of
from guixiao.cases.keyplaces.listing import key_first
from guixiao.cases.looks.page import looks_context
from guixiao.cases.looks.sight import sight_in
from guixiao.cases.looks.wording import CLOSED
from guixiao.cases.models import UNREAD, Case, CaseQuerySet, Event, EventQuerySet
from guixiao.cases.moves.page import move_context
from guixiao.cases.referrals.reading import about as referrals_of
from guixiao.cases.referrals.reading import with_referrals
from guixiao.cases.rules import open_verbs
from guixiao.children.models import Round, rounds_of
from guixiao.tables.kept import kept

AT_ONCE = 2000
IN_ORDER = ("town", "village", "name_key", "pk")
EFFORT_VERBS = frozenset(transition.verb for transition in EFFORT)


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours, behind django-htmx its headers."""

    user: User
    htmx: Any


@needs("verify")
@never_cache
def cases(request: Request) -> HttpResponse:
    """The list; what was typed comes by POST and goes on as a name, so that a number never stands in a URL."""
    filters = listing.filters_of(request.POST or request.GET)
    if request.method == "POST":
        return HttpResponseRedirect(f"{reverse('cases')}?{filters.words()}")
    area, found = asked(request.user, filters)
    counts = listing.balance(found)
    counts[wording.MINE] = listing.for_confirmation(found, request.user).count()
    made = Round.objects.shown_to(request.user)
    shown = _page(listing.of_tab(found, filters.tab, request.user), request.GET.get("page", ""), made)
    context = frame(made) | {
        "filters": filters, "place": area, "page": shown, "counts": counts, "below": below(request.user, area),
        "around": around(request.user, area), "turn": filters.words(), "bulk": _bulk(filters.tab), "choices": _choices(made),
        "balanced": sum(counts[name] for name in wording.STANDINGS) == counts[wording.ALL],
    }  # fmt: skip
    return render(request, "cases/list.html", context)


@needs("verify")
@never_cache
def case(request: Request, case: uuid.UUID) -> HttpResponse:
    """One case; beside the list only its panel."""
    found = _find(request.user, case)
    template = "cases/_panel.html" if request.htmx.target == "panel" else "cases/case.html"
    return render(request, template, _about(request, found))


@needs("verify")
@never_cache
@require_POST
def act(request: Request, case: uuid.UUID) -> HttpResponse:
    found = forms.as_seen(_find(request.user, case), request.POST)
    verb = forms.verb_of(request.POST)
    if not verb:
        raise Http404
    uploads = request.FILES.getlist("proofs")
    if verb in LOOKED_FIRST and sight_in(request, found).waits:
        messages.warning(request, _with_files(CLOSED, uploads))
        return redirect("case", found.pk)
    try:
        with taken_in(request.user, uploads) as taken:
            attach(request.user, [_do(request, found, verb)], taken.kept)
    except actions.Refused as refused:
        messages.warning(request, _with_files(wording.REFUSALS[refused.why], uploads))
        return redirect("case", found.pk)
    except actions.Moved as moved:
        messages.warning(request, _with_files(_told(request, found, moved), uploads))
        return redirect("case", found.pk)
    tell_unfit(request, taken)
    what = found.finding_name if verb == "find" else wording.VERBS[verb]
    messages.success(request, _("%(name)s：%(what)s，已记下。") % {"name": found, "what": what})
    filters = listing.filters_of(request.POST)
    return HttpResponseRedirect(f"{reverse('cases')}?{filters.words()}" if "tab" in request.POST else found_url(found))


def _do(request: Request, found: Case, verb: str) -> Event:
    if verb in EFFORT_VERBS:
        return effort.do(request.user, found, verb, effort_forms.said_of(request.POST, found, verb))
    return actions.act(request.user, found, verb, forms.said_of(request.POST, found.round))


def _with_files(why: Any, uploads: list[Any]) -> str:
    """A refusal, and that what was uploaded with it is not kept either."""
    return str(why) + (str(_("文件也没有收下，请再传一次。")) if uploads else "")


def find_case(user: User, key: uuid.UUID) -> Case:
    """The case with all that its page reads; 404 where it is not this person's."""
    return _find(user, key)


def page_of(request: Request, found: Case) -> dict[str, Any]:
    """All that the page of a case tells this person: the API tells no more and no less."""
    return _about(request, found)


def found_url(found: Case) -> str:
    return reverse("case", args=[found.pk])


@needs("verify")
@never_cache
@require_POST
def many(request: Request) -> HttpResponse:
    """One finding, or one confirmation, for the rows ticked, or for all that the filters leave."""
    filters, verb = listing.filters_of(request.POST), forms.verb_of(request.POST)
    back = HttpResponseRedirect(f"{reverse('cases')}?{filters.words()}")
    rows = _ticked(request, filters)
    if not rows or verb not in ("find", "confirm"):
        messages.warning(request, _("没有选孩子，什么也没有记下。"))
        return back
    if len(rows) > AT_ONCE:
        messages.warning(request, _("一次最多 %(most)s 个孩子，请先按村或姓名挑一挑。") % {"most": f"{AT_ONCE:,}"})
        return back
    with taken_in(request.user, request.FILES.getlist("proofs")) as taken:
        result = actions.act_on_many(request.user, rows, verb, forms.said_of(request.POST, rows[0].round))
        attach(request.user, result.events, taken.kept)
    tell_unfit(request, taken)
    if taken.kept and not result.done:
        messages.warning(request, _("文件也没有收下，请再传一次。"))
    if result.done:
        messages.success(request, _("%(count)s 个孩子已记下。") % {"count": f"{result.done:,}"})
    for why, refused in result.refused.items():
        names = "、".join(str(row) for row in refused[:5])
        said = {"count": f"{len(refused):,}", "why": wording.REFUSALS[why], "names": names}
        messages.warning(request, _("%(count)s 个没有记下：%(why)s（%(names)s）") % said)
    return back


def _ticked(request: Request, filters: listing.Filters) -> list[Case]:
    if request.POST.get("all") == "1":
        everyone = asked(request.user, filters)[1]
        return list(
            listing.of_tab(everyone, filters.tab, request.user).select_related("child").prefetch_related("round")[: AT_ONCE + 1]
        )
    versions = forms.chosen(request.POST)
    found = Case.objects.visible_to(request.user).filter(pk__in=list(versions))
    rows = list(found.select_related("child").prefetch_related("round"))
    for row in rows:
        row.version = versions[str(row.pk)]
    return rows


def _find(user: User, key: uuid.UUID) -> Case:
    rows = _case(user, key=key)
    if not rows:
        raise Http404
    found: Case = rows[0]
    found.round = rounds_of([found.round_id])[found.round_id]
    return found


@kept
def _case(user: User, *, key: uuid.UUID) -> CaseQuerySet:
    return Case.objects.visible_to(user).select_related("child", "town", "village", "school", "county", "found_by").filter(pk=key)


def asked(user: User, filters: listing.Filters) -> tuple[Area | None, CaseQuerySet]:
    """The place and its cases that pass the filters; a place that is not one's own is none at all."""
    seen = Case.objects.current().visible_to(user)
    if not filters.place:
        return None, listing.narrowed(seen, filters)
    area = Area.objects.visible_to(user).select_related("parent").filter(code=filters.place).first()
    if area is None:
        raise Http404
    return area, listing.narrowed(listing.within(seen, area), filters)


def in_order(rows: CaseQuerySet) -> CaseQuerySet:
    return rows.select_related("child", "round", "town", "village", "school", "found_by").order_by(*IN_ORDER)


def _page(rows: CaseQuerySet, number: str, made: Round | None) -> "Page[Any]":
    """Sorted by keys alone, key places first, and only then read; one round for all of them, its words read once."""
    page: Page[Any] = Paginator(
        rows.order_by(*key_first(made), *IN_ORDER).values_list("pk", flat=True), listing.PER_PAGE
    ).get_page(number)
    keys = list(page.object_list)
    shown = rows.select_related("child", "town", "village", "school", "found_by").defer(*UNREAD).prefetch_related("round")
    found = {row.pk: row for row in shown.filter(pk__in=keys).order_by()}
    page.object_list = [found[key] for key in keys if key in found]
    return page


def below(user: User, area: Area | None) -> "list[Area]":
    """The places one step down, with something to open."""
    if area is not None:
        return _inside(user, parent=area.pk)
    tops = _at(user, paths=list(user.scope.paths))
    return _inside(user, parent=tops[0].pk) if len(tops) == 1 else tops


@kept
def _inside(user: User, *, parent: int) -> Any:
    return Area.objects.visible_to(user).filter(parent=parent)


@kept
def _at(user: User, *, paths: list[str]) -> Any:
    return Area.objects.visible_to(user).filter(path__in=paths)


def around(user: User, area: Area | None) -> "list[Area]":
    return list(Area.objects.visible_to(user).filter(code__in=area.codes).order_by("path")) if area else []


def frame(made: Round | None) -> dict[str, Any]:
    return {"section": "verify", "area_of_page": "verify", "round": made}


def _bulk(tab: str) -> str:
    """What can be done to many rows of a tab."""
    return {"todo": "find", "found": "find", wording.MINE: "confirm"}.get(tab, "")


def _choices(made: Round | None) -> list[dict[str, Any]]:
    """The policy's findings, in the words of the page."""
    if made is None:
        return []
    told = made.wording.get("findings", {})
    return [
        {
            "name": name,
            "code": told[name]["code"],
            "words": made.word("findings", name),
            "effect": wording.EFFECTS[finding.effect],
            "evidence": [made.word("evidence", paper) for paper in finding.evidence],
            "months": finding.months,
        }
        for name, finding in findings_of(made).items()
    ]


def _about(request: Request, found: Case) -> dict[str, Any]:
    sight = sight_in(request, found)
    told = _events(case=found.pk)
    for event in told:
        event.case = found
    rows = [event for event in told if sight.shows(event)]
    events = with_referrals(request.user, found, sight, with_proofs(request.user, found, rows))
    for event in events:
        event.said = event.note if sight.shows_note(event) else ""  # type: ignore[attr-defined]  # for the template
    attempt, stand = actions.attempt_of(request.user, found, "find", actions.Said()), actions.stand_of(found, told[::-1])
    section = "cases" if found.phase else "verify"
    return frame(found.round) | {
        "section": section, "area_of_page": section, "case": found, "events": events, "choices": _choices(found.round),
        "filters": listing.filters_of(request.GET),
        "verbs_now": open_verbs(stand, attempt),
        "papers": {name: found.round.word("evidence", name) for name in found.round.wording.get("evidence", {})},
        "episodes": (episodes := _episodes(request.user, child=found.child_id)),
        "later": next((one for one in episodes if one.current and one.pk != found.pk), None),
        "from_list": "tab" in request.GET, "today": timezone.localdate(),
        "may_prove": bool(attempt.lines), "sight": sight,
    } | about(attempt, found, stand, sight) | chain_context(request.user, found) | clocks_context(request.user, found) | (
        looks_context(found, sight) | move_context(request.user, found, stand)
        | referrals_of(request.user, found, sight))  # fmt: skip


@kept
def _events(*, case: uuid.UUID) -> EventQuerySet:
    return Event.objects.filter(case=case).select_related("actor")


@kept
def _episodes(user: User, *, child: uuid.UUID) -> CaseQuerySet:
    return Case.objects.filter(child=child).visible_to(user).lived().order_by("episode")


def _told(request: Request, case: Case, moved: actions.Moved) -> str:
    if moved.event is None or not sight_in(request, case).shows(moved.event):
        return str(wording.REFUSALS["moved"])
    said = {"who": moved.event.actor or _("系统"), "what": wording.VERBS[moved.event.verb]}
    return _("%(who)s刚才先办了：%(what)s。您的没有记下，请看过再办。") % said
