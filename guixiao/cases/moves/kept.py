"""What the policy of a round says about moving, as the round keeps it; of an earlier round, what the shipped policy says."""

from guixiao.cases.moves.rules import SCHOOL
from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.moves import Moves, moves_of


def moves_for(made: Round) -> Moves:
    kept = made.wording.get("moves")
    return moves_of(kept) if kept else policy_for(made.as_of).moves


def offering(made: Round, move: str) -> tuple[str, ...]:
    """The posts that may offer such a move: HOME or SCHOOL."""
    policy = moves_for(made)
    return policy.school if move == SCHOOL else policy.home
