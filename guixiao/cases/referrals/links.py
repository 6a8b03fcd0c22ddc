"""The link of one referral: its token, its code, and whoever has opened it. Only hashes are kept; nothing else opens anything.

Whatever is wrong with a token or a code looks the same and takes the same time: unknown, over, locked, used, taken back.
"""

import hashlib
import secrets
import time
import unicodedata
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from guixiao.cases.referrals.models import Referral
from guixiao.cases.referrals.rules import CODE_DIGITS, LINK, OPENED_FOR, TOKEN_LENGTH, TOKEN_LETTERS

OPENED = "referrals_opened"  # in the session: key of a referral -> hash of the token it was opened by, and when


def new_token() -> str:
    return "".join(secrets.choice(TOKEN_LETTERS) for _ in range(TOKEN_LENGTH))


def new_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def token_hash(token: str) -> str:
    """Long and random: a plain digest cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_hash(code: str) -> str:
    """Short: hashed slowly and with salt, as a password."""
    return make_password(code)


def by_token(token: str) -> Referral | None:
    rows = Referral.objects.filter(channel=LINK, token_hash=token_hash(token))
    return rows.select_related("case__child", "case__round", "county").first()


def code_fits(typed: str, hashed: str) -> bool:
    """`hashed` "" where there is nothing to open: as much work all the same."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", typed)[:40] if char.isdigit())
    return check_password(digits, hashed or _decoy()) and bool(hashed)


@cache
def _decoy() -> str:
    return make_password(secrets.token_hex())


def wait_out(began: float) -> None:
    """No answer comes sooner than settings.CODE_SECONDS: neither right nor wrong, known nor unknown can be told by the time."""
    time.sleep(max(0.0, settings.CODE_SECONDS - (time.monotonic() - began)))


def remember(session: Any, referral: Referral, now: float) -> None:
    """This browser has shown the code; under a new key of its session."""
    session.cycle_key()
    session[OPENED] = {**session.get(OPENED, {}), str(referral.pk): [referral.token_hash, now]}


def has_opened(session: Any, referral: Referral, now: float) -> bool:
    """For half an hour, and only by the token it has now."""
    by, since = session.get(OPENED, {}).get(str(referral.pk), ["", 0.0])
    return bool(by) and by == referral.token_hash and now - since < OPENED_FOR
