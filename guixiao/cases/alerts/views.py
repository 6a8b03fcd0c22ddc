"""Reports that a child is not in class: the list, one of them, the form in the hand, the answer."""

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
from guixiao.cases.alerts import actions, forms, listing, wording
from guixiao.cases.alerts.asking import Saying, answer_of, current_round, report_of
from guixiao.cases.alerts.models import Alert, OfChild
from guixiao.cases.alerts.policies import alerts_for, word
from guixiao.cases.alerts.rules import may_answer, may_report
from guixiao.cases.listing import PER_PAGE
from guixiao.cases.models import Case
from guixiao.cases.pages import KeysFirst
from guixiao.cases.views import Request, around, below
from guixiao.children.models import Coverage, Round

RELATED = ("child__town", "child__village", "child__county", "child__school", "raised_by", "answered_by", "case")


@needs("alert")
@never_cache
def alerts(request: Request) -> HttpResponse:
    filters = listing.filters_of(request.GET)
    area = area_of(request.user, filters.place)
    found = listing.within(Alert.objects.visible_to(request.user), area)
    rows = listing.of_tab(found, filters.tab, request.user).select_related(*RELATED).prefetch_related("round")
    made, counts = Round.objects.shown_to(request.user), listing.counts(found, request.user)
    context = _frame(made) | {
        "filters": filters, "place": area, "counts": counts, "tabs": wording.TABS, "turn": filters.words(),
        "page": KeysFirst(rows, PER_PAGE, counts.get(filters.tab)).get_page(request.GET.get("page", "")),
        "below": below(request.user, area), "around": around(request.user, area), "reasons": _reasons(made),
    }  # fmt: skip
    return render(request, "cases/alerts/list.html", context)


def area_of(user: User, code: str) -> Area | None:
    """A place that is not one's own is none at all."""
    if not code:
        return None
    area = Area.objects.visible_to(user).select_related("parent").filter(code=code).first()
    if area is None:
        raise Http404
    return area


@needs("alert")
@never_cache
def new(request: Request, child: uuid.UUID) -> HttpResponse:
    """The form in the hand: since when, who says so, a sentence."""
    row = _stand(request.user, child)
    if request.method == "POST":
        try:
            made = actions.raise_alert(request.user, row.child, forms.saying_of(request.POST), _key(request))
        except actions.Refused as refused:
            return _form(request, row, str(wording.REFUSALS[refused.why]))
        messages.success(request, _("已报告，正等另一条线的人或学校回应。"))
        return redirect("alert", made.pk)
    return _form(request, row)


def _form(request: Request, row: Coverage, wrong: str = "") -> HttpResponse:
    report = report_of(row.round, row.child, Saying(None, ""))
    why = may_report(report) if report else "in_no_roster"
    case = Case.objects.current().visible_to(request.user.only("verify")).filter(child=row.child_id).first()
    waits = Alert.objects.visible_to(request.user).filter(child=row.child_id, state=Alert.State.OPEN).first()
    context = _frame(row.round) | {
        "row": row, "wrong": wrong, "closed": wording.REFUSALS[why] if why else "", "case": case, "waits": waits,
        "key": request.POST.get("key") or uuid.uuid4(), "today": timezone.localdate(), "said": request.POST,
    }  # fmt: skip
    return render(request, "cases/alerts/new.html", context, status=422 if wrong else 200)


def _stand(user: User, child: uuid.UUID) -> Coverage:
    made = Round.objects.shown_to(user)
    rows = Coverage.objects.visible_to(user).select_related("round", "child", "town", "village", "school")
    row = rows.filter(round=made, child=child).first() if made else None
    if row is None:
        raise Http404
    return row


def _key(request: Request) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@needs("alert")
@never_cache
def alert(request: Request, alert: uuid.UUID) -> HttpResponse:
    return _one(request, _find(request.user, alert))


@needs("alert")
@never_cache
@require_POST
def answer(request: Request, alert: uuid.UUID) -> HttpResponse:
    found, verb = _find(request.user, alert), forms.verb_of(request.POST)
    if not verb:
        raise Http404
    try:
        case = _do(request, found, verb)
    except actions.Refused as refused:
        return _one(request, found, str(wording.REFUSALS[refused.why]))
    except actions.Answered as answered:
        messages.warning(request, _told(answered.alert))
        return redirect("alert", found.pk)
    except actions.Moved:
        messages.warning(request, str(wording.REFUSALS["moved"]))
        return redirect("alert", found.pk)
    messages.success(request, _("已记下。") if case is None else _("已记下，这个孩子从现在起要去找。"))
    return redirect("alert", found.pk) if case is None else redirect("case", case.pk)


def _do(request: Request, found: Alert, verb: str) -> Case | None:
    if verb == "accept":
        return actions.accept(request.user, found)
    actions.refuse(request.user, found, request.POST.get("reason", ""), forms.given_of(request.POST))
    return None


def _told(alert: Alert) -> str:
    said = {"who": alert.answered_by or _("系统"), "what": alert.get_state_display()}
    return _("%(who)s刚才先回应了：%(what)s。您的没有记下。") % said


def _find(user: User, key: uuid.UUID) -> Alert:
    found: Alert | None = Alert.objects.visible_to(user).select_related(*RELATED, "round").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _one(request: Request, found: Alert, wrong: str = "") -> HttpResponse:
    made = current_round(found.child) or found.round
    policy = alerts_for(made)
    why = {verb: may_answer(found.told, answer_of(request.user, made, found, verb)) for verb in ("accept", "refuse")}
    stand = Coverage.objects.visible_to(request.user).filter(round=made, child=found.child_id).select_related("round").first()
    context = _frame(made) | {
        "alert": found, "wrong": wrong, "stand": stand, "said": request.POST, "today": timezone.localdate(),
        "open": {verb: not name for verb, name in why.items()}, "reasons": _reasons(made),
        "rule": word(policy.absence[policy.alerts.rule]),
        "closed": [wording.REFUSALS[name] for name in dict.fromkeys(why.values()) if name and name != "still_open"],
        "choices": [(name, word(row), ", ".join(str(wording.NEEDS[need]) for need in row.needs))
                    for name, row in policy.coverage_reasons.items()],
        "others": _of_child(request.user, found.child_id).exclude(pk=found.pk).select_related(*RELATED).prefetch_related("round"),
        "case": Case.objects.current().visible_to(request.user.only("verify")).filter(child=found.child_id).first(),
    }  # fmt: skip
    return render(request, "cases/alerts/alert.html", context, status=422 if wrong else 200)


def _of_child(user: User, child: uuid.UUID) -> "OfChild":
    found: OfChild = Alert.objects.visible_to(user).filter(child=child)
    return found


def _reasons(made: Round | None) -> dict[str, str]:
    """Name -> words of what may answer a report."""
    return {name: word(row) for name, row in alerts_for(made).coverage_reasons.items()} if made else {}


def _frame(made: Round | None) -> dict[str, Any]:
    return {"section": "verify", "area_of_page": "alerts", "round": made}
