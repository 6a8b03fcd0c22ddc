"""The only writers of invitations: sent, opened, taken, taken back."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from guixiao.accounts.actions import Unchanged, give_post, open_account
from guixiao.accounts.departments import Desk
from guixiao.accounts.invitations.models import Invitation
from guixiao.accounts.invitations.rules import OPEN
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.vault import handed


class NameTaken(ValueError):
    """Somebody else has this user name."""


@dataclass(frozen=True)
class Handed:
    """An invitation with what is shown once: its token and its code."""

    invitation: Invitation
    token: str
    code: str


@transaction.atomic
def invite(by: User, *, name: str, post: dict[str, Any]) -> Handed:
    """`post`: the keywords of `give_post`; the choice was one of the inviter's own county."""
    at, department = (post["at"].county, post["at"].department) if isinstance(post["at"], Desk) else (post["at"], "")
    area, school = (at, None) if isinstance(at, Area) else (None, at)
    token, code = handed.new_token(), handed.new_code()
    made = Invitation.objects.create(
        name=name, role=post["role"], area=area, school=school, department=department, since=post["since"], until=post["until"],
        token_hash=handed.token_hash(token), code_hash=handed.code_hash(code), by=by.whole,
        expires_at=timezone.now() + settings.INVITED_FOR, demo=by.demo,
    )  # fmt: skip
    _log(by, "invitation.send", made)
    return Handed(made, token, code)


@transaction.atomic
def revoke(by: User, invitation: Invitation) -> None:
    """Its link opens nothing from now on; `Unchanged` where it was taken, or taken back, before."""
    rows = Invitation.objects.waiting().filter(pk=invitation.pk)
    if not rows.update(revoked_at=timezone.now(), revoked_by=by.whole):
        raise Unchanged
    _log(by, "invitation.revoke", invitation)


def by_token(token: str) -> Invitation | None:
    """The one of this link, if it may still be taken: by time, by tries, and because whoever sent it may still."""
    rows = Invitation.objects.select_related("by", "area", "school__county", "school__area")
    found = rows.filter(token_hash=handed.token_hash(token)).first()
    return found if found and found.state == OPEN and _may_still(found) else None


def _may_still(invitation: Invitation) -> bool:
    """Whoever lost the right to give posts gives none by an old link either; nor is a post taken that is over."""
    by = invitation.by
    over = invitation.until is not None and invitation.until < timezone.localdate()
    return (
        not over
        and by.is_active
        and by.may("manage_posts")
        and Invitation.objects.visible_to(by).filter(pk=invitation.pk).exists()
    )


def open_link(token: str, typed: str) -> Invitation | None:
    """The invitation of a link whose code is right; None for whatever else, after the same time."""
    found = by_token(token)
    tried = found is not None and _take_a_try(found)
    fits = handed.code_fits(typed, found.code_hash if found and tried else "")
    if found is None or not tried:
        return None
    if not fits:
        _told_wrong(found)
        return None
    Invitation.objects.filter(pk=found.pk).update(tries=0)
    return found


def _take_a_try(invitation: Invitation) -> bool:
    """Counted before the code is looked at: many tries at once are no more than five."""
    left = Invitation.objects.waiting().filter(pk=invitation.pk, tries__lt=handed.TRIES)
    return bool(left.update(tries=F("tries") + 1))


@transaction.atomic
def _told_wrong(invitation: Invitation) -> None:
    invitation.refresh_from_db(fields=["tries"])
    locked = invitation.tries >= handed.TRIES
    _log(None, "invitation.lock" if locked else "invitation.wrong_code", invitation)


@transaction.atomic
def take(invitation: Invitation, username: str, password: str) -> User:
    """The account, with the person's own password, and its post: both, or neither; once."""
    try:
        with transaction.atomic():
            user = open_account(username=username, name=invitation.name, password=password, by=invitation.by)
    except IntegrityError:
        raise NameTaken from None
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(taken_at=timezone.now(), taken_by=user):
        raise Unchanged
    post = invitation.post
    give_post(user, by=invitation.by, **post | {"since": max(post["since"], timezone.localdate())})
    _log(user, "invitation.take", invitation)
    return user


def _log(user: User | None, act: str, invitation: Invitation) -> None:
    detail = {"name": invitation.name, "role": invitation.role, "at": str(invitation.area or invitation.school)}
    record(user, act, subject=f"invitation:{invitation.pk}", place=invitation.path, detail=detail)


@transaction.atomic
def remove_demo_invitations() -> None:
    """Sent by accounts of the demo."""
    Invitation.objects.filter(demo=True).delete()
