"""What the pages of bodies show: their names in the words of the policy, heads, members of today and of the past."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.bodies.models import Body, BodyQuerySet, Member
from guixiao.cases.bodies.policies import bodies_for, word, words
from guixiao.children.models import Round
from guixiao.policy.bodies import Bodies


def called(body: Body, made: Round | None) -> str:
    """停洞镇教育保障指挥所: its place and what it is."""
    kind = bodies_for(made).kinds.get(body.kind) if made else None
    return _("%(place)s%(what)s") % {"place": body.area, "what": body.name or word(kind) or body.kind}


def listed(user: User, area: Area | None, *, gone: bool) -> BodyQuerySet:
    """Those that stand, or those that were dissolved, at a place and inside it, or everywhere one sees."""
    seen = Body.objects.visible_to(user).select_related("area")
    seen = seen.filter(area__path__startswith=area.path) if area else seen
    rows = seen.exclude(until=None) if gone else seen.standing()
    return rows.order_by("area__path", "since", "pk")


def rows_of(shown: Sequence[Body], made: Round | None) -> list[dict[str, Any]]:
    """A line of the list for each: who is in it today, the head first."""
    day, policy = timezone.localdate(), bodies_for(made) if made else None
    members: dict[Any, list[Member]] = defaultdict(list)
    for member in Member.objects.in_force(day).filter(body__in=[body.pk for body in shown]).select_related("user"):
        members[member.body_id].append(member)
    return [{"body": body, "called": called(body, made), "heads": _heads(members[body.pk], policy),
             "members": members[body.pk], "count": len(members[body.pk])} for body in shown]  # fmt: skip


def in_order(members: Iterable[Member], policy: Bodies | None) -> list[tuple[str, str, str]]:
    """Function, name and unit of each, in the order of the policy's functions."""
    functions = policy.functions if policy else {}
    order = {name: at for at, name in enumerate(functions)}
    found = sorted(members, key=lambda member: (order.get(member.function, len(order)), member.since))
    return [(word(functions.get(one.function)) or one.function, one.called, one.unit) for one in found]


def _heads(members: Iterable[Member], policy: Bodies | None) -> list[Member]:
    """Who holds the first of the policy's functions."""
    first = next(iter(policy.functions), "") if policy else ""
    return [member for member in members if member.function == first]


def about(user: User, body: Body, made: Round | None) -> dict[str, Any]:
    """One body to one person; `mine`: the person may edit it."""
    day = timezone.localdate()
    named = words(bodies_for(made).functions) if made else {}
    members = list(body.members.select_related("user"))
    order = {name: at for at, name in enumerate(named)}
    members.sort(key=lambda member: (order.get(member.function, len(order)), member.since))
    lines: list[dict[str, Any]] = [
        {"member": member, "function": named.get(member.function, member.function)} for member in members
    ]
    keeps = Body.objects.kept_by(user.whole.only("keep_bodies")).filter(pk=body.pk).exists()
    return {
        "body": body, "called": called(body, made), "today": day, "functions": named, "mine": keeps and body.until is None,
        "members": [line for line in lines if _now(line["member"], day)],
        "past": [line for line in lines if not _now(line["member"], day)],
    }  # fmt: skip


def _now(member: Member, day: date) -> bool:
    """Today, or from a day to come."""
    return member.until is None or member.until >= day
