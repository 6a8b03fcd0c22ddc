"""What the pages of joint actions show to one person."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case as Either
from django.db.models import Count, Exists, OuterRef, Q, When

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.bodies.models import Body, Member
from guixiao.cases.effort.reading import words as policy_words
from guixiao.cases.effort.sentences import word
from guixiao.cases.findings import effort_for, findings_of
from guixiao.cases.joint.models import JointAction, Teammate
from guixiao.cases.joint.rules import found_at_the_door
from guixiao.cases.listing import within
from guixiao.cases.models import Case
from guixiao.cases.referrals.policies import in_words, referrals_for
from guixiao.children.models import Round

MOST = 60  # children on one form
SHOWN = 50  # on the page of a body
NOT_OVER = ("persuasion", "care", "administrative", "legal", "arrived", "observed", "closing")


def departments_of(made: Round | None) -> dict[str, str]:
    return {name: in_words(vars(row)) for name, row in referrals_for(made).departments.items()} if made else {}


def named(departments: Iterable[str], made: Round | None) -> list[str]:
    came, known = list(departments), departments_of(made)
    return [*(words for name, words in known.items() if name in came), *(name for name in came if name not in known)]


def children_at(user: User, area: Area, made: Round) -> list[Case]:
    """Whose doors one may have gone to: children out of school or watched after their return; and last suspects of whom nothing
    is found yet, where the policy lets a visit find that they are out of school."""
    asked = Q(phase__in=NOT_OVER)
    if findings_at_the_door(made):
        asked |= Q(state=Case.State.SUSPECTED, finding="")
    seen = within(Case.objects.current().visible_to(user), area).filter(asked)
    rows = seen.select_related("child", "round", "village", "town", "school", "county")
    suspect = When(state=Case.State.SUSPECTED, then=1)
    return list(rows.alias(suspect=Either(suspect, default=0)).order_by("suspect", "village", "name_key", "pk")[: MOST + 1])


def findings_at_the_door(made: Round) -> dict[str, str]:
    return {name: made.word("findings", name) for name in found_at_the_door(findings_of(made).values())}


def choices(made: Round) -> dict[str, Any]:
    county = effort_for(made)
    if county is None:
        return {}
    return {
        "ways": policy_words(county.visit_ways),
        "met": policy_words(county.visit_met),
        "results": policy_words(county.visit_results),
    }


def rows_of(user: User, shown: Iterable[JointAction], made: Round | None) -> list[dict[str, Any]]:
    keys = [action.pk for action in shown]
    counts = dict(Case.objects.visible_to(user).filter(joint__action__in=keys).order_by().values_list("joint__action")
                  .annotate(Count("pk")))  # fmt: skip
    return [{"action": action, "departments": named(action.departments, made), "children": counts.get(action.pk, 0)}
            for action in shown]  # fmt: skip


def of_body(user: User, body: Body) -> tuple[list[JointAction], int]:
    """What the body organised, a member of the day took part in, or was at the place where it stands: the newest, and how many
    there are. Only at one's own places, for who was there is read by those alone."""
    member = Member.objects.filter(body=body, user=OuterRef("user"), since__lte=OuterRef("action__day"))
    member = member.filter(Q(until=None) | Q(until__gte=OuterRef("action__day")))
    took_part = Exists(Teammate.objects.filter(Exists(member), action=OuterRef("pk")))
    found = JointAction.objects.visible_to(user).filter(area__in=Area.objects.visible_to(user), day__gte=body.since)
    found = found.filter(day__lte=body.until) if body.until else found
    found = found.alias(took_part=took_part).filter(Q(body=body) | Q(area=body.area_id) | Q(took_part=True))
    return list(found.select_related("area")[:SHOWN]), found.count()


def about(user: User, action: JointAction, made: Round | None) -> dict[str, Any]:
    """`whole`: also what happened in words and who was there; else one's own children and the departments."""
    county = effort_for(made) if made else None
    whole = action.whole(user)
    mine = action.children.filter(case__in=Case.objects.visible_to(user)).select_related("case__child", "case__village", "event")
    lines = [{"case": one.case, "result": word(county.visit_results.get(one.event.detail.get("result"))) if county else "",
              "met": word(county.visit_met.get(one.event.detail.get("met"))) if county else ""} for one in mine]  # fmt: skip
    return {"action": action, "whole": whole, "lines": lines, "departments": named(action.departments, made),
            "team": list(action.team.select_related("user")) if whole else [],
            "others": action.children.count() - len(lines) if whole else 0}  # fmt: skip
