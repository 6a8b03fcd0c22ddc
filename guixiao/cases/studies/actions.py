"""The only writers of studies and of what they decide: record, end the stay, decide, tick done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.cases.bodies.actions import in_demo
from guixiao.cases.joint.actions import Named
from guixiao.cases.studies.models import Decision, Stayed, Study
from guixiao.cases.studies.rules import Stay, decision_refusal, study_refusal, tick_refusal


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Given:
    """What somebody fills in about a study."""

    area: Area
    first: date | None
    last: date | None
    found: str
    users: Sequence[User] = ()
    named: Sequence[Named] = ()
    key: UUID = field(default_factory=uuid4)


@transaction.atomic
def record_study(by: User, given: Given) -> Study:
    """The same one sent twice is kept once."""
    if done := Study.objects.filter(pk=given.key, recorded_by=by).first():
        return done
    people = len(given.users) + len(given.named)
    why = study_refusal(Stay(given.first, given.last, timezone.localdate(), people, given.found))
    if why or given.first is None:
        raise Refused(why or "days")
    study = Study(id=given.key, area=given.area, first=given.first, last=given.last, found=given.found.strip(), recorded_by=by,
                  demo=in_demo(given.area))  # fmt: skip
    study.save(force_insert=True)
    Stayed.objects.bulk_create([*(Stayed(study=study, user=user) for user in given.users),
                                *(Stayed(study=study, name=one.name, unit=one.unit) for one in given.named)])  # fmt: skip
    told = {"first": str(study.first), "last": str(study.last or ""), "people": people}
    record(by, "study.record", subject=f"study:{study.pk}", place=study.area.path, detail=told)
    return study


@transaction.atomic
def end_stay(by: User, study: Study, last: date | None) -> None:
    """The last day there; of two who say so the second is told."""
    if last is None or not study.first <= last <= timezone.localdate():
        raise Refused("days")
    if not Study.objects.filter(pk=study.pk, last=None).update(last=last):
        raise Refused("ended")
    record(by, "study.end", subject=f"study:{study.pk}", place=study.area.path, detail={"last": str(last)})


@transaction.atomic
def decide(by: User, study: Study, title: str, who: User | Post | None, due: date | None, key: UUID | None = None) -> Decision:
    """`who`: a person, or a post, whoever holds it; `key`: made with the form, so that the same one sent twice is kept once."""
    if key and (done := Decision.objects.filter(pk=key, study=study).first()):
        return done
    why = decision_refusal(title, who=who is not None, due=due, today=timezone.localdate())
    if why or due is None:
        raise Refused(why or "due")
    decision = Decision(id=key or uuid4(), study=study, title=title.strip(), due_on=due, decided_by=by)
    if isinstance(who, Post):
        decision.role, decision.area, decision.school = who.role, who.area, who.school
    else:
        decision.user = who
    decision.save(force_insert=True)
    record(by, "study.decide", subject=f"study:{study.pk}", place=study.area.path, detail={"due": str(due)})
    return decision


@transaction.atomic
def tick_done(by: User, decision: Decision, word: str) -> None:
    """By whom it was decided upon, with a word; of two who say so the second is told."""
    mine = Decision.objects.held_by(by).filter(pk=decision.pk).exists()
    if why := tick_refusal(mine=mine, done=decision.done_at is not None, word=word):
        raise Refused(why)
    done = {"done_at": timezone.now(), "done_by": by, "done_word": word.strip()}
    if not Decision.objects.filter(pk=decision.pk, done_at=None).update(**done):
        raise Refused("done")
    record(by, "study.done", subject=f"study:{decision.study_id}", place=decision.study.area.path, detail={})


@transaction.atomic
def take_back_done(by: User, decision: Decision) -> None:
    """Not done after all: by whoever said that it was."""
    undone = {"done_at": None, "done_by": None, "done_word": ""}
    if not Decision.objects.filter(pk=decision.pk, done_by=by).update(**undone):
        raise Refused("not_yours")
    record(by, "study.undone", subject=f"study:{decision.study_id}", place=decision.study.area.path, detail={})


@transaction.atomic
def remove_demo_studies() -> None:
    Study.objects.filter(demo=True).delete()
