"""Closed cases that inspectors drew: to be looked at again, within the policy's working days from the draw."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.accounts.rules import Role
from guixiao.cases.closures.listing import to_look_at
from guixiao.cases.closures.models import Sample
from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source
from guixiao.cases.lists.sources.people import holders
from guixiao.cases.rectification.policies import inspections_for
from guixiao.lib.workdays import WorkingDaysAfter

RECHECK = "recheck"


def _spots(asked: Asked) -> list[Spot]:
    """Only those who may look know of them, so that one's own and those of the place are the same."""
    user, days = asked.user.only("inspect"), inspections_for(asked.made).days
    if not user.current_posts:
        return []
    rows = to_look_at(user, asked.made, asked.area).values_list("draw__drawn_at", "pk", "draw__area", "draw__county")
    due = WorkingDaysAfter(days, asked.calendar)
    return [Spot(due[timezone.localdate(at)], RECHECK, key, _post(area, county))
            for at, key, area, county in rows]  # fmt: skip


def _post(area: int, county: int) -> str:
    """Of whoever looks at what was drawn there."""
    return Role.COUNTY_OFFICER if area == county else Role.TOWNSHIP_POST


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    read = ("draw__area", "case__child", "case__town", "case__village")
    rows = list(Sample.objects.filter(pk__in=[spot.key for spot in spots]).select_related(*read))
    at = {one.pk: (_post(one.draw.area_id, one.draw.county_id), one.draw.area_id) for one in rows}
    who = holders(at.values())
    return {(RECHECK, one.pk): Line(
        _("看还在不在班里"), one.case.child.name, f"{reverse('draw', args=[one.draw_id])}#sample-{one.pk}",
        " ".join(str(area) for area in (one.case.town, one.case.village) if area), (who[at[one.pk]],),
    ) for one in rows}  # fmt: skip


SOURCE = Source({RECHECK: gettext_lazy("销号抽查，要复查")}, _spots, _lines)
