"""The only writers of tokens, and of what the log says of their use."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.api.models import Token
from guixiao.api.rules import MOST_TOKENS, digest_of, last_day, new_token
from guixiao.audit.actions import record
from guixiao.audit.models import Entry


class TooMany(ValueError):
    """This post has as many tokens as a post may have."""


@transaction.atomic
def make_token(user: User, post: Post, *, purpose: str, days: int) -> tuple[Token, str]:
    """The token, and its text, which is nowhere from here on."""
    today = timezone.localdate()
    if Token.objects.filter(post=post).alive(today).count() >= MOST_TOKENS:
        raise TooMany
    text = new_token()
    token = Token.objects.create(post=post, purpose=purpose, digest=digest_of(text), stamp=user.get_session_auth_hash(),
                                 until=last_day(today, days))  # fmt: skip
    record(user, "token.make", subject=f"token:{token.pk}", place=post.path,
           detail={"purpose": purpose, "until": token.until, "at": str(post.area or post.school), "role": post.role})  # fmt: skip
    return token, text


@transaction.atomic
def revoke_token(user: User, token: Token) -> bool:
    """From this moment it opens nothing; False where somebody was faster."""
    if not Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return False
    record(user, "token.revoke", subject=f"token:{token.pk}", place=token.post.path, detail={"purpose": token.purpose})
    return True


@transaction.atomic
def note_use(token: Token, user: User, kind: str) -> None:
    """The first request of each kind on a day: in the log, and the day on the token."""
    today = timezone.localdate()
    Token.objects.filter(~Q(used_on=today) | Q(used_on=None), pk=token.pk).update(used_on=today)
    if not _told(token, today).filter(detail__kind=kind).exists():
        record(user, "token.use", subject=f"token:{token.pk}", place=token.post.path,
               detail={"kind": kind, "purpose": token.purpose})  # fmt: skip


def _told(token: Token, today: date) -> Any:
    return Entry.objects.filter(act="token.use", subject=f"token:{token.pk}", at__date=today)


def record_list(user: User, token: Token, name: str, place: str, detail: Mapping[str, Any]) -> None:
    """Which named children a program took: told as an export is."""
    told = {"list": name, "numbers": "masked", "purpose": token.purpose, "token": token.pk, **detail}
    record(user, "token.list", subject=f"list:{name}", place=place, detail=told)


def record_look(user: User, token: Token, child: Any, place: str, what: str) -> None:
    record(user, "token.look", subject=f"child:{child}", place=place,
           detail={"list": what, "purpose": token.purpose, "token": token.pk})  # fmt: skip


@transaction.atomic
def remove_demo_tokens() -> None:
    """Those of accounts that the demo made."""
    Token.objects.filter(post__user__demo=True).delete()
