"""Who sees which rows: posts that the policy names all of their place; everybody else what is, or was, their own post's."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import Role
from guixiao.cases.accountability.policies import accountability_for
from guixiao.cases.clocks.models import Breach
from guixiao.cases.models import of_visible
from guixiao.cases.orders.models import Addressee, Outcome
from guixiao.children.models import Round
from guixiao.lib.once import once

NOTHING = Q(pk=None)


def named(user: User, made: Round | None = None) -> User:
    """The same person with none but the posts that the policy names. `made`: the round that is shown, where it has been read."""
    made = made or Round.objects.shown_to(user)
    names = accountability_for(made).names if made else ()
    found = user.only()
    found.current_posts = [post for post in user.current_posts if post.role in names]
    return found


def breaches_for(user: User, made: Round | None = None) -> "QuerySet[Breach]":
    return Breach.objects.filter(of_visible(named(user, made)) | own_breaches(user))


def missed_for(user: User, made: Round | None = None) -> "QuerySet[Addressee]":
    """Posts to which a missed order went."""
    missed = Exists(Outcome.objects.filter(order=OuterRef("order"), met=False))
    all_of_place = Addressee.objects.visible_to(named(user, made)).values("pk")
    return Addressee.objects.filter(missed).filter(Q(pk__in=all_of_place) | own_missed(user))


def own_breaches(user: User) -> Q:
    """Of a post that this person holds, or of one that was held on the due day. The place is the one that was stored."""
    found = NOTHING
    for post, days in _posts(user):
        found |= Q(post=post.role, **_where(post)) & _on("due_on", days)
    return found


def own_missed(user: User) -> Q:
    found = NOTHING
    for post, days in _posts(user):
        found |= Q(role=post.role, area=post.area_id, school=post.school_id) & _on("order__deadline", days)
    return found


Days = tuple[date | None, date | None]


def _posts(user: User) -> list[tuple[Post, Days]]:
    """Posts in force: for all days. Posts that ended: for the days on which they were held."""
    now = [(post, (None, None)) for post in user.current_posts]
    return [*now, *((post, (post.since, post.until)) for post in _ended(user.pk))]


@once
def _ended(user: int) -> list[Post]:
    return list(Post.objects.filter(user=user, until__lt=timezone.localdate()).select_related("area", "school"))


def _where(post: Post) -> dict[str, object]:
    if post.area is None:
        return {"case__school": post.school_id}
    return {"place": post.area.path} if post.role == Role.VILLAGE_SQUAD else {"place__startswith": post.area.path}


def _on(field: str, days: Days) -> Q:
    first, last = days
    return Q(**{f"{field}__gte": first, f"{field}__lte": last}) if first and last else Q()
