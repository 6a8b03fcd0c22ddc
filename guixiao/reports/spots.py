"""The place a page is about, from its word in the URL; outside the user's sight there is no such place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.accounts.rules import sees_children, verbs_of
from guixiao.areas.models import Area, School
from guixiao.children.models import Coverage
from guixiao.tables.kept import kept

UNKNOWN = "-unknown"
SCHOOL = "school-"
MINE = "mine"


@dataclass(frozen=True)
class Spot:
    """`inside` picks the rows of a round, coverage or tally; `area` is the place, of an unknown one the place around it; `path` a
    school's, for the log.
    """

    code: str
    name: str
    kind: str
    inside: Q
    parents: tuple[tuple[str, str], ...] = ()
    area: Area | None = None
    path: str = ""

    @property
    def mark(self) -> tuple[Any, ...]:
        return self.code, self.kind, self.area and (self.area.pk, self.area.parent_id)


def find_spot(user: User, code: str) -> Spot:
    if code == MINE and user.current_posts and not user.administrator:
        return Spot(MINE, _("我的全部孩子"), MINE, Q())
    if code.startswith(SCHOOL):
        return _school(user, code)
    area = _first(_areas(user, code=code.removesuffix(UNKNOWN)))
    parents = _parents(user, area)
    return _unknown(area, parents) if code.endswith(UNKNOWN) else _area(area, parents)


def home_of(user: User) -> str | None:
    """The word in the URL of the place of the user's post; with several posts, of all their places together. Of one who sees no
    child there is none."""
    places = {post.place_code for post in user.current_posts if sees_children(post.role)}
    return MINE if len(places) > 1 else next(iter(places), None)


def doors(user: User, spot: Spot) -> list[tuple[str, str]]:
    """The places one step down from here, or beside it where nothing lies below: (word in the URL, name)."""
    if spot.kind == MINE:
        return sorted((post.place_code, str(post.area or post.school)) for post in user.current_posts)
    if spot.area is None:
        return []
    around = (spot.area.parent if spot.kind == Area.Kind.VILLAGE else None) or spot.area
    places = _below(user, parent=around.pk, but=spot.area.pk)
    schools = _schools(user, around.path) if spot.kind == Area.Kind.TOWNSHIP else ()
    return [*((area.code, str(area)) for area in places), *((school.url_word, school.name) for school in schools)]


def verbs_at(user: User, spot: Spot) -> frozenset[str]:
    """What the user may do with the children of this place: what a post allows that stands elsewhere does not count.

    With all of one's places together: what each of the posts allows.
    """
    posts = user.whole.current_posts
    if spot.kind == MINE:
        return verbs_of_all(user.whole)
    over = [post for post in posts if post.place_code == spot.code or (post.area and spot.path.startswith(post.area.path))]
    return frozenset().union(*(verbs_of(post.role, opened=user.opened) for post in over))


def verbs_of_all(user: User) -> frozenset[str]:
    """What each of the user's posts allows."""
    allowed = [verbs_of(post.role, opened=user.opened) for post in user.current_posts]
    return frozenset.intersection(*allowed) if allowed else frozenset()


def spot_of(user: User, row: Coverage) -> Spot:
    """The narrowest place of this child that the user may open."""
    mine = user.scope
    if area := next((area for area in (row.village, row.town) if area and mine.covers(area.path)), None):
        return find_spot(user, area.code if row.village else area.code + UNKNOWN)
    if row.round.county_id in mine.county:
        return find_spot(user, row.round.county.code + UNKNOWN)
    here = row.school and School.objects.visible_to(user).filter(pk=row.school.pk).exists()
    # Whose case came from another place has none of one's own: the page stands at home.
    return find_spot(user, row.school.url_word if here else home_of(user) or "")


@kept
def _areas(user: User, *, code: str) -> QuerySet[Area]:
    return Area.objects.visible_to(user).select_related("parent").filter(code=code)


@kept
def _below(user: User, *, parent: int, but: int) -> QuerySet[Area]:
    return Area.objects.visible_to(user).filter(parent=parent).exclude(pk=but)


@kept
def _schools(user: User, inside: str) -> QuerySet[School]:
    return School.objects.visible_to(user).filter(area__path__startswith=inside)


@kept
def _school_at(user: User, *, key: int) -> QuerySet[School]:
    return School.objects.visible_to(user).select_related("area", "county").filter(pk=key)


@kept
def _above(user: User, *, codes: list[str]) -> QuerySet[Area]:
    return Area.objects.visible_to(user).filter(code__in=codes).order_by("path")


def _first(rows: list[Any]) -> Any:
    if not rows:
        raise Http404
    return rows[0]


def _school(user: User, code: str) -> Spot:
    number = code.removeprefix(SCHOOL)
    school = _first(_school_at(user, key=int(number) if number.isdecimal() and len(number) < 12 else 0))
    return Spot(code, school.name, "school", Q(school=school), _parents_of_school(user, school), path=school.path)


def _parents_of_school(user: User, school: School) -> tuple[tuple[str, str], ...]:
    """Where the school lies, as far as the user may open it."""
    area = school.area or school.county
    return (*_parents(user, area), (area.code, str(area))) if user.scope.covers(area.path) else ()


def _area(area: Area, parents: tuple[tuple[str, str], ...]) -> Spot:
    inside = {"county": Q(round__county=area), "township": Q(town=area), "village": Q(town=area.parent, village=area)}[area.kind]
    return Spot(area.code, str(area), area.kind, inside, parents, area, area.path)


def _unknown(area: Area, parents: tuple[tuple[str, str], ...]) -> Spot:
    """The children of a county in no township, of a township in no village that we could tell."""
    if area.kind == "village":
        raise Http404
    inside = Q(round__county=area, town=None) if area.kind == "county" else Q(town=area, village=None)
    return Spot(
        area.code + UNKNOWN, unknown_name(area.kind), "unknown", inside, (*parents, (area.code, str(area))), area, area.path
    )


def unknown_name(kind: str) -> str:
    return _("地址不明") if kind == "county" else _("村不明")


def _parents(user: User, area: Area) -> tuple[tuple[str, str], ...]:
    """The way down from the highest place the user may open."""
    return tuple((parent.code, str(parent)) for parent in _above(user, codes=area.codes[:-1]))
