"""The text of a key file, and what two writings of one number have in common: pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex

from guixiao.lib.crypto import Key, hmac_sm3
from guixiao.lib.ids import parse_identity

SEAL, INDEX = "seal", "index"
INDEX_BYTES = 32
WHOLE_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
TITLE = """\
# Guixiao 归校: the keys of everything encrypted in the database and in the sealed files beside it.
# Whoever has this file and the database reads every number; without it nobody does, ever. Keep a copy apart from the database's.
# The last line of each kind is in use; earlier ones only read.
"""


class KeysUnfit(ValueError):
    """The key file or GUIXIAO_KEYS cannot be used; the message never holds a key."""


@dataclass(frozen=True)
class Ring:
    """Keys by id, the one in use last; and the secret of the blind indices, the one in use last."""

    sealing: Mapping[bytes, Key]
    indexing: tuple[bytes, ...]

    @property
    def key(self) -> Key:
        return next(reversed(self.sealing.values()))  # type: ignore[call-overload, no-any-return]

    @property
    def index_secret(self) -> bytes:
        return self.indexing[-1]

    @property
    def ids(self) -> dict[str, str]:
        """Of every key its id in 8 hex characters, and what it is for."""
        found = {key_id.hex(): SEAL for key_id in self.sealing}
        return found | {index_id(secret): INDEX for secret in self.indexing}


def index_id(secret: bytes) -> str:
    return hmac_sm3(secret, b"guixiao key id")[:4].hex()


def fresh_line(kind: str) -> str:
    return f"{kind} {token_hex(16 if kind == SEAL else INDEX_BYTES)}\n"


def fresh_text() -> str:
    return TITLE + fresh_line(SEAL) + fresh_line(INDEX)


def parse(text: str) -> Ring:
    """`seal HEX` and `index HEX`, a line each; in an environment variable commas and colons do as well."""
    sealing, indexing = {}, []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if not line.lstrip().startswith("#")]
    for number, entry in ((number, entry.strip()) for number, line in lines for entry in line.split(",") if entry.strip()):
        secret = _secret(re.split(r"[\s:]+", entry), number)
        if entry.startswith(SEAL):
            key = Key(secret)
            sealing[key.id] = key
        else:
            indexing.append(secret)
    if not sealing or not indexing:
        raise KeysUnfit("there must be at least one line 'seal HEX' and one line 'index HEX'")
    return Ring(sealing, tuple(indexing))


def _secret(words: list[str], number: int) -> bytes:
    lengths = {SEAL: 16, INDEX: INDEX_BYTES}
    if len(words) != 2 or words[0] not in lengths:
        raise KeysUnfit(f"line {number}: expected 'seal' or 'index' and hexadecimal characters")
    if not re.fullmatch(f"[0-9a-fA-F]{{{2 * lengths[words[0]]}}}", words[1]):
        raise KeysUnfit(f"line {number}: expected {2 * lengths[words[0]]} hexadecimal characters after {words[0]!r}")
    return bytes.fromhex(words[1])


def normal(kind: str, text: str) -> str:
    """What is the same of one number however it is written; "" for nothing."""
    plain = re.sub(r"[\s'’`\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if kind == "id_number":
        return plain if WHOLE_NUMBER.fullmatch(plain) else parse_identity(text).number or plain
    if kind == "phone":
        return re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", plain)
    return plain


def blind(secret: bytes, kind: str, text: str) -> str:
    """32 hex characters that are equal for equal numbers of one kind and say nothing else to whoever lacks the secret."""
    plain = normal(kind, text)
    return hmac_sm3(secret, f"{kind}\0{plain}".encode())[:16].hex() if plain else ""
