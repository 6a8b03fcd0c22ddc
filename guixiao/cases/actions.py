"""The only writers of cases and their events."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.cases.findings import finding_of, in_words, lines_of
from guixiao.cases.models import Case, Event, Worklist
from guixiao.cases.rules import Attempt, Effect, State, refusal, state_after

BATCH = 500


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Moved(Exception):
    """Somebody else changed the case since it was looked at: nothing was written. `event`: what they did."""

    def __init__(self, event: Event | None) -> None:
        super().__init__("changed meanwhile")
        self.event = event


@dataclass(frozen=True)
class Said:
    """What a person fills in: the finding and what it rests on, or a reason; `true_on`: since when it is so."""

    finding: str = ""
    evidence: str = ""
    note: str = ""
    until: date | None = None
    true_on: date | None = None


@dataclass
class Settled:
    """What became of many at once: how many were done, and the cases refused, by reason."""

    done: int = 0
    refused: dict[str, list[Case]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)


@transaction.atomic
def act(user: User, case: Case, verb: str, said: Said) -> Event:
    """Do one thing to one case, as it was when `case` was read. Refused or Moved where it cannot be."""
    event = _changed(user, case, verb, said)
    event.save(force_insert=True)
    told = {"finding": in_words(case.round, "findings", event.finding), "case": str(case.pk), "version": event.version}
    told |= {"evidence": in_words(case.round, "evidence", event.evidence)} if event.evidence else {}
    # In the log it stands under the child it is about.
    record(user, f"case.{verb}", subject=f"child:{case.child_id}", place=case.path, detail=told)
    return event


@transaction.atomic
def act_on_many(user: User, cases: Sequence[Case], verb: str, said: Said) -> Settled:
    """Do the same to many cases, with one proof, in one act and one entry of the log; those that are refused stay as they are."""
    result = act_each(user, verb, [(case, said) for case in cases])
    if result.events:
        found = in_words(cases[0].round, "findings", said.finding or result.events[0].finding)
        told = {"cases": [str(event.case_id) for event in result.events], "rows": result.done, "finding": found}
        record(user, f"case.{verb}_many", place=user.path, detail=told)
    return result


def act_each(user: User, verb: str, pairs: Sequence[tuple[Case, Said]]) -> Settled:
    """Do to each case what is said of it, in the caller's transaction; the caller tells the log."""
    result = Settled()
    for case, said in sorted(pairs, key=lambda pair: pair[0].pk):  # one order for everybody: two at once cannot hang
        try:
            result.events.append(_changed(user, case, verb, said))
        except Refused as refused:
            result.refused.setdefault(refused.why, []).append(case)
        except Moved:
            result.refused.setdefault("moved", []).append(case)
    Event.objects.bulk_create(result.events, batch_size=BATCH)
    result.done = len(result.events)
    return result


def _changed(user: User, case: Case, verb: str, said: Said) -> Event:
    """Change the row if it still is as it was read; gives the event, not yet saved."""
    finding = finding_of(case.round, said.finding)
    lines = lines_of(user, case)
    evidence = said.evidence or (finding.evidence[0] if finding and finding.evidence else "")
    attempt = Attempt(verb, timezone.localdate(), user.pk, lines, finding, evidence, said.note, said.until)
    if why := refusal(case.stand, attempt):
        raise Refused(why)
    effect = finding.effect if finding else case.stand.effect
    line = min(lines - {case.found_line} if verb == "confirm" else lines, default="")
    values = _values(case, attempt, effect, line)
    event = _event(case, verb, values, said)
    event.actor, event.line, event.place = user, line, user.path
    _write(case, values)
    return event


def _values(case: Case, attempt: Attempt, effect: Effect | None, line: str) -> dict[str, Any]:
    """The columns of the row after a permitted attempt."""
    state = state_after(attempt, effect)
    if attempt.verb == "find" and attempt.finding:
        found = {"finding": attempt.finding.name, "effect": attempt.finding.effect, "evidence": attempt.evidence,
                 "found_by_id": attempt.actor, "found_line": line, "found_at": timezone.now(),
                 "until": attempt.until}  # fmt: skip
        return found | {"state": state}
    if state == State.SUSPECTED:
        return {"state": state, "finding": "", "effect": "", "evidence": "", "found_by_id": None, "found_line": "",
                "found_at": None, "until": None}  # fmt: skip
    return {"state": state}


def _event(case: Case, verb: str, values: dict[str, Any], said: Said) -> Event:
    """What is told of a change: the finding that it makes, or takes back."""
    told = {name: values.get(name) or getattr(case, name) for name in ("finding", "effect", "evidence", "until")}
    return Event(case=case, version=case.version + 1, verb=verb, state=values["state"], note=said.note.strip(),
                 true_on=said.true_on or timezone.localdate(), **told)  # fmt: skip


def _write(case: Case, values: dict[str, Any]) -> None:
    if not Case.objects.filter(pk=case.pk, version=case.version).update(version=case.version + 1, **values):
        raise Moved(Event.objects.filter(case=case).select_related("actor").first())
    for name, value in values.items():
        setattr(case, name, value)
    case.version += 1


@transaction.atomic
def expire(today: date) -> int:
    """Whoever was watched until today is asked again; gives how many. Done twice, or by two at once, it is done once."""
    events = []
    for case in Case.objects.due(today).order_by("pk"):
        attempt = Attempt("expire", today)
        if refusal(case.stand, attempt):
            continue
        values = _values(case, attempt, None, "")
        event = _event(case, "expire", values, Said(true_on=case.until))
        try:
            _write(case, values)
        except Moved:
            continue
        events.append(event)
    Event.objects.bulk_create(events, batch_size=BATCH)
    if events:
        record(None, "case.expire", detail={"cases": len(events), "day": today.isoformat()})
    return len(events)


@transaction.atomic
def remove_demo_cases() -> None:
    """Cases made up by the demo; anything real stays."""
    Worklist.objects.filter(demo=True).delete()
    Event.objects.filter(case__demo=True).delete()
    Case.objects.filter(demo=True).delete()
