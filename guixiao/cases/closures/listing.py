"""Which cases the closure list has: those whose closure is asked for, those closed, and closed ones that came back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.closures.models import Look, Sample, SampleQuerySet
from guixiao.cases.closures.rules import SETTLED, TAKEN_BACK
from guixiao.cases.forms import day_of
from guixiao.cases.listing import within
from guixiao.cases.models import Case, CaseQuerySet, Event
from guixiao.children.models import Round

CLOSING, CLOSED, BACK, ALL = TABS = ("closing", "closed", "back", "all")
TAB = {
    CLOSING: Q(phase="closing", current=True),
    CLOSED: Q(phase="closed", current=True),
    BACK: Q(phase="closed", current=False),
}
ANY = TAB[CLOSING] | TAB[CLOSED] | TAB[BACK]


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean every one; never an error. The days are those of closure."""

    tab: str = ALL
    place: str = ""
    since: str = ""
    until: str = ""

    def words(self, **changed: str) -> str:
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


@dataclass(frozen=True)
class Drawn:
    """Of which draw a worklist is; "" of all that one sees."""

    draw: str = ""


def filters_of(query: Mapping[str, str]) -> Filters:
    tab, place = query.get("tab", ""), query.get("place", "")
    since, until = (text if day_of(text := query.get(name, "")) else "" for name in ("since", "until"))
    return Filters(tab if tab in TABS else ALL, place if place.isdecimal() and len(place) <= 12 else "", since, until)


def closures_of(user: User, filters: Filters) -> CaseQuerySet:
    """Every filter but the tab."""
    area = Area.objects.visible_to(user).filter(code=filters.place).first() if filters.place else None
    found = within(Case.objects.visible_to(user), area).filter(ANY)
    since, until = day_of(filters.since), day_of(filters.until)
    asked = Q(closed_on__gte=since) if since else Q()
    asked &= Q(closed_on__lte=until) if until else Q()
    return found.filter(asked)


def of_tab(cases: CaseQuerySet, tab: str) -> CaseQuerySet:
    return cases.filter(TAB[tab]) if tab in TAB else cases


def counts(cases: CaseQuerySet) -> dict[str, int]:
    """How many in each, and their sum as `all`."""
    counted: dict[str, int] = cases.order_by().aggregate(**{name: Count("pk", filter=asked) for name, asked in TAB.items()})
    return counted | {ALL: sum(counted.values())}


def in_order(cases: CaseQuerySet) -> CaseQuerySet:
    """What waits for its confirmation first; then the last closed first."""
    return cases.order_by("-phase", "-closed_on", "name_key", "pk")


def frame_of(area: Area, since: date | None, until: date | None) -> dict[str, list[str]]:
    """Of the current cases of a place, those closed in these days, by township."""
    frame: dict[str, list[str]] = defaultdict(list)
    if since is None or until is None:
        return {}
    found = within(Case.objects.current(), area).filter(TAB[CLOSED], closed_on__gte=since, closed_on__lte=until)
    for key, town in found.order_by("pk").values_list("pk", "town__code"):
        frame[town or ""].append(str(key))
    return dict(frame)


def closers_of(case: Case) -> frozenset[Any]:
    """Who asked for the closure of a case, and who confirmed it."""
    events = Event.objects.filter(case=case, verb__in=("ask_closure", "confirm_closure")).order_by("-version")
    last: dict[str, Any] = {}
    for verb, actor in events.values_list("verb", "actor"):
        last.setdefault(verb, actor)
    return frozenset(last.values())


def to_look_at(user: User, made: Round | None, area: Area | None = None) -> SampleQuerySet:
    """Drawn cases without an outcome that settles them, as this person may look at them; the first drawn first. `made`: the round
    that is shown; `area`: only of cases that stand there."""
    back = Look.objects.filter(sample=OuterRef("sample"), outcome=TAKEN_BACK, number=OuterRef("number") + 1)
    settled = Look.objects.filter(~Exists(back), sample=OuterRef("pk"), outcome__in=SETTLED)
    found = Sample.objects.visible_to(user, made).filter(~Exists(settled))
    if area is not None:
        found = found.filter(case__in=within(Case.objects.all(), area))
    return found.order_by("draw__drawn_at", "position")
