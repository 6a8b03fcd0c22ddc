"""What the policy of a round says about referrals, as the round keeps it; of an earlier round, what the shipped policy says."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from guixiao.children.models import Round
from guixiao.policy import policy_for
from guixiao.policy.referrals import Referrals, referrals_of


def referrals_for(made: Round) -> Referrals:
    """Read once for all that is asked of the round."""
    if not hasattr(made, "referrals_read"):
        kept = made.wording.get("referrals")
        made.referrals_read = referrals_of(kept) if kept else policy_for(made.as_of).referrals  # type: ignore[attr-defined]
    found: Referrals = made.referrals_read  # type: ignore[attr-defined]
    return found


def departments_named() -> Mapping[str, str]:
    """Of the rounds that are shown now; before the first one, of the shipped policy."""
    rounds = list(Round.objects.filter(current__isnull=False).order_by("pk"))
    told = [referrals_for(made) for made in rounds] or [policy_for(timezone.localdate()).referrals]
    return {name: in_words(vars(row)) for referrals in told for name, row in referrals.departments.items()}


def in_words(row: Mapping[str, Any] | None) -> str:
    """A row with zh and en in the language of the page."""
    return str((row or {}).get("en" if (get_language() or "").startswith("en") else "zh", ""))
