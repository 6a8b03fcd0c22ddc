"""The only writers of pauses."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record, take_turn
from guixiao.cases.clocks.actions import catch_up
from guixiao.cases.clocks.kept import calendar_of, wording_of
from guixiao.cases.clocks.models import Clocked, Pause, Task
from guixiao.cases.clocks.pauses.rules import pause_refusal
from guixiao.cases.models import Case


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Asked:
    """What a person filled in: the reason's name in the policy, the days, both included, and words."""

    reason: str
    first: date | None
    last: date | None
    note: str = ""


@transaction.atomic
def pause(by: User, case: Case, asked: Asked) -> Pause:
    """The clocks of a case stand still on these days. Two at once take turns: the second finds the days taken."""
    take_turn()
    catch_up(case)
    why = _refusal(case, asked)
    if why or asked.first is None or asked.last is None:
        raise Refused(why or "day_past")
    kept = Pause.objects.create(case=case, first=asked.first, last=asked.last, reason=asked.reason, note=asked.note, made_by=by)
    _told(by, kept, "task.pause")
    return kept


def _refusal(case: Case, asked: Asked) -> str:
    if not Task.objects.open().filter(case=case).exists():
        return "nothing_runs"
    reasons = wording_of(case.round)["pauses"]
    rests = list(case.pauses.filter(last__gte=F("first")).values_list("first", "last"))
    return pause_refusal(asked.first, asked.last, most=reasons.get(asked.reason, {}).get("days", 0), today=timezone.localdate(),
                         rests=rests, calendar=calendar_of(case.county_id))  # fmt: skip


@transaction.atomic
def end_pause(by: User, kept: Pause) -> bool:
    """The clocks run again from today; days that have passed stay a pause. False where it had ended already."""
    take_turn()
    today = timezone.localdate()
    last = max(today, kept.first) - timedelta(days=1)
    if not Pause.objects.filter(pk=kept.pk, last__gte=today).update(last=last, ended_by=by):
        return False
    kept.last = last
    _told(by, kept, "task.pause_end")
    return True


def _told(by: User, kept: Pause, act: str) -> None:
    """The tasks of the case are made anew, and the log knows."""
    Clocked.objects.filter(case=kept.case_id).delete()
    catch_up(kept.case)
    told = {"reason": kept.reason, "first": str(kept.first), "last": str(kept.last)}
    record(by, act, subject=f"case:{kept.case_id}", place=kept.case.path, detail=told)
