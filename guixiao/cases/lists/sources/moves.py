"""Cases offered to another place: to be answered within the policy's working days."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source
from guixiao.cases.lists.sources.people import holders
from guixiao.cases.moves.asking import READ, held_at, waiting_for, who_answers
from guixiao.cases.moves.kept import moves_for
from guixiao.cases.moves.models import Move
from guixiao.lib.workdays import working_days_after

MOVE = "move"


def _spots(asked: Asked) -> list[Spot]:
    user = asked.user.only("move")
    found = waiting_for(user) if asked.mine else _rows(Move.objects.visible_to(user).waiting())
    held = held_at([(move, move.case) for move in found]) if found else frozenset()
    return [_spot(asked, move, held) for move in found if not asked.area or _path(move).startswith(asked.area.path)]


def _spot(asked: Asked, move: Move, held: Any) -> Spot:
    due = working_days_after(move.offered_on, moves_for(move.case.round).days, asked.calendar)
    posts = who_answers(move, move.case, held, asked.calendar)
    return Spot(due, MOVE, move.pk, posts[0][0] if posts else "")


def _rows(moves: Any) -> list[Move]:
    return list(moves.select_related(*READ, "to_school__area", "to_school__county").order_by("offered_at", "pk"))


def _path(move: Move) -> str:
    area = move.to_village or move.to_town
    return area.path if area else move.to_school.path if move.to_school else ""


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    found = _rows(Move.objects.filter(pk__in=[spot.key for spot in spots]))
    held = held_at([(move, move.case) for move in found]) if found else frozenset()
    posts = {move.pk: who_answers(move, move.case, held, asked.calendar) for move in found}
    who = holders(at for steps in posts.values() for at in steps)
    return {(MOVE, move.pk): Line(
        _("答复：接不接收（从 %(here)s）") % {"here": move.here}, move.case.child.name, reverse("move", args=[move.pk]),
        move.there, tuple(who[at] for at in posts[move.pk]),
    ) for move in found}  # fmt: skip


SOURCE = Source({MOVE: gettext_lazy("移交，等答复")}, _spots, _lines)
