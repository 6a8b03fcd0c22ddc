"""Reads the queue: what is open, what is next, how far it is, what was decided and not yet counted."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.reviews.models import Decision, Doubt, DoubtQuerySet
from guixiao.reviews.rules import OUTCOME, Progress
from guixiao.tables.kept import kept, kept_sum
from guixiao.vault.keys import blind_index

CHILD_WAITS = 3


def asked(user: User) -> DoubtQuerySet:
    """Every doubt of the current round that is this user's to see."""
    return Doubt.objects.visible_to(user).current().select_related("round__county", "town", "held_by", "coverage")


def waiting(user: User) -> DoubtQuerySet:
    """Open, and nobody else is looking at it, in turn."""
    return asked(user).open().not_held(user, timezone.now()).in_turn()


def progress(user: User) -> dict[bool, Progress]:
    """Of the doubts on which a child's place hangs (True), and of the others."""
    whole, still = (Counter(dict(_by_risk(user, still))) for still in (False, True))
    rest = whole.total() - whole[CHILD_WAITS], still.total() - still[CHILD_WAITS]
    waits = whole[CHILD_WAITS], still[CHILD_WAITS]
    return {True: Progress(waits[0] - waits[1], waits[0]), False: Progress(rest[0] - rest[1], rest[0])}


@kept
def _by_risk(user: User, still: bool) -> Any:
    doubts = asked(user).open() if still else asked(user)
    return doubts.order_by().values_list("risk").annotate(count=Count("pk"))


def last_of(user: User) -> Decision | None:
    """One's own newest decision that stands: what `undo` takes back."""
    return next(iter(_last(user, maker=user.pk)), None)


@kept
def _last(user: User, *, maker: int) -> Any:
    mine = Decision.objects.visible_to(user).in_force().filter(made_by=maker)
    return mine.select_related("doubt__round__county", "doubt__town", "doubt__coverage__child")[:1]


@dataclass(frozen=True)
class Uncounted:
    """Decisions made, and decisions taken back, since the current round was counted."""

    made: int
    undone: int

    @property
    def whole(self) -> int:
        return self.made + self.undone


def uncounted(county: Area) -> Uncounted:
    return Uncounted(_made(county=county.pk), _undone(county=county.pk))


@kept_sum
def _made(*, county: int) -> int:
    in_it = Q(counted__round__current__county=county)
    return Decision.objects.filter(doubt__round__county=county).in_force().exclude(in_it).count()


@kept_sum
def _undone(*, county: int) -> int:
    in_it = Q(counted__round__current__county=county)
    return Decision.objects.filter(doubt__round__county=county).filter(in_it).exclude(undone_at=None).count()


def all_decided(county: Area) -> bool:
    """Nothing is left to decide in the county's current round: time to count again by itself."""
    return not Doubt.objects.current().filter(round__county=county).open().exists()


def earlier(doubt: Doubt) -> Decision | None:
    """What was last decided about this child elsewhere: in another round, with facts that have changed since."""
    by_number, by_name = (blind_index(kind, text) for kind, text in (("id_number", doubt.number), ("name", doubt.name_and_birth)))
    about = Q(doubt__coverage__child=doubt.coverage.child_id)
    about |= Q(number_index=by_number) & ~Q(number_index="")
    about |= Q(name_index=by_name) & ~Q(name_index="")
    found = Decision.objects.of_county(doubt.round.county).in_force().exclude(doubt__round=doubt.round_id)
    return found.filter(about, Q(doubt__roster=doubt.roster) | Q(kind=OUTCOME)).select_related("made_by").first()
