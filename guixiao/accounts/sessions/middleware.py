"""Whoever has pressed nothing for too long is out; whoever is here is noted, once a minute."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from guixiao.accounts.rules import idle_after
from guixiao.accounts.sessions.actions import MINUTE, time_out, touch


def out_when_idle(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def handle(request: Any) -> HttpResponse:
        row = request.session.row if request.user.is_authenticated else None
        if row is None:
            return get_response(request)
        now = timezone.now()
        quiet = now - row.last_seen
        if quiet > min(settings.IDLE_OFFICE, settings.IDLE_FIELD) and quiet > longest_for(request.user):
            return _out(request)
        if quiet >= MINUTE:
            touch(row.pk, now)
        return get_response(request)

    return handle


def longest_for(user: Any) -> Any:
    return idle_after((post.role for post in user.current_posts), settings.IDLE_OFFICE, settings.IDLE_FIELD)


def _out(request: Any) -> HttpResponse:
    user = request.user
    logout(request)
    time_out(user)
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    return redirect(f"{reverse('login')}?{urlencode({'idle': 1} | back)}")
