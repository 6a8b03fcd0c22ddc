"""The list of reports: its filters, and how many each leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.alerts.models import Alert, OfChild
from guixiao.cases.alerts.rules import OPEN, STATES
from guixiao.cases.findings import suspect_buckets
from guixiao.cases.listing import lines_of_posts
from guixiao.children.models import Round
from guixiao.tables.kept import kept_sum

ALL, MINE, SOUGHT = "all", "mine", "sought"
TABS = (OPEN, MINE, SOUGHT, *STATES[1:], ALL)
PLACES = {Area.Kind.COUNTY: "child__county", Area.Kind.TOWNSHIP: "child__town", Area.Kind.VILLAGE: "child__village"}


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean whatever waits, everywhere; never an error."""

    tab: str = OPEN
    place: str = ""

    def words(self, **changed: str) -> str:
        """As a query string, some of it changed."""
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


def filters_of(query: Mapping[str, str]) -> Filters:
    tab, place = query.get("tab", ""), query.get("place", "")
    return Filters(tab if tab in TABS else OPEN, place if place.isdecimal() and len(place) <= 12 else "")


def within(alerts: OfChild, area: Area | None) -> OfChild:
    return alerts if area is None else alerts.filter(**{PLACES[Area.Kind(area.kind)]: area})


def of_tab(alerts: OfChild, tab: str, user: User) -> OfChild:
    if tab == MINE:
        return for_answer(alerts, user)
    if tab == SOUGHT:
        made = Round.objects.shown_to(user)
        return alerts.sought(suspect_buckets(made) if made else [])
    return alerts.filter(state=tab) if tab in STATES else alerts


def beside(user: User, made: Round, area: Area | None) -> dict[str, int]:
    """Of a place's children whom the round counts as in class: how many people report, waiting or looked for, and their sum."""
    seen = user.only("alert")
    told = {OPEN: _open(seen, area), SOUGHT: _sought(seen, area, tuple(suspect_buckets(made)))}
    return told | {ALL: sum(told.values())}


@kept_sum
def _open(user: User, area: Area | None) -> int:
    return within(Alert.objects.visible_to(user), area).filter(state=OPEN).count()


@kept_sum
def _sought(user: User, area: Area | None, suspect: tuple[str, ...]) -> int:
    return within(Alert.objects.visible_to(user), area).sought(suspect).count()


def for_answer(alerts: OfChild, user: User) -> OfChild:
    """What others report and this user may answer: those of another line, of a rule, of one's own school."""
    return answerable(alerts, user, lines_of_posts(user))


def answerable(alerts: OfChild, user: User, lines: frozenset[str]) -> OfChild:
    """`lines`: on which this user stands."""
    waiting = alerts.filter(state=OPEN).exclude(raised_by=user)
    if len(lines) > 1 or user.scope.school:
        return waiting
    return waiting.exclude(source=Alert.Source.PERSON, line__in=lines)


def waiting_for(user: User) -> int:
    """How many reports wait for this user's answer."""
    found: int = _waiting(user, lines_of_posts(user))
    return found


@kept_sum
def _waiting(user: User, lines: frozenset[str]) -> int:
    return answerable(Alert.objects.visible_to(user), user, lines).count()


def counts(alerts: OfChild, user: User) -> dict[str, int]:
    """How many in each state, and their sum as `all`; what waits for this user."""
    counted = dict.fromkeys(STATES, 0) | dict(alerts.order_by().values_list("state").annotate(Count("pk")))
    whole: dict[str, Any] = counted | {ALL: sum(counted.values())}
    return whole | {MINE: for_answer(alerts, user).count()}
