"""Whom one may choose for something at a place: those who hold a post there, one step up or down, or at its schools."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import ADMINISTRATORS
from guixiao.areas.models import Area


def posts_around(area: Area, day: date) -> "list[Post]":
    """Of the place, of the places one step up and down, of its schools; at the county the contacts of departments too."""
    here = Q(area=area) | Q(area__parent=area) | Q(school__area__path__startswith=area.path)
    if area.parent_id and area.kind != Area.Kind.TOWNSHIP:
        here |= Q(area=area.parent_id)
    if area.kind == Area.Kind.COUNTY:
        here &= Q(school=None)
    else:
        here |= Q(role="county_officer", area__code=area.codes[0])
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
