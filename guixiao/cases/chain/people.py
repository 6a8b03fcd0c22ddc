"""Who holds which post on a case's path, and who was named: read for the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area, School
from guixiao.cases.chain.actions import Spot
from guixiao.cases.chain.models import Duty
from guixiao.cases.chain.rules import Holder, Link, Named, Path, chain
from guixiao.cases.chain.words import chiefs_of
from guixiao.cases.models import Case
from guixiao.tables.kept import kept


def path_of(case: Case) -> Path:
    return Path(case.county_id, case.town_id, case.village_id, case.school_id)


def holder_of(post: Post) -> Holder:
    return Holder(post.pk, post.user, post.role, post.area_id or post.school_id, post.since)


def named_by(duty: Duty) -> Named:
    return Named(duty.pk, duty.chief, duty.user or duty, duty.since, duty.area_id or duty.school_id, duty)


def posts_on(path: Path, day: date) -> list[Post]:
    """The posts held on that day at the places of the path, by people who may sign in."""
    areas = [key for key in (path.county, path.township, path.village) if key]
    return _posts(day, areas=areas, schools=[path.school] if path.school else [])


@kept
def _posts(day: date, *, areas: list[int], schools: list[int]) -> Any:
    here = Q(area__in=areas) | Q(school__in=schools)
    held = Post.objects.in_force(day).with_children().filter(here, user__is_active=True)
    return held.select_related("user", "area", "school")


def duties_behind(case: Case, day: date) -> list[Duty]:
    return list(Duty.objects.behind(case).in_force(day).select_related("user"))


def links_of(case: Case, day: date) -> list[Link]:
    """The whole chain of one case on one day: two queries."""
    path = path_of(case)
    holders = [holder_of(post) for post in posts_on(path, day)]
    named = [named_by(duty) for duty in duties_behind(case, day)]
    return chain(chiefs_of(case.round), path, holders, named, family=bool(case.child.guardian))


@dataclass(frozen=True)
class Here:
    """A case or a place as whoever names somebody sees it: `candidates` hold a post on its path."""

    spot: Spot
    candidates: list[User]
    holders: list[Holder]
    path: Path


def here_of_case(user: User, case: Case) -> Here:
    return _here(user, case, path_of(case))


def here_of_place(user: User, at: Area | School) -> Here:
    return _here(user, at, path_to(at))


def _here(user: User, at: Case | Area | School, path: Path) -> Here:
    posts = posts_on(path, timezone.localdate())
    candidates = list({post.user_id: post.user for post in sorted(posts, key=lambda post: (post.role, post.pk))}.values())
    return Here(Spot(at, frozenset(posts_of(user, path))), candidates, [holder_of(post) for post in posts], path)


def path_to(at: Area | School) -> Path:
    """The path from the county down to a place."""
    area = at.area or at.county if isinstance(at, School) else at
    found = {"county": None, "township": None, "village": None} | dict(
        Area.objects.filter(code__in=area.codes).values_list("kind", "pk")
    )
    return Path(found["county"], found["township"], found["village"], at.pk if isinstance(at, School) else None)


def posts_of(user: User, path: Path) -> set[str]:
    """The roles that the user holds today at the places of the path."""
    places: Iterable[int | None] = (path.county, path.township, path.village)
    return {post.role for post in user.current_posts
            if (post.area_id in places if post.area_id else post.school_id == path.school)}  # fmt: skip
