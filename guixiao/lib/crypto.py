"""The national algorithms (GB/T 32905 SM3, GB/T 32907 SM4), from the OpenSSL inside the `cryptography` wheel.

A sealed text is `version(1) ‖ key id(4) ‖ nonce(12) ‖ ciphertext ‖ tag(16)`: SM4 in Galois/counter mode, a random nonce for each.
"""

import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hmac import HMAC

VERSION = b"\x01"
ID, NONCE, TAG, SALT = 4, 12, 16, 16
HEAD = len(VERSION) + ID + NONCE
FILE_MAGIC = b"GXF\x01"
FILE_HEAD = len(FILE_MAGIC) + ID + SALT
CHUNK = 1 << 16  # plain bytes in one chunk of a sealed file


class Unopened(ValueError):
    """Something sealed does not open; the message says why and holds nothing of what was sealed."""


@dataclass(frozen=True)
class Key:
    """16 random bytes that seal. The id is worked out from them: two different keys never go by one id unnoticed."""

    secret: bytes = field(repr=False)
    id: bytes = field(init=False)

    def __post_init__(self) -> None:
        if len(self.secret) != 16:
            raise ValueError(f"an SM4 key has 16 bytes, not {len(self.secret)}")
        object.__setattr__(self, "id", hmac_sm3(self.secret, b"guixiao key id")[:ID])


def sm3(data: bytes) -> bytes:
    """32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def hmac_sm3(secret: bytes, data: bytes) -> bytes:
    """32 bytes."""
    mac = _keyed(secret).copy()
    mac.update(data)
    return mac.finalize()


@lru_cache(maxsize=16)
def _keyed(secret: bytes) -> HMAC:
    """Setting up takes longer than a short text."""
    return HMAC(secret, hashes.SM3())


def seal(key: Key, plain: bytes, context: bytes) -> bytes:
    """`context` says what it is (table and column): it is not stored, and what was sealed as one thing opens as no other."""
    nonce = os.urandom(NONCE)
    return VERSION + key.id + nonce + _encrypted(key.secret, nonce, plain, context)


def key_id(sealed: bytes) -> bytes:
    """Which key opens it."""
    if len(sealed) < HEAD + TAG or sealed[:1] != VERSION:
        raise Unopened("this is not a sealed text, or it was cut off")
    return sealed[1 : 1 + ID]


def unseal(keys: Mapping[bytes, Key], sealed: bytes, context: bytes) -> bytes:
    """The plain bytes; `Unopened` when the key is missing or one bit was changed."""
    wanted = key_id(sealed)
    if wanted not in keys:
        raise Unopened(f"sealed with key {wanted.hex()}, which is not among the keys")
    return _decrypted(keys[wanted].secret, sealed[1 + ID : HEAD], sealed[HEAD:], context)


def _encrypted(secret: bytes, nonce: bytes, plain: bytes, context: bytes) -> bytes:
    encryptor = Cipher(SM4(secret), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(context)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _decrypted(secret: bytes, nonce: bytes, body: bytes, context: bytes) -> bytes:
    decryptor = Cipher(SM4(secret), GCM(nonce, body[-TAG:])).decryptor()
    decryptor.authenticate_additional_data(context)
    try:
        return decryptor.update(body[:-TAG]) + decryptor.finalize()
    except InvalidTag:
        raise Unopened("it was changed since it was sealed, or it was sealed as something else") from None


# Long things: `magic(4) ‖ key id(4) ‖ salt(16)`, then chunks, each its ciphertext and tag. Every file has a secret of its own,
# worked out from key and salt; a chunk's nonce is its number and whether it is the last, so that one that was moved, left out
# or cut off is found.


def seal_chunks(key: Key, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a sealed file, of plain pieces of any length."""
    salt = os.urandom(SALT)
    head = FILE_MAGIC + key.id + salt
    yield head
    secret = _file_secret(key, salt)
    number, last = 0, b""
    for full in _even(chunks):
        if number:
            yield _encrypted(secret, _numbered(number - 1, last=False), last, head)
        number, last = number + 1, full
    yield _encrypted(secret, _numbered(max(number - 1, 0), last=True), last, head)


def file_key_id(head: bytes) -> bytes:
    if len(head) < FILE_HEAD or head[: len(FILE_MAGIC)] != FILE_MAGIC:
        raise Unopened("this is not a sealed file")
    return head[len(FILE_MAGIC) : len(FILE_MAGIC) + ID]


def unseal_chunks(keys: Mapping[bytes, Key], chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The plain pieces of a sealed file; it is whole and unchanged only if this comes to its end without `Unopened`."""
    pieces = _even(chunks, first=FILE_HEAD, then=CHUNK + TAG)
    head = next(pieces, b"")
    wanted = file_key_id(head)
    if wanted not in keys:
        raise Unopened(f"sealed with key {wanted.hex()}, which is not among the keys")
    secret = _file_secret(keys[wanted], head[-SALT:])
    held = next(pieces, b"")
    for number, following in enumerate(_followed(pieces)):
        yield _decrypted(secret, _numbered(number, last=following is None), _whole(held), head)
        held = following or b""


def _followed(pieces: Iterator[bytes]) -> Iterator[bytes | None]:
    """The rest of the pieces, and None after the last."""
    yield from pieces
    yield None


def _whole(body: bytes) -> bytes:
    if len(body) < TAG:
        raise Unopened("the file was cut off")
    return body


def _even(chunks: Iterable[bytes], first: int = CHUNK, then: int = CHUNK) -> Iterator[bytes]:
    """The same bytes in pieces of a fixed length, the last one shorter; none for no bytes."""
    held, length = bytearray(), first
    for chunk in chunks:
        held += chunk
        while len(held) >= length:
            yield bytes(held[:length])
            del held[:length]
            length = then
    if held:
        yield bytes(held)


def _file_secret(key: Key, salt: bytes) -> bytes:
    return hmac_sm3(key.secret, b"guixiao file" + salt)[:16]


def _numbered(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))
