"""Referrals for those who ask: the list, one question asked, what became of it, the sheet to print."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.cases.actions import Refused
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.looks.sight import sight_in
from guixiao.cases.models import Case
from guixiao.cases.pages import KeysFirst
from guixiao.cases.referrals import actions, forms, listing, reading, wording
from guixiao.cases.referrals.actions import Asking, Hand, Handed
from guixiao.cases.referrals.models import Referral
from guixiao.cases.referrals.policies import in_words, referrals_for
from guixiao.cases.referrals.rules import CHANNELS, OURS, open_verbs
from guixiao.children.models import Round
from guixiao.lib.workdays import working_days_between

RELATED = ("case__child", "case__round", "case__town", "case__village", "case__school", "case__county", "county",
           "asked_by", "ended_by")  # fmt: skip


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


@needs("refer")
@never_cache
def referrals(request: Request) -> HttpResponse:
    """What was asked, until when, and what came back."""
    filters, today = listing.filters_of(request.GET), timezone.localdate()
    asked = listing.asked_by(request.user, filters.who)
    shown = listing.of_tab(asked, filters.tab, today)
    counts = listing.counts(asked, today)
    page = KeysFirst(shown.select_related(*RELATED), listing.PER_PAGE, counts[filters.tab]).get_page(request.GET.get("page", ""))
    for row in page.object_list:
        row.is_hidden = reading.hidden(request.user, row)
    context = frame(request.user) | {"filters": filters, "page": page, "counts": counts,
                                     "turn": filters.words(), "lists": wording.LISTS}  # fmt: skip
    return render(request, "cases/referrals/list.html", context)


@needs("refer")
@never_cache
def refer(request: Request, case: uuid.UUID) -> HttpResponse:
    """Ask: which question, how it goes there, by when. The code of a link is on the page that follows and nowhere else."""
    related = ("child", "round", "town", "village", "school", "county", "receiving")
    found = Case.objects.visible_to(request.user).select_related(*related).filter(pk=case).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _form(request, found)
    asking = forms.asking_of(request.POST)
    try:
        handed = actions.ask(request.user, found, asking, sight_in(request, found))
    except Refused as refused:
        return _form(request, found, str(wording.REFUSALS[refused.why]))
    return _handed(request, handed)


def _form(request: Request, case: Case, wrong: str = "") -> HttpResponse:
    policy = referrals_for(case.round)
    open_ = {row.question: row for row in case.referrals.filter(state__in=("asked", "accepted"))}
    context = frame(request.user) | {
        "case": case, "wrong": wrong, "said": request.POST, "key": request.POST.get("key") or uuid.uuid4(),
        "groups": _groups(request, case, open_), "channels": [(name, wording.CHANNELS[name]) for name in CHANNELS],
        "longest": policy.referrals.longest,
    }  # fmt: skip
    return render(request, "cases/referrals/ask.html", context, status=422 if wrong else 200)


def _groups(request: Request, case: Case, open_: dict[str, Referral]) -> list[dict[str, Any]]:
    """The departments with the questions that this person may ask, each with what it shows of the child."""
    policy, sight = referrals_for(case.round), sight_in(request, case)
    groups = []
    for name, department in policy.departments.items():
        asked = []
        of_theirs = {key: question for key, question in policy.questions.items() if question.department == name}
        for key, question in of_theirs.items():
            wish = actions.wish_of(request.user, case, Asking(key, "link", uuid.uuid4()), policy, sight)
            if set(wish.roles) & set(question.asks):
                asked.append({"key": key, "words": in_words(vars(question)), "days": question.days, "hidden": wish.hidden,
                              "fields": [wording.FIELDS[field] for field in question.fields], "waits": open_.get(key),
                              "report": question.report, "sample": question.sample})  # fmt: skip
        if asked:
            groups.append({"words": in_words(vars(department)), "sample": department.sample, "questions": asked,
                           "held": actions.held(case.county_id, name)})  # fmt: skip
    return groups


def _handed(request: Request, handed: Handed) -> HttpResponse:
    """Token and code are on this page and nowhere else; asked twice, they were on the page before."""
    referral = handed.referral
    if not handed.token:
        sent_twice = referral.channel == "link"
        said = _("这个问题已经发出。链接和口令只显示过一次：没记下，请换新链接。") if sent_twice else _("已发出。")
        messages.success(request, said)
        return redirect("referral", referral.pk)
    path = f"/answer/{handed.token}/"
    context = frame(request.user) | {"referral": referral, "link": request.build_absolute_uri(path), "code": handed.code,
                                     "department": in_words(referral.words["department"])}  # fmt: skip
    answer = render(request, "cases/referrals/handed.html", context)
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


def find(request: Request, key: uuid.UUID) -> Referral:
    """Of a child one sees; one that tells why the child is out of school, where one sees that too."""
    found = Referral.objects.visible_to(request.user).select_related(*RELATED).filter(pk=key).first()
    if found is None or (found.restricted and not reading.there(sight_in(request, found.case), found)):
        raise Http404
    return found


@needs("refer")
@never_cache
def referral(request: Request, referral: uuid.UUID) -> HttpResponse:
    return _one(request, find(request, referral))


def _one(request: Request, found: Referral, wrong: str = "") -> HttpResponse:
    today = timezone.localdate()
    is_hidden = reading.hidden(request.user, found)
    verbs = [] if is_hidden else open_verbs(found.stand, OURS, today)
    context = frame(request.user) | {
        "referral": found, "case": found.case, "is_hidden": is_hidden, "verbs_now": verbs, "wrong": wrong, "today": today,
        "said": request.POST, "choices": reading.choices_of(found), "choice": reading.choice_of(found),
        "fields": [wording.FIELDS[name] for name in found.words["fields"]],
        "days": working_days_between(today, found.due_on, calendar_of(found.county_id)),
    }  # fmt: skip
    return render(request, "cases/referrals/referral.html", context, status=422 if wrong else 200)


@needs("refer")
@never_cache
@require_POST
def act(request: Request, referral: uuid.UUID) -> HttpResponse:
    """Taken back, a new link, or the answer that came on paper."""
    found, verb = find(request, referral), request.POST.get("verb", "")
    if verb not in ("revoke", "renew", "answer", "refuse") or reading.hidden(request.user, found):
        raise Http404
    try:
        if verb == "renew":
            return _handed(request, actions.renew(request.user, found))
        messages.success(request, _done(request, found, verb))
    except Refused as refused:
        return _one(request, found, str(wording.REFUSALS[refused.why]))
    except actions.Changed as changed:
        messages.warning(request, told_changed(changed.referral))
    return redirect("referral", found.pk)


def _done(request: Request, found: Referral, verb: str) -> str:
    if verb == "revoke":
        actions.revoke(request.user, found, request.POST.get("why", "").strip()[: forms.WORDS])
        return _("已收回：链接打不开了，对方也看不到了。")
    write = actions.answer if verb == "answer" else actions.refuse
    write(Hand(request.user, OURS), found, forms.saying_of(request.POST))
    return _("已记下，写进了这个孩子的经过。")


def told_changed(referral: Referral) -> str:
    who = referral.ended_by or " ".join(filter(None, (referral.who.get("unit"), referral.who.get("name")))) or _("对方")
    return _("%(who)s刚才先办了：%(what)s。您的没有记下，请看过再办。") % {"who": who, "what": referral.get_state_display()}


@needs("refer")
@never_cache
def sheet(request: Request, referral: uuid.UUID) -> HttpResponse:
    """The letter to print, with a stub to answer by hand; what it shows of the child is a look, and recorded."""
    found = find(request, referral)
    if reading.hidden(request.user, found):
        raise Http404
    if found.restricted and not actions.sees_causes(sight_in(request, found.case)):
        messages.warning(request, wording.REFUSALS["cause_seen"])
        return redirect("referral", found.pk)
    actions.look(Hand(request.user, OURS), found)
    context = frame(request.user) | {"referral": found, "facts": reading.facts_of(found), "choices": reading.choices_of(found),
                                     "question": in_words(found.words["question"]),
                                     "department": in_words(found.words["department"])}  # fmt: skip
    return render(request, "cases/referrals/sheet.html", context)


def frame(user: User) -> dict[str, Any]:
    return {"section": "cases", "area_of_page": "referrals", "round": Round.objects.shown_to(user)}
