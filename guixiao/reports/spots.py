"""The place a page is about, from its word in the URL; outside the user's sight there is no such place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.areas.models import Area, School
from guixiao.children.models import Coverage

UNKNOWN = "-unknown"
SCHOOL = "school-"


@dataclass(frozen=True)
class Spot:
    """`inside` picks the coverage rows; `divides_by` names the field whose places are the lines of its table."""

    code: str
    name: str
    kind: str
    inside: Q
    divides_by: str | None = None
    parents: tuple[tuple[str, str], ...] = ()
    area: Area | None = None


def find_spot(user: User, code: str) -> Spot:
    if code.startswith(SCHOOL):
        return _school(user, code)
    area = _get(Area.objects.visible_to(user).select_related("parent"), code=code.removesuffix(UNKNOWN))
    parents = _parents(user, area)
    return _unknown(area, parents) if code.endswith(UNKNOWN) else _area(area, parents)


def home_of(user: User) -> str | None:
    """The word in the URL of the place of the user's first post."""
    posts = sorted(user.current_posts, key=lambda post: post.area.path if post.area else "~")
    return posts[0].place_code if posts else None


def spot_of(user: User, row: Coverage) -> Spot:
    """The narrowest place of this child that the user may open."""
    mine = user.scope
    if area := next((area for area in (row.village, row.town) if area and mine.covers(area.path)), None):
        return find_spot(user, area.code if row.village else area.code + UNKNOWN)
    if row.round.county_id in mine.county:
        return find_spot(user, row.round.county.code + UNKNOWN)
    return find_spot(user, row.school.url_word)


def _get(rows: QuerySet[Any], **key: Any) -> Any:
    found = rows.filter(**key).first()
    if found is None:
        raise Http404
    return found


def _school(user: User, code: str) -> Spot:
    number = code.removeprefix(SCHOOL)
    school = _get(School.objects.visible_to(user), pk=int(number) if number.isdecimal() and len(number) < 12 else 0)
    return Spot(code, school.name, "school", Q(school=school))


def _area(area: Area, parents: tuple[tuple[str, str], ...]) -> Spot:
    inside = {"county": Q(round__county=area), "township": Q(town=area), "village": Q(town=area.parent, village=area)}[area.kind]
    divides = {"county": "town", "township": "village", "village": None}[area.kind]
    return Spot(area.code, str(area), area.kind, inside, divides, parents, area)


def _unknown(area: Area, parents: tuple[tuple[str, str], ...]) -> Spot:
    """The children of a county in no township, of a township in no village that we could tell."""
    if area.kind == "village":
        raise Http404
    inside = Q(round__county=area, town=None) if area.kind == "county" else Q(town=area, village=None)
    return Spot(area.code + UNKNOWN, unknown_name(area.kind), "unknown", inside, None, (*parents, (area.code, str(area))), area)


def unknown_name(kind: str) -> str:
    return _("地址不明") if kind == "county" else _("村不明")


def _parents(user: User, area: Area) -> tuple[tuple[str, str], ...]:
    """The way down from the highest place the user may open."""
    above = Area.objects.visible_to(user).filter(code__in=area.codes[:-1]).order_by("path")
    return tuple((parent.code, str(parent)) for parent in above)
