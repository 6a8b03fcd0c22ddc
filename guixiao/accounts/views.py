"""The page of the person who is signed in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guixiao.accounts.sessions.ending import open_sessions


def me(request: Any) -> HttpResponse:
    sessions = open_sessions(request.user, timezone.now())
    here = request.session.session_key
    context = {"sessions": [(session, session.pk == here) for session in sessions], "area_of_page": "me"}
    return render(request, "accounts/me.html", context)
