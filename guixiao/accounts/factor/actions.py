"""The only writers of second factors: begin, confirm, check, renew the recovery codes, take away."""

import base64
import secrets
from datetime import datetime

from django.db import transaction

from guixiao.accounts.actions import renew_password
from guixiao.accounts.factor.models import UNUSED, Factor, RecoveryCode
from guixiao.accounts.factor.rules import BYTES, RECOVERY_CODES, digest_of, plain, step_of
from guixiao.accounts.models import User
from guixiao.accounts.people.forms import one_time_password
from guixiao.audit.actions import record


class WrongCode(ValueError):
    """Not a code of now, or one that was taken already."""


def begin(user: User) -> Factor:
    """The secret that a telephone is to learn; the same one until it is confirmed, in however many windows it is shown."""
    secret = base64.b32encode(secrets.token_bytes(BYTES)).decode()
    factor, _ = Factor.objects.get_or_create(user=user, defaults={"secret": secret})
    return factor


@transaction.atomic
def confirm(user: User, code: str, now: datetime) -> list[str]:
    """The telephone has learnt it. Ten recovery codes: they are shown once, and only their digests stay."""
    factor = Factor.objects.filter(user=user, confirmed_at=None).first()
    step = step_of(factor.secret, plain(code), now) if factor else None
    if factor is None or step is None:
        raise WrongCode
    if not Factor.objects.filter(pk=factor.pk, confirmed_at=None).update(confirmed_at=now, last_step=step):
        raise WrongCode
    codes = _new_codes(factor)
    _told(user, "factor.confirm", user)
    return codes


@transaction.atomic
def check(user: User, code: str, now: datetime) -> str:
    """`code` or `recovery`: which it was. Taken once: of two at the same moment one comes too late."""
    factor = Factor.objects.filter(user=user).exclude(confirmed_at=None).first()
    if factor is None:
        raise WrongCode
    step = step_of(factor.secret, plain(code), now)
    if step is not None and Factor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step):
        return "code"
    unused = RecoveryCode.objects.filter(UNUSED, factor=factor, digest=digest_of(factor.secret, code))
    if step is not None or not unused.update(used_at=now):
        raise WrongCode
    left = factor.codes.filter(UNUSED).count()
    _told(user, "factor.recovery", user, left=left)
    return "recovery"


@transaction.atomic
def renew_codes(user: User, code: str, now: datetime) -> list[str]:
    """Ten others; the old ones are void."""
    check(user, code, now)
    factor = Factor.objects.get(user=user)
    factor.codes.all().delete()
    codes = _new_codes(factor)
    _told(user, "factor.codes", user)
    return codes


@transaction.atomic
def give_up(user: User, code: str, now: datetime) -> None:
    """For another telephone, or because it is not asked for any longer: proven with the old one."""
    check(user, code, now)
    Factor.objects.filter(user=user).delete()
    _told(user, "factor.give_up", user)


@transaction.atomic
def take_away(user: User, *, by: User | None) -> bool:
    """A lost telephone: the next sign-in learns another. False: there was none."""
    gone, _ = Factor.objects.filter(user=user).delete()
    if gone:
        _told(by, "factor.take_away", user)
    return bool(gone)


@transaction.atomic
def start_anew(user: User, password: str, *, by: User | None) -> None:
    """Telephone and recovery codes lost: both halves are new, so that a known password alone does not set up the other."""
    renew_password(user, password, by=by)
    take_away(user, by=by)


def _new_codes(factor: Factor) -> list[str]:
    codes = [one_time_password() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=digest_of(factor.secret, code)) for code in codes)
    return codes


def _told(by: User | None, act: str, user: User, **detail: int) -> None:
    record(by, act, subject=f"user:{user.pk}", place=user.path, detail={"name": user.name} | detail)
