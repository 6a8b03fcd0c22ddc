"""What a report that was accepted makes of a child's case: whom the rosters hold as in class is looked for all the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from guixiao.accounts.models import User
from guixiao.cases.actions import Moved
from guixiao.cases.following import CLEARED, case_for
from guixiao.cases.models import Case, Event
from guixiao.cases.rules import refusal
from guixiao.cases.states import Attempt
from guixiao.children.models import Child, Round


@dataclass(frozen=True)
class Reported:
    """The report, and who took it up: nobody where it was the rule that did (`user` None)."""

    alert: UUID
    since: date
    today: date
    note: str = ""
    user: User | None = None
    line: str = ""


@transaction.atomic
def take_up(made: Round, child: Child, told: Reported) -> Case | None:
    """The child's case as it stands now: opened, asked again, or with the report in its story. None where no roster of this
    round holds the child and it has no case. Moved where somebody changed the case meanwhile."""
    case = Case.objects.current().filter(child=child).select_related("round").first()
    if case is None:
        return _opened(made, child, told)
    values: dict[str, Any] = {"still": True, "reported": True} if case.state == Case.State.SUSPECTED else {}
    if not refusal(case.stand, Attempt("reported", told.today, given={"alert": told.alert})):
        values = CLEARED | {"still": True, "reported": True, "state": Case.State.SUSPECTED}
    values["version"] = case.version + 1
    if not Case.objects.filter(pk=case.pk, version=case.version).update(**values):
        raise Moved(Event.objects.filter(case=case).select_related("actor").first())
    for name, value in values.items():
        setattr(case, name, value)
    _event(case, told).save(force_insert=True)
    return case


def _opened(made: Round, child: Child, told: Reported) -> Case | None:
    case = case_for(made, child.pk)
    if case is None:
        return None
    case.reported = True
    case.save(force_insert=True)
    _event(case, told).save(force_insert=True)
    return case


def _event(case: Case, told: Reported) -> Event:
    place = told.user.path if told.user else ""
    detail = {"alert": str(told.alert), "bucket": case.bucket, "outcome": case.outcome, "round": case.round_id}
    return Event(case=case, version=case.version, verb="reported", state=case.state, true_on=told.since, actor=told.user,
                 line=told.line, place=place, note=told.note, detail=detail)  # fmt: skip
