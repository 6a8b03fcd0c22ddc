"""The only writers of absences: what a school enters for a class, and what the rule makes of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import School
from guixiao.audit.actions import record, take_turn
from guixiao.cases.alerts.absence.due import due_absences, is_due
from guixiao.cases.alerts.absence.rules import (
    AWAY,
    BACK,
    REASON,
    UNDONE,
    VISIT,
    Day,
    Entry,
    Gone,
    away_of,
    entry_refusal,
    reason_refusal,
    standing,
    steps,
)
from guixiao.cases.alerts.actions import Refused, may_raise_by_rule, raise_by_rule
from guixiao.cases.alerts.days import is_school_day, school_days
from guixiao.cases.alerts.models import Absence, AbsenceEvent
from guixiao.cases.alerts.policies import alerts_for
from guixiao.cases.clocks.kept import calendar_of
from guixiao.children.models import Child, Round
from guixiao.lib.workdays import Calendar

ONE = timedelta(days=1)


@transaction.atomic
def enter(user: User, made: Round, school: School, day: date | None, entries: Mapping[Child, Entry]) -> dict[str, int]:
    """What the school says of some children of a class on one day, all of it or nothing: Refused says why. Gives how many of each
    kind were new, and under "alert" how many became a report by it. Entered twice it is written once."""
    take_turn()
    calendar = calendar_of(made.county)
    _check(made, day, calendar, entries)
    told = dict.fromkeys((AWAY, REASON, VISIT, BACK, "alert"), 0)
    for child, entry in entries.items():
        absence, kinds = _entered(user, school, child, entry, calendar)
        for kind in kinds:
            told[kind] += 1
        if absence and kinds and is_due(absence, made, calendar, timezone.localdate()):
            told["alert"] += raise_by_rule(absence) is not None
    return told


def _check(made: Round, day: date | None, calendar: Calendar, entries: Mapping[Child, Entry]) -> None:
    why = entry_refusal(Day(day, timezone.localdate(), day is None or is_school_day(day, calendar)))
    reasons = alerts_for(made).absence_reasons
    why = why or next(filter(None, (reason_refusal(reasons, entry) for entry in entries.values())), "")
    if why:
        raise Refused(why)


def _entered(user: User, school: School, child: Child, entry: Entry, calendar: Calendar) -> tuple[Absence | None, list[str]]:
    absence = Absence.objects.filter(child=child, back_on=None).first()
    gone = gone_on(absence, entry.day) if absence else None
    kinds = steps(gone, entry)
    if not kinds:
        return absence, kinds
    if absence is None:
        absence = _taken_up_again(child, entry.day, calendar) or _begun(child, school, entry)
    for kind in kinds:
        _apply(absence, kind, entry)
        AbsenceEvent.objects.create(absence=absence, kind=kind, day=entry.day, reason=absence.reason, actor=user,
                                    version=absence.version + 1)  # fmt: skip
    absence.version += 1
    absence.save()
    told = {"kinds": kinds, "day": entry.day.isoformat()}
    record(user, "absence.enter", subject=f"child:{child.pk}", place=school.path, detail=told)
    return absence, kinds


def gone_on(absence: Absence, day: date) -> Gone:
    visited = absence.events.filter(kind=VISIT, day=day).exists()
    return Gone(absence.since, absence.reason, visited)


def _taken_up_again(child: Child, day: date, calendar: Calendar) -> Absence | None:
    """Whoever was entered as back and has not been in class for a day since was never back."""
    last = Absence.objects.filter(child=child, back_on__lte=day).order_by("-back_on", "-pk").first()
    if last is None or last.back_on is None or school_days(last.back_on, day - ONE, calendar):
        return None
    last.back_on = None
    return last


def _begun(child: Child, school: School, entry: Entry) -> Absence:
    return Absence.objects.create(child=child, school=school, county=child.county, since=entry.day, reason=entry.reason,
                                  demo=child.demo, version=0)  # fmt: skip


def _apply(absence: Absence, kind: str, entry: Entry) -> None:
    changed: dict[str, dict[str, Any]] = {
        AWAY: {"since": min(absence.since, entry.day)},
        REASON: {"reason": entry.reason},
        VISIT: {"visits": absence.visits + 1},
        BACK: {"back_on": entry.day},
    }
    for name, value in changed[kind].items():
        setattr(absence, name, value)


@transaction.atomic
def take_back(user: User, absence: Absence, version: int) -> None:
    """What one entered oneself, and nobody went on from, is not so; Refused where somebody did. A report that it became by then
    still waits for whoever answers it: no child disappears by the school's own word."""
    take_turn()
    absence = Absence.objects.select_related("school", "child").get(pk=absence.pk)
    events = list(absence.events.order_by("recorded_at", "pk"))
    last = [event for event in standing(events) if event.version == version]
    other = Absence.objects.filter(child=absence.child_id, back_on=None).exclude(pk=absence.pk)
    if absence.version != version or not last or {event.actor_id for event in last} != {user.pk}:
        raise Refused("moved")
    undone = [AbsenceEvent(absence=absence, kind=UNDONE, day=event.day, reason=event.reason, actor=user, version=version + 1)
              for event in last]  # fmt: skip
    left = away_of([*events, *undone], absence.since)
    if left.back_on is None and other.exists():
        raise Refused("moved")
    AbsenceEvent.objects.bulk_create(undone)
    absence.since, absence.reason, absence.visits, absence.back_on = left.since, left.reason, left.visits, left.back_on
    absence.version += 1
    absence.save()
    told = {"kinds": [UNDONE], "day": last[0].day.isoformat()}
    record(user, "absence.undo", subject=f"child:{absence.child_id}", place=absence.school.path, detail=told)


def raise_due(today: date) -> int:
    """Every absence that the rule of the policy makes a report of; gives how many reports were made. It may run at any time, any
    number of times and by two at once: of one absence only one report waits."""
    made = 0
    for absence in due_absences(today):
        if may_raise_by_rule(absence):
            made += raise_by_rule(absence) is not None
    return made


__all__ = ["Refused", "enter", "raise_due", "take_back"]
