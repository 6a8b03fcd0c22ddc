"""Who holds which post where, today: read at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.models import Post, role_word
from guixiao.accounts.rules import Role
from guixiao.cases.lists.sources.base import Who
from guixiao.tables.kept import kept

At = tuple[str, int]  # a post and the key of its place


def holders(wanted: Iterable[At]) -> dict[At, Who]:
    asked = set(wanted)
    areas = {key for role, key in asked if role != Role.PRINCIPAL}
    schools = {key for role, key in asked if role == Role.PRINCIPAL}
    names: dict[At, list[str]] = defaultdict(list)
    for role, area, school, name in _held(timezone.localdate(), areas=sorted(areas), schools=sorted(schools)):
        names[role, area or school].append(name)
    return {at: Who(role_word(at[0]), tuple(names[at])) for at in asked}


@kept
def _held(day: date, *, areas: list[int], schools: list[int]) -> Any:
    here = Q(area__in=areas) | Q(school__in=schools)
    posts = Post.objects.in_force(day).with_children().filter(here, user__is_active=True)
    return posts.order_by("pk").values_list("role", "area", "school", "user__name")
