"""What the policy of a round says about reports, as the round keeps it; of an earlier round, what the shipped policy says."""

from django.utils.translation import get_language

from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.alerts import Alerts, alerts_of


def alerts_for(made: Round) -> Alerts:
    """Read once for all that is asked of the round."""
    if not hasattr(made, "alerts_read"):
        kept = made.wording.get("alerts")
        made.alerts_read = alerts_of(kept) if kept else policy_for(made.as_of).alerts  # type: ignore[attr-defined]
    found: Alerts = made.alerts_read  # type: ignore[attr-defined]
    return found


def word(row: "object | None") -> str:
    """A row of the policy in the language of the page."""
    return str(getattr(row, "en" if (get_language() or "").startswith("en") else "zh", ""))
