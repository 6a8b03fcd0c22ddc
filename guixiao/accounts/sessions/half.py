"""Between the two steps of the door: the password was right, the code has still to come."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from guixiao.accounts.models import User
from guixiao.accounts.sessions.devices import device_of

HALF = "half_in"
LONGEST = timedelta(minutes=10)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def wait_for_code(request: Any, user: User, after: str) -> None:
    request.session.cycle_key()
    request.session[HALF] = {
        "user": user.pk,
        "proof": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "after": after,
    }


def half_in(request: Any) -> User | None:
    """Who has to give the code; nobody where it took too long, the account was closed or the password changed meanwhile."""
    told = request.session.get(HALF)
    if not told or timezone.now() - datetime.fromisoformat(told["at"]) > LONGEST:
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    same = user is not None and constant_time_compare(told["proof"], user.get_session_auth_hash())
    return user if same else None


def home_after(request: Any) -> str:
    """Where one wanted to go in the first place."""
    after = (request.session.pop(HALF, None) or {}).get("after", "")
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return after if safe else "home"


def come_in(request: Any, user: User) -> None:
    login(request, user, BACKEND)
    note_device(request)


def note_device(request: Any) -> None:
    request.session["device"] = device_of(request.headers.get("User-Agent", ""))
