"""Absences and reports: each stands where its events say, and no rule was forgotten."""

from datetime import timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from guixiao.cases.alerts.absence.due import due_absences
from guixiao.cases.alerts.absence.rules import AWAY, UNDONE, VISIT, Away, away_of
from guixiao.cases.alerts.actions import may_raise_by_rule
from guixiao.cases.alerts.models import Absence
from guixiao.lib.verifying import Check, Outcome, first


def absences_tell_their_events() -> Outcome:
    """Every absence has somebody who entered it, and as many visits as were entered."""
    counted = Absence.objects.annotate(
        began=Count("events", filter=Q(events__kind=AWAY)), went=Count("events", filter=Q(events__kind=VISIT))
    )
    undone = Absence.objects.filter(events__kind=UNDONE).distinct()
    wrong = list(
        counted.exclude(pk__in=undone.values("pk")).filter(~Q(went=F("visits")) | Q(began=0)).values_list("pk", flat=True)
    )
    wrong += [absence.pk for absence in undone.prefetch_related("events") if not _agrees(absence)]
    told, more = first([f"absence {key}: it is not what was entered" for key in wrong])
    return Outcome(
        "alerts.absences", "缺课和记下的一致", "absences are what was entered", f"{counted.count():,} absences", told, more
    )


def _agrees(absence: Absence) -> bool:
    """Of what was taken back in part, or whole, is what is left what still is said?"""
    events = sorted(absence.events.all(), key=lambda event: (event.recorded_at, event.pk))
    return away_of(events, absence.since) == Away(absence.since, absence.reason, absence.visits, absence.back_on)


def absences_become_reports() -> Outcome:
    """Whoever was away long enough by yesterday is reported, or looked for, or was answered for."""
    yesterday = timezone.localdate() - timedelta(days=1)
    forgotten = [f"absence {absence.pk}: the rule makes a report of it and nobody has"
                 for absence in due_absences(yesterday) if may_raise_by_rule(absence)]  # fmt: skip
    told, more = first(forgotten)
    looked = Absence.objects.filter(back_on=None).count()
    return Outcome(
        "alerts.rule", "缺课到期的都报告了", "every absence that is long enough is a report", f"{looked:,} absences", told, more
    )


verify_checks: tuple[Check, ...] = (absences_tell_their_events, absences_become_reports)
