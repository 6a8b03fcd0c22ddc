"""The only writers of key places: mark, end."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record, take_turn
from guixiao.cases.bodies.actions import in_demo
from guixiao.cases.keyplaces.models import KeyPlace
from guixiao.cases.keyplaces.rules import Asked, end_refusal, mark_refusal
from guixiao.cases.months import months_later
from guixiao.policy.bodies import Bodies


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Given:
    """What somebody fills in: the reason's name in the policy, both days, and words."""

    reason: str
    first: date | None
    last: date | None
    note: str = ""


@transaction.atomic
def mark(by: User, area: Area, given: Given, policy: Bodies) -> KeyPlace:
    """A key place on these days. Two at once take turns: the second finds the place marked."""
    take_turn()
    today = timezone.localdate()
    others = [kept.mark for kept in KeyPlace.objects.filter(area=area)]
    latest = months_later(max(given.first or today, today), policy.key_places.months)
    why = mark_refusal(Asked(area.kind, may_mark(by, area), given.reason, policy.key_reasons, given.first, given.last, today,
                             latest, others))  # fmt: skip
    if why or given.first is None or given.last is None:
        raise Refused(why or "days")
    kept = KeyPlace(county=Area.objects.get(code=area.codes[0]), area=area, reason=given.reason, note=given.note.strip(),
                    first=given.first, last=given.last, marked_by=by, demo=in_demo(area))  # fmt: skip
    kept.save(force_insert=True)
    told = {"reason": given.reason, "first": str(given.first), "last": str(given.last)}
    record(by, "key_place.mark", subject=f"area:{area.pk}", place=area.path, detail=told)
    return kept


def may_mark(by: User, area: Area) -> bool:
    """A township is marked by the county; a village by its township as well."""
    user = by.whole.only("mark_key_places")
    own = bool(user.scope.county) or area.kind == Area.Kind.VILLAGE
    return own and user.scope.covers(area.path)


@transaction.atomic
def end(by: User, kept: KeyPlace, why: str) -> None:
    """Today is its last day; of two who say so the second is told."""
    take_turn()
    kept.refresh_from_db()
    today = timezone.localdate()
    if not may_mark(by, kept.area):
        raise Refused("county_marks")
    if refused := end_refusal(kept.mark, why, today):
        raise Refused(refused)
    KeyPlace.objects.filter(pk=kept.pk, ended_on=None).update(ended_on=today, ended_by=by, ended_why=why.strip())
    record(by, "key_place.end", subject=f"area:{kept.area_id}", place=kept.area.path, detail={"reason": kept.reason})


@transaction.atomic
def remove_demo_key_places() -> None:
    KeyPlace.objects.filter(demo=True).delete()
