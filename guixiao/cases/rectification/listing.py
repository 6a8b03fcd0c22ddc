"""Which items are asked for, and how many each filter leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.rectification.models import STANDING, Item, ItemQuerySet
from guixiao.cases.rectification.policies import above_office, named
from guixiao.cases.rectification.rules import CLOSED, OFFICE, STANDINGS, WAITING, WITHDRAWN
from guixiao.cases.rectification.rules import OPEN as TO_MEND
from guixiao.children.models import Round
from guixiao.tables.kept import kept

ALL, OPEN, MINE, PLACE = "all", "open", "mine", "place"
TABS = (OPEN, *STANDINGS, ALL)


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean whatever is neither closed nor withdrawn, everywhere; never an error."""

    tab: str = OPEN
    who: str = PLACE
    place: str = ""

    def words(self, **changed: str) -> str:
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


def filters_of(query: Mapping[str, str]) -> Filters:
    tab, who, place = query.get("tab", ""), query.get("who", ""), query.get("place", "")
    known = place if place.isdecimal() and len(place) <= 12 else ""
    return Filters(tab if tab in TABS else OPEN, MINE if who == MINE else PLACE, known)


def items_of(user: User, filters: Filters) -> ItemQuerySet:
    """Of the place, or of one's own posts; every filter but the tab."""
    found = Item.objects.visible_to(user)
    if filters.who == MINE:
        found = found.filter(Q(pk__in=found.held_by(user).values("pk")) | Q(pk__in=to_look_at(user).values("pk")))
    area = Area.objects.visible_to(user).filter(code=filters.place).first() if filters.place else None
    return within(found, area)


def within(items: ItemQuerySet, area: Area | None) -> ItemQuerySet:
    if area is None:
        return items
    return items.filter(Q(area__path__startswith=area.path) | Q(school__area__path__startswith=area.path))


def of_tab(items: ItemQuerySet, tab: str, today: date) -> ItemQuerySet:
    if tab == OPEN:
        return items.exclude(state__in=(CLOSED, WITHDRAWN))
    return items.standing(tab, today) if tab in STANDINGS else items


def counts(items: ItemQuerySet, today: date) -> dict[str, int]:
    """How many stand where, each in one place; `all` their sum, `open` all that are neither closed nor withdrawn."""
    told = {name: Count("pk", filter=STANDING[name](today)) for name in STANDINGS}
    counted: dict[str, int] = items.order_by().aggregate(**told)
    whole = sum(counted.values())
    return counted | {ALL: whole, OPEN: whole - counted["done"] - counted["withdrawn"]}


def to_mend(user: User) -> ItemQuerySet:
    """What this person's own posts have to put right."""
    return Item.objects.held_by(user).filter(state=TO_MEND)


def to_look_at(user: User, made: Round | None = None) -> ItemQuerySet:
    """What this person may look at again: put right by somebody else, of another post but for the county office's own."""
    return _to_look_at(user, named(user, "rechecks", made))


def _to_look_at(user: User, looker: User) -> ItemQuerySet:
    """`looker`: with none but the posts that look again."""
    seen = Q(pk__in=Item.objects.visible_to(looker).values("pk"))
    seen |= Q(role=OFFICE, county__in=above_office(user).scope.county)
    waiting = Item.objects.filter(seen).filter(STANDING[WAITING](None)).exclude(mended_by=user.pk)
    own = Item.objects.held_by(user.whole).exclude(role=OFFICE)
    return waiting.exclude(pk__in=own.values("pk"))


def today_of(user: User, made: Round | None, today: date) -> dict[str, int]:
    """What this person has to put right, how much of it is late, and what waits for this person's second look: one query."""
    rows = _own(user, named(user, "rechecks", made))
    due = [day for state, day in rows if state == TO_MEND]
    return {"mend": len(due), "late": sum(day < today for day in due), "look": len(rows) - len(due)}


@kept
def _own(user: User, looker: User) -> Any:
    mine = Q(pk__in=to_mend(user).values("pk")) | Q(pk__in=_to_look_at(user, looker).values("pk"))
    return Item.objects.filter(mine).values_list("state", "deadline")
