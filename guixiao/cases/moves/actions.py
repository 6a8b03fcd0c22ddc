"""The only writers of moves: offering a case to another place, accepting, refusing, withdrawing."""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.actions import Refused, Said, act
from guixiao.cases.chain.actions import leave_behind
from guixiao.cases.findings import roles_of
from guixiao.cases.models import Case
from guixiao.cases.moves.asking import asked_about, words_of
from guixiao.cases.moves.models import Move, places_of
from guixiao.cases.moves.rules import Target, after, levels_left
from guixiao.cases.rules import assigned_to


@transaction.atomic
def offer(user: User, case: Case, target: Target | None, reason: str) -> Move:
    """Ask another place to take the case; the old one stays responsible until it does. Refused or Moved where it cannot be."""
    key, asked = uuid4(), asked_about(user, case, target)
    said = Said(note=reason, given={"asked": asked, "move": str(key), "to": words_of(target)})
    act(user, case, "move_offer", said)
    assert target is not None  # place_known
    then, now = places_of(case), after(places_of(case), target)
    move = Move(id=key, case=case, kind=target.move, reason=reason.strip(), offered_by=user,
                offered_as=_offered_as(user, case, asked.offers),
                **{f"from_{name}_id": value for name, value in asdict(then).items()},
                to_town_id=now.town, to_village_id=now.village, to_school_id=now.school)  # fmt: skip
    move.save(force_insert=True)
    return move


def _offered_as(user: User, case: Case, offers: Any) -> str:
    """The post of this person's that may offer it, the nearest to the child first."""
    roles = roles_of(user, case)
    return next((post for post in offers if post in roles), "")


@transaction.atomic
def accept(user: User, move: Move) -> None:
    """From now on the case stands at the place that was asked, with all that is open; what is due stays due."""
    case = _case(move)
    target, then = move.target, places_of(case)
    now = after(then, target)
    left = {"town": then.town, "village": then.village, "school": then.school, "assigned": case.assigned}
    given = {"kind": move.kind, "left": left, "to": move.there}
    event = _answered(user, move, case, "accept", given)
    was = {f"from_{name}_id": value for name, value in asdict(then).items()}  # the rosters may have placed it anew meanwhile
    _settle(user, move, Move.State.ACCEPTED, until=event.version, **was)
    assigned = assigned_to(case.bucket, village=now.village, town=now.town, school=now.school)
    values: dict[str, Any] = {f"{name}_id": value for name, value in asdict(now).items()}
    if now.receiving != then.receiving:
        values |= {"receiving_name": "", "class_name": ""}
    Case.objects.filter(pk=case.pk).update(assigned=assigned, **values)
    leave_behind(user, case, levels_left(then, now))


@transaction.atomic
def refuse(user: User, move: Move, why: str) -> None:
    _answered(user, move, _case(move), "refuse", {"to": move.there}, why)
    _settle(user, move, Move.State.REFUSED, answer=why.strip())


@transaction.atomic
def withdraw(user: User, move: Move) -> None:
    _answered(user, move, _case(move), "withdraw", {"to": move.there})
    _settle(user, move, Move.State.WITHDRAWN)


def _case(move: Move) -> Case:
    """As it stands now: what else happened to the child since the offer does not stop an answer."""
    return Case.objects.select_related("round", "child", "county", "town", "village").get(pk=move.case_id)


def _answered(user: User, move: Move, case: Case, verb: str, given: dict[str, Any], why: str = "") -> Any:
    asked = asked_about(user, case, move.target, move)
    return act(user, case, f"move_{verb}", Said(note=why, given={"asked": asked, "move": str(move.pk)} | given))


def _settle(user: User, move: Move, state: str, **told: Any) -> None:
    """Of two who answer at once one does; the other writes nothing."""
    values = {"state": state, "answered_by": user, "answered_at": timezone.now()} | told
    if not Move.objects.filter(pk=move.pk, state=Move.State.OFFERED).update(**values):
        raise Refused("offer_waits")


@transaction.atomic
def remove_demo_moves() -> None:
    """Those of cases made up by the demo; anything real stays."""
    Move.objects.filter(case__demo=True).delete()
