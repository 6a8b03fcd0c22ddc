"""What the policy of a round says about moving, as the round keeps it; of an earlier round, what the shipped policy says."""

from guixiao.cases.moves.rules import SCHOOL
from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.moves import Moves, moves_of


def moves_for(made: Round) -> Moves:
    """Read once for all that is asked of the round."""
    if not hasattr(made, "moves_read"):
        kept = made.wording.get("moves")
        made.moves_read = moves_of(kept) if kept else policy_for(made.as_of).moves  # type: ignore[attr-defined]
    found: Moves = made.moves_read  # type: ignore[attr-defined]
    return found


def offering(made: Round, move: str) -> tuple[str, ...]:
    """The posts that may offer such a move: HOME or SCHOOL."""
    policy = moves_for(made)
    return policy.school if move == SCHOOL else policy.home
