"""What stationed studies decided: to be done by a person, or by whoever holds a post."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source, Who
from guixiao.cases.lists.sources.people import At, holders
from guixiao.cases.studies.models import Decision, Study
from guixiao.tables.kept import kept, kept_sum

DECIDED = "decided"


def _rows(user: User, mine: bool, area: Area | None) -> Any:
    seen = (Decision.objects.held_by(user) if mine else Decision.objects.visible_to(user)).open()
    if area:
        inside = area.path
        here = Q(area__path__startswith=inside) | Q(school__area__path__startswith=inside)
        seen = seen.filter(here | Q(user__isnull=False, study__area__path__startswith=inside))
    return seen


@kept
def _told(user: User, mine: bool, area: Area | None) -> Any:
    return _rows(user, mine, area).order_by("due_on", "decided_at", "pk").values_list("due_on", "pk", "role")


@kept_sum
def _many(user: User, mine: bool, area: Area | None) -> Any:
    return _rows(user, mine, area).count()


def _count(asked: Asked) -> int:
    found: int = _many(asked.user.only("see_bodies"), asked.mine, asked.area)
    return found


def _spots(asked: Asked) -> list[Spot]:
    rows = _told(asked.user.only("see_bodies"), asked.mine, asked.area)
    return [Spot(due, DECIDED, key, role) for due, key, role in rows]


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    rows = list(
        Decision.objects.filter(pk__in=[spot.key for spot in spots]).select_related("user", "area", "school", "study__area")
    )
    user = asked.user.only("see_bodies")
    opens = set(Study.objects.visible_to(user).filter(pk__in={one.study_id for one in rows}).values_list("pk", flat=True))
    who = holders(at for one in rows if (at := _at(one)))
    return {(DECIDED, one.pk): Line(
        one.title, "", reverse("study", args=[one.study_id]) if one.study_id in opens else reverse("study_tasks"),
        str(one.area or one.school or one.study.area), (_who(one, who),),
    ) for one in rows}  # fmt: skip


def _at(one: Decision) -> At | None:
    return (one.role, one.area_id or one.school_id or 0) if one.role else None


def _who(one: Decision, found: dict[At, Who]) -> Who:
    at = _at(one)
    return found[at] if at else Who("", (str(one.user),), outside=True)


SOURCE = Source({DECIDED: gettext_lazy("蹲点定下的事")}, _spots, _lines, _count)
