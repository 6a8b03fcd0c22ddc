"""The writers of sign-ins: counting what fails, recording what happens."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from guixiao.accounts.models import SignInFailures, User
from guixiao.accounts.rules import FORGOTTEN_AFTER, PATIENCE, wait_after
from guixiao.audit.actions import record
from guixiao.vault.keys import blind_index


def _keys(username: str, address: str) -> dict[str, str]:
    texts = {"name": username.lower(), "address": address, "pair": f"{username.lower()}\0{address}"}
    return {kind: f"{kind}:{blind_index(kind, texts[kind])}" for kind in PATIENCE}


def seconds_to_wait(username: str, address: str, now: datetime) -> int:
    """Until the next try may be made; 0: now."""
    kinds = {key: kind for kind, key in _keys(username, address).items()}
    rows = SignInFailures.objects.filter(key__in=kinds, last_at__gt=now - FORGOTTEN_AFTER).values_list(
        "key", "failures", "last_at"
    )
    waits = [wait_after(kinds[key], failures) - int((now - last).total_seconds()) for key, failures, last in rows]
    return max([0, *waits])


@transaction.atomic
def refuse_sign_in(username: str, address: str) -> None:
    """A wrong password: one more for the name, the address and both. An unknown name is not kept: it may be a password."""
    now = timezone.now()
    keys = _keys(username, address).values()
    SignInFailures.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    SignInFailures.objects.bulk_create([SignInFailures(key=key, last_at=now) for key in keys], ignore_conflicts=True)
    SignInFailures.objects.filter(key__in=keys).update(failures=F("failures") + 1, last_at=now)
    user = User.objects.filter(username=username).first()
    subject, place = (f"user:{user.pk}", user.path) if user else ("", "")
    record(None, "session.refuse", subject=subject, place=place, detail={"address": address, "known": user is not None})


@transaction.atomic
def open_session(user: User, address: str) -> None:
    """The right password: the name is in good standing again, the address keeps its count."""
    keys = _keys(user.username, address)
    SignInFailures.objects.filter(key__in=[keys["name"], keys["pair"]]).delete()
    record(user, "session.open", subject=f"user:{user.pk}", place=user.path, detail={"address": address})


@transaction.atomic
def close_session(user: User) -> None:
    record(user, "session.close", subject=f"user:{user.pk}", place=user.path)
