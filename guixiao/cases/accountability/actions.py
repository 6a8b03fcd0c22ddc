"""The only writers of accountability: what somebody says beside a fact. Facts are written by clocks and orders alone."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.cases.accountability.models import Answer
from guixiao.cases.accountability.rules import LONGEST, answer_refusal
from guixiao.cases.accountability.sight import own_breaches, own_missed
from guixiao.cases.clocks.models import Breach
from guixiao.cases.orders.models import Addressee


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def answer_breach(user: User, breach: Breach, text: str, seen: int) -> Answer:
    own = Breach.objects.filter(own_breaches(user), pk=breach.pk).exists()
    then = any(person["key"] == user.pk for person in breach.people)
    case = breach.case
    return _answer(user, {"breach": breach}, text, seen, own=own, held_then=then, demo=case.demo,
                   subject=f"case:{case.pk}", place=breach.place)  # fmt: skip


def answer_order(user: User, addressee: Addressee, text: str, seen: int) -> Answer:
    own = Addressee.objects.filter(own_missed(user), pk=addressee.pk).exists()
    order = addressee.order
    then = user.posts.in_force(order.deadline).filter(role=addressee.role, area=addressee.area, school=addressee.school).exists()
    place = addressee.area or addressee.school
    return _answer(user, {"addressee": addressee}, text, seen, own=own, held_then=then, demo=order.demo,
                   subject=f"order:{order.pk}", place=place.path if place else "")  # fmt: skip


def _answer(user: User, about: Mapping[str, Any], text: str, seen: int, *, own: bool, **told: Any) -> Answer:
    there = Answer.objects.filter(**about).count()
    if why := answer_refusal(text, own=own, seen=seen, there=there):
        raise Refused(why)
    said = {"text": text.strip()[:LONGEST], "held_then": told["held_then"], "demo": told["demo"]}
    try:
        with transaction.atomic():
            answer = Answer(number=there + 1, by=user, **about, **said)
            answer.save(force_insert=True)
            record(user, "accountability.answer", subject=told["subject"], place=told["place"])
    except IntegrityError:
        raise Refused("moved") from None
    return answer


def record_print(user: User, rows: int) -> None:
    """Who put the list on paper."""
    record(user, "list.print", subject="list:accountability", place=user.path, detail={"rows": rows})


@transaction.atomic
def remove_demo_answers() -> None:
    """Those of the demo, before its orders and cases."""
    Answer.objects.filter(demo=True).delete()
