"""The only writers of orders: draft, issue, acknowledge, withdraw, and the result on the last day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record, take_turn
from guixiao.cases.models import Case, Event
from guixiao.cases.orders.models import Addressee, Draft, Order, Outcome, Receipt, Target, Withdrawal
from guixiao.cases.orders.policies import orders_for
from guixiao.cases.orders.progress import parts_on
from guixiao.cases.orders.rules import (
    ASIDE,
    NOT_YET,
    ORDERED,
    Issue,
    balance,
    is_due,
    issue_refusal,
    withdrawal_refusal,
)
from guixiao.cases.orders.selecting import Goes, addressed, fitting, mark_of, wanted_of
from guixiao.children.models import Round

BATCH = 500
COPIED = ("county_id", "number", "title", "text", "goal", "lines", "wanted", "deadline")


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Acknowledged(Exception):
    """Somebody acknowledged for this post already: nothing was written."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__("acknowledged already")
        self.receipt = receipt


@transaction.atomic
def save_draft(user: User, county: Area, given: Mapping[str, Any], seen: Draft | None = None) -> Draft:
    """A new draft, or the one that was seen with what is filled in now."""
    told = {**given, "changed_by": user, "changed_at": timezone.now()}
    if seen is None:
        demo = Round.objects.filter(current__isnull=False, county=county, demo=True).exists()
        draft = Draft(county=county, demo=demo, **told)
        draft.save(force_insert=True)
        record(user, "order.draft", subject=f"order:{draft.pk}", place=county.path, detail={"number": draft.number})
        return draft
    draft = Draft(pk=seen.pk, county=county, demo=seen.demo, version=seen.version + 1, **told)
    fields = {name: getattr(draft, name) for name in told}
    if not Draft.objects.filter(pk=seen.pk, version=seen.version).update(version=F("version") + 1, **fields):
        raise Refused("moved" if Draft.objects.filter(pk=seen.pk).exists() else "gone")
    return draft


@transaction.atomic
def discard(user: User, draft: Draft) -> None:
    if not Draft.objects.filter(pk=draft.pk).delete()[0]:
        raise Refused("gone")
    record(user, "order.discard", subject=f"order:{draft.pk}", place=draft.county.path, detail={"number": draft.number})


@dataclass(frozen=True)
class Ready:
    """A draft with the children and the posts that it means now."""

    draft: Draft
    cases: Sequence[Case]
    goes: Sequence[Goes]
    made: Round | None
    issue: Issue = field(init=False)

    def __post_init__(self) -> None:
        draft, goals = self.draft, orders_for(self.made).goals if self.made else {}
        issue = Issue(draft.number, draft.title, draft.text, draft.goal, draft.deadline, timezone.localdate(), len(self.cases),
                      len(self.kept), goals, now=mark_of(draft, self.cases))  # fmt: skip
        object.__setattr__(self, "issue", issue)

    @property
    def kept(self) -> list[Goes]:
        return [goes for goes in self.goes if goes.word not in self.draft.left_out]


def ready(user: User, draft: Draft) -> Ready:
    cases = list(fitting(draft.county_id, wanted_of(draft.wanted)).visible_to(user).order_by("pk"))
    made = Round.objects.filter(current__isnull=False, county=draft.county_id).first()
    return Ready(draft, cases, addressed(draft.lines, cases), made)


def issue(user: User, draft: Draft, seen: str) -> Order:
    """From now on nothing of it changes: the text, the day, the children, the posts. `seen`: the mark of what was confirmed."""
    try:
        return _issued(user, draft, seen)
    except IntegrityError as error:
        if Order.objects.filter(county=draft.county_id, number=draft.number.strip()).exists():
            raise Refused("number_taken") from error
        raise


@transaction.atomic
def _issued(user: User, draft: Draft, seen: str) -> Order:
    found = ready(user, draft)
    asked = Issue(**{**vars(found.issue), "seen": seen})
    if (why := issue_refusal(asked)) or found.made is None:
        raise Refused(why or "children")
    if not Draft.objects.filter(pk=draft.pk, version=draft.version).delete()[0]:
        raise Refused("moved" if Draft.objects.filter(pk=draft.pk).exists() else "gone")
    goal = orders_for(found.made).goals[draft.goal]
    said = {name: getattr(draft, name) for name in COPIED} | {"goal_words": {"zh": goal.zh, "en": goal.en}, "kind": goal.kind}
    order = Order(id=draft.pk, round=found.made, issued_by=user, demo=draft.demo, **said)
    order.number = order.number.strip()
    order.save(force_insert=True)
    _freeze(order, found)
    _tell_cases(user, order, found.cases)
    detail = {"number": order.number, "goal": goal.zh, "deadline": order.deadline.isoformat(), "children": len(found.cases),
              "addressees": len(found.kept)}  # fmt: skip
    record(user, "order.issue", subject=f"order:{order.pk}", place=order.county.path, detail=detail)
    return order


def _freeze(order: Order, found: Ready) -> None:
    Target.objects.bulk_create([
        Target(order=order, case=case, child_id=case.child_id, town_id=case.town_id, village_id=case.village_id,
               school_id=case.school_id)
        for case in found.cases
    ], BATCH)  # fmt: skip
    Addressee.objects.bulk_create([
        Addressee(order=order, line=goes.line, role=goes.role, children=goes.children,
                  **{"area" if isinstance(goes.at, Area) else "school": goes.at})
        for goes in found.kept
    ], BATCH)  # fmt: skip


def _tell_cases(user: User, order: Order, cases: Sequence[Case]) -> None:
    """Each case has an event: from here on it stands under the order. In the order of their keys, as everybody writes them."""
    for case in cases:
        Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    now = Case.objects.filter(pk__in=[case.pk for case in cases])
    detail = {"order": str(order.pk), "number": order.number}
    Event.objects.bulk_create([
        Event(case=case, version=case.version, verb=ORDERED, state=case.state, true_on=timezone.localdate(), actor=user,
              place=user.path, finding=case.finding, effect=case.effect, evidence=case.evidence, until=case.until, detail=detail)
        for case in now
    ], BATCH)  # fmt: skip


@transaction.atomic
def acknowledge(user: User, addressee: Addressee) -> Receipt:
    """Somebody who holds the post has read it; the first counts."""
    if not Addressee.objects.held_by(user).filter(pk=addressee.pk).exists():
        raise Refused("not_yours")
    order = addressee.order
    if order.taken_back:
        raise Refused("withdrawn")
    if is_due(order.deadline, timezone.localdate()):
        raise Refused("too_late")
    try:
        with transaction.atomic():
            receipt = Receipt(addressee=addressee, user=user)
            receipt.save(force_insert=True)
    except IntegrityError:
        raise Acknowledged(Receipt.objects.select_related("user").get(addressee=addressee)) from None
    detail = {"number": order.number, "post": addressee.role}
    record(user, "order.acknowledge", subject=f"order:{order.pk}", place=user.path, detail=detail)
    return receipt


@transaction.atomic
def withdraw(user: User, order: Order, reason: str) -> Withdrawal:
    if why := withdrawal_refusal(reason, order.deadline, timezone.localdate()):
        raise Refused(why)
    try:
        with transaction.atomic():
            made = Withdrawal(order=order, reason=reason.strip(), by=user)
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused("withdrawn") from None
    record(user, "order.withdraw", subject=f"order:{order.pk}", place=order.county.path, detail={"number": order.number})
    return made


def judge(today: date) -> int:
    """Store the result of every order whose last day is over; gives how many. It may run at any time, any number of times and by
    two at once: the result follows from what was recorded until the end of that day."""
    waiting = Order.objects.running().filter(deadline__lt=today).order_by("deadline", "pk")
    return sum(_judged(key, today) for key in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _judged(key: UUID, today: date) -> bool:
    take_turn()
    order = Order.objects.running().filter(pk=key).select_related("county").first()
    if order is None or not is_due(order.deadline, today):  # another worker was first
        return False
    outcome = outcome_of(order)
    outcome.save(force_insert=True)
    told = {"number": order.number, "met": outcome.met, "children": outcome.children, "not_yet": outcome.not_yet_count}
    record(None, "order.judge", subject=f"order:{order.pk}", place=order.county.path, detail=told)
    return True


def outcome_of(order: Order) -> Outcome:
    """What its last day makes of an order, stored or not: the same whenever it is asked."""
    parts = parts_on(order, Target.objects.filter(order=order).placed(), order.deadline)
    counted = balance(parts.values())
    keys = {part: sorted(str(one.case_id) for one, found in parts.items() if found == part) for part in (NOT_YET, ASIDE)}
    counts = {"children": counted["all"], "met_count": counted["met"], "not_yet_count": counted[NOT_YET]}
    counts |= {"aside_count": counted[ASIDE]}
    return Outcome(order=order, met=not counted[NOT_YET], not_yet=keys[NOT_YET], aside=keys[ASIDE], **counts)


@transaction.atomic
def remove_demo_orders() -> None:
    """Those of the demo, before its cases."""
    Order.objects.filter(demo=True).delete()
    Draft.objects.filter(demo=True).delete()
