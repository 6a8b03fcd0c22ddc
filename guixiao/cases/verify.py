"""The cases: every suspect has one, and each stands where its events say."""

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Subquery

from guixiao.cases import triggers
from guixiao.cases.effort.progress import progress_of
from guixiao.cases.findings import suspect_buckets
from guixiao.cases.models import Case, Event
from guixiao.children.models import Coverage, Round
from guixiao.lib.verifying import Check, Outcome, first


def cases_cover_suspects() -> Outcome:
    """Of each round that is shown: whoever is suspected has a case. No child disappears between the lists."""
    faults, looked = [], 0
    for made in Round.objects.filter(current__isnull=False):
        suspects = Coverage.objects.filter(round=made, bucket__in=suspect_buckets(made))
        looked += suspects.count()
        lost = suspects.exclude(child__in=Case.objects.values("child")).values_list("child", flat=True)
        faults += [f"round {made.pk}: child {child} is suspected and has no case" for child in lost]
    told, more = first(faults)
    return Outcome("cases.suspects", "疑似的孩子都有案件", "every suspected child has a case", f"{looked:,} suspects", told, more)


def events_tell_the_state() -> Outcome:
    """The newest event of each case says its state and version, and the database keeps events as they are."""
    last = Event.objects.filter(case=OuterRef("pk")).order_by("-version")
    told = Case.objects.annotate(said=Subquery(last.values("state")[:1]), told=Subquery(last.values("version")[:1]))
    wrong = told.exclude(state=F("said"), version=F("told")).values_list("pk", flat=True)
    lost = [f"the trigger {name} is missing or switched off" for name in triggers.missing(connection)]
    faults, more = first([*lost, *(f"case {key}: it is not where its last event says" for key in wrong)])
    return Outcome(
        "cases.events", "案件的状态和经过一致", "cases stand where their events say", f"{told.count():,} cases", faults, more
    )


def lists_tell_the_events() -> Outcome:
    """What lists show of a return effort is what its events say, and each child has one current episode, the last."""
    faults, looked = [], 0
    for case in Case.objects.exclude(phase="").prefetch_related("events").iterator(chunk_size=500):
        progress = progress_of(sorted(case.events.all(), key=lambda event: event.version))
        looked += 1
        if (case.phase, case.returned_on) != (progress.phase, progress.returned_on):
            faults.append(f"case {case.pk}: lists show {case.phase}, its events say {progress.phase}")
    later = Exists(Case.objects.lived().filter(child=OuterRef("child"), episode__gt=OuterRef("episode")))
    for case in Case.objects.lived().filter(Q(later, current=True) | Q(~later, current=False)):
        faults.append(f"case {case.pk}: episode {case.episode} is not what the child's other cases say")
    told, more = first(faults)
    return Outcome(
        "cases.effort", "案件的进展和经过一致", "return efforts stand where their events say", f"{looked:,} efforts", told, more
    )


verify_checks: tuple[Check, ...] = (cases_cover_suspects, events_tell_the_state, lists_tell_the_events)
