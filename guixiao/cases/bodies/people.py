"""Whom one may choose for something at a place: those who hold a post around it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import ADMINISTRATORS
from guixiao.areas.models import Area


def posts_around(area: Area, day: date) -> "list[Post]":
    """At the county: its office, its departments' contacts, the townships. Elsewhere: the county's, and all of the township with
    its villages and schools."""
    county = Q(area__code=area.codes[0])
    if area.kind == Area.Kind.COUNTY:
        here = county | Q(area__parent=area)
    else:
        town = f"/{'/'.join(area.codes[:2])}/"
        here = county | Q(area__path__startswith=town) | Q(school__area__path__startswith=town)
    posts = Post.objects.in_force(day).filter(here, user__is_active=True).exclude(role__in=ADMINISTRATORS)
    return list(posts.select_related("user", "area", "school").order_by("area__path", "school__code", "role", "pk"))


def choices(posts: Iterable[Post]) -> list[dict[str, Any]]:
    """One line for each person, in the order of the places: key, name, post."""
    found: dict[int, dict[str, Any]] = {}
    for post in posts:
        found.setdefault(post.user_id, {"key": post.user_id, "name": post.user.name, "post": _post(post)})
    return list(found.values())


def _post(post: Post) -> str:
    return f"{post.area or post.school} {post.department_name or post.get_role_display()}"


def chosen(posts: Iterable[Post], text: str) -> User | None:
    """The person whose key was sent, if one may choose them."""
    return next((post.user for post in posts if text == str(post.user_id)), None)
