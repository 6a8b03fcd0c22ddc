"""Which absences the rule of the policy makes a report of. Reads only."""

from collections.abc import Iterator
from datetime import date

from guixiao.cases.alerts.absence.rules import is_report, unexplained
from guixiao.cases.alerts.days import school_days
from guixiao.cases.alerts.models import Absence, Alert
from guixiao.cases.alerts.policies import alerts_for
from guixiao.cases.clocks.kept import calendar_of
from guixiao.children.models import Round
from guixiao.lib.workdays import Calendar


def due_absences(today: date) -> Iterator[Absence]:
    """Those of every county that are a report and have none that waits; whoever raises it asks whether it may be."""
    waiting = Alert.objects.filter(state=Alert.State.OPEN).values("child")
    for made in Round.objects.filter(current__isnull=False).select_related("county"):
        calendar = calendar_of(made.county)
        away = Absence.objects.filter(county=made.county, back_on=None).exclude(child__in=waiting).select_related("child__county")
        for absence in away.order_by("since", "pk"):
            if is_due(absence, made, calendar, today):
                yield absence


def is_due(absence: Absence, made: Round, calendar: Calendar, today: date) -> bool:
    days = unexplained_days(absence, made, calendar, today)
    return absence.back_on is None and is_report(days, absence.visits, alerts_for(made).rule)


def unexplained_days(absence: Absence, made: Round, calendar: Calendar, today: date) -> int:
    """School days away up to today that the reason given does not excuse."""
    reason = alerts_for(made).absence_reasons.get(absence.reason)
    return unexplained(school_days(absence.since, today, calendar), reason)
