"""What the policy of a round says about orders, as the round keeps it; of an earlier round, what the shipped policy says."""

from django.utils.translation import get_language

from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.orders import Goal, Orders, orders_of


def orders_for(made: Round) -> Orders:
    """Read once for all that is asked of the round."""
    if not hasattr(made, "orders_read"):
        kept = made.wording.get("orders")
        made.orders_read = orders_of(kept) if kept else policy_for(made.as_of).orders  # type: ignore[attr-defined]
    found: Orders = made.orders_read  # type: ignore[attr-defined]
    return found


def word(goal: Goal | None) -> str:
    """A goal in the language of the page."""
    return str(getattr(goal, "en" if (get_language() or "").startswith("en") else "zh", ""))
