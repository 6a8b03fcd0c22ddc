"""The only writers of plans, letters and later episodes; the other steps of a return effort are `cases.actions.act`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.cases import actions
from guixiao.cases.actions import Moved, Refused, Said
from guixiao.cases.attachments.actions import remove_demo_proofs
from guixiao.cases.effort.models import Letter, Plan
from guixiao.cases.effort.rules import grade_of
from guixiao.cases.findings import effort_for
from guixiao.cases.models import Case, Event
from guixiao.policy.effort import Effort

TRIES = 5
COPIED = ("child_id", "county_id", "town_id", "village_id", "school_id", "assigned", "round_id", "bucket", "outcome", "still",
          "facts", "name_key", "poverty", "age", "finding", "effect", "evidence", "demo")  # fmt: skip


def do(user: User, case: Case, verb: str, said: Said) -> Event:
    """One step for one child, with all that it writes besides; Refused or Moved where it cannot be."""
    return STEPS.get(verb, _plainly)(user, case, verb, said)


def _plainly(user: User, case: Case, verb: str, said: Said) -> Event:
    return actions.act(user, case, verb, said)


@transaction.atomic
def _plan(user: User, case: Case, verb: str, said: Said) -> Event:
    """A new plan; what was planned before stays in the record."""
    key, given = uuid4(), said.given
    event = actions.act(user, case, verb, replace(said, given=given | {"plan": str(key)}))
    content = {name: given.get(name, "") for name in ("cause", "difficulties", "disagrees")}
    content |= {"further": given.get("further", []), "steps": given["steps"]}
    progress, county = actions.stand_of(case).progress, _county(case)
    assert progress is not None  # a plan is only made for a child who is out of school
    grade = grade_of(progress, county.causes, [content["cause"], *content["further"]], county)
    Plan.objects.create(id=key, case=case, content=content, grade=grade, drafted_by=user)
    Case.objects.filter(pk=case.pk).update(grade=grade)
    return event


@transaction.atomic
def _approve(user: User, case: Case, verb: str, said: Said) -> Event:
    plan = case.plans.first()
    event = actions.act(user, case, verb, replace(said, given={"plan": str(plan.pk) if plan else ""}))
    if plan:
        Plan.objects.filter(pk=plan.pk, approved_at=None).update(approved_by=user, approved_at=timezone.now())
    return event


def _step(user: User, case: Case, verb: str, said: Said) -> Event:
    progress = actions.stand_of(case).progress
    measure = progress.measure + 1 if progress else 0
    return actions.act(user, case, verb, replace(said, given={"measure": measure}))


def _return(user: User, case: Case, verb: str, said: Said) -> Event:
    """Whether the school itself says so decides who may confirm it."""
    by_school = any(post.school_id == said.given.get("school") for post in user.current_posts if post.school_id)
    return actions.act(user, case, verb, replace(said, given=said.given | {"by_school": by_school}))


@transaction.atomic
def _issue(user: User, case: Case, verb: str, said: Said) -> Event:
    """A letter is to the guardian, and has its own number: one that is taken is refused."""
    key, given, county = uuid4(), said.given, _county(case)
    event = actions.act(user, case, verb, replace(said, given=given | {"letter": str(key)}))
    letter = Letter(id=key, case=case, county_id=case.county_id, kind=given["kind"], number=given["number"], issued_by=user,
                    issuer=given.get("issuer") or user.place_name, basis=county.letters[given["kind"]].basis,
                    addressee=given.get("addressee") or case.child.guardian, issued_on=event.true_on,
                    return_by=given.get("return_by"))  # fmt: skip
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        raise Refused("number_taken") from None
    return event


@transaction.atomic
def _serve(user: User, case: Case, verb: str, said: Said) -> Event:
    given = said.given
    letter = case.letters.filter(pk=given["letter"]).first() if given.get("letter") else None
    kind = letter.kind if letter else ""
    event = actions.act(user, case, verb, replace(said, given=given | {"kind": kind}))
    told: dict[str, Any] = {name: given.get(name, "") for name in ("method", "receiver", "witness", "receipt")}
    Letter.objects.filter(pk=given["letter"], served_on=None).update(served_on=event.true_on, served_by=user, **told)
    return event


def _visit(user: User, case: Case, verb: str, said: Said) -> Event:
    """A visit is a fact: whoever else wrote meanwhile does not stop it, and the same one told twice is kept once."""
    for _ in range(TRIES):
        if said.key and (known := Event.objects.filter(pk=said.key, case=case, actor=user).first()):
            return known
        try:
            return actions.act(user, case, verb, said)
        except Moved:
            case = Case.objects.select_related("round", "child").get(pk=case.pk)
    raise Moved(case.events.first())


@transaction.atomic
def _relapse(user: User, case: Case, verb: str, said: Said) -> Event:
    """Not in class any more: this episode is over, and the next one begins out of school."""
    event = actions.act(user, case, verb, said)
    Case.objects.filter(pk=case.pk).update(current=False)
    again = Case(**{name: getattr(case, name) for name in COPIED}, episode=case.episode + 1, state=Case.State.OUT_OF_SCHOOL,
                 phase="persuasion", found_by=user, found_line=event.line, found_at=timezone.now())  # fmt: skip
    if case.receiving_id:
        again.school_id = case.receiving_id
    again.save(force_insert=True)
    begun = Event(case=again, version=again.version, verb=verb, state=again.state, true_on=event.true_on, actor=user,
                  line=event.line, place=event.place, note=event.note, detail={"episode": again.episode},
                  finding=again.finding, effect=again.effect, evidence=again.evidence)  # fmt: skip
    begun.save(force_insert=True)
    told = {"case": str(again.pk), "episode": again.episode}
    record(user, "case.episode", subject=f"child:{again.child_id}", place=again.path, detail=told)
    return begun


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


Step = Callable[[User, Case, str, Said], Event]
STEPS: dict[str, Step] = {
    "plan": _plan,
    "approve_plan": _approve,
    "step_up": _step,
    "skip": _step,
    "issue": _issue,
    "serve": _serve,
    "visit": _visit,
    "return": _return,
    "relapse": _relapse,
}
