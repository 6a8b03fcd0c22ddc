"""The writers of sign-ins: counting what fails, recording what happens, ending what is open."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from guixiao.accounts.models import SignInFailures, User
from guixiao.accounts.rules import FORGOTTEN_AFTER, wait_after
from guixiao.accounts.sessions.models import Session
from guixiao.audit.actions import record
from guixiao.vault.keys import blind_index

MINUTE = timedelta(minutes=1)
BRIEFLY = 50  # milliseconds a glance waits for SQLite's one writer


def _password_keys(username: str, address: str) -> dict[str, str]:
    return _keys({"name": username.lower(), "address": address, "pair": f"{username.lower()}\0{address}"})


def _code_keys(user: User, address: str) -> dict[str, str]:
    return _keys({"code": str(user.pk), "address": address})


def _keys(texts: dict[str, str]) -> dict[str, str]:
    return {kind: f"{kind}:{blind_index(kind, text)}" for kind, text in texts.items()}


def seconds_to_wait(username: str, address: str, now: datetime) -> int:
    """Until the next password may be tried; 0: now."""
    return _wait(_password_keys(username, address), now)


def seconds_to_wait_for_code(user: User, address: str, now: datetime) -> int:
    """Until the next code may be tried; 0: now."""
    return _wait(_code_keys(user, address), now)


def _wait(keys: dict[str, str], now: datetime) -> int:
    kinds = {key: kind for kind, key in keys.items()}
    rows = SignInFailures.objects.filter(key__in=kinds, last_at__gt=now - FORGOTTEN_AFTER).values_list(
        "key", "failures", "last_at"
    )
    waits = [wait_after(kinds[key], failures) - int((now - last).total_seconds()) for key, failures, last in rows]
    return max([0, *waits])


@transaction.atomic
def refuse_sign_in(username: str, address: str) -> None:
    """A wrong password: one more for the name, the address and both. An unknown name is not kept: it may be a password."""
    user = User.objects.filter(username=username).first()
    _count(_password_keys(username, address))
    subject, place = (f"user:{user.pk}", user.path) if user else ("", "")
    record(None, "session.refuse", subject=subject, place=place, detail={"address": address, "known": user is not None})


@transaction.atomic
def refuse_code(user: User, address: str) -> None:
    """A wrong code after a right password: one more for the person, wherever it came from, and for the address."""
    _count(_code_keys(user, address))
    record(None, "session.refuse_code", subject=f"user:{user.pk}", place=user.path, detail={"address": address})


def _count(keys: dict[str, str]) -> None:
    now = timezone.now()
    SignInFailures.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    SignInFailures.objects.bulk_create([SignInFailures(key=key, last_at=now) for key in keys.values()], ignore_conflicts=True)
    SignInFailures.objects.filter(key__in=keys.values()).update(failures=F("failures") + 1, last_at=now)


@transaction.atomic
def open_session(user: User, address: str, by: str = "password") -> None:
    """In, with all that is asked for: the name is in good standing again, the address keeps its count."""
    keys = _password_keys(user.username, address) | _code_keys(user, address)
    SignInFailures.objects.filter(key__in=[keys["name"], keys["pair"], keys["code"]]).delete()
    record(user, "session.open", subject=f"user:{user.pk}", place=user.path, detail={"address": address, "by": by})


@transaction.atomic
def close_session(user: User) -> None:
    record(user, "session.close", subject=f"user:{user.pk}", place=user.path)


@transaction.atomic
def end_sessions(user: User, sessions: "list[Session]") -> int:
    """Whoever sits there is out with the next page."""
    ended, _ = Session.objects.filter(user=user, pk__in=[session.pk for session in sessions]).delete()
    if ended:
        record(user, "session.end", subject=f"user:{user.pk}", place=user.path, detail={"sessions": ended})
    return ended


@transaction.atomic
def time_out(user: User) -> None:
    """Nobody pressed anything for too long."""
    record(None, "session.time_out", subject=f"user:{user.pk}", place=user.path)


def touch(key: str, now: datetime) -> None:
    """Used just now; at most once a minute, and never at the price of waiting for a round that is being written."""
    with _in_passing():
        Session.objects.filter(pk=key, last_seen__lte=now - MINUTE).update(last_seen=now)


@contextmanager
def _in_passing() -> Iterator[None]:
    """SQLite has one writer: whoever only notes the time goes on without it where another writes for long."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout={BRIEFLY}")
        try:
            yield
        except OperationalError as error:
            if "locked" not in str(error):
                raise
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual}")
