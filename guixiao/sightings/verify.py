"""Whoever was met is counted, once: in the rosters of the round that is shown, or beside them."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from guixiao.children.models import Coverage, Round
from guixiao.children.rules import SIGHTED
from guixiao.lib.verifying import Check, Outcome, first
from guixiao.sightings.models import Sighting


def counted() -> Outcome:
    shown = Round.objects.filter(current__isnull=False)
    faults, more = first(fault for made in shown.order_by("pk") for fault in _uncounted(made))
    told = f"{Sighting.objects.count():,} children met, {Coverage.objects.filter(roster=SIGHTED).count():,} rows"
    return Outcome(
        "sightings.counted", "上门见到的孩子都计入，各计一次", "every child met at a door is counted, once", told, faults, more
    )


def _uncounted(made: Round) -> Iterator[str]:
    """Nobody left out, nobody counted who was withdrawn, nobody in such a row whom nobody met."""
    rows = Coverage.objects.filter(round=made)
    met = Sighting.objects.filter(child__county=made.county_id)
    there = Exists(rows.filter(child=OuterRef("child")))
    for child in met.counted().filter(~there).values_list("child", flat=True):
        yield f"round {made.pk}: child {child} was met and stands nowhere"
    beside = rows.filter(roster=SIGHTED)
    for child in beside.exclude(child__in=met.values("child")).values_list("child", flat=True):
        yield f"round {made.pk}: child {child} stands beside the rosters and was met by nobody"
    gone = beside.filter(child__in=met.withdrawn().values("child"))
    for child in gone.exclude(outcome__in=("sighted_mistake", "sighted_known")).values_list("child", flat=True):
        yield f"round {made.pk}: child {child} was withdrawn and is counted still"
    if beside.count() != made.sighted:
        yield f"round {made.pk}: {made.sighted} counted beside the rosters, {beside.count()} rows"


verify_checks: tuple[Check, ...] = (counted,)
