"""A child in no roster whom somebody met."""

import uuid
from datetime import date
from typing import Any

from guixiao.areas.models import Area
from guixiao.sightings.actions import Told, add
from guixiao.sightings.models import Sighting
from tests.cast import Cast

TOLD: dict[str, Any] = {
    "outcome": "sighted_out",
    "birth": "2016-05-03",
    "found_on": date(2026, 9, 2),
    "found_by": "吴队长",
    "name": "吴阿妹",
    "sex": "F",
    "guardian": "吴老四",
}


def told(village: str = "522633106201", **changed: Any) -> Told:
    """Of 高华 unless said otherwise."""
    return Told(**TOLD | {"place": Area.objects.select_related("parent").get(code=village)} | changed)


def a_child_met(cast: Cast, **changed: Any) -> Sighting:
    """The first that there is, or one of 高华."""
    return Sighting.objects.first() or add(cast.wu, told(**changed), uuid.uuid4())
