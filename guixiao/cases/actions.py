"""The only writers of cases and their events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.audit.actions import record
from guixiao.cases.effort.columns import KEPT, columns
from guixiao.cases.effort.models import plans_of
from guixiao.cases.effort.progress import Told, progress_of
from guixiao.cases.effort.sight import sight_of
from guixiao.cases.findings import effort_for, finding_of, in_words, lines_of, roles_of
from guixiao.cases.models import Case, Event, Worklist
from guixiao.cases.rules import TRANSITIONS, refusal, state_after
from guixiao.cases.states import Attempt, Stand, State
from guixiao.children.bulk import overwrite_unchanged

BATCH = 500
Write = Callable[[Case, dict[str, Any]], None]  # changes the columns of a case that is as it was read; else Moved


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
    """What a person fills in: a finding and what it rests on, or a reason; `true_on`: since when it is so; `given`: all else."""

    finding: str = ""
    evidence: str = ""
    note: str = ""
    until: date | None = None
    true_on: date | None = None
    given: dict[str, Any] = field(default_factory=dict)
    key: UUID | None = None  # of the event, where whoever records it made one


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


def act_on_many(user: User, cases: Sequence[Case], verb: str, said: Said) -> Settled:
    """Do the same to many cases, with one proof, in one act and one entry of the log; those that are refused stay as they are."""
    return act_on_pairs(user, [(case, said) for case in cases], verb)


@transaction.atomic
def act_on_pairs(user: User, pairs: Sequence[tuple[Case, Said]], verb: str) -> Settled:
    """The same, where something of its own is said of each case."""
    result = act_each(user, verb, pairs)
    if result.events:
        found = in_words(pairs[0][0].round, "findings", pairs[0][1].finding or result.events[0].finding)
        told = {"cases": [str(event.case_id) for event in result.events], "rows": result.done, "finding": found}
        record(user, f"case.{verb}_many", place=user.path, detail=told)
    return result


def act_each(user: User, verb: str, pairs: Sequence[tuple[Case, Said]]) -> Settled:
    """Do to each case what is said of it, in the caller's transaction; the caller tells the log."""
    pairs = sorted(pairs, key=lambda pair: pair[0].pk)  # one order for everybody: two at once cannot hang
    read = [(case, dict(case.__dict__)) for case, _ in pairs]
    try:
        with transaction.atomic():
            result = _act_at_once(user, verb, pairs)
    except Moved:  # somebody changed one of them meanwhile: which, is found out by writing one after the other
        for case, columns_read in read:
            case.__dict__.update(columns_read)
        result = _act_in_turn(user, verb, pairs, _write)
    Event.objects.bulk_create(result.events, batch_size=BATCH)
    return result


def _act_at_once(user: User, verb: str, pairs: Sequence[tuple[Case, Said]]) -> Settled:
    """All rows are written together; Moved where one of them is not as it was read."""
    writes = Writes()
    result = _act_in_turn(user, verb, pairs, writes.add)
    writes.write()
    return result


def _act_in_turn(user: User, verb: str, pairs: Sequence[tuple[Case, Said]], write: Write) -> Settled:
    """The events are not stored yet: each is the case's next only once its row is written."""
    result, past = Settled(), Event.objects.told_of([case.pk for case, _ in pairs])
    for case, said in pairs:
        try:
            result.events.append(event := _changed(user, case, verb, said, past[case.pk], write))
            past[case.pk].append(event)
        except Refused as refused:
            result.refused.setdefault(refused.why, []).append(case)
        except Moved:
            result.refused.setdefault("moved", []).append(case)
    result.done = len(result.events)
    return result


def attempt_of(user: User, case: Case, verb: str, said: Said, *, only: bool = False) -> Attempt:
    """What the rules are asked: who this is for this child, and what was filled in. `only`: about this verb and no other."""
    why = not only or _asks_why(verb)
    finding = finding_of(case.round, said.finding)
    evidence = said.evidence or (finding.evidence[0] if finding and finding.evidence else "")
    return Attempt(
        verb, timezone.localdate(), user.pk, lines_of(user, case), finding, evidence, said.note, said.until,
        roles=roles_of(user, case), receives=_receives(user, case), school_has_post=_has_post(case, verb), day=said.true_on,
        given=said.given, effort=effort_for(case.round), knows_why=not why or sight_of(user, case).now,
    )  # fmt: skip


def _asks_why(verb: str) -> bool:
    """Does anything of this verb hang on the causes of the plan?"""
    return bool({"knows_why", "protection_told"} & set(TRANSITIONS[verb].guards))


def _receives(user: User, case: Case) -> bool:
    return case.receiving_id is not None and any(post.school_id == case.receiving_id for post in user.current_posts)


def _has_post(case: Case, verb: str) -> bool:
    """Asked for only where a return waits."""
    if case.phase != "arrived" or case.receiving_id is None:
        return False
    return Post.objects.in_force(timezone.localdate()).filter(school=case.receiving_id).exists()


def stand_of(case: Case, told: Sequence[Told] = (), verb: str = "") -> Stand:
    """Where the case stands, with what was done for the child if it is, or was, out of school. `told`, where it was read; `verb`:
    only what this verb asks about."""
    if not case.phase:
        return case.stand
    protective = (not verb or _asks_why(verb)) and _protective(case)
    progress = progress_of(told or case.events.told(), relapses=case.episode - 1, protective=protective)
    return replace(case.stand, progress=progress)


def _protective(case: Case) -> bool:
    """Does the plan name a cause that is a matter of protection?"""
    plan, county = next(iter(plans_of(case.pk)), None), effort_for(case.round)
    return bool(plan and county and any(county.causes[name].protective for name in plan.causes if name in county.causes))


def _changed(user: User, case: Case, verb: str, said: Said, told: Sequence[Told] = (), write: Write | None = None) -> Event:
    """Change the row if it still is as it was read; gives the event, not yet saved. `told`: what happened before, where read."""
    told = told or (case.events.told() if case.phase else ())
    attempt, stand = attempt_of(user, case, verb, said, only=True), stand_of(case, told, verb)
    if why := refusal(stand, attempt):
        raise Refused(why)
    line = min(attempt.lines - {_other_than(case, stand, verb)}, default="")
    values = _values(case, stand, attempt, line)
    event = _event(case, verb, values, said)
    event.actor, event.line, event.place = user, line, user.path
    values |= columns(case, told, event)
    (write or _write)(case, values)
    return event


def _other_than(case: Case, stand: Stand, verb: str) -> str:
    """The line that somebody who confirms does not stand for."""
    if verb == "confirm_closure" and stand.progress:
        return stand.progress.closing_line
    return case.found_line if verb == "confirm" else ""


def _values(case: Case, stand: Stand, attempt: Attempt, line: str) -> dict[str, Any]:
    """The columns of verification after a permitted attempt."""
    state = state_after(stand, attempt)
    if attempt.verb == "find" and attempt.finding:
        found = {"finding": attempt.finding.name, "effect": attempt.finding.effect, "evidence": attempt.evidence,
                 "found_by_id": attempt.actor, "found_line": line, "found_at": timezone.now(),
                 "until": attempt.until}  # fmt: skip
        return found | {"state": state}
    if state == State.SUSPECTED and TRANSITIONS[attempt.verb].target != "same":
        return {"state": state, "finding": "", "effect": "", "evidence": "", "found_by_id": None, "found_line": "",
                "found_at": None, "until": None}  # fmt: skip
    return {"state": state}


def _event(case: Case, verb: str, values: dict[str, Any], said: Said) -> Event:
    """What is told of a change: the finding that it makes, or takes back; of all else filled in, what may be in clear."""
    told = {name: values.get(name) or getattr(case, name) for name in ("finding", "effect", "evidence", "until")}
    detail = {name: said.given[name] for name in KEPT.get(verb, ()) if said.given.get(name)}
    return Event(id=said.key or uuid4(), case=case, version=case.version + 1, verb=verb, state=values["state"],
                 note=said.note.strip(), true_on=said.true_on or timezone.localdate(), detail=detail, **told)  # fmt: skip


def _write(case: Case, values: dict[str, Any]) -> None:
    if not Case.objects.filter(pk=case.pk, version=case.version).update(version=case.version + 1, **values):
        raise Moved(Event.objects.filter(case=case).select_related("actor").first())
    _set(case, values)


def _set(case: Case, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(case, name, value)
    case.version += 1


class Writes:
    """Changed rows of many cases, written together at the end: 500 in a fifth of the time that one by one takes."""

    def __init__(self) -> None:
        self.rows: list[tuple[Case, int, dict[str, Any]]] = []

    def add(self, case: Case, values: dict[str, Any]) -> None:
        self.rows.append((case, case.version, values))
        _set(case, values)

    def write(self) -> None:
        """In the order in which they came, so that two at once cannot hang: all have the same columns."""
        names = sorted({name for _, _, values in self.rows for name in values})
        rows = [{"id": case.pk, "version": version} | {name: values.get(name, getattr(case, name)) for name in names}
                for case, version, values in self.rows]  # fmt: skip
        if rows and overwrite_unchanged(Case, rows, names, "version") != len(rows):
            raise Moved(None)


@transaction.atomic
def expire(today: date) -> int:
    """Whoever was watched until today is asked again; gives how many. Done twice, or by two at once, it is done once."""
    events = []
    for case in Case.objects.due(today).order_by("pk"):
        attempt = Attempt("expire", today)
        if refusal(case.stand, attempt):
            continue
        values = _values(case, case.stand, attempt, "")
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
