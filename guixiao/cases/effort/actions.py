"""The only writers of plans, letters and later episodes; the other steps of a return effort are `cases.actions.act`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.cases import actions
from guixiao.cases.actions import Moved, Refused, Said, Settled
from guixiao.cases.attachments.actions import remove_demo_proofs
from guixiao.cases.effort.columns import look_of
from guixiao.cases.effort.models import Letter, Plan
from guixiao.cases.effort.progress import progress_of
from guixiao.cases.effort.rules import grade_of
from guixiao.cases.effort.voiding import void_of
from guixiao.cases.findings import effort_for
from guixiao.cases.models import Case, Event
from guixiao.policy.effort import MEASURES, Effort

TRIES = 5
COPIED = ("child_id", "county_id", "town_id", "village_id", "school_id", "assigned", "round_id", "bucket", "outcome", "still",
          "facts", "name_key", "poverty", "age", "finding", "effect", "evidence", "demo")  # fmt: skip


def do(user: User, case: Case, verb: str, said: Said) -> Event:
    """One step for one child, with all that it writes besides; Refused or Moved where it cannot be."""
    return _visit(user, case, said) if verb == "visit" else _do(user, case, verb, said)


@transaction.atomic
def _do(user: User, case: Case, verb: str, said: Said) -> Event:
    said = _whole(user, case, verb, said)
    event = actions.act(user, case, verb, said)
    return AFTER[verb](user, event, said) if verb in AFTER else event


@transaction.atomic
def do_on_pairs(user: User, pairs: Sequence[tuple[Case, Said]], verb: str) -> Settled:
    """The same step for many children, of each its own: one act and one entry of the log; whom a rule refuses stays as it is."""
    pairs = [(case, replace(_whole(user, case, verb, said), key=said.key or uuid4())) for case, said in pairs]
    result = actions.act_on_pairs(user, pairs, verb)
    if verb in AFTER:
        told = {said.key: said for _, said in pairs}
        result.events = [AFTER[verb](user, event, told[event.pk]) for event in result.events]
    return result


def do_each(user: User, pairs: Sequence[tuple[Case, Said]], verb: str) -> Settled:
    """The same in the caller's transaction, who tells the log; the events given are those of the cases that were named."""
    pairs = [(case, replace(_whole(user, case, verb, said), key=said.key or uuid4())) for case, said in pairs]
    result = actions.act_each(user, verb, pairs)
    if verb in AFTER:
        told = {said.key: said for _, said in pairs}
        for event in result.events:
            AFTER[verb](user, event, told[event.pk])
    return result


def _whole(user: User, case: Case, verb: str, said: Said) -> Said:
    """With what nobody types, but the event keeps."""
    return replace(said, given=said.given | BEFORE[verb](user, case, said.given)) if verb in BEFORE else said


def _new(name: str) -> "Before":
    return lambda user, case, given: {name: str(uuid4())}


def _plan_in_force(user: User, case: Case, given: dict[str, Any]) -> dict[str, Any]:
    plan = case.plans.first()
    return {"plan": str(plan.pk) if plan else ""}


def _measure_after(user: User, case: Case, given: dict[str, Any]) -> dict[str, Any]:
    return {"measure": MEASURES.index(case.phase) + 2 if case.phase in MEASURES else 0}


def _by_school(user: User, case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """Whether the school itself says so decides who may confirm it."""
    return {"by_school": any(post.school_id == given.get("school") for post in user.current_posts if post.school_id)}


def _kind_of_letter(user: User, case: Case, given: dict[str, Any]) -> dict[str, Any]:
    letter = case.letters.filter(pk=given["letter"]).first() if given.get("letter") else None
    return {"kind": letter.kind if letter else ""}


def _plan(user: User, event: Event, said: Said) -> Event:
    """A new plan; what was planned before stays in the record."""
    case, given = event.case, said.given
    content = {name: given.get(name, "") for name in ("cause", "difficulties", "disagrees")}
    content |= {"further": given.get("further", []), "steps": given["steps"]}
    progress, county = actions.stand_of(case).progress, _county(case)
    assert progress is not None  # a plan is only made for a child who is out of school
    grade = grade_of(progress, county.causes, [content["cause"], *content["further"]], county)
    Plan.objects.create(id=UUID(given["plan"]), case=case, content=content, grade=grade, drafted_by=user)
    Case.objects.filter(pk=case.pk).update(grade=grade)
    return event


def _approve(user: User, event: Event, said: Said) -> Event:
    Plan.objects.filter(pk=said.given["plan"], approved_at=None).update(approved_by=user, approved_at=timezone.now())
    return event


def _issue(user: User, event: Event, said: Said) -> Event:
    """A letter is to the guardian, and has its own number: one that is taken is refused."""
    case, given = event.case, said.given
    letter = Letter(id=UUID(given["letter"]), case=case, county_id=case.county_id, kind=given["kind"], number=given["number"],
                    issuer=given.get("issuer") or user.place_name, basis=_county(case).letters[given["kind"]].basis,
                    addressee=given.get("addressee") or case.child.guardian, issued_on=event.true_on,
                    return_by=given.get("return_by"), issued_by=user)  # fmt: skip
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        raise Refused("number_taken") from None
    return event


def _serve(user: User, event: Event, said: Said) -> Event:
    told: dict[str, Any] = {name: said.given.get(name, "") for name in ("method", "receiver", "witness", "receipt")}
    Letter.objects.filter(pk=said.given["letter"], served_on=None).update(served_on=event.true_on, served_by=user, **told)
    return event


def _visit(user: User, case: Case, said: Said) -> Event:
    """A visit is a fact: whoever else wrote meanwhile does not stop it, and the same one told twice is kept once."""
    for _ in range(TRIES):
        if said.key and (known := Event.objects.filter(pk=said.key, case=case, actor=user).first()):
            return known
        try:
            return actions.act(user, case, "visit", said)
        except Moved:
            case = Case.objects.select_related("round", "child").get(pk=case.pk)
    raise Moved(case.events.first())


def _relapse(user: User, event: Event, said: Said) -> Event:
    """Not in class any more: this episode is over, and the next one begins out of school."""
    case = event.case
    Case.objects.filter(pk=case.pk).update(current=False)
    void = void_of([case.child_id]).get(case.child_id)
    version = {"pk": void.pk, "version": void.version + 1, "opened_at": void.opened_at} if void else {}
    again = Case(**{name: getattr(case, name) for name in COPIED}, episode=case.episode + 1, state=Case.State.OUT_OF_SCHOOL,
                 phase="persuasion", found_by=user, found_line=event.line, found_at=timezone.now(), **version)  # fmt: skip
    if case.receiving_id:
        again.school_id = case.receiving_id
    again.save(force_insert=void is None, force_update=void is not None)
    begun = Event(case=again, version=again.version, verb=event.verb, state=again.state, true_on=event.true_on, actor=user,
                  line=event.line, place=event.place, note=event.note, detail={"episode": again.episode},
                  finding=again.finding, effect=again.effect, evidence=again.evidence)  # fmt: skip
    begun.save(force_insert=True)
    told = {"case": str(again.pk), "episode": again.episode}
    record(user, "case.episode", subject=f"child:{again.child_id}", place=again.path, detail=told)
    return begun


@transaction.atomic
def look_again(county: Area) -> int:
    """The county's terms are others now: lists show when each child is looked at next. Gives of how many that changed."""
    cases = Case.objects.filter(county=county, current=True, phase__in=("observed", "closing")).prefetch_related("round")
    past = Event.objects.told_of([case.pk for case in cases])
    looks = {case: look_of(case, progress_of(past[case.pk])) for case in cases}
    changed = {case: look for case, look in looks.items() if look != case.next_look}
    for case, look in changed.items():
        Case.objects.filter(pk=case.pk, version=case.version).update(next_look=look)
    return len(changed)


@transaction.atomic
def remove_demo_efforts() -> None:
    """Plans and letters of cases made up by the demo; anything real stays."""
    remove_demo_proofs()
    Plan.objects.filter(case__demo=True).delete()
    Letter.objects.filter(case__demo=True).delete()


def _county(case: Case) -> Effort:
    found = effort_for(case.round)
    if found is None:
        raise Refused("old_round")
    return found


Before = Callable[[User, Case, dict[str, Any]], dict[str, Any]]
BEFORE: dict[str, Before] = {
    "plan": _new("plan"),
    "approve_plan": _plan_in_force,
    "step_up": _measure_after,
    "skip": _measure_after,
    "issue": _new("letter"),
    "serve": _kind_of_letter,
    "return": _by_school,
}
# What a step writes besides; it gives the event that the caller goes on with.
AFTER: dict[str, Callable[[User, Event, Said], Event]] = {
    "plan": _plan,
    "approve_plan": _approve,
    "issue": _issue,
    "serve": _serve,
    "relapse": _relapse,
}
