"""One-time codes by the clock (TOTP, RFC 6238): pure. The arithmetic is that of the `cryptography` package."""

import base64
import hmac
import unicodedata
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from guixiao.lib.crypto import hmac_sm3

STEP = 30  # seconds for which a code is shown; every app for telephones knows this and six digits of SHA-1, few know more
DIGITS = 6
BYTES = 20
DRIFT = (0, -1, 1)  # half minutes by which a telephone's clock may be off
RECOVERY_CODES = 10


def plain(typed: str) -> str:
    """As typed on a telephone: full-width digits, gaps and capitals do not matter."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).lower()


def code_at(secret: str, step: int) -> str:
    return HOTP(base64.b32decode(secret), DIGITS, SHA1()).generate(step).decode()


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP


def step_of(secret: str, code: str, moment: datetime) -> int | None:
    """Of which half minute this is the code, if of one about now."""
    now = step_at(moment)
    return next((now + by for by in DRIFT if hmac.compare_digest(code_at(secret, now + by).encode(), code.encode())), None)


def address(secret: str, issuer: str, username: str) -> str:
    """What the QR code says (otpauth://)."""
    label = quote(f"{issuer}:{username}", safe=":")
    return f"otpauth://totp/{label}?" + urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)


def in_fours(secret: str) -> str:
    """To be typed from the screen."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def digest_of(secret: str, code: str) -> str:
    """Of a recovery code, under the secret that is sealed in the database."""
    return hmac_sm3(base64.b32decode(secret), plain(code).replace("-", "").encode()).hex()
