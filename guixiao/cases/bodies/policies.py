"""What the policy of a round says about bodies and key places, as the round keeps it; of an earlier round, what is shipped."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.bodies import Bodies, bodies_of


def bodies_for(made: Round) -> Bodies:
    """Read once for all that is asked of the round."""
    if not hasattr(made, "bodies_read"):
        kept = made.wording.get("bodies")
        made.bodies_read = bodies_of(kept) if kept else policy_for(made.as_of).bodies  # type: ignore[attr-defined]
    found: Bodies = made.bodies_read  # type: ignore[attr-defined]
    return found


def word(row: Any) -> str:
    """A row of the policy in the language of the page."""
    return str(getattr(row, "en" if (get_language() or "").startswith("en") else "zh", ""))


def words(rows: Mapping[str, Any]) -> dict[str, str]:
    return {name: word(row) for name, row in rows.items()}
