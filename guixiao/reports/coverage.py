"""Reads the coverage of one place in one round from its tally: the equation, the table by one dimension, the reasons."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import QuerySet
from django.http import Http404

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.children.models import Coverage, Round, Tally
from guixiao.children.rules import BUCKETS, REGISTER, SIGHTED_OUTCOMES, Equation, side_of
from guixiao.children.tally import SUMMED_BY
from guixiao.reports import rules
from guixiao.reports.dimensions import Dimension, Entry
from guixiao.reports.spots import Spot
from guixiao.tables.kept import kept, kept_sum


class Sum(NamedTuple):
    """Children of a place alike in all that the sums tell apart."""

    apart: bool
    bucket: str
    outcome: str
    children: int

    @property
    def side(self) -> str:
        return side_of(self.apart, self.outcome)


@dataclass(frozen=True)
class Reason:
    bucket: str
    outcome: str
    count: int


def find_round(user: User, number: str) -> Round | None:
    """The county's current round, or the one asked for; None where there is none yet."""
    if not number:
        return next(iter(_rounds(user, True)), None)
    found = _rounds(user, False, key=int(number)) if number.isdecimal() and len(number) < 12 else []
    if not found:
        raise Http404
    made: Round = found[0]
    return made


@kept
def _rounds(user: User, current: bool, **key: int) -> "QuerySet[Round]":
    asked = {"current__isnull": False} if current else {"pk": key["key"]}
    return Round.objects.visible_to(user).select_related("county").filter(**asked)[:1]


def round_before(user: User, made: Round) -> Round | None:
    return next(iter(_before(user, county=made.county_id, at=made.made_at)), None)


@kept
def _before(user: User, *, county: int, at: datetime) -> "QuerySet[Round]":
    return Round.objects.visible_to(user).filter(county=county, made_at__lt=at)[:1]


def seen(user: User, made: Round | int, spot: Spot) -> "QuerySet[Coverage]":
    return Coverage.objects.visible_to(user).filter(spot.inside, round=made)


def tallied(user: User, made: Round | int, spot: Spot, *things: str) -> "QuerySet[Tally]":
    """Lines to be summed up by these columns, besides bucket, outcome and apart: for a county the few lines by that one thing."""
    by = next((by for by, columns in SUMMED_BY.items() if set(things) <= set(columns)), Tally.ALL)
    return Tally.objects.visible_to(user).filter(spot.inside, round=made, by=by if spot.kind == Area.Kind.COUNTY else Tally.ALL)


def summed(user: User, made: Round, spot: Spot) -> list[Sum]:
    """What the equations and the reasons are made of: counted apart from the lines of the table, so that a lost line shows."""
    return [Sum(*row) for row in _summed(user, spot, made=made.pk)]


@kept
def _summed(user: User, spot: Spot, *, made: int) -> "QuerySet[Any, Any]":
    rows = tallied(user, made, spot, "town_id").order_by().values_list("apart", "bucket", "outcome")
    return rows.annotate(children=models.Sum("count"))


def cells(user: User, made: Round, spot: Spot, by: Dimension) -> list[tuple[Any, str, int]]:
    """(key of the line, bucket, children) of the children in the register; a county has thousands, so they are kept narrow."""
    width, key = len(by.columns), by.key
    return [(key(row[0] if width == 1 else row[:width]), *row[width:]) for row in _cells(user, spot, by.columns, made=made.pk)]


@kept
def _cells(user: User, spot: Spot, columns: tuple[str, ...], *, made: int) -> "QuerySet[Any, Any]":
    register = tallied(user, made, spot, *columns).filter(apart=False).exclude(outcome__startswith=SIGHTED_OUTCOMES)
    return register.order_by().values_list(*columns, "bucket").annotate(children=models.Sum("count"))


def equation(found: Iterable[Sum], made: Round, spot: Spot, side: str) -> Equation:
    """One of the three sums (`children.rules.SIDES`); for the county what was counted on its own against the sum."""
    parts: Counter[str] = Counter()
    for part in found:
        if part.side == side:
            parts[part.bucket] += part.children
    return Equation(made.expected(side) if spot.kind == Area.Kind.COUNTY else parts.total(), parts)


def rows_off(user: User, made: Round, spot: Spot, found: Iterable[Sum]) -> int:
    """How many rows there are that the tally does not know of, or the other way round."""
    return _rows_of(user, spot, made=made.pk) - sum(part.children for part in found)


@kept_sum
def _rows_of(user: User, spot: Spot, *, made: int) -> int:
    return seen(user, made, spot).count()


Counted = list[tuple[Any, str, int]]


def table(found: Counted, before: Counted, entries: dict[Any, Entry]) -> list[rules.Line]:
    """A line for every entry, and for any key that has none; with nobody in it only if it is to be kept."""
    made = rules.lines(found, before, list(entries))
    return [line for line in made if line.rows or line.moved or (line.key in entries and entries[line.key].kept)]


def reasons(found: Iterable[Sum]) -> list[Reason]:
    """Every outcome in the register with its count, bucket by bucket, most first."""
    counted: Counter[tuple[str, str]] = Counter()
    for part in found:
        if part.side == REGISTER:
            counted[part.bucket, part.outcome] += part.children
    told = [Reason(bucket, outcome, count) for (bucket, outcome), count in counted.items()]
    return sorted(told, key=lambda reason: (BUCKETS.index(reason.bucket), -reason.count, reason.outcome))
