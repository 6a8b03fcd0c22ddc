"""The list of children who are, or were, out of school: its filters, and how many each leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Count, Q

from guixiao.cases.effort.progress import PHASES
from guixiao.cases.listing import LONGEST
from guixiao.cases.models import CaseQuerySet
from guixiao.lib.pinyin import patterns

ALL, OUT, LOOK = "all", "out", "look"
# Of the phases, those of a child who is not back yet.
STILL_OUT = PHASES[:4]
TABS = (OUT, *PHASES, LOOK, ALL)


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean whoever is still out, everywhere; never an error."""

    tab: str = OUT
    place: str = ""
    grade: str = ""
    poor: str = ""
    q: str = ""

    def words(self, **changed: str) -> str:
        """As a query string, some of it changed."""
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


def filters_of(query: Mapping[str, str]) -> Filters:
    tab, place, q = query.get("tab", ""), query.get("place", ""), query.get("q", "").strip()[:LONGEST]
    return Filters(
        tab if tab in TABS else OUT,
        place if place.isdecimal() and len(place) <= 12 else "",
        grade if (grade := query.get("grade", "")) in ("1", "2", "3") else "",
        "1" if query.get("poor") == "1" else "",
        "" if sum(letter.isdigit() for letter in q) > 5 else q,
    )


def narrowed(cases: CaseQuerySet, filters: Filters) -> CaseQuerySet:
    """Cases of children known to be out of school; all filters but the tab."""
    asked = ~Q(phase="")
    if filters.poor:
        asked &= Q(poverty=True)
    if filters.grade:
        asked &= Q(grade=int(filters.grade))
    for either in patterns(filters.q):
        asked &= reduce(or_, (Q(name_key__contains=part) for part in either))
    return cases.filter(asked)


def of_tab(cases: CaseQuerySet, tab: str, today: object) -> CaseQuerySet:
    if tab == OUT:
        return cases.filter(phase__in=STILL_OUT)
    if tab == LOOK:
        return cases.filter(next_look__lte=today, phase="observed")
    return cases.filter(phase=tab) if tab in PHASES else cases


def balance(cases: CaseQuerySet) -> dict[str, int]:
    """How many are in each phase, and their sum as `all`: each child in one."""
    counted = dict.fromkeys(PHASES, 0)
    counted |= dict(cases.order_by().values_list("phase").annotate(Count("pk")))
    return counted | {ALL: sum(counted.values()), OUT: sum(counted[name] for name in STILL_OUT)}
