"""The figures: population = sum of buckets, everywhere, in every round."""

from collections.abc import Iterator

from django.db.models import Count, QuerySet

from guixiao.children.models import Coverage, Round, on_side
from guixiao.children.rules import SIDES, Equation
from guixiao.children.tally import tally_faults
from guixiao.lib.verifying import Check, Outcome, first


def equations() -> Outcome:
    """Counted by the engine = counted in the rows, by bucket; of every township and village the parts make up the whole."""
    rounds = Round.objects.order_by("pk")
    faults, more = first(fault for made in rounds for fault in _unbalanced(made))
    told = f"{rounds.count():,} rounds, {Coverage.objects.count():,} rows"
    return Outcome(
        "children.equation", "各栏之和等于总数，处处如此", "population = sum of buckets, everywhere", told, faults, more
    )


def _unbalanced(made: Round) -> Iterator[str]:
    for side in SIDES:
        counted = made.expected(side)
        rows = Coverage.objects.filter(on_side(side), round=made).order_by()
        parts = dict(rows.values_list("bucket").annotate(count=Count("id")))
        equation = Equation(counted, parts)
        if not equation.balanced:
            yield f"round {made.pk} ({side}): {counted} counted, off by {equation.off_by}"
        yield from (f"round {made.pk} ({side}): {fault}" for fault in _parts_of_places(rows, counted))


def _parts_of_places(rows: "QuerySet[Coverage]", counted: int) -> Iterator[str]:
    """Children by township (and of none), by village (and of none), each once: their sum is everyone."""
    towns = dict(rows.values_list("town").annotate(count=Count("id")))
    villages: dict[int | None, int] = {}
    for town, _, count in rows.values_list("town", "village").annotate(count=Count("id")):
        villages[town] = villages.get(town, 0) + count
    yield from (f"township {town}: {count}, its villages {villages.get(town, 0)}" for town, count in towns.items()
                if villages.get(town, 0) != count)  # fmt: skip
    if sum(towns.values()) != counted:
        yield f"the townships sum up to {sum(towns.values())}, not {counted}"


def tallies() -> Outcome:
    """What the pages add up is what the rows say."""
    rounds = Round.objects.order_by("pk")
    faults, more = first(f"round {made.pk}: {fault}" for made in rounds for fault in tally_faults(made))
    return Outcome(
        "children.tally",
        "页面上的数就是名单上的人",
        "the pages' figures are the rows'",
        f"{rounds.count():,} rounds",
        faults,
        more,
    )


def current_rounds() -> Outcome:
    """A county with a round shows one, and it is its own."""
    counties = Round.objects.order_by().values("county").distinct().count()
    shown = Round.objects.filter(current__isnull=False)
    faults = [f"round {made.pk} is shown for another county" for made in shown.select_related("current")
              if made.current.county_id != made.county_id]  # fmt: skip
    if shown.count() != counties:
        faults.append(f"{counties} counties have rounds, {shown.count()} show one")
    told, more = first(faults)
    return Outcome(
        "children.current", "每个县显示自己的一轮", "every county shows a round of its own", f"{counties:,} counties", told, more
    )


verify_checks: tuple[Check, ...] = (equations, tallies, current_rounds)
