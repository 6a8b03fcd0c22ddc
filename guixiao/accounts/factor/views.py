"""The second step at the door, and the page on which a telephone learns its secret."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guixiao.accounts.factor import actions
from guixiao.accounts.factor.drawing import qr_code
from guixiao.accounts.factor.models import UNUSED, Factor
from guixiao.accounts.factor.rules import address, in_fours
from guixiao.accounts.factor.standing import SHOWN, must_have
from guixiao.accounts.models import User
from guixiao.accounts.sessions.actions import end_sessions, open_session, refuse_code, seconds_to_wait_for_code
from guixiao.accounts.sessions.half import come_in, half_in, home_after
from guixiao.accounts.sessions.models import Session
from guixiao.accounts.sessions.views import address_of

T = TypeVar("T")
LONGEST = 40  # characters that are looked at of what was typed as a code


@never_cache
@login_not_required
def login_code(request: Any) -> HttpResponse:
    """The password was right; now the code. Also for a session that began before its person had a second factor."""
    user = request.user if request.user.is_authenticated else half_in(request)
    if user is None:
        return redirect("login")
    if request.method != "POST":
        return render(request, "factor/login_code.html", {"person": user})
    wait, right = _tried(request, user, lambda code: actions.check(user, code, timezone.now()))
    if right is None:
        return render(
            request, "factor/login_code.html", {"person": user, "wait": wait, "wrong": True}, status=429 if wait else 200
        )
    after = home_after(request)
    if not request.user.is_authenticated:
        come_in(request, user)
    request.session[SHOWN] = True
    open_session(user, address_of(request), by=right)
    return redirect(after)


def _tried(request: Any, user: User, act: Callable[[str], T]) -> tuple[int, T | None]:
    """(seconds to wait, what came of the code): whoever has to wait is told so, and the code is not even looked at."""
    wait = seconds_to_wait_for_code(user, address_of(request), timezone.now())
    if wait > 0:
        return wait, None
    try:
        return 0, act(request.POST.get("code", "")[:LONGEST])
    except actions.WrongCode:
        refuse_code(user, address_of(request))
        return 0, None


@never_cache
def second_factor(request: Any) -> HttpResponse:
    """One's own: set up, or how it stands."""
    user = request.user.whole
    if user.demo:
        return render(request, "factor/of_demo.html")
    factor = Factor.objects.filter(user=user).first()
    verbs = VERBS_OF_THE_READY if factor and factor.confirmed_at else {"confirm": _confirm}
    verb = verbs.get(request.POST.get("verb", ""))
    if verb:
        return verb(request, user)
    return _page(request, user)


def _page(request: Any, user: User, wait: int = 0, *, wrong: bool = False) -> HttpResponse:
    factor = actions.begin(user)
    context: dict[str, Any] = {"factor": factor, "must": must_have(user), "wait": wait, "wrong": wrong, "area_of_page": "me"}
    if factor.confirmed_at:
        context["left"] = factor.codes.filter(UNUSED).count()
        return render(request, "factor/ready.html", context, status=429 if wait else 200)
    told = address(factor.secret, _("归校"), user.username)
    context |= {"drawn": qr_code(told), "secret": in_fours(factor.secret)}
    return render(request, "factor/set_up.html", context, status=429 if wait else 200)


def _confirm(request: Any, user: User) -> HttpResponse:
    """From here on the person is in with both; whoever else is in with the password alone is out."""
    wait, codes = _tried(request, user, lambda code: actions.confirm(user, code, timezone.now()))
    if codes is None:
        return _page(request, user, wait, wrong=True)
    request.session[SHOWN] = True
    end_sessions(user, list(Session.objects.filter(user=user).exclude(pk=request.session.session_key)))
    return render(request, "factor/codes.html", {"codes": codes, "first": True, "area_of_page": "me"})


def _renew_codes(request: Any, user: User) -> HttpResponse:
    wait, codes = _tried(request, user, lambda code: actions.renew_codes(user, code, timezone.now()))
    if codes is None:
        return _page(request, user, wait, wrong=True)
    return render(request, "factor/codes.html", {"codes": codes, "area_of_page": "me"})


def _give_up(request: Any, user: User) -> HttpResponse:
    wait, done = _tried(request, user, lambda code: actions.give_up(user, code, timezone.now()) or True)
    if done is None:
        return _page(request, user, wait, wrong=True)
    request.session.pop(SHOWN, None)
    return redirect("second_factor" if must_have(user) else "me")


VERBS_OF_THE_READY = {"codes": _renew_codes, "give_up": _give_up}
