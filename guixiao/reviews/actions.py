"""The only writers of doubts and decisions."""

import csv
import os
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.children.models import Round
from guixiao.lib.inert import inert
from guixiao.reviews.intake import doubts_of
from guixiao.reviews.models import Candidate, Counted, Decision, Doubt
from guixiao.reviews.queue import last_of, waiting
from guixiao.reviews.rules import COLUMNS, Answer, lines_of, may_undo, verdicts

LEASE = timedelta(minutes=5)
TRIES = 5  # doubts tried at a time before looking again at who holds what


class Settled(Exception):
    """Somebody has decided this doubt already: nothing was written. `decision` is theirs."""

    def __init__(self, decision: Decision | None) -> None:
        super().__init__("decided already")
        self.decision = decision


class Given(Exception):
    """The row was given to another child meanwhile: nothing was written. `doubt` is that child's, None when it is free again."""

    def __init__(self, doubt: Doubt | None) -> None:
        super().__init__("the row is another child's")
        self.doubt = doubt


@transaction.atomic
def record_doubts(made: Round, doubts: Iterable[Mapping[str, Any]], decisions: Iterable[int] = ()) -> None:
    """Keep the questions that the engine left open in a round, and which decisions the round was made with."""
    asked = doubts_of(made, list(doubts))
    Doubt.objects.bulk_create([doubt for doubt, _ in asked])
    Candidate.objects.bulk_create([row for _, rows in asked for row in rows])
    Counted.objects.bulk_create([Counted(round=made, decision_id=key) for key in decisions])


def take_next(user: User) -> Doubt | None:
    """The next open doubt that nobody else is looking at, held for this user; None where there is none."""
    while keys := list(waiting(user).values_list("pk", flat=True)[:TRIES]):
        for key in keys:
            if hold(user, key):
                return Doubt.objects.visible_to(user).get(pk=key)
    return None


@transaction.atomic
def hold(user: User, key: Any) -> bool:
    """Tell the others that one is looking at it; False where somebody else is. It binds nobody: a decision guards itself."""
    now = timezone.now()
    free = Q(held_until=None) | Q(held_until__lt=now) | Q(held_by=user)
    return bool(Doubt.objects.filter(free, pk=key).update(held_by=user, held_until=now + LEASE))


@transaction.atomic
def decide(user: User, doubt: Doubt, answer: Answer) -> Decision:
    """Keep an answer. Settled or Given where somebody was quicker; then nothing is written."""
    rows = {row.rank: row for row in doubt.candidates.all()}
    lines = lines_of(doubt.facts, {rank: row.facts for rank, row in rows.items()}, answer)
    made = Decision(doubt=doubt, kind=answer.kind, ranks=",".join(map(str, answer.ranks)), bucket=answer.bucket,
                    outcome=answer.outcome, facts=lines, made_by=user)  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Settled(doubt.decisions.in_force().select_related("made_by").first()) from None
    said = verdicts(answer, rows)
    # One order for everybody: two who wait for each other's rows would hang.
    for row in sorted(rows.values(), key=lambda row: row.row_key):
        _judge(row, said[row.rank])
    Doubt.objects.filter(pk=doubt.pk).update(held_by=None, held_until=None)
    detail = {"kind": answer.kind, "ranks": list(answer.ranks), "bucket": answer.bucket, "outcome": answer.outcome}
    _record(user, "review.decide", doubt, **detail)
    return made


def _judge(row: Candidate, verdict: str) -> None:
    try:
        with transaction.atomic():
            Candidate.objects.filter(pk=row.pk).update(verdict=verdict)
    except IntegrityError:
        other = Candidate.objects.given().filter(round=row.round_id, row_key=row.row_key).exclude(pk=row.pk)
        owner = other.select_related("doubt").first()
        raise Given(owner.doubt if owner else None) from None


@transaction.atomic
def undo(user: User, decision: Decision) -> bool:
    """Take a decision back: one's own last one, or any of one's county. False where it was taken back already.

    PermissionError where it is neither.
    """
    if not may_take_back(user, decision):
        raise PermissionError("not one's own last decision")
    if not Decision.objects.filter(pk=decision.pk, undone_at=None).update(undone_by=user, undone_at=timezone.now()):
        return False
    Candidate.objects.filter(doubt=decision.doubt_id).update(verdict="")
    _record(user, "review.undo", decision.doubt, kind=decision.kind, decision=decision.pk)
    return True


def may_take_back(user: User, decision: Decision) -> bool:
    last = last_of(user)
    of_county = decision.doubt.round.county_id in user.scope.county
    return may_undo(mine_and_last=last is not None and last.pk == decision.pk, of_my_county=of_county)


@transaction.atomic
def skip(user: User, doubt: Doubt) -> None:
    """Put it at the end of the queue, for everybody."""
    Doubt.objects.filter(pk=doubt.pk).update(skipped_by=user, skipped_at=timezone.now(), held_by=None, held_until=None)


@transaction.atomic
def reveal(user: User, doubt: Doubt) -> None:
    """Write down that somebody asked to see the numbers in full."""
    _record(user, "child.reveal", doubt, what="doubt")


def write_decisions(county: Area, path: Path) -> list[int]:
    """Everything that people of this county decided and did not take back, as a file for `reconcile(decisions=path)`.

    Gives the keys of the decisions: hand them to `record_doubts` with the round that is made with the file. The file holds
    numbers in the clear: it is readable by us alone; put it where opened rosters lie and remove it after the run.
    """
    decisions = list(Decision.objects.of_county(county).in_force().order_by("made_at", "id"))  # of two lines the later counts
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({key: inert(cell) for key, cell in line.items()} for made in decisions for line in made.facts)
    return sorted(decision.pk for decision in decisions)


@transaction.atomic
def remove_demo_doubts() -> None:
    """Doubts and decisions of rounds made up by the demo; anything real stays."""
    for kept in (Counted.objects.filter(round__demo=True), Decision.objects.filter(doubt__round__demo=True),
                 Candidate.objects.filter(round__demo=True), Doubt.objects.filter(round__demo=True)):  # fmt: skip
        kept.delete()


def _record(user: User, act: str, doubt: Doubt, **detail: Any) -> None:
    """In the log an act of the review stands under the child it is about."""
    place = doubt.town or doubt.round.county
    record(user, act, subject=f"child:{doubt.coverage.child_id}", place=place.path, detail=detail | {"doubt": str(doubt.pk)})
