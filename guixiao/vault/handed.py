"""What opens one thing for one person without an account: a long link, and a short code by another way. Only hashes are kept.

Whatever is wrong with a token or a code looks the same and takes the same time: unknown, over, locked, used, taken back.
"""

import hashlib
import secrets
import time
import unicodedata
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

TRIES = 5  # wrong codes, then the link is locked
CODE_DIGITS = 6
TOKEN_LETTERS = "bcdfghjkmnpqrstvwxz"  # no digits: addresses with a long row of them are cleaned; no vowels: it spells nothing
TOKEN_LENGTH = 40  # 169 bits


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
