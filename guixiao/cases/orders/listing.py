"""The list of orders: its filters, how many each leaves; and of one order its children by place and part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.orders.models import Addressee, Order, OrderQuerySet, Receipt
from guixiao.cases.orders.progress import Row
from guixiao.cases.orders.rules import PARTS, is_due
from guixiao.lib.workdays import Calendar, working_days_after
from guixiao.tables.kept import kept_sum

RUNNING, MINE, SOON, ENDED, WITHDRAWN, ALL = TABS = ("running", "mine", "soon", "ended", "withdrawn", "all")
LATER = "later"
NOWHERE = "none"  # the word for a place that nobody knows


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean what runs; never an error."""

    tab: str = RUNNING

    def words(self, **changed: str) -> str:
        tab = changed.get("tab", self.tab)
        return urlencode({"tab": tab}) if tab != RUNNING else ""


def filters_of(query: Mapping[str, str]) -> Filters:
    tab = query.get("tab", "")
    return Filters(tab if tab in TABS else RUNNING)


@dataclass(frozen=True)
class When:
    """Today, and the last day that counts as near."""

    today: date
    soon: date

    @classmethod
    def of(cls, today: date, calendar: Calendar, days: int) -> "When":
        return cls(today, working_days_after(today, days, calendar))


def of_tab(orders: OrderQuerySet, tab: str, user: User, when: When) -> OrderQuerySet:
    asked = _tabs(user, when)
    return orders.filter(asked[tab]) if tab in asked else orders


def _tabs(user: User, when: When) -> dict[str, Any]:
    runs = Q(outcome=None, withdrawal=None)
    waits = Exists(unacknowledged(user).filter(order=OuterRef("pk")))
    return {
        RUNNING: runs,
        MINE: runs & Q(deadline__gte=when.today) & waits,
        SOON: runs & Q(deadline__lte=when.soon),
        ENDED: Q(outcome__isnull=False),
        WITHDRAWN: Q(withdrawal__isnull=False),
    }


def unacknowledged(user: User) -> Any:
    """What is addressed to a post of the user's and nobody who held it has acknowledged."""
    mine = Addressee.objects.held_by(user.whole.only("acknowledge"))
    return mine.filter(~Exists(Receipt.objects.filter(addressee=OuterRef("pk"))))


def counts(orders: OrderQuerySet, user: User, when: When, tabs: Sequence[str] = TABS) -> dict[str, int]:
    asked = _tabs(user, when)
    return dict(orders.aggregate(**{tab: Count("pk", filter=asked.get(tab)) for tab in tabs}))


@kept_sum
def counts_seen(user: User, when: When, tabs: tuple[str, ...]) -> dict[str, int]:
    """The same of all orders that this person sees."""
    return counts(Order.objects.visible_to(user), user, when, tabs)


def state_of(order: Order, today: date) -> str:
    """A name of wording.STATES."""
    if order.taken_back:
        return "withdrawn"
    if order.ended:
        return "met" if order.ended.met else "missed"
    return "waiting" if is_due(order.deadline, today) else "running"


@dataclass(frozen=True)
class Shown:
    """Of an order's children: which part, of which place."""

    part: str = "all"
    place: str = ""

    def words(self, **changed: str) -> str:
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Shown.__dataclass_fields__[name].default})


ALL_OF_THEM = Shown()


def shown_of(query: Mapping[str, str]) -> Shown:
    part, place = query.get("part", ""), query.get("place", "")
    known = place == NOWHERE or (place.isdecimal() and len(place) <= 12)
    return Shown(part if part in (*PARTS, LATER) else "all", place if known else "")


@dataclass
class Line:
    """One place of the table: `word` in its links, its children in each part, those who came later."""

    word: str
    area: Area | None
    counts: dict[str, int]
    later: int = 0


def level_of(user: User) -> str:
    """Whoever sees a township whole sees it by village; the county sees itself by township."""
    return "town" if user.scope.county else "village"


def lines_of(rows: Iterable[Row], later: Iterable[Any], level: str) -> list[Line]:
    """The table: one line for each place that has somebody, in the order of the places; last those of no known place."""
    found: dict[int | None, Line] = {}
    for row in rows:
        line = _line(found, row.target, level)
        line.counts[row.part] += 1
        line.counts["all"] += 1
    for case in later:
        _line(found, case, level).later += 1
    known = {area.pk: area for area in Area.objects.filter(pk__in=[key for key in found if key])}
    for key, line in found.items():
        line.area = known.get(key or 0)
        line.word = line.area.code if line.area else NOWHERE
    return sorted(found.values(), key=lambda line: (line.area is None, line.word))


def _line(found: dict[int | None, Line], placed: Any, level: str) -> Line:
    empty = dict.fromkeys((*PARTS, "all"), 0)
    return found.setdefault(getattr(placed, f"{level}_id"), Line("", None, empty))


def in_places(found: Any, place: str, level: str, case: str = "") -> Any:
    """Of targets or cases those of the place of a filter, in the order of places. `case`: the way to the case."""
    if place == NOWHERE:
        found = found.filter(**{level: None})
    elif place:
        found = found.filter(Q(town__code=place) | Q(village__code=place))
    codes = [F(f"{name}__code").asc(nulls_last=True) for name in ("town", "village")]
    return found.order_by(*codes, f"{case}name_key", f"{case}pk")
