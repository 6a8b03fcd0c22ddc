"""Reports that a child is not in class: to be answered by the other line within the policy's working days."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.accounts.rules import Role
from guixiao.areas.models import Area
from guixiao.cases.alerts.listing import answerable
from guixiao.cases.alerts.models import Alert, OfChild
from guixiao.cases.alerts.policies import alerts_for
from guixiao.cases.alerts.rules import OPEN
from guixiao.cases.listing import lines_of_posts
from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source
from guixiao.cases.lists.sources.people import At, holders
from guixiao.cases.orders.rules import ADMINISTRATIVE
from guixiao.lib.workdays import WorkingDaysAfter
from guixiao.tables.kept import kept, kept_sum

ALERT = "alert"
READ = ("raised_at", "pk", "line", "second", "child__school", "child__town", "child__county")


def _rows(user: User, lines: frozenset[str] | None, area: Area | None) -> OfChild:
    seen = Alert.objects.visible_to(user)
    found = answerable(seen, user, lines) if lines is not None else seen.filter(state=OPEN)
    if area:
        inside = area.path
        there = Q(child__village__path__startswith=inside) | Q(child__town__path__startswith=inside)
        found = found.filter(there | Q(child__county__path__startswith=inside))
    return found


@kept
def _told(user: User, lines: frozenset[str] | None, area: Area | None) -> Any:
    return _rows(user, lines, area).order_by("raised_at", "pk").values_list(*READ)


@kept_sum
def _many(user: User, lines: frozenset[str] | None, area: Area | None) -> int:
    return _rows(user, lines, area).count()


def _seen(asked: Asked) -> tuple[User, frozenset[str] | None, Area | None]:
    """`lines`: on which the user stands, where only what is theirs to answer is asked for."""
    user = asked.user.only("alert")
    return user, lines_of_posts(user) if asked.mine else None, asked.area


def _count(asked: Asked) -> int:
    found: int = _many(*_seen(asked))
    return found


def _spots(asked: Asked) -> list[Spot]:
    due = WorkingDaysAfter(alerts_for(asked.made).alerts.days if asked.made else 0, asked.calendar)
    return [Spot(due[timezone.localdate(at)], ALERT, key, asks(*told)[0])
            for at, key, *told in _told(*_seen(asked))]  # fmt: skip


def asks(line: str, second: bool, school: int | None, town: int | None, county: int) -> At:
    """Who is to answer first: a post of the other line at the child's place; of what was once answered so, the county."""
    if not second and line == ADMINISTRATIVE and school:
        return Role.PRINCIPAL, school
    return (Role.COUNTY_OFFICER, county) if second or not town else (Role.TOWNSHIP_POST, town)


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    rows = _some(keys=[spot.key for spot in spots])
    at = {one.pk: asks(one.line, one.second, one.child.school_id, one.child.town_id, one.child.county_id) for one in rows}
    who = holders(at.values())
    return {(ALERT, one.pk): Line(
        _("答复：孩子在不在班里"), one.child.name, reverse("alert", args=[one.pk]),
        " ".join(str(area) for area in (one.child.town, one.child.village) if area), (who[at[one.pk]],),
    ) for one in rows}  # fmt: skip


@kept
def _some(*, keys: list[Any]) -> OfChild:
    return Alert.objects.filter(pk__in=keys).select_related("child__town", "child__village")


SOURCE = Source({ALERT: gettext_lazy("报告没来上课，等答复")}, _spots, _lines, _count)
