"""Reads the coverage of one place in one round: its equation, its table, its reasons."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import Http404

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.children.models import Coverage, Round
from guixiao.children.rules import BUCKETS, Equation
from guixiao.reports import rules
from guixiao.reports.spots import UNKNOWN, Spot, unknown_name


@dataclass(frozen=True)
class Named:
    """A line of the table with the name and the URL word of its place."""

    name: str
    code: str
    line: rules.Line


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


def equation(rows: "QuerySet[Coverage]", made: Round, spot: Spot, *, apart: bool) -> Equation:
    """The engine's own count for the county, a count of the rows elsewhere, against the sum of the buckets."""
    rows = rows.filter(apart=apart).order_by()
    parts = dict(rows.values_list("bucket").annotate(count=Count("id")))
    if spot.kind == "county":
        return Equation(made.apart if apart else made.population - made.apart, parts)
    return Equation(rows.count(), parts)


def table(user: User, made: Round, spot: Spot, sort: str) -> list[Named]:
    """The places inside this one; what lies in none of them has its own line."""
    if spot.divides_by is None:
        return []
    places = {area.pk: area for area in Area.objects.visible_to(user).filter(parent=spot.area)}
    before = round_before(user, made)
    then = _counted(seen(user, before, spot), spot.divides_by) if before else []
    found = rules.lines(_counted(seen(user, made, spot), spot.divides_by), then, list(places))
    return [_named(line, places, spot) for line in rules.sort(found, sort)]


def _counted(rows: "QuerySet[Coverage]", field: str) -> list[tuple[int | None, str, int]]:
    return list(rows.filter(apart=False).order_by().values_list(field, "bucket").annotate(count=Count("id")))


def _named(line: rules.Line, places: dict[int, Area], spot: Spot) -> Named:
    area = places.get(line.key)
    return Named(str(area), area.code, line) if area else Named(unknown_name(spot.kind), spot.code + UNKNOWN, line)


def reasons(rows: "QuerySet[Coverage]", *, apart: bool = False) -> list[Reason]:
    """Every outcome with its count, bucket by bucket, most first."""
    counted = rows.filter(apart=apart).order_by().values_list("bucket", "outcome").annotate(count=Count("id"))
    found = [Reason(*row) for row in counted]
    return sorted(found, key=lambda reason: (BUCKETS.index(reason.bucket), -reason.count, reason.outcome))
