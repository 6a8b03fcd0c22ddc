"""The other side: the page of a link, for whoever has no account, and the pages of a department that has one."""

import time
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.cases.actions import Refused
from guixiao.cases.referrals import actions, forms, links, reading, wording
from guixiao.cases.referrals.actions import Changed, Hand
from guixiao.cases.referrals.models import Referral
from guixiao.cases.referrals.policies import in_words
from guixiao.cases.referrals.rules import ACCEPTED, DEPARTMENT, OPEN, open_verbs

VERBS = {"accept": actions.accept, "answer": actions.answer, "refuse": actions.refuse}
PER_PAGE = 25


class Request(HttpRequest):
    """Behind LoginRequiredMiddleware a request has a user of ours."""

    user: User


@sensitive_post_parameters("code")
@login_not_required
@never_cache
def answer(request: Any, token: str) -> HttpResponse:
    """First the code; then one question, and what it needs of the child; then the answer. Nothing else, and nothing before."""
    began = time.monotonic()
    if request.method == "POST" and request.POST.get("verb") == "open":
        response = _open(request, token, began)
    else:
        referral = links.by_token(token)
        opened = referral is not None and links.has_opened(request.session, referral, time.time())
        response = _behind(request, referral) if referral and opened else _door(request)
    response.headers["Referrer-Policy"] = "strict-origin"  # never the path; with no-referrer browsers send no Origin either, and
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"  # a form of the page would be taken for a foreign one
    return response


def _open(request: Any, token: str, began: float) -> HttpResponse:
    referral = actions.open_link(token, request.POST.get("code", ""))
    links.wait_out(began)
    if referral is None:
        return _door(request, wrong=True)
    links.remember(request.session, referral, time.time())
    return redirect("answer", token)


def _door(request: Any, *, wrong: bool = False) -> HttpResponse:
    """The same page for every token there is or is not."""
    context = {"wrong": wording.NOT_OPENED if wrong else ""}
    return render(request, "cases/referrals/door.html", context, status=422 if wrong else 200)


def _behind(request: Any, referral: Referral) -> HttpResponse:
    if referral.state not in OPEN:  # by this browser or another one that had the code
        return render(request, "cases/referrals/thanks.html", {"referral": referral, **_of(referral)})
    if referral.expired:
        return _door(request)
    return _worked(request, Hand(), referral)


def _worked(request: Any, hand: Hand, referral: Referral) -> HttpResponse:
    """The question, or what is done about it."""
    verb = request.POST.get("verb", "") if request.method == "POST" else ""
    if verb not in VERBS:
        return _question(request, hand, referral)
    if verb == "accept" and referral.state == ACCEPTED:  # pressed twice
        return redirect(request.path)
    try:
        VERBS[verb](hand, referral, forms.saying_of(request.POST))
    except Refused as refused:
        return _question(request, hand, referral, str(wording.REFUSALS[refused.why]))
    except Changed as changed:
        messages.warning(request, wording.REFUSALS[f"is_{changed.referral.state}"])
    return redirect(request.path)


def _question(request: Any, hand: Hand, referral: Referral, wrong: str = "") -> HttpResponse:
    """What is shown of the child is a look, and recorded."""
    actions.look(hand, referral)
    today = timezone.localdate()
    context = {
        "referral": referral, "facts": reading.facts_of(referral), "choices": reading.choices_of(referral), "wrong": wrong,
        "said": {**referral.who, **request.POST.dict()}, "today": today,
        "verbs_now": open_verbs(referral.stand, DEPARTMENT, today),
        "by_account": hand.user, **_of(referral),
    }  # fmt: skip
    return render(request, "cases/referrals/answer.html", context, status=422 if wrong else 200)


def _of(referral: Referral) -> dict[str, Any]:
    return {"question": in_words(referral.words["question"]), "department": in_words(referral.words["department"])}


@needs("answer_referral")
@never_cache
def asked_of_us(request: Request) -> HttpResponse:
    """What the department is asked, the first deadline first; of what is done only what was asked, and no child."""
    rows = Referral.objects.asked_of(request.user).select_related("county", "ended_by")
    waiting = list(rows.filter(state__in=OPEN))
    done = Paginator(rows.exclude(state__in=OPEN).order_by("-ended_at"), PER_PAGE).get_page(request.GET.get("page", ""))
    context = {"area_of_page": "asked_of_us", "waiting": waiting, "page": done, "turn": ""}
    return render(request, "cases/referrals/asked.html", context)


@needs("answer_referral")
@never_cache
def asked(request: Request, asked: uuid.UUID) -> HttpResponse:
    """One question; once it is answered, refused or taken back it shows no child any more."""
    rows = Referral.objects.asked_of(request.user).select_related("case__child", "case__round", "county", "ended_by")
    found = rows.filter(pk=asked).first()
    if found is None:
        raise Http404
    if found.state not in OPEN:
        context = {"referral": found, "area_of_page": "asked_of_us", "by_account": request.user, **_of(found)}
        return render(request, "cases/referrals/thanks.html", context)
    return _worked(request, Hand(request.user), found)
