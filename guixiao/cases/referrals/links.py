"""The link of one referral, and whoever has opened it: `vault.handed` makes and compares tokens and codes."""

from typing import Any

from guixiao.cases.referrals.models import Referral
from guixiao.cases.referrals.rules import LINK, OPENED_FOR
from guixiao.vault.handed import code_fits, code_hash, new_code, new_token, token_hash, wait_out

__all__ = ["code_fits", "code_hash", "new_code", "new_token", "token_hash", "wait_out"]

OPENED = "referrals_opened"  # in the session: key of a referral -> hash of the token it was opened by, and when


def by_token(token: str) -> Referral | None:
    rows = Referral.objects.filter(channel=LINK, token_hash=token_hash(token))
    return rows.select_related("case__child", "case__round", "county").first()


def remember(session: Any, referral: Referral, now: float) -> None:
    """This browser has shown the code; under a new key of its session."""
    session.cycle_key()
    session[OPENED] = {**session.get(OPENED, {}), str(referral.pk): [referral.token_hash, now]}


def has_opened(session: Any, referral: Referral, now: float) -> bool:
    """For half an hour, and only by the token it has now."""
    by, since = session.get(OPENED, {}).get(str(referral.pk), ["", 0.0])
    return bool(by) and by == referral.token_hash and now - since < OPENED_FOR
