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
from guixiao.cases.moves.asking import Offer, held_at, offer_of, offers_seen, read, to_answer
from guixiao.cases.moves.models import Move
from guixiao.lib.workdays import working_days_after

MOVE = "move"


def _spots(asked: Asked) -> list[Spot]:
    user = asked.user.only("move")
    found = to_answer(user) if asked.mine else offers_seen(user)
    if asked.area and found:
        inside = asked.area.path
        here = Q(to_village__path__startswith=inside) | Q(to_village=None, to_town__path__startswith=inside)
        here |= Q(to_village=None, to_town=None, to_school__area__path__startswith=inside)
        there = set(Move.objects.filter(here, pk__in=[offer.key for offer in found]).values_list("pk", flat=True))
        found = [offer for offer in found if offer.key in there]
    held = held_at(found)
    return [_spot(asked, offer, held) for offer in found]


def _spot(asked: Asked, offer: Offer, held: Any) -> Spot:
    posts = offer.asks(held, asked.calendar)
    due = working_days_after(offer.offered_on, offer.days, asked.calendar)
    return Spot(due, MOVE, offer.key, posts[0][0] if posts else "")


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    found = list(read(Move.objects.filter(pk__in=[spot.key for spot in spots])))
    waiting = [offer_of(move, move.case) for move in found]
    held = held_at(waiting)
    posts = {offer.key: offer.asks(held, asked.calendar) for offer in waiting}
    who = holders(at for steps in posts.values() for at in steps)
    return {(MOVE, move.pk): Line(
        _("答复：接不接收（从 %(here)s）") % {"here": move.here}, move.case.child.name, reverse("move", args=[move.pk]),
        move.there, tuple(who[at] for at in posts[move.pk]),
    ) for move in found}  # fmt: skip


SOURCE = Source({MOVE: gettext_lazy("移交，等答复")}, _spots, _lines)
