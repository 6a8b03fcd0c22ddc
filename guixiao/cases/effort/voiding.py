"""A relapse that was recorded by mistake: the episode it began is void, and the one before it goes on."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases import actions
from guixiao.cases.actions import Moved, Refused, Said
from guixiao.cases.effort.progress import RELAPSE, TAKE_BACK
from guixiao.cases.models import Case, Event

VOID: dict[str, Any] = {"current": False, "phase": "", "grade": 0, "returned_on": None, "next_look": None, "closed_on": None}
# What the system makes of a case by itself: whoever else names it did something about the child.
BY_ITSELF = frozenset({"Event", "Task", "Clocked"})


@transaction.atomic
def take_back_relapse(user: User, case: Case, said: Said) -> Event:
    """`case`: the episode that ended by it; `said`: of the event that is taken back. Refused or Moved where somebody went on."""
    again = Case.objects.current().filter(child=case.child_id, episode=case.episode + 1).first()
    if again is None or not _untouched(again):
        raise Refused("not_begun_again")
    day = said.true_on or timezone.localdate()
    event = Event(case=again, version=again.version + 1, verb=TAKE_BACK, state=again.state, true_on=day, actor=user,
                  line=again.found_line, place=user.path, finding=again.finding, effect=again.effect, evidence=again.evidence,
                  note=said.note, detail={"of": again.version})  # fmt: skip
    if not Case.objects.filter(pk=again.pk, version=again.version).update(version=event.version, **VOID):
        raise Moved(again.events.first())
    event.save(force_insert=True)
    given = said.given | {"voided": True}
    done = actions.act(user, case, TAKE_BACK, Said(note=said.note, true_on=said.true_on, given=given))
    Case.objects.filter(pk=case.pk).update(current=True)
    case.current = True
    return done


def _untouched(again: Case) -> bool:
    """Has nothing happened but that it began?"""
    last = again.events.first()
    if last is None or last.verb != RELAPSE or last.version != again.version:
        return False
    pointing = [field for field in Case._meta.get_fields(include_hidden=True) if field.auto_created and not field.concrete]
    others = ((field.related_model, field.field.name) for field in pointing)  # type: ignore[union-attr]
    return not any(model._base_manager.filter(**{name: again}).exists()  # type: ignore[union-attr]
                   for model, name in others if model.__name__ not in BY_ITSELF)  # type: ignore[union-attr]  # fmt: skip


def void_of(children: Collection[Any]) -> dict[Any, Case]:
    """Child -> its void episode, which begins when the child leaves again."""
    return {case.child_id: case for case in Case.objects.filter(child__in=children, current=False, phase="")}
