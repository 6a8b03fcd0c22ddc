"""The only writer of joint actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.cases import actions as cases
from guixiao.cases.actions import Said
from guixiao.cases.bodies.actions import in_demo
from guixiao.cases.bodies.models import Body
from guixiao.cases.effort.actions import do
from guixiao.cases.findings import findings_of, lines_of
from guixiao.cases.joint.models import JointAction, JointChild, Teammate
from guixiao.cases.joint.rules import VISITED, Done, done_refusal, found_at_the_door
from guixiao.cases.models import Case, Event


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS, or of those of cases for one child."""

    def __init__(self, why: str, case: Case | None = None) -> None:
        super().__init__(why)
        self.why, self.case = why, case


@dataclass(frozen=True)
class Named:
    """Somebody of the team without an account."""

    name: str
    unit: str = ""


@dataclass(frozen=True)
class Given:
    """What somebody fills in: `results`: case -> what came of it; `findings`: suspect -> what was found of it, at the door;
    `key`: of the record, made with the form."""

    area: Area
    day: date | None
    text: str
    way: str
    met: str
    results: Mapping[Case, str]
    departments: Sequence[str]
    users: Sequence[User] = ()
    named: Sequence[Named] = ()
    body: Body | None = None
    findings: Mapping[Case, str] = field(default_factory=dict)
    key: UUID = field(default_factory=uuid4)


@transaction.atomic
def record_action(by: User, given: Given, known: Iterable[str]) -> JointAction:
    """One record, and a visit on the case of each child, which may find a suspect out of school; sent twice it is kept once."""
    if done := JointAction.objects.filter(pk=given.key, recorded_by=by).first():
        return done
    people = len(given.users) + len(given.named)
    asked = Done(given.day, timezone.localdate(), len(given.results), given.departments, set(known), people, given.text)
    if (why := done_refusal(asked)) or given.day is None:
        raise Refused(why or "day")
    action = JointAction(id=given.key, area=given.area, day=given.day, body=given.body, departments=list(given.departments),
                         text=given.text.strip(), recorded_by=by, demo=in_demo(given.area))  # fmt: skip
    action.save(force_insert=True)
    Teammate.objects.bulk_create([*(Teammate(action=action, user=user) for user in given.users),
                                  *(Teammate(action=action, name=one.name, unit=one.unit) for one in given.named)])  # fmt: skip
    in_order = sorted(given.results, key=lambda case: case.pk)  # one order for everybody: two at once cannot hang
    JointChild.objects.bulk_create(
        [JointChild(action=action, case=case, event=_visit(by, action, case, given)) for case in in_order]
    )
    told = {"children": len(in_order), "departments": list(given.departments), "day": str(given.day)}
    record(by, "joint.record", subject=f"joint:{action.pk}", place=given.area.path, detail=told)
    return action


def _visit(by: User, action: JointAction, case: Case, given: Given) -> Event:
    """It counts for the lines on which those of the team who hold posts stand for this child, and for no other."""
    lines = sorted(frozenset[str]().union(*(lines_of(user, case) for user in given.users)))
    if not lines:
        raise Refused("nobody_on_a_line", case)
    told: dict[str, Any] = {"way": given.way, "met": given.met, "result": given.results[case], "joint": str(action.pk),
                            "lines": lines, "departments": list(given.departments)}  # fmt: skip
    try:
        if case.state == Case.State.SUSPECTED:
            _find(by, action, case, given)
        return do(by, case, "visit", Said(true_on=given.day, given=told, key=uuid5(action.pk, str(case.pk))))
    except cases.Refused as refused:
        raise Refused(refused.why, case) from None
    except cases.Moved:
        raise Refused("moved", case) from None


def _find(by: User, action: JointAction, case: Case, given: Given) -> None:
    """A suspect is found to be out of school first, by the rules of verification; the visit then is one like any other."""
    name = given.findings.get(case, "")
    if name not in found_at_the_door(findings_of(case.round).values()):
        raise cases.Refused("finding_known")
    found = Said(name, VISITED, true_on=given.day, given={"joint": str(action.pk)}, key=uuid5(action.pk, f"find {case.pk}"))
    cases.act(by, case, "find", found)


@transaction.atomic
def remove_demo_joint_actions() -> None:
    """Before the events of the demo's cases; anything real stays."""
    JointAction.objects.filter(demo=True).delete()
