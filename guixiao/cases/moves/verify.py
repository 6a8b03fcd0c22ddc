"""Moved cases stand where they were accepted, and what people answered is what the events say."""

from django.db.models import Exists, OuterRef

from guixiao.cases.models import Case, Event
from guixiao.cases.moves.models import Move
from guixiao.cases.moves.rules import HOME
from guixiao.lib.verifying import Check, Outcome, first


def moved_cases_stay() -> Outcome:
    """Each child whose home was moved stands in the last place that accepted it; each answer has its event."""
    faults, looked = [], 0
    seen = set()
    for move in Move.objects.filter(state=Move.State.ACCEPTED, kind=HOME).select_related("case").order_by("-answered_at"):
        if move.case.child_id in seen:
            continue
        seen.add(move.case.child_id)
        looked += 1
        now = Case.objects.current().filter(child=move.case.child_id).first()
        if now and (now.town_id, now.village_id) != (move.to_town_id, move.to_village_id):
            faults.append(f"case {now.pk}: it does not stand where the last place accepted it")
    accepted = Event.objects.filter(case=OuterRef("case"), version=OuterRef("until"), verb="move_accept")
    silent = Move.objects.filter(~Exists(accepted), state=Move.State.ACCEPTED).values_list("pk", flat=True)
    told, more = first([*faults, *(f"move {key}: no event says that it was accepted" for key in silent)])
    return Outcome(
        "moves.places", "移交的孩子在接收的地方", "moved cases stand where they were accepted", f"{looked:,} moves", told, more
    )


verify_checks: tuple[Check, ...] = (moved_cases_stay,)
