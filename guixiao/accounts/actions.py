"""The only writers of users and posts."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.departments import Desk
from guixiao.accounts.leaving import hanging
from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import ONE_TIME_FOR, Role, Term, apart, fits
from guixiao.accounts.sessions.models import Session
from guixiao.areas.models import Area, School
from guixiao.audit.actions import record, take_turn


class PostRefused(ValueError):
    """The role cannot be held at this place."""


class OneOfThree(PostRefused):
    """The three administrators are three people, and none of them holds another post at the same time."""


class Unchanged(ValueError):
    """Somebody else was faster: it is no longer as it was on the page."""


class HandOverFirst(ValueError):
    """Cases hang on this person by name: they are handed over before the post ends or the account closes."""


@transaction.atomic
def open_account(
    *, username: str, name: str, password: str | None, demo: bool = False, one_time: bool = False, by: User | None = None
) -> User:
    """`one_time`: the password is good for a week, and only to choose one of one's own; without a password nobody signs in."""
    until = timezone.now() + ONE_TIME_FOR if one_time else None
    user = User.objects.create_user(username, password, name=name, demo=demo, one_time_until=until)
    _told(by, "account.open", user, username=username)
    return user


def share_password(users: Iterable[User], password: str) -> None:
    """One public password for accounts of the demo: worked out once, which is what takes time. No other account is touched."""
    keys = [user.pk for user in users]
    User.objects.filter(pk__in=keys, demo=True).update(password=make_password(password))


@transaction.atomic
def open_person(*, username: str, name: str, password: str, post: dict[str, Any], by: User | None) -> User:
    """An account with a one-time password and its first post: both, or neither. `post`: the keywords of `give_post`."""
    user = open_account(username=username, name=name, password=password, one_time=True, by=by)
    give_post(user, by=by, **post)
    return user


@transaction.atomic
def renew_password(user: User, password: str, *, by: User | None) -> None:
    """A one-time password for someone who forgot; whoever is signed in with the old one is out."""
    Session.objects.filter(user=user).delete()
    user.set_password(password)
    user.one_time_until = timezone.now() + ONE_TIME_FOR
    user.save(update_fields=["password", "one_time_until"])
    _told(by, "account.renew", user)


@transaction.atomic
def choose_password(user: User, password: str, *, here: str | None = None) -> None:
    """Whoever is signed in elsewhere than `here` is out."""
    Session.objects.filter(user=user).exclude(pk=here).delete()
    user.set_password(password)
    user.one_time_until = None
    user.save(update_fields=["password", "one_time_until"])
    _told(user, "account.password", user)


@transaction.atomic
def close_account(user: User, *, by: User | None) -> None:
    """No sign-in any longer, from this moment; the posts stay as they were, for the record. Not before cases are handed over."""
    today = timezone.localdate()
    if hanging(list(user.posts.in_force(today).select_related("area", "school", "user")), today - timedelta(1)):
        raise HandOverFirst
    _switch(user, active=False)
    Session.objects.filter(user=user).delete()
    _told(by, "account.close", user)


@transaction.atomic
def reopen_account(user: User, *, by: User | None) -> None:
    _switch(user, active=True)
    _told(by, "account.reopen", user)


def _switch(user: User, *, active: bool) -> None:
    if not User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
        raise Unchanged
    user.is_active = active


@transaction.atomic
def give_post(
    user: User, role: str, *, at: Area | School | Desk, since: date, until: date | None = None, by: User | None = None
) -> Post:
    """A role at an area, a school or a department's desk; a township role at a village is refused, and an administrator's beside
    another."""
    at, department = (at.county, at.department) if isinstance(at, Desk) else (at, "")
    if bool(department) != (role == Role.DEPARTMENT):
        raise PostRefused(f"{role} at the desk of {department!r}")
    area, school = (at, None) if isinstance(at, Area) else (None, at)
    kind = area.kind if area else "school"
    if not fits(role, kind):
        raise PostRefused(f"{role} cannot be held at a {kind}")
    take_turn()  # two posts given at one moment see each other
    if not apart(Term(role, since, until), (post.term for post in user.posts.all())):
        raise OneOfThree(f"{role} cannot be held beside another post")
    post = Post.objects.create(user=user, role=role, area=area, school=school, department=department, since=since, until=until)
    _told_of_post(by, "post.give", post)
    return post


@transaction.atomic
def end_post(post: Post, *, last_day: date, by: User | None) -> None:
    """The post counts until the end of this day; one that ends earlier already stays as it is (`Unchanged`).
    Not before the cases that hang on it are handed over (`HandOverFirst`)."""
    if hanging([post], last_day):
        raise HandOverFirst
    running = Q(until=None) | Q(until__gt=last_day)
    if not Post.objects.filter(running, pk=post.pk, since__lte=last_day).update(until=last_day):
        raise Unchanged
    post.until = last_day
    _told_of_post(by, "post.end", post)


@transaction.atomic
def remove_demo_accounts() -> None:
    """Only accounts that the demo made."""
    Post.objects.filter(user__demo=True).delete()
    gone, _ = User.objects.filter(demo=True).delete()
    record(None, "demo.remove", detail={"accounts": gone})


def _told(by: User | None, act: str, user: User, **detail: Any) -> None:
    record(by, act, subject=f"user:{user.pk}", place=user.path or (by.path if by else ""), detail={"name": user.name} | detail)


def _told_of_post(by: User | None, act: str, post: Post) -> None:
    detail = {"name": post.user.name, "role": post.role, "at": str(post.area or post.school), "department": post.department,
              "since": post.since, "until": post.until}  # fmt: skip
    record(by, act, subject=f"user:{post.user_id}", place=post.path, detail=detail)
