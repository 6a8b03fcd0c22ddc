"""What the policy of a round says about accountability, as the round keeps it; of an earlier round, what the shipped one says."""

from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.accountability import Accountability, accountability_of


def accountability_for(made: Round) -> Accountability:
    """Read once for all that is asked of the round."""
    if not hasattr(made, "accountability_read"):
        kept = made.wording.get("accountability")
        made.accountability_read = (  # type: ignore[attr-defined]
            accountability_of(kept) if kept else policy_for(made.as_of).accountability
        )
    found: Accountability = made.accountability_read  # type: ignore[attr-defined]
    return found
