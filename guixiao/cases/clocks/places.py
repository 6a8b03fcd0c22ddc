"""Where a case stands, and where it stood before people moved it (cases.moves): read from the case and its events."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.clocks.models import kinds_of
from guixiao.cases.clocks.rules import Left
from guixiao.cases.models import Case, Event


def now_of(case: Case) -> Left:
    return Left(date.max, kinds_of(case), case.assigned)


def lefts_of(cases: Collection[Case]) -> dict[Any, list[Left]]:
    """Of each case every place that it left, in their order."""
    counties = {case.pk: case.county_id for case in cases}
    found: dict[Any, list[Left]] = defaultdict(list)
    moved = Event.objects.filter(case__in=counties, verb="move_accept").order_by("version")
    for case, at, detail in moved.values_list("case", "recorded_at", "detail"):
        left = detail["left"]
        places = {"village": left["village"], "school": left["school"], "township": left["town"], "county": counties[case]}
        found[case].append(Left(timezone.localdate(at), places, left["assigned"]))
    return found


def paths_of(there: Mapping[Any, Mapping[str, Any]]) -> dict[Any, str]:
    """The path of the narrowest place of each."""
    narrowest = {key: places["village"] or places["township"] or places["county"] for key, places in there.items()}
    paths = dict(Area.objects.filter(pk__in=set(narrowest.values())).values_list("pk", "path"))
    return {key: paths[area] for key, area in narrowest.items()}
