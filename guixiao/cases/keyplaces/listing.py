"""Which places are key ones today, and lists in which their children come first."""

from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from guixiao.cases.keyplaces.models import KeyPlace
from guixiao.cases.keyplaces.rules import Mark
from guixiao.children.models import Round
from guixiao.tables.kept import kept


def key_areas(made: Round | None, day: date | None = None) -> frozenset[int]:
    """The keys of the county's key places; read once for all that a page asks of the round."""
    if made is None:
        return frozenset()
    if not hasattr(made, "key_areas"):
        made.key_areas = frozenset(_key_on(day or timezone.localdate(), county=made.county_id))  # type: ignore[attr-defined]
    keys: frozenset[int] = made.key_areas  # type: ignore[attr-defined]
    return keys


@kept
def _key_on(day: date, *, county: int) -> Any:
    return KeyPlace.objects.of_county(county).in_force(day).values_list("area", flat=True)


def key_first(made: Round | None) -> list[Any]:
    """What a list of cases is sorted by before its places."""
    keys = key_areas(made)
    if not keys:
        return []
    there = Q(town__in=keys) | Q(village__in=keys)
    return [Case(When(there, then=Value(0)), default=Value(1), output_field=IntegerField())]


def marks_of(county: int) -> list[Mark]:
    """Every mark that there is or was, for clocks that run shorter."""
    kept = KeyPlace.objects.of_county(county).order_by("first", "pk")
    return [Mark(*row) for row in kept.values_list("area", "first", "last", "ended_on")]
