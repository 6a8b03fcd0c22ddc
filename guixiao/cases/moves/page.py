"""What the case page and the pages of moves show."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area, School
from guixiao.cases.actions import Said, attempt_of
from guixiao.cases.attachments.models import Proof
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.clocks.models import Task
from guixiao.cases.clocks.rows import rows_of
from guixiao.cases.effort.sight import sight_of
from guixiao.cases.models import Case, Event
from guixiao.cases.moves.asking import asked_about, named, offer_of
from guixiao.cases.moves.kept import offering
from guixiao.cases.moves.models import Move, in_words
from guixiao.cases.moves.rules import HOME, SCHOOL
from guixiao.cases.rules import missing, refusal
from guixiao.cases.states import Stand
from guixiao.children.models import Coverage
from guixiao.tables.kept import kept


def move_context(user: User, case: Case, stand: Stand) -> dict[str, Any]:
    """For the case page: the offer that waits, if any; may this person make one; and where rosters and people differ."""
    offered, accepted = _keys(case)
    found = _named(offered)
    told = about(user, found, case, stand) if found else {}
    may = not found and bool(kinds_open(user, case, stand))
    return {"move": found, "move_doing": told, "may_move": may, "moved": _moved(case, _named(accepted))}


def _keys(case: Case) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Of the offer that waits, and of the last move of this child that was accepted; most cases have neither. An earlier episode
    stands where it was closed: it tells of its own moves alone."""
    rows = _moves(child=case.child_id)
    offered = (key for key, state, of in rows if state == Move.State.OFFERED and of == case.pk)
    accepted = (key for key, state, of in rows if state == Move.State.ACCEPTED and (case.current or of == case.pk))
    return next(offered, None), next(accepted, None)


@kept
def _moves(*, child: uuid.UUID) -> Any:
    told = Move.objects.filter(case__child=child, state__in=(Move.State.OFFERED, Move.State.ACCEPTED))
    return told.order_by("-answered_at").values_list("pk", "state", "case")


def _named(key: uuid.UUID | None) -> Move | None:
    return named(Move.objects.filter(pk=key)).first() if key else None


def kinds_open(user: User, case: Case, stand: Stand) -> list[str]:
    """HOME, SCHOOL: the moves that this person may offer now."""
    attempt = attempt_of(user, case, "move_offer", Said(given={"asked": asked_about(user, case, None)}), only=True)
    lacks = missing(stand, attempt)
    if lacks is None or set(lacks) - {"may_offer"}:
        return []
    return [kind for kind in (HOME, SCHOOL) if attempt.roles & set(offering(case.round, kind))]


def about(user: User, move: Move, case: Case, stand: Stand) -> dict[str, Any]:
    """What this person may do about an offer that waits, and whether it has waited too long."""
    asked = asked_about(user, case, move.target, move)
    said = Said(note="…", given={"asked": asked})
    may = {verb: not refusal(stand, attempt_of(user, case, f"move_{verb}", said)) for verb in ("accept", "refuse", "withdraw")}
    return {"may": may, "answers": asked.answers, "late": offer_of(move, case).is_late(calendar_of(case.county_id))}


def _moved(case: Case, found: Move | None) -> dict[str, Any]:
    """The last move that was accepted, and what the rosters say where it is something else."""
    if found is None:
        return {}
    row = Coverage.objects.filter(round=case.round_id, child=case.child_id).select_related("town", "village", "school").first()
    return {"last": found, "rosters": _rosters_say(case, row) if row else ""}


def _rosters_say(case: Case, row: Coverage) -> str:
    said = [in_words(row.town, row.village)] if (row.town, row.village) != (case.town, case.village) else []
    said += [str(row.school)] if row.school and row.school != case.school else []
    return "，".join(word for word in said if word)


@dataclass(frozen=True)
class Group:
    """Places to choose from, under one heading: word of the form and name of each."""

    name: str
    places: list[tuple[str, str]]


def targets(case: Case, kinds: Iterable[str]) -> list[Group]:
    """All places of the county but those where the case stands."""
    return [group for kind in kinds for group in (_schools(case) if kind == SCHOOL else _areas(case)) if group.places]


def _areas(case: Case) -> Iterator[Group]:
    areas = list(Area.objects.filter(path__startswith=case.county.path).exclude(pk=case.county_id).order_by("path"))
    for town in (area for area in areas if area.kind == Area.Kind.TOWNSHIP):
        inside = [town, *(area for area in areas if area.parent_id == town.pk)]
        here = case.village_id or case.town_id
        yield Group(str(town), [(area.code, str(area)) for area in inside if area.pk != here])


def _schools(case: Case) -> Iterator[Group]:
    rows = School.objects.filter(county=case.county_id).exclude(pk=case.school_id or 0).order_by("name")
    yield Group("", [(school.url_word, str(school)) for school in rows])


def open_tasks(case: Case) -> list[Any]:
    """What goes along with the case: each task that is open, with its due day."""
    keys = list(Task.objects.filter(case=case).open().order_by("due_on").values_list("pk", flat=True))
    return rows_of(keys, calendar_of(case.county_id), timezone.localdate())


def own_part(user: User, move: Move) -> list[Event]:
    """What happened to a case until another place accepted it, and nothing after: for the place that let go. Whose child it is no
    more opens nothing restricted; what they recorded themselves they see."""
    sight = sight_of(user, move.case).shut()
    rows = move.case.events.filter(version__lte=move.until).select_related("actor")
    events = [event for event in rows if sight.shows(event)]
    proofs = Proof.objects.filter(event__in=events, added_at__lte=move.answered_at, attachment__withdrawn_at=None)
    shown: dict[Any, list[Proof]] = {}
    for proof in proofs.select_related("attachment"):
        shown.setdefault(proof.event_id, []).append(proof)
    for event in events:
        event.said = event.note if sight.shows_note(event) else ""  # type: ignore[attr-defined]  # for the template
        event.kept = shown.get(event.pk, [])  # type: ignore[attr-defined]  # for the template
    return events
