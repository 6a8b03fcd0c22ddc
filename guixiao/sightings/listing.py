"""The children met in one's places, by what became of them; and the history of one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.lib.masks import masked_id, masked_phone, masked_text
from guixiao.sightings.likeness import Person
from guixiao.sightings.models import Sighting, SightingEvent
from guixiao.sightings.policies import States
from guixiao.sightings.rules import COUNTED, differences

KINDS = {
    "counted": _("计入中"),
    "roster": _("名册里已经有了"),
    "doubled": _("身份证号和别的孩子相同"),
    "withdrawn": _("已撤回"),
}
FIELDS = {
    "name": _("姓名"),
    "sex": _("性别"),
    "birth": _("出生日期"),
    "id_number": _("身份证号"),
    "guardian": _("监护人"),
    "phone": _("电话"),
    "place": _("现在住在"),
    "spot": _("哪个组、谁家"),
    "outcome": _("情况"),
    "since": _("从什么时候起"),
    "where": _("在哪里上学"),
    "found_on": _("见到的日期"),
    "found_by": _("谁见到的"),
    "another": _("为什么是另一个孩子"),
}
SEXES = {"M": _("男"), "F": _("女")}


def shown(user: User, kind: str) -> "QuerySet[Any]":
    rows = Sighting.objects.visible_to(user).with_stand()
    rows = rows.select_related("child__town", "child__village", "child__county", "made_by")
    narrowed = {
        "counted": Q(state=COUNTED, in_roster=False),
        "roster": Q(state=COUNTED, in_roster=True),
        "doubled": Q(state=COUNTED, doubled=True),
        "withdrawn": ~Q(state=COUNTED),
    }
    return rows.filter(narrowed.get(kind, Q()))


def counts(user: User) -> list[tuple[str, Any, int]]:
    """(kind, its name, how many); "" is everyone."""
    return [(kind, name, shown(user, kind).count()) for kind, name in {"": _("全部"), **KINDS}.items()]


def person(sighting: Sighting) -> Person:
    child = sighting.child
    return Person(child.name, sighting.birth, child.sex, child.id_number, child.guardian, child.town_id, child.village_id)


@dataclass(frozen=True)
class Line:
    """One event; `changes`: (field, before, after), masked."""

    event: SightingEvent
    changes: list[tuple[Any, str, str]]


def history(sighting: Sighting, states: States) -> list[Line]:
    """Newest first."""
    lines: list[Line] = []
    before: dict[str, Any] = {}
    for event in sighting.events.select_related("by"):
        changed = [line for line in differences(before, event.told) if line[0] in FIELDS] if before else []
        told = [(FIELDS[name], _shown(name, old, states), _shown(name, new, states)) for name, old, new in changed]
        lines.append(Line(event, told))
        before = event.told
    return lines[::-1]


def _shown(name: str, value: str, states: States) -> str:
    """As everyone may see it."""
    if name == "outcome":
        return states.said(value)
    masks: dict[str, Callable[[str], str]] = {
        "id_number": masked_id,
        "phone": masked_phone,
        "place": _place,
        "another": masked_text,
        "sex": lambda sex: str(SEXES.get(sex, "")),
    }
    return str(masks.get(name, str)(value)) if value else ""


def _place(code: str) -> str:
    area = Area.objects.filter(code=code).select_related("parent").first()
    return f"{area.parent} {area}" if area and area.kind == Area.Kind.VILLAGE else str(area or code)
