"""Cases offered to another place: to be answered within the policy's working days."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source
from guixiao.cases.lists.sources.people import holders
from guixiao.cases.moves.asking import held_at, read, slim, to_answer, who_answers
from guixiao.cases.moves.kept import moves_for
from guixiao.cases.moves.models import Move
from guixiao.lib.workdays import working_days_after

MOVE = "move"


def _spots(asked: Asked) -> list[Spot]:
    user = asked.user.only("move")
    found = to_answer(user) if asked.mine else slim(Move.objects.visible_to(user).waiting())
    if asked.area and found:
        inside = asked.area.path
        here = Q(to_village__path__startswith=inside) | Q(to_village=None, to_town__path__startswith=inside)
        here |= Q(to_village=None, to_town=None, to_school__area__path__startswith=inside)
        there = set(Move.objects.filter(here, pk__in=[move.pk for move in found]).values_list("pk", flat=True))
        found = [move for move in found if move.pk in there]
    held = held_at([(move, move.case) for move in found]) if found else frozenset()
    return [_spot(asked, move, held) for move in found]


def _spot(asked: Asked, move: Move, held: Any) -> Spot:
    due = working_days_after(move.offered_on, moves_for(move.case.round).days, asked.calendar)
    posts = who_answers(move, move.case, held, asked.calendar)
    return Spot(due, MOVE, move.pk, posts[0][0] if posts else "")


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    found = list(read(Move.objects.filter(pk__in=[spot.key for spot in spots])))
    held = held_at([(move, move.case) for move in found]) if found else frozenset()
    posts = {move.pk: who_answers(move, move.case, held, asked.calendar) for move in found}
    who = holders(at for steps in posts.values() for at in steps)
    return {(MOVE, move.pk): Line(
        _("答复：接不接收（从 %(here)s）") % {"here": move.here}, move.case.child.name, reverse("move", args=[move.pk]),
        move.there, tuple(who[at] for at in posts[move.pk]),
    ) for move in found}  # fmt: skip


SOURCE = Source({MOVE: gettext_lazy("移交，等答复")}, _spots, _lines)
