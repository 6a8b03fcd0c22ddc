"""What the rules are asked about a move: read from the tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area, School
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.models import UNREAD_OF_CASE, Case
from guixiao.cases.moves.kept import moves_for, offering
from guixiao.cases.moves.models import Move, MoveQuerySet, in_words, places_of, target_of_move
from guixiao.cases.moves.rules import SCHOOL, TOWNSHIP, VILLAGE, Asked, Target, answering, ladder
from guixiao.children.models import rounds_of
from guixiao.lib.workdays import Calendar, working_days_between
from guixiao.tables.kept import kept

Held = frozenset[tuple[str, int]]


def asked_about(user: User, case: Case, target: Target | None, move: Move | None = None) -> Asked:
    """`move`: the offer that is to be answered; without it a new one is to be made."""
    found = move or next(iter(_waiting(case=case.pk)), None)
    offers = offering(case.round, target.move) if target else ()
    if found is None:
        return Asked(places_of(case), target, offers)
    waits = Move.objects.filter(pk=found.pk, state=Move.State.OFFERED).exists()
    return Asked(places_of(case), target, offers, waits, found.offered_by_id, found.offered_as, answers(user, found, case))


@kept
def _waiting(*, case: UUID) -> MoveQuerySet:
    return Move.objects.filter(case=case, state=Move.State.OFFERED)[:1]


@dataclass(frozen=True)
class Offer:
    """No more of an offer that waits than says who is to answer it. `days`: the policy's, to answer."""

    key: UUID
    target: Target
    county: int
    offered_on: date
    days: int

    def is_late(self, calendar: Calendar) -> bool:
        """Has nobody answered within the policy's working days?"""
        return working_days_between(self.offered_on, timezone.localdate(), calendar) > self.days

    def asks(self, held: Held, calendar: Calendar) -> list[tuple[str, int]]:
        return answering(self.target, self.county, held, late=self.is_late(calendar))


def offer_of(move: Move, case: Case) -> Offer:
    return Offer(move.pk, move.target, case.county_id, move.offered_on, moves_for(case.round).days)


def offers_of(moves: MoveQuerySet) -> list[Offer]:
    """The oldest first."""
    return _offers(moves.order_by("offered_at", "pk").values_list(*OFFER))


def offers_seen(user: User) -> list[Offer]:
    """Those that wait, of all that this person sees."""
    return _offers(_seen(user))


@kept
def _seen(user: User) -> Any:
    return Move.objects.visible_to(user).waiting().order_by("offered_at", "pk").values_list(*OFFER)


def _offers(told: Iterable[Any]) -> list[Offer]:
    rows = list(told)
    rounds = rounds_of({row[-1] for row in rows})
    return [Offer(key, target_of_move(*there), county, timezone.localdate(at), moves_for(rounds[made]).days)
            for key, *there, at, county, made in rows]  # fmt: skip


def answers(user: User, move: Move, case: Case) -> bool:
    """Is this person, by a post held today, to answer this offer?"""
    offer = offer_of(move, case)
    return bool(_posts_of(user) & set(offer.asks(held_at([offer]), calendar_of(case.county_id))))


def to_answer(user: User) -> list[Offer]:
    """The offers that this person is to answer, the oldest first."""
    posts, found = _posts_of(user), offers_seen(user)
    held, calendars = held_at(found), {county: calendar_of(county) for county in {offer.county for offer in found}}
    return [offer for offer in found if posts & set(offer.asks(held, calendars[offer.county]))]


MINE, OTHERS, OVER = PARTS = ("mine", "others", "over")


def in_parts(user: User) -> dict[str, MoveQuerySet]:
    """Every move that this person sees, in one of three: waits for their answer, for another's, is over."""
    seen, mine = listed(Move.objects.visible_to(user)), [offer.key for offer in to_answer(user)]
    waits = Q(pk__in=Move.objects.waiting().values("pk"))
    return {
        MINE: seen.filter(pk__in=mine).order_by("offered_at", "pk"),
        OTHERS: seen.filter(waits).exclude(pk__in=mine).order_by("offered_at", "pk"),
        OVER: seen.exclude(waits).order_by("-answered_at", "-pk"),
    }


OFFER = ("pk", "kind", "to_town", "to_village", "to_school", "offered_at", "case__county", "case__round")
NAMED = ("from_town", "from_village", "from_school", "from_receiving", "to_town", "to_village", "to_school", "offered_by",
         "answered_by")  # fmt: skip
READ = ("case__child", "case__county", *NAMED)
LISTED = ("kind", "state", "offered_at", "answered_at", "case__child__name", *(f"{one}__name" for one in NAMED))


def listed(moves: MoveQuerySet) -> MoveQuerySet:
    """With what one line of a list says."""
    return moves.select_related("case__child", *NAMED).only(*LISTED)


def named(moves: MoveQuerySet) -> MoveQuerySet:
    """With the people and places that they name."""
    return moves.select_related(*READ).defer(*UNREAD_OF_CASE)


def read(moves: MoveQuerySet) -> MoveQuerySet:
    """With the rules of their cases too."""
    return named(moves).prefetch_related("case__round")


def held_at(found: Iterable[Offer]) -> Held:
    """Which posts are held today at the places that are asked, and above them."""
    steps = {step for offer in found for step in ladder(offer.target, offer.county)}
    if not steps:
        return frozenset()
    areas = {key for post, key in steps if post != "principal"}
    schools = {key for post, key in steps if post == "principal"}
    held = _posts(timezone.localdate(), areas=sorted(areas), schools=sorted(schools))
    return frozenset((role, area or school) for role, area, school in held)


@kept
def _posts(day: date, *, areas: list[int], schools: list[int]) -> Any:
    here = Q(area__in=areas) | Q(school__in=schools)
    posts = Post.objects.in_force(day).with_children().filter(here, user__is_active=True)
    return posts.values_list("role", "area", "school")


def _posts_of(user: User) -> set[tuple[str, int]]:
    return {(post.role, post.area_id or post.school_id or 0) for post in user.current_posts}


def target_of(word: str, county: int) -> Target | None:
    """A place of the county by its word in a form: the code of an area, or the word of a school."""
    if word.startswith("school-"):
        number = word.removeprefix("school-")
        known = number.isdecimal() and len(number) < 12
        school = School.objects.filter(county=county, pk=int(number)).first() if known else None
        return Target(SCHOOL, school.pk) if school else None
    inside = Area.objects.filter(Q(parent=county) | Q(parent__parent=county))
    area = inside.filter(code=word).first() if word.isdecimal() and len(word) <= 12 else None
    if area is None:
        return None
    return Target(VILLAGE, area.pk, area.parent_id) if area.kind == Area.Kind.VILLAGE else Target(TOWNSHIP, area.pk)


def words_of(target: Target | None) -> str:
    if target is None:
        return ""
    if target.kind == SCHOOL:
        return str(School.objects.get(pk=target.key))
    area = Area.objects.select_related("parent").get(pk=target.key)
    return in_words(area.parent, area) if target.kind == VILLAGE else str(area)
