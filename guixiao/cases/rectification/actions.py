"""The only writers of inspections, their items and the steps of these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area, School
from guixiao.audit.actions import record, take_turn
from guixiao.cases.attachments import store
from guixiao.cases.attachments.models import Attachment
from guixiao.cases.models import Case
from guixiao.cases.moves.rules import SCHOOL, VILLAGE, Target
from guixiao.cases.rectification import rules
from guixiao.cases.rectification.models import Inspection, Item, Step, StepProof
from guixiao.cases.rectification.policies import above_office, named, over
from guixiao.cases.rectification.rules import FAIL, FIND, MEND, WITHDRAW, Attempt
from guixiao.children.models import Round

COUNTY = "county"  # a target that no case can be moved to: the county's own office
ROLES = {SCHOOL: "principal", VILLAGE: "village_squad", COUNTY: "county_officer"}


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Moved(Exception):
    """Somebody else changed the item since it was looked at: nothing was written. `step`: what they did."""

    def __init__(self, step: Step | None) -> None:
        super().__init__("changed meanwhile")
        self.step = step


@dataclass(frozen=True)
class Said:
    """What is filled in for a step."""

    text: str = ""
    day: date | None = None
    deadline: date | None = None


@transaction.atomic
def record_inspection(user: User, area: Area | None, told: Mapping[str, Any]) -> Inspection:
    """`told`: id (made with the form: the same one sent twice is kept once), title, number, inspectors, inspected_on."""
    if done := Inspection.objects.filter(pk=told.get("id") or uuid4(), recorded_by=user).first():
        return done
    may = area is not None and over(named(user, "records"), area.path)
    why = rules.inspection_refusal(may=may or area is None, place=area is not None, title=told["title"], by=told["inspectors"],
                                   on=told["inspected_on"], today=timezone.localdate())  # fmt: skip
    if why or area is None:
        raise Refused(why)
    county = area if area.kind == Area.Kind.COUNTY else Area.objects.get(code=area.codes[0])
    made = Inspection.objects.create(county=county, area=area, recorded_by=user, demo=_demo(county), **told)
    record(user, "rectification.inspect", subject=f"inspection:{made.pk}", place=area.path, detail={"number": made.number})
    return made


@dataclass(frozen=True)
class Finding:
    """One item as it is filled in; `target`: the place whose post puts it right; `key`: of the item, made with the form."""

    text: str
    measures: str
    target: Target | None
    deadline: date | None
    named: str = ""
    case: Case | None = None
    key: UUID = field(default_factory=uuid4)


@transaction.atomic
def find(user: User, inspection: Inspection, said: Finding) -> Item:
    """One item more. Two at once take turns for its number; the same one sent twice is kept once."""
    take_turn()
    if done := Item.objects.filter(pk=said.key, inspection=inspection).first():
        return done
    may = over(named(user, "records"), inspection.area.path)
    why = rules.finding_refusal(may=may, place=_inside(user, inspection, said.target), text=said.text, measures=said.measures,
                                deadline=said.deadline, since=inspection.inspected_on)  # fmt: skip
    if why or said.target is None or said.deadline is None:
        raise Refused(why)
    number = (inspection.items.aggregate(last=Max("number"))["last"] or 0) + 1
    at = {"school_id" if said.target.kind == SCHOOL else "area_id": said.target.key}
    item = Item.objects.create(
        id=said.key, inspection=inspection, county_id=inspection.county_id, number=number, finding=said.text.strip(),
        measures=said.measures.strip(), role=ROLES.get(said.target.kind, "township_post"), named=said.named.strip(),
        case=said.case, deadline=said.deadline, demo=inspection.demo, **at,
    )  # fmt: skip
    Step.objects.create(item=item, version=1, verb=FIND, true_on=inspection.inspected_on, actor=user, deadline=said.deadline,
                        demo=item.demo)  # fmt: skip
    _log(user, item, FIND)
    return item


def _inside(user: User, inspection: Inspection, target: Target | None) -> bool:
    """An inspection finds something at the place that was inspected, or below it; and, where the county records it, what the
    county's own office has to put right."""
    if target is None:
        return False
    if target.kind == COUNTY:
        return target.key == inspection.county_id and over(named(user, "records"), inspection.county.path)
    places: Any = School.objects.select_related("area", "county") if target.kind == SCHOOL else Area.objects
    found = places.filter(pk=target.key).first()
    return found is not None and str(found.path).startswith(inspection.area.path)


def attempt_of(user: User, item: Item, verb: str, said: Said) -> Attempt:
    posts = frozenset((post.role, post.area_id or post.school_id) for post in user.current_posts)
    return Attempt(verb, user.pk, posts, item.post, over(named(user, "rechecks"), item.path), timezone.localdate(),
                   item.inspection.inspected_on, said.day, said.text, said.deadline,
                   over(named(user, "records"), item.inspection.area.path), item.of_the_office,
                   item.of_the_office and over(above_office(user), item.path))  # fmt: skip


def stand_of(item: Item) -> rules.Stand:
    return rules.stand_of(item.steps.order_by("version"))


@transaction.atomic
def act(user: User, item: Item, verb: str, said: Said) -> Step:
    """`mend`, `pass`, `fail` or `withdraw`, of the item as it was when it was read."""
    attempt = attempt_of(user, item, verb, said)
    why = rules.refusal(stand_of(item), attempt)
    day = timezone.localdate() if verb == WITHDRAW else said.day
    if why or day is None:
        raise Refused(why or "day_past")
    step = Step(item=item, version=item.version + 1, verb=verb, true_on=day, actor=user, role=_as(user, item, verb),
                text=said.text.strip(), deadline=said.deadline if verb == FAIL else None, demo=item.demo)  # fmt: skip
    return _added(user, item, step)


def _as(user: User, item: Item, verb: str) -> str:
    """From which post one does it."""
    if verb == MEND:
        return item.role
    desk = named(user, "records" if verb == WITHDRAW else "rechecks")
    return next(post.role for post in (desk if over(desk, _desk_path(item, verb)) else above_office(user)).current_posts)


def _desk_path(item: Item, verb: str) -> str:
    """The place that whoever does it has under their post."""
    return item.inspection.area.path if verb == WITHDRAW else item.path


@transaction.atomic
def take_back(user: User, item: Item, version: int) -> Step:
    """What one reported, or found on a second look, is not so: the step that made this version, while it is the last."""
    last = item.steps.order_by("version").last()
    if last is None or last.version != version:
        raise Moved(last)
    if why := rules.take_back_refusal(stand_of(item), user.pk):
        raise Refused(why)
    step = Step(item=item, version=item.version + 1, verb=rules.UNDONE_BY[last.verb], true_on=last.true_on, actor=user,
                role=last.role, demo=item.demo)  # fmt: skip
    return _added(user, item, step)


def _added(user: User, item: Item, step: Step) -> Step:
    """The step, and the item as its steps now say; Moved where somebody else was quicker."""
    stand = rules.stand_of([*item.steps.order_by("version"), step])
    values = {name: getattr(stand, name) for name in ("state", "deadline", "mended_as", "mended_on", "failed")}
    values |= {"mended_by_id": stand.mended_by, "version": step.version}
    if not Item.objects.filter(pk=item.pk, version=item.version).update(**values):
        raise Moved(Step.objects.filter(item=item).select_related("actor").last())
    step.save(force_insert=True)
    item.deadline, item.version = stand.deadline or item.deadline, step.version
    _log(user, item, step.verb)
    return step


@transaction.atomic
def attach(user: User, step: Step, rows: Sequence[Attachment]) -> None:
    """Files sealed before (`attachments.actions.taken_in`) show what was put right."""
    for row in rows:
        row.demo = step.demo
    Attachment.objects.bulk_create(rows)
    StepProof.objects.bulk_create([StepProof(step=step, attachment=row) for row in rows])
    if rows:
        detail = {"item": str(step.item.pk), "files": len(rows)}
        record(user, "rectification.proof", subject=f"item:{step.item.pk}", place=step.item.path, detail=detail)


def record_proof_look(user: User, proof: StepProof) -> None:
    item = proof.step.item
    detail = {"attachment": str(proof.attachment_id)}
    record(user, "rectification.look", subject=f"item:{item.pk}", place=item.path, detail=detail)


def _log(user: User, item: Item, verb: str) -> None:
    detail = {"number": item.inspection.number, "item": item.number, "deadline": item.deadline.isoformat()}
    record(user, f"rectification.{verb}", subject=f"item:{item.pk}", place=item.path, detail=detail)


def _demo(county: Area) -> bool:
    """What is recorded while a made-up round is shown is part of the demo."""
    return Round.objects.filter(current__isnull=False, county=county, demo=True).exists()


@transaction.atomic
def remove_demo_rectification() -> None:
    """Before the demo's cases and proofs."""
    keys = list(StepProof.objects.filter(step__demo=True).values_list("attachment", flat=True))
    StepProof.objects.filter(step__demo=True).delete()
    Step.objects.filter(demo=True).delete()
    Item.objects.filter(demo=True).delete()
    Inspection.objects.filter(demo=True).delete()
    Attachment.objects.filter(pk__in=keys, demo=True).delete()
    transaction.on_commit(lambda: store.remove(keys))


def record_print(user: User, rows: int) -> None:
    """Who put the list on paper."""
    record(user, "list.print", subject="list:rectification", place=user.path, detail={"rows": rows})
