"""Which rows of the list are asked for: by kind, place and days. There is no filter by person, and no order but that of days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.accountability.rules import DUTY, KINDS, ORDER, Spot, in_order
from guixiao.cases.accountability.sight import breaches_for, missed_for
from guixiao.cases.forms import day_of
from guixiao.cases.orders.models import Addressee, Target
from guixiao.cases.orders.rules import POSTS

AT = {role: field for posts in POSTS.values() for role, field in posts}  # which place of a child a post is held at
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean everything; never an error."""

    kind: str = ""
    place: str = ""
    since: str = ""
    until: str = ""

    def words(self, **changed: str) -> str:
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def days(self) -> tuple[date | None, date | None]:
        return day_of(self.since), day_of(self.until)


def filters_of(query: Mapping[str, str]) -> Filters:
    kind, place = query.get("kind", ""), query.get("place", "")
    since, until = (text if day_of(text := query.get(name, "")) else "" for name in ("since", "until"))
    known = place if place.isdecimal() and len(place) <= 12 else ""
    return Filters(kind if kind in KINDS else "", known, since, until)


def places_of(user: User) -> list[Area]:
    """What one may pick: the townships, for a county; the villages, for a township."""
    kind = Area.Kind.TOWNSHIP if user.scope.county else Area.Kind.VILLAGE
    return list(Area.objects.visible_to(user).filter(kind=kind).order_by("code"))


def spots_of(user: User, filters: Filters) -> list[Spot]:
    """Every row of the place and the days, of either kind, in the order of days."""
    area = Area.objects.visible_to(user).filter(code=filters.place).first() if filters.place else None
    since, until = filters.days
    return in_order([*_duties(user, area, since, until), *_orders(user, area, since, until)])


def _duties(user: User, area: Area | None, since: date | None, until: date | None) -> list[Spot]:
    asked = Q(place__startswith=area.path) if area else Q()
    asked &= Q(late_from__gte=since) if since else Q()
    asked &= Q(late_from__lte=until) if until else Q()
    found = breaches_for(user).filter(asked).values_list("late_from", "pk")
    return [Spot(day, DUTY, key) for day, key in found]


def _orders(user: User, area: Area | None, since: date | None, until: date | None) -> list[Spot]:
    asked = Q(area__path__startswith=area.path) | Q(school__area__path__startswith=area.path) if area else Q()
    asked &= Q(order__deadline__gte=since - ONE) if since else Q()
    asked &= Q(order__deadline__lte=until - ONE) if until else Q()
    found = list(missed_for(user).filter(asked).select_related("order__outcome"))
    parts = parts_of(found)
    return [Spot(one.order.deadline + ONE, ORDER, one.pk) for one in found if parts[one.pk]]


def parts_of(addressees: Iterable[Addressee]) -> dict[int, int]:
    """Addressee -> how many children of its own part were not done on the last day, by the stored result."""
    rows = list(addressees)
    missed = {order.pk: set(order.outcome.not_yet) for order in {one.order for one in rows}}
    counted: dict[tuple[Any, str, Any], int] = defaultdict(int)
    for target in Target.objects.filter(order__in=missed):
        if str(target.case_id) in missed[target.order_id]:
            for role, field in AT.items():
                counted[target.order_id, role, getattr(target, f"{field}_id")] += 1
    return {one.pk: counted[one.order_id, one.role, one.area_id or one.school_id] for one in rows}


def balance(spots: Iterable[Spot]) -> dict[str, int]:
    """How many of each kind, and their sum as `all`."""
    counted = dict.fromkeys(KINDS, 0)
    for spot in spots:
        counted[spot.kind] += 1
    return counted | {"all": sum(counted.values())}
