"""What the policy of a round says about looks, as the round keeps it; of an earlier round, what the shipped policy says."""

from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.looks import Looks, looks_of


def looks_for(made: Round) -> Looks:
    """Read once for all that is asked of the round."""
    if not hasattr(made, "looks_read"):
        kept = made.wording.get("looks")
        made.looks_read = looks_of(kept) if kept else policy_for(made.as_of).looks  # type: ignore[attr-defined]
    found: Looks = made.looks_read  # type: ignore[attr-defined]
    return found
