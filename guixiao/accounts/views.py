"""The page of the person who is signed in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guixiao.accounts.complaints.models import Complaint
from guixiao.accounts.sessions.ending import open_sessions


def me(request: Any) -> HttpResponse:
    sessions = open_sessions(request.user, timezone.now())
    here = request.session.session_key
    received = request.user.only("complaints")
    waiting = Complaint.objects.visible_to(received).open().count() if received.current_posts else 0
    context = {
        "complaints": waiting,
        "sessions": [(session, session.pk == here) for session in sessions],
        "area_of_page": "me",
    }
    return render(request, "accounts/me.html", context)
