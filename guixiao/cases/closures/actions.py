"""The only writers of draws and of what was found; a child not in class is brought back by the existing step, `relapse`."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.cases.actions import Said
from guixiao.cases.closures import rules
from guixiao.cases.closures.listing import closers_of, frame_of
from guixiao.cases.closures.models import Draw, Look, Sample
from guixiao.cases.effort.actions import do
from guixiao.cases.effort.progress import RELAPSE
from guixiao.cases.effort.voiding import take_back_relapse
from guixiao.cases.models import Case
from guixiao.cases.rectification.policies import inspections_for, named, over
from guixiao.cases.states import State
from guixiao.children.models import Round


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Asked:
    """A draw as it is filled in. `seen`: how many draws of this place and these days the page showed."""

    since: date | None
    until: date | None
    seen: int = 0
    reason: str = ""


def draw(user: User, area: Area, asked: Asked) -> Draw:
    """Once for a place and its days; again only with a reason, and the first stays."""
    there = draws_there(area, asked)
    frame = frame_of(area, asked.since, asked.until)
    count = sum(map(len, frame.values()))
    wanted = rules.Wanted(over(named(user, "draws"), area.path), asked.since, asked.until, timezone.localdate(), count, there,
                          asked.seen, asked.reason)  # fmt: skip
    why = rules.draw_refusal(wanted)
    if why or asked.since is None or asked.until is None:
        raise Refused(why or "days_named")
    policy, seed = inspections_for(Round.objects.shown_to(user)), secrets.token_hex(16)
    size = rules.size_of(count, policy.share, policy.least, policy.most)
    county = area if area.kind == Area.Kind.COUNTY else Area.objects.get(code=area.codes[0])
    made = Draw(county=county, area=area, since=asked.since, until=asked.until, number=there + 1, seed=seed, frame=frame,
                count=count, size=size, reason=asked.reason.strip(), drawn_by=user, demo=_demo(county))  # fmt: skip
    try:
        return _kept(user, made)
    except IntegrityError:
        raise Refused("drawn_already") from None


def draws_there(area: Area, asked: Asked) -> int:
    """How many draws of this place and these days there are."""
    if asked.since is None or asked.until is None:
        return 0
    return Draw.objects.filter(area=area, since=asked.since, until=asked.until).count()


@transaction.atomic
def _kept(user: User, made: Draw) -> Draw:
    made.save(force_insert=True)
    keys = rules.drawn(made.frame, made.size, made.seed)
    towns: dict[str, Any] = {str(case): town for case, town in Case.objects.filter(pk__in=keys).values_list("pk", "town")}
    Sample.objects.bulk_create([Sample(draw=made, case_id=key, town_id=towns[key], position=at, demo=made.demo)
                                for at, key in enumerate(keys, start=1)])  # fmt: skip
    detail = {"draw": str(made.pk), "rows": made.size, "of": made.count, "number": made.number, "seed": made.seed}
    record(user, "closure.draw", place=made.area.path, detail=detail)
    return made


@dataclass(frozen=True)
class Found:
    """The outcome as it is filled in. `seen`: how many looks the page showed."""

    outcome: str
    day: date | None
    note: str = ""
    seen: int = 0


def look_of(user: User, sample: Sample, found: Found) -> rules.Look:
    """What the rules are asked."""
    case, before = sample.case, [look.outcome for look in sample.looks.all()]
    return rules.Look(over(named(user, "draws"), sample.draw.area.path), user.pk, closers_of(case), found.outcome, found.day,
                      case.closed_on, timezone.localdate(), found.note, rules.outcome_of(before), len(before),
                      found.seen)  # fmt: skip


def look(user: User, sample: Sample, found: Found) -> Look:
    """A child who is not in class is out of school again; cases.actions.Refused or Moved where that cannot be."""
    case = Case.objects.select_related("round", "child", "county", "town", "village").get(pk=sample.case_id)
    asked = look_of(user, sample, found)
    why = rules.look_refusal(asked)
    if why or found.day is None:
        raise Refused(why or "day_of_look")
    made = Look(sample=sample, number=asked.there + 1, outcome=found.outcome, looked_on=found.day, note=found.note.strip(),
                by=user, demo=sample.demo)  # fmt: skip
    try:
        return _looked(user, made, case)
    except IntegrityError:
        raise Refused("moved") from None


@transaction.atomic
def _looked(user: User, made: Look, case: Case) -> Look:
    if reopens(case, made.outcome):
        do(user.whole, case, "relapse", Said(note=made.note, true_on=made.looked_on))
        made.reopened = True
    made.save(force_insert=True)
    detail = {"case": str(case.pk), "sample": str(made.sample.pk), "outcome": made.outcome}
    record(user, "closure.look", subject=f"child:{case.child_id}", place=case.path, detail=detail)
    return made


def reopens(case: Case, outcome: str) -> bool:
    """Does this outcome begin the child's next episode?"""
    return outcome == rules.NOT_IN_CLASS and case.current and case.state == State.CLOSED


@transaction.atomic
def take_back(user: User, sample: Sample, number: int) -> Look:
    """The look of this number was not so, and neither is the episode it began; cases.actions.Refused or Moved where somebody has
    gone on from that."""
    last = sample.looks.order_by("number").last()
    same = last is not None and last.number == number
    why = rules.take_back_refusal(last=last.outcome if last else "", mine=last is not None and last.by == user, same=same)
    if why or last is None:
        raise Refused(why or "moved")
    case = sample.case
    if last.reopened:
        took = case.events.filter(verb=RELAPSE).order_by("version").last()
        of = {"of": took.version if took else 0}
        take_back_relapse(user.whole, case, Said(note=last.note, true_on=last.looked_on, given=of))
    made = Look(sample=sample, number=number + 1, outcome=rules.TAKEN_BACK, looked_on=last.looked_on, by=user, demo=sample.demo)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused("moved") from None
    detail = {"case": str(case.pk), "sample": str(sample.pk)}
    record(user, "closure.unlook", subject=f"child:{case.child_id}", place=case.path, detail=detail)
    return made


def record_print(user: User, rows: int) -> None:
    """Who put the list on paper."""
    record(user, "list.print", subject="list:closures", place=user.path, detail={"rows": rows})


def _demo(county: Area) -> bool:
    return Round.objects.filter(current__isnull=False, county=county, demo=True).exists()


@transaction.atomic
def remove_demo_draws() -> None:
    """Before the demo's cases."""
    for model in (Look, Sample, Draw):
        model.objects.filter(demo=True).delete()
