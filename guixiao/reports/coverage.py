"""Reads the coverage of one place in one round from its tally: the equation, the table by one dimension, the reasons."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum
from django.http import Http404

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.children.models import Coverage, Round, Tally
from guixiao.children.rules import BUCKETS, REGISTER, Equation, side_of
from guixiao.children.tally import SUMMED_BY
from guixiao.reports import rules
from guixiao.reports.dimensions import Dimension, Entry
from guixiao.reports.spots import Spot


class Cell(NamedTuple):
    """Children alike in everything the page tells apart."""

    key: Any
    apart: bool
    bucket: str
    outcome: str
    children: int


@dataclass(frozen=True)
class Reason:
    bucket: str
    outcome: str
    count: int


def find_round(user: User, number: str) -> Round | None:
    """The county's current round, or the one asked for; None where there is none yet."""
    rounds = Round.objects.visible_to(user).select_related("county")
    if not number:
        return rounds.filter(current__isnull=False).first()
    found = rounds.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 12 else None
    if found is None:
        raise Http404
    return found


def round_before(user: User, made: Round) -> Round | None:
    return Round.objects.visible_to(user).filter(county=made.county, made_at__lt=made.made_at).first()


def seen(user: User, made: Round, spot: Spot) -> "QuerySet[Coverage]":
    return Coverage.objects.visible_to(user).filter(spot.inside, round=made)


def tallied(user: User, made: Round, spot: Spot, *things: str) -> "QuerySet[Tally]":
    """Lines to be summed up by these columns, besides bucket, outcome and apart: for a county the few lines by that one thing."""
    by = next((by for by, columns in SUMMED_BY.items() if set(things) <= set(columns)), Tally.ALL)
    return Tally.objects.visible_to(user).filter(spot.inside, round=made, by=by if spot.kind == Area.Kind.COUNTY else Tally.ALL)


def cells(user: User, made: Round, spot: Spot, by: Dimension) -> list[Cell]:
    """The whole page in one question."""
    columns = (*by.columns, "apart", "bucket", "outcome")
    rows = tallied(user, made, spot, *by.columns).order_by().values_list(*columns).annotate(sum=Sum("count"))
    width = len(by.columns)
    return [Cell(by.key(row[0] if width == 1 else row[:width]), *row[width:]) for row in rows]


def equation(found: Iterable[Cell], made: Round, spot: Spot, side: str) -> Equation:
    """One of the three sums (`children.rules.SIDES`); for the county what was counted on its own against the sum."""
    parts: Counter[str] = Counter()
    for cell in found:
        if side_of(cell.apart, cell.outcome) == side:
            parts[cell.bucket] += cell.children
    return Equation(made.expected(side) if spot.kind == Area.Kind.COUNTY else parts.total(), parts)


def rows_off(user: User, made: Round, spot: Spot, found: Iterable[Cell]) -> int:
    """How many rows there are that the tally does not know of, or the other way round."""
    return seen(user, made, spot).count() - sum(cell.children for cell in found)


def table(found: list[Cell], before: list[Cell], by: Dimension, entries: dict[Any, Entry]) -> list[rules.Line]:
    """A line for every entry, and for any key that has none; with nobody in it only if it is to be kept."""
    made = rules.lines(_in_register(found), _in_register(before), list(entries))
    return [line for line in made if line.rows or line.moved or (line.key in entries and entries[line.key].kept)]


def _in_register(found: list[Cell]) -> list[tuple[Any, str, int]]:
    return [(cell.key, cell.bucket, cell.children) for cell in found if side_of(cell.apart, cell.outcome) == REGISTER]


def reasons(found: Iterable[Cell]) -> list[Reason]:
    """Every outcome in the register with its count, bucket by bucket, most first."""
    counted: Counter[tuple[str, str]] = Counter()
    for cell in found:
        if side_of(cell.apart, cell.outcome) == REGISTER:
            counted[cell.bucket, cell.outcome] += cell.children
    told = [Reason(bucket, outcome, count) for (bucket, outcome), count in counted.items()]
    return sorted(told, key=lambda reason: (BUCKETS.index(reason.bucket), -reason.count, reason.outcome))
