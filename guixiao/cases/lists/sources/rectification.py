"""What inspections found: to be put right by its deadline, then to be looked at by somebody else."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source, Who
from guixiao.cases.lists.sources.people import holders
from guixiao.cases.models import Case
from guixiao.cases.rectification.listing import to_look_at, to_mend, within
from guixiao.cases.rectification.models import Item, ItemQuerySet
from guixiao.cases.rectification.policies import inspections_for
from guixiao.cases.rectification.reading import looking_at
from guixiao.children.models import Round
from guixiao.lib.workdays import WorkingDaysAfter
from guixiao.tables.kept import kept

MEND, LOOK = "mend", "look"
LONGEST = 80  # characters of a finding


def _spots(asked: Asked) -> list[Spot]:
    user = asked.user.only("rectify")
    spots = [Spot(deadline, MEND, key, role) for deadline, key, role in _to_mend(user, asked.mine, asked.area)]
    post = next(iter(inspections_for(asked.made).rechecks), "")
    waiting = _looks(to_look_at(user, asked.made), asked.area) if asked.mine else _to_look(user, asked.area)
    due = WorkingDaysAfter(inspections_for(asked.made).days, asked.calendar)  # as `look_by` has it
    return spots + [Spot(due[mended or deadline], LOOK, key, post) for mended, deadline, key in waiting]


@kept
def _to_mend(user: User, mine: bool, area: Area | None) -> Any:
    mend = to_mend(user) if mine else Item.objects.visible_to(user).filter(state=Item.State.OPEN)
    return within(mend, area).order_by("deadline", "pk").values_list("deadline", "pk", "role")


@kept
def _to_look(user: User, area: Area | None) -> Any:
    return _looks(Item.objects.visible_to(user).filter(state=Item.State.MENDED), area)


def _looks(items: ItemQuerySet, area: Area | None) -> Any:
    return within(items, area).order_by("mended_on", "pk").values_list("mended_on", "deadline", "pk")


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    kinds = {spot.key: spot.kind for spot in spots}
    read = ("inspection", "area__parent", "school", "case__child", "county")
    items = list(Item.objects.filter(pk__in=kinds).select_related(*read))
    asks = {item.pk: _asks(item, kinds[item.pk], asked.made) for item in items}
    who = holders(at for steps in asks.values() for at in steps)
    cases = Case.objects.visible_to(asked.user.only("verify")).filter(pk__in=[item.case_id for item in items if item.case_id])
    seen = set(cases.values_list("pk", flat=True))
    return {(kinds[item.pk], item.pk): _line(item, [who[at] for at in asks[item.pk]], item.case_id in seen) for item in items}


def _asks(item: Item, kind: str, made: Round | None) -> list[tuple[str, int]]:
    """Whose it is: the post that puts it right; of a second look, those that the policy names, but for that post."""
    if kind == MEND:
        return [(item.role, item.area_id or item.school_id or 0)]
    return looking_at(item, made)


def in_short(finding: str) -> str:
    return finding if len(finding) <= LONGEST else f"{finding[:LONGEST]}…"


def _line(item: Item, who: Sequence[Who], seen: bool) -> Line:
    about = item.case.child.name if item.case and seen else ""
    return Line(in_short(item.finding), about, reverse("item", args=[item.pk]), str(item.place), tuple(who), item.named)


SOURCE = Source({MEND: gettext_lazy("督查发现，要整改"), LOOK: gettext_lazy("整改了，要复查")}, _spots, _lines)
