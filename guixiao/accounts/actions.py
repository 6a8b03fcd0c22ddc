"""The only writers of users and posts. (The audit entry of each joins here with the next issue.)"""

from datetime import date

from django.db import transaction

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import fits
from guixiao.areas.models import Area, School


class PostRefused(ValueError):
    """The role cannot be held at this place."""


@transaction.atomic
def open_account(*, username: str, name: str, password: str, demo: bool = False) -> User:
    return User.objects.create_user(username, password, name=name, demo=demo)


@transaction.atomic
def give_post(user: User, role: str, *, at: Area | School, since: date, until: date | None = None) -> Post:
    """A role at an area or a school; a township role at a village is refused."""
    area, school = (at, None) if isinstance(at, Area) else (None, at)
    kind = area.kind if area else "school"
    if not fits(role, kind):
        raise PostRefused(f"{role} cannot be held at a {kind}")
    return Post.objects.create(user=user, role=role, area=area, school=school, since=since, until=until)


@transaction.atomic
def remove_demo_accounts() -> None:
    """Only accounts that the demo made."""
    Post.objects.filter(user__demo=True).delete()
    User.objects.filter(demo=True).delete()
