"""What hangs on somebody by name: places that would have no chief without the post, and whatever they were named for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from guixiao.accounts.models import Post
from guixiao.areas.models import Area, School
from guixiao.cases.chain.models import Duty
from guixiao.cases.chain.rules import Chief
from guixiao.cases.chain.words import chiefs_of
from guixiao.cases.models import Case, CaseQuerySet
from guixiao.children.models import Round

OVER = ("excluded", "closed")


@dataclass(frozen=True)
class Left:
    """A place whose chief this person is by the post alone, and its open cases."""

    chief: Chief
    at: Area | School
    cases: CaseQuerySet

    @property
    def count(self) -> int:
        return self.cases.count()


@dataclass(frozen=True)
class Hanging:
    """`left`: places with open cases that would have a gap; `duties`: whatever the person was named for."""

    left: list[Left]
    duties: list[Duty]

    def __len__(self) -> int:
        return len(self.left) + len(self.duties)


def count_hanging(posts: Sequence[Post], last_day: date) -> int:
    """For `accounts.leaving`."""
    return len(hanging_on(posts, last_day))


def hanging_on(posts: Sequence[Post], last_day: date) -> Hanging:
    """What hangs on the one person who holds these posts, on the day after the last."""
    day = last_day + timedelta(1)
    return Hanging([left for post in posts for left in _left(post, day)], list(_duties(posts, day)))


def _left(post: Post, day: date) -> Iterator[Left]:
    here = {"area": post.area_id} if post.area_id else {"school": post.school_id}
    others = Post.objects.in_force(day).filter(role=post.role, user__is_active=True, **here).exclude(user=post.user_id)
    at = post.area or post.school
    if at is None or others.exists():
        return
    for chief in _chiefs_by(post):
        named = Duty.objects.in_force(day).filter(chief=chief.name).exclude(user=post.user_id)
        if named.filter(**here).exists():
            continue
        alone = open_cases_at(at).exclude(pk__in=named.filter(case__isnull=False).values("case"))
        if alone.exists():
            yield Left(chief, at, alone)


def _chiefs_by(post: Post) -> list[Chief]:
    """The chiefs whom this post makes, by the policy of the round that is shown."""
    county = post.path.strip("/").split("/")[0]
    made = Round.objects.filter(current__isnull=False, county__code=county).first()
    return [chief for chief in chiefs_of(made) if chief.post == post.role] if made else []


def open_cases_at(at: Area | School) -> CaseQuerySet:
    field = "school" if isinstance(at, School) else {"county": "county", "township": "town", "village": "village"}[at.kind]
    return Case.objects.current().filter(**{field: at}).exclude(state__in=OVER)


def _duties(posts: Sequence[Post], day: date) -> Iterator[Duty]:
    """What the person was named for, where no other post of theirs still stands on that day."""
    for user in {post.user for post in posts}:
        stay = (
            user.posts.in_force(day).with_children().exclude(pk__in=[post.pk for post in posts]).select_related("area", "school")
        )
        kept = Q(pk__in=[])
        for post in stay:
            kept |= _reach(post)
        running = Duty.objects.filter(Q(until=None) | Q(until__gte=day), ended_by=None, user=user).exclude(case__state__in=OVER)
        yield from running.exclude(kept).select_related("case__child", "area", "school", "user")


def _reach(post: Post) -> Q:
    """Duties for the place of a post, or for a case there."""
    if post.school_id:
        return Q(school=post.school_id) | Q(case__school=post.school_id)
    path = post.path
    return (Q(area__path__startswith=path) | Q(school__area__path__startswith=path) | Q(school__county__path__startswith=path)
            | Q(case__village__path__startswith=path) | Q(case__town__path__startswith=path)
            | Q(case__county__path__startswith=path))  # fmt: skip
