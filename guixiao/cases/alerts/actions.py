"""The only writers of reports: raised, taken up, answered with where the child is, taken up by silence."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record, take_turn
from guixiao.cases.actions import Moved, Refused, Said
from guixiao.cases.alerts.asking import (
    Saying,
    answer_of,
    current_case,
    current_round,
    line_of,
    report_of,
    stand_in,
)
from guixiao.cases.alerts.days import school_days, term_began, unanswered
from guixiao.cases.alerts.models import Absence, AbsenceEvent, Alert
from guixiao.cases.alerts.policies import alerts_for
from guixiao.cases.alerts.rules import CAME_BACK, SCHOOL, Report, answer_refusal, may_report, raise_refusal
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.effort import actions as effort
from guixiao.cases.models import Case
from guixiao.cases.reported import Reported, take_up
from guixiao.children.models import Child, Round

State, Source = Alert.State, Alert.Source


class Answered(Exception):
    """Somebody else answered first: nothing was written. `alert`: as it stands now."""

    def __init__(self, alert: Alert) -> None:
        super().__init__("answered meanwhile")
        self.alert = alert


@transaction.atomic
def raise_alert(user: User, child: Child, saying: Saying, key: UUID) -> Alert:
    """A child is said not to be in class. `key` is the report's: the same form sent twice is one. Refused where it is none."""
    take_turn()
    if known := Alert.objects.filter(pk=key, child=child, raised_by=user).first():
        return known
    made = _round(child)
    report = report_of(made, child, saying)
    if report is None:
        raise Refused("in_no_roster")
    if why := raise_refusal(report):
        raise Refused(why)
    pk = uuid4() if Alert.objects.filter(pk=key).exists() else key
    fields: dict[str, Any] = {"pk": pk, "raised_by": user, "line": line_of(user, made, child), "said_by": saying.said_by.strip()}
    return _raised(made, child, report.bucket, since=saying.since, note=saying.note.strip(), **fields)


@transaction.atomic
def raise_by_rule(absence: Absence) -> Alert | None:
    """Days of absence have become a report; None where the child is looked for, or reported, already, or has been answered for
    and the days after which the policy asks anew are not over."""
    take_turn()
    child = absence.child
    made = _round(child)
    report = _report_by_rule(made, absence)
    if report is None:
        return None
    return _raised(made, child, report.bucket, since=absence.since, absence=absence, source=Source.RULE, line=SCHOOL)


def may_raise_by_rule(absence: Absence) -> bool:
    """The same, of many, without anybody having to wait for it."""
    made = current_round(absence.child)
    return made is not None and _report_by_rule(made, absence) is not None


def _report_by_rule(made: Round, absence: Absence) -> Report | None:
    report = report_of(made, absence.child, Saying(absence.since, ""))
    return None if report is None or may_report(report) or _answered_for(made, absence) else report


def _answered_for(made: Round, absence: Absence) -> bool:
    """Was a report of this absence answered so lately that it is not made anew?"""
    last = Alert.objects.filter(absence=absence).exclude(answered_at=None).order_by("-answered_at").first()
    if last is None or last.answered_at is None:
        return False
    first = timezone.localdate(last.answered_at) + timedelta(1)
    return school_days(first, timezone.localdate(), calendar_of(made.county)) <= alerts_for(made).alerts.again


def _raised(made: Round, child: Child, bucket: str, **fields: Any) -> Alert:
    """The second of a child in a term goes to the county."""
    start = term_began(timezone.localdate(), calendar_of(made.county), alerts_for(made).alerts.term_starts)
    second = any(alert.raised_on >= start for alert in Alert.objects.filter(child=child))
    alert = Alert(child=child, round=made, bucket=bucket, second=second, demo=child.demo, **fields)
    alert.save(force_insert=True)
    told = {"alert": str(alert.pk), "source": str(alert.source), "second": second}
    record(alert.raised_by, "alert.raise", subject=f"child:{child.pk}", place=_path(child), detail=told)
    return alert


@transaction.atomic
def accept(user: User, alert: Alert) -> Case:
    """The report is taken up: the child is a suspect with a case; one who had come back leaves again, as a new episode."""
    take_turn()
    made, alert = _again(alert)
    answer = answer_of(user, made, alert, "accept")
    if why := answer_refusal(alert.told, answer):
        raise _refused(alert, why)
    line = min(answer.lines - {alert.line}, default=min(answer.lines, default=""))
    case = current_case(alert.child)
    if case is not None and case.standing in CAME_BACK:
        case = _left_again(user, case, alert)
    else:
        case = _taken_up(made, alert, user, line)
    _answered(alert, user, state=State.ACCEPTED, case=case)
    return case


@transaction.atomic
def refuse(user: User, alert: Alert, reason: str, given: dict[str, Any]) -> Alert:
    """Where the child is instead; the report stays on the child's page."""
    take_turn()
    made, alert = _again(alert)
    if why := answer_refusal(alert.told, answer_of(user, made, alert, "refuse", reason, given)):
        raise _refused(alert, why)
    kept = {name: given.get(name) or ("" if name != "seen_on" else None) for name in ("seen_by", "seen_on", "where")}
    _answered(alert, user, state=State.REFUSED, reason=reason, **kept)
    return alert


@transaction.atomic
def accept_by_silence(alert: Alert, today: date) -> bool:
    """Nobody has answered for as many school days as the policy allows: a case by itself. One who had come back waits for people,
    for only they say that a child left again."""
    take_turn()
    made, alert = _again(alert)
    case = current_case(alert.child)
    if alert.state != State.OPEN or not _silent(made, alert, today) or not _by_itself(made, alert.child, case):
        return False
    _answered(alert, None, state=State.ACCEPTED, case=_taken_up(made, alert, None, ""))
    return True


def accept_silent(today: date) -> int:
    """Every report that nobody has answered in time; gives how many became a case. It may run at any time, any number of times
    and by two at once: what is late follows from stored moments, and of two the second finds it answered."""
    done = 0
    for alert in Alert.objects.filter(state=State.OPEN).select_related("child").order_by("raised_at"):
        made = current_round(alert.child)
        if made and _silent(made, alert, today) and _by_itself(made, alert.child, current_case(alert.child)):
            with suppress(Answered, Moved):  # somebody was quicker: the next look sees what they did
                done += accept_by_silence(alert, today)
    return done


def _silent(made: Round, alert: Alert, today: date) -> bool:
    return unanswered(alert.raised_on, today, alerts_for(made).alerts.days, calendar_of(made.county))


def _by_itself(made: Round, child: Child, case: Case | None) -> bool:
    """Is there a child of the rosters, or a case, to take up? That one who had come back left again only people say."""
    return case.standing not in CAME_BACK if case else stand_in(made, child) is not None


def remove_demo_alerts() -> None:
    """Reports and absences of children made up by the demo; anything real stays."""
    Alert.objects.filter(demo=True).delete()
    AbsenceEvent.objects.filter(absence__demo=True).delete()
    Absence.objects.filter(demo=True).delete()


def _round(child: Child) -> Round:
    made = current_round(child)
    if made is None:
        raise Refused("in_no_roster")
    return made


def _again(alert: Alert) -> tuple[Round, Alert]:
    """As it stands now that it is our turn, and the round of now."""
    fresh = Alert.objects.select_related("child__village", "child__town", "child__county", "round", "answered_by").get(
        pk=alert.pk
    )
    return _round(fresh.child), fresh


def _refused(alert: Alert, why: str) -> Exception:
    return Answered(alert) if why == "still_open" else Refused(why)


def _taken_up(made: Round, alert: Alert, user: User | None, line: str) -> Case:
    told = Reported(alert.pk, alert.since, timezone.localdate(), alert.note, user, line)
    case = take_up(made, alert.child, told)
    if case is None:
        raise Refused("in_no_roster")
    return case


def _left_again(user: User, case: Case, alert: Alert) -> Case:
    """Away since the day told, but never before the child came back."""
    since = max(alert.since, case.returned_on or alert.since)
    note = alert.note or str(alert.get_source_display())
    return effort.do(user, case, "relapse", Said(note=note, true_on=since)).case


def _answered(alert: Alert, user: User | None, **fields: Any) -> None:
    """A conditional update: of two who answer at once, one does."""
    fields |= {"answered_by": user, "answered_at": timezone.now()}
    if not Alert.objects.filter(pk=alert.pk, state=State.OPEN).update(**fields):
        raise Answered(Alert.objects.select_related("answered_by").get(pk=alert.pk))
    for name, value in fields.items():
        setattr(alert, name, value)
    told = {"alert": str(alert.pk), "reason": alert.reason} | ({"case": str(alert.case.pk)} if alert.case else {})
    verb = "accept" if alert.state == State.ACCEPTED else "refuse"
    record(user, f"alert.{verb}", subject=f"child:{alert.child.pk}", place=_path(alert.child), detail=told)


def _path(child: Child) -> str:
    return str((child.village or child.town or child.county).path)


__all__ = ["Answered", "Moved", "Refused", "accept", "accept_by_silence", "accept_silent", "raise_alert", "raise_by_rule",
           "refuse", "remove_demo_alerts"]  # fmt: skip
