"""What the closure list says of a case, and what a draw says of its sample."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from guixiao.cases.actions import stand_of
from guixiao.cases.closures.models import Draw, Look, Sample, SampleQuerySet
from guixiao.cases.closures.rules import OUTCOMES, SETTLED, outcome_of
from guixiao.cases.effort.progress import Told
from guixiao.cases.findings import effort_for
from guixiao.cases.models import UNREAD, Case, CaseQuerySet, Event
from guixiao.cases.rules import GUARDS
from guixiao.cases.states import Attempt

READ = ("child", "town", "village", "school", "receiving")
ASKED, CONFIRMED = "ask_closure", "confirm_closure"
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
    """In their order; the events of all of them are read at once, and whole only those that the row names."""
    keys = [case.pk for case in cases]
    told = Event.objects.told_of(keys)
    named = Event.objects.filter(case__in=keys, verb__in=(ASKED, CONFIRMED)).select_related("actor").defer("note")
    last = {(event.case_id, event.verb): event for event in named.order_by("version")}
    return [_row(case, told[case.pk], last.get((case.pk, ASKED)), last.get((case.pk, CONFIRMED))) for case in cases]


def _row(case: Case, told: Sequence[Told], asked: Event | None, confirmed: Event | None) -> Row:
    effort, today = effort_for(case.round), timezone.localdate()
    stand, attempt = stand_of(case, told, CONFIRMED), Attempt(CONFIRMED, today, effort=effort)
    met = tuple((name, bool(GUARDS[name](stand, attempt))) for name in CONDITIONS) if effort else ()
    looked = len(stand.progress.observed) if stand.progress else 0
    return Row(case, asked, confirmed, met, looked, len(effort.observation) if effort else 0,
               _days(case.returned_on, case.closed_on or today))  # fmt: skip


def _days(since: date | None, until: date) -> int | None:
    return (until - since).days if since else None


@dataclass(frozen=True)
class Drawn:
    """A drawn case with what was found; `open`: an outcome is still to come."""

    sample: Sample
    looks: tuple[Look, ...]

    @property
    def outcome(self) -> str:
        return outcome_of(look.outcome for look in self.looks)

    @property
    def open(self) -> bool:
        return self.outcome not in SETTLED

    @property
    def told(self) -> Look | None:
        """The look that its outcome is of."""
        return next((look for look in reversed(self.looks) if look.outcome == self.outcome), None)


def read_samples(samples: SampleQuerySet) -> list[Drawn]:
    """With what a page or a file says of each."""
    known = ("case__child", "case__town", "case__village", "case__receiving", "town", "draw")
    return [Drawn(sample, tuple(sample.looks.all())) for sample in samples.select_related(*known).prefetch_related("looks__by")]


def drawn_of(draw: Draw) -> list[Drawn]:
    return read_samples(draw.samples.order_by("town__code", "position"))


def tally(drawn: Sequence[Drawn]) -> dict[str, int]:
    """How many of each outcome, and how many have none yet (""); `all` their sum."""
    counted = dict.fromkeys(("", *OUTCOMES), 0)
    for one in drawn:
        counted[one.outcome] += 1
    return counted | {"all": sum(counted.values())}
