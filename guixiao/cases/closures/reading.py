"""What the closure list says of a case, and what a draw says of its sample."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from guixiao.cases.actions import stand_of
from guixiao.cases.closures.models import Draw, Look, Sample
from guixiao.cases.closures.rules import OUTCOMES
from guixiao.cases.effort.progress import progress_of
from guixiao.cases.findings import effort_for
from guixiao.cases.models import UNREAD, Case, CaseQuerySet, Event
from guixiao.cases.rules import GUARDS
from guixiao.cases.states import Attempt

READ = ("child", "town", "village", "school", "receiving")
CONDITIONS = ("return_confirmed", "points_done", "rosters_agree")


@dataclass(frozen=True)
class Row:
    """`met`: each condition and whether it holds; `looked`, `points`: points of observation done, and all; `days`: from the
    return to the closure, or until today."""

    case: Case
    asked: Event | None
    confirmed: Event | None
    met: tuple[tuple[str, bool], ...]
    looked: int
    points: int
    days: int | None


def read(cases: CaseQuerySet) -> CaseQuerySet:
    """With what rows say; one round for all of it, its words read once."""
    return cases.select_related(*READ).defer(*UNREAD).prefetch_related("round")


def rows_of(cases: Sequence[Case]) -> list[Row]:
    """In their order; the events of all of them are read at once."""
    told: dict[Any, list[Event]] = defaultdict(list)
    events = Event.objects.filter(case__in=[case.pk for case in cases]).select_related("actor").defer("note")
    for event in events.order_by("version"):
        told[event.case_id].append(event)
    return [_row(case, told[case.pk]) for case in cases]


def _row(case: Case, told: Sequence[Event]) -> Row:
    effort, today = effort_for(case.round), timezone.localdate()
    progress = progress_of(told)
    stand, attempt = stand_of(case, told, "confirm_closure"), Attempt("confirm_closure", today, effort=effort)
    met = tuple((name, bool(GUARDS[name](stand, attempt))) for name in CONDITIONS) if effort else ()
    until = case.closed_on or today
    return Row(case, _last(told, "ask_closure"), _last(told, "confirm_closure"), met, len(progress.observed),
               len(effort.observation) if effort else 0, _days(case.returned_on, until))  # fmt: skip


def _days(since: date | None, until: date) -> int | None:
    return (until - since).days if since else None


def _last(told: Sequence[Event], verb: str) -> Event | None:
    return next((event for event in reversed(told) if event.verb == verb), None)


@dataclass(frozen=True)
class Drawn:
    """A drawn case with what was found; `open`: an outcome is still to come."""

    sample: Sample
    looks: tuple[Look, ...]
    open: bool

    @property
    def outcome(self) -> str:
        return self.looks[-1].outcome if self.looks else ""


def drawn_of(draw: Draw) -> list[Drawn]:
    samples = draw.samples.select_related("case__child", "case__town", "case__village", "case__receiving", "town")
    found = []
    for sample in samples.prefetch_related("looks__by").order_by("town__code", "position"):
        looks = tuple(sample.looks.all())
        found.append(Drawn(sample, looks, not looks or looks[-1].outcome == "not_found"))
    return found


def tally(drawn: Sequence[Drawn]) -> dict[str, int]:
    """How many of each outcome, and how many have none yet (""); `all` their sum."""
    counted = dict.fromkeys(("", *OUTCOMES), 0)
    for one in drawn:
        counted[one.outcome] += 1
    return counted | {"all": sum(counted.values())}
