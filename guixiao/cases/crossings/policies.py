"""What the policy of a round says about looking beyond one's place; of an earlier round, what the shipped policy says."""

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.crossings import Crossings, crossings_of


def crossings_for(made: Round | None) -> Crossings:
    kept = made.wording.get("crossings") if made else None
    return crossings_of(kept) if kept else policy_for(made.as_of if made else timezone.localdate()).crossings


def policy_of(user: User) -> Crossings:
    """Of the round that the person's county shows."""
    return crossings_for(Round.objects.shown_to(user))
