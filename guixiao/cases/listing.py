"""The list of cases: its filters, and how many each leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Count, Q

from guixiao.accounts.models import User
from guixiao.accounts.rules import Scope
from guixiao.areas.models import Area
from guixiao.cases.models import Case, CaseQuerySet
from guixiao.cases.rules import STANDINGS
from guixiao.cases.wording import ALL, MINE
from guixiao.children.models import newest_round
from guixiao.lib.once import once
from guixiao.lib.pinyin import patterns

PER_PAGE = 50
LONGEST = 60
TABS = (*STANDINGS, MINE, ALL)


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean what is to be verified, everywhere; never an error."""

    tab: str = "todo"
    place: str = ""
    who: str = ""
    poor: str = ""
    q: str = ""

    def words(self, **changed: str) -> str:
        """As a query string, some of it changed."""
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


def filters_of(query: Mapping[str, str]) -> Filters:
    tab, place, who = query.get("tab", ""), query.get("place", ""), query.get("who", "")
    q = query.get("q", "").strip()[:LONGEST]
    return Filters(
        tab if tab in TABS else "todo",
        place if place.isdecimal() and len(place) <= 12 else "",
        who if who in ("school", "village", "township", "county") else "",
        "1" if query.get("poor") == "1" else "",
        "" if sum(letter.isdigit() for letter in q) > 5 else q,
    )


def within(cases: CaseQuerySet, area: Area | None) -> CaseQuerySet:
    if area is None:
        return cases
    field = {Area.Kind.COUNTY: "county", Area.Kind.TOWNSHIP: "town", Area.Kind.VILLAGE: "village"}[Area.Kind(area.kind)]
    return cases.filter(**{field: area})


def narrowed(cases: CaseQuerySet, filters: Filters) -> CaseQuerySet:
    """All filters but the tab."""
    asked = Q()
    if filters.who:
        asked &= Q(assigned=filters.who)
    if filters.poor:
        asked &= Q(poverty=True)
    for either in patterns(filters.q):
        asked &= reduce(or_, (Q(name_key__contains=part) for part in either))
    return cases.filter(asked)


def of_tab(cases: CaseQuerySet, tab: str, user: User) -> CaseQuerySet:
    if tab == MINE:
        return for_confirmation(cases, user)
    return cases.standing(tab) if tab in STANDINGS else cases


def for_confirmation(cases: CaseQuerySet, user: User) -> CaseQuerySet:
    """What another person of another line found."""
    waiting = cases.standing("waiting").exclude(found_by=user)
    lines = lines_of_posts(user)
    return waiting.filter(~Q(found_line__in=lines)) if len(lines) == 1 else waiting


def lines_of_posts(user: User) -> frozenset[str]:
    """All lines on which the user stands anywhere, by the newest round that they may see."""
    return _lines(user.scope, frozenset(post.role for post in user.current_posts))


@once
def _lines(scope: Scope, roles: frozenset[str]) -> frozenset[str]:
    made = newest_round(scope)
    lines = made.wording.get("lines", {}) if made else {}
    return frozenset(name for name, line in lines.items() if roles & set(line["posts"]))


def balance(cases: CaseQuerySet) -> dict[str, int]:
    """How many cases stand where, each in one place: rules.STANDINGS, and their sum as `all`."""
    rows = cases.order_by().values_list("state", "finding", "effect", "still").annotate(count=Count("pk"))
    counted = dict.fromkeys(STANDINGS, 0)
    for state, finding, effect, still, count in rows:
        counted[Case(state=state, finding=finding, effect=effect, still=still).standing] += count
    return counted | {ALL: sum(counted.values())}
