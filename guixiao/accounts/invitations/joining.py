"""The other side: first the code, then one's own user name and password; then one is in, and at the second factor."""

import time
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from guixiao.accounts.actions import PostRefused, Unchanged
from guixiao.accounts.invitations import actions, wording
from guixiao.accounts.invitations.forms import JoinForm
from guixiao.accounts.invitations.models import Invitation
from guixiao.accounts.invitations.rules import OPENED_FOR
from guixiao.accounts.sessions.actions import open_session
from guixiao.accounts.sessions.half import come_in
from guixiao.accounts.sessions.views import address_of
from guixiao.lib.masks import as_typed
from guixiao.vault.handed import wait_out

OPENED = "invitation_opened"  # in the session: key of the invitation and when its code was given


@sensitive_post_parameters("code", "password1", "password2")
@login_not_required
@never_cache
def join(request: Any, token: str) -> HttpResponse:
    """The same door for every token there is or is not."""
    began = time.monotonic()
    if request.method == "POST" and request.POST.get("verb") == "open":
        response = _open(request, token, began)
    else:
        found = actions.by_token(token)
        response = _form(request, found) if found and _has_opened(request, found) else _door(request)
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _open(request: Any, token: str, began: float) -> HttpResponse:
    found = actions.open_link(token, request.POST.get("code", ""))
    wait_out(began)
    if found is None:
        return _door(request, wrong=True)
    request.session.flush()  # whoever was signed in on this machine is not the one who joins
    request.session[OPENED] = [found.pk, time.time()]
    return redirect("join", token)


def _has_opened(request: Any, found: Invitation) -> bool:
    key, since = request.session.get(OPENED, [0, 0.0])
    return bool(key == found.pk and time.time() - since < OPENED_FOR)


def _door(request: Any, *, wrong: bool = False) -> HttpResponse:
    return render(
        request, "accounts/join_door.html", {"wrong": wording.NOT_OPENED if wrong else ""}, status=422 if wrong else 200
    )


def _form(request: Any, found: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, called=found.name)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.take(found, form.cleaned_data["username"], form.cleaned_data["password1"])
        except actions.NameTaken:
            form.add_error("username", wording.NAME_TAKEN)
        except (Unchanged, PostRefused):
            return _door(request, wrong=True)
        else:
            request.session.pop(OPENED, None)
            come_in(request, user)
            open_session(user, address_of(request))
            return redirect("home")
    status = 422 if form.is_bound else 200
    said = as_typed({"username": request.POST.get("username", "")})
    return render(request, "accounts/join.html", {"form": form, "invitation": found, "said": said}, status=status)
