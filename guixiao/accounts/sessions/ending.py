"""Where one is signed in, and ending it from elsewhere."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from guixiao.accounts.models import User
from guixiao.accounts.sessions.actions import end_sessions
from guixiao.accounts.sessions.middleware import longest_for
from guixiao.accounts.sessions.models import Session


def open_sessions(user: User, now: datetime) -> list[Session]:
    """Those that would still open a page, the last used first."""
    used = Session.objects.filter(user=user, expire_date__gt=now, last_seen__gte=now - longest_for(user))
    return list(used.order_by("-last_seen"))


@require_POST
def end(request: Any) -> HttpResponse:
    """One of one's own, or all but this one."""
    others = [session for session in open_sessions(request.user, timezone.now()) if session.pk != request.session.session_key]
    word = request.POST.get("session", "")
    end_sessions(request.user, [session for session in others if word in ("others", session.word)])
    return redirect("me")
