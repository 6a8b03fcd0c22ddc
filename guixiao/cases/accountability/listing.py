"""Which rows of the list are asked for: by kind, place and days. There is no filter by person, and no order but that of days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.accountability.rules import DUTY, KINDS, ORDER, Spot, in_order
from guixiao.cases.accountability.sight import breaches_for, missed_for
from guixiao.cases.accountability.undone import undone
from guixiao.cases.clocks.models import Breach
from guixiao.cases.forms import day_of
from guixiao.cases.orders.models import Addressee
from guixiao.children.models import Round
from guixiao.tables.kept import kept

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
    return _areas(user, kind)


@kept
def _areas(user: User, kind: str) -> Any:
    return Area.objects.visible_to(user).filter(kind=kind).order_by("code")


@dataclass
class Spots(Sequence[Spot]):
    """Rows of either kind in the order of days. Duties are many: no more of them are read than stand on the page asked for."""

    duties: "QuerySet[Breach]"
    orders: list[Spot]

    @cached_property
    def many(self) -> int:
        """How many duties."""
        return self.duties.count()

    @property
    def balance(self) -> dict[str, int]:
        """How many of each kind, and their sum as `all`."""
        return {DUTY: self.many, ORDER: len(self.orders), "all": self.many + len(self.orders)}

    def of_kind(self, kind: str) -> "Spots":
        if not kind:
            return self
        if kind == ORDER:
            return Spots(self.duties.none(), self.orders)
        found = Spots(self.duties, [])
        found.many = self.many  # counted once for both
        return found

    def __len__(self) -> int:
        return self.balance["all"]

    def __getitem__(self, at: Any) -> Any:
        """A part of them: with every order, and the duties among which those may stand that belong to it."""
        first, last, _step = at.indices(len(self))
        start = max(0, first - len(self.orders))
        rows = self.duties.order_by("-late_from", "pk").values_list("late_from", "pk")[start:last]
        return in_order([*(Spot(day, DUTY, key) for day, key in rows), *self.orders])[first - start : last - start]

    def __iter__(self) -> Iterator[Spot]:
        return iter(self[:])


def spots_of(user: User, filters: Filters, made: Round | None = None) -> Spots:
    """Every row of the place and the days, of either kind. `made`: the round that is shown, where it has been read."""
    area = Area.objects.visible_to(user).filter(code=filters.place).first() if filters.place else None
    since, until = filters.days
    duties = breaches_for(user, made).filter(_duties(area, since, until))
    return Spots(duties, _orders(missed_for(user, made), area, since, until))


def _duties(area: Area | None, since: date | None, until: date | None) -> Q:
    asked = Q(place__startswith=area.path) if area else Q()
    asked &= Q(late_from__gte=since) if since else Q()
    return asked & (Q(late_from__lte=until) if until else Q())


def _orders(missed: "QuerySet[Addressee]", area: Area | None, since: date | None, until: date | None) -> list[Spot]:
    asked = Q(area__path__startswith=area.path) | Q(school__area__path__startswith=area.path) if area else Q()
    asked &= Q(order__deadline__gte=since - ONE) if since else Q()
    asked &= Q(order__deadline__lte=until - ONE) if until else Q()
    counted = undone()
    return [Spot(one.deadline + ONE, ORDER, key) for key in missed.filter(asked).values_list("pk", flat=True)
            if (one := counted.get(key))]  # fmt: skip
