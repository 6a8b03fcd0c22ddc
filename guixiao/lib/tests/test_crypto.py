"""SM4-GCM, SM3 and HMAC-SM3 against published vectors; what was sealed opens unchanged or not at all."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.lib.crypto import (
    CHUNK,
    FILE_HEAD,
    HEAD,
    TAG,
    Key,
    Unopened,
    _encrypted,
    hmac_sm3,
    key_id,
    seal,
    seal_chunks,
    sm3,
    unseal,
    unseal_chunks,
)

KEY, OTHER = Key(bytes(range(16))), Key(bytes(16))
KEYS = {KEY.id: KEY, OTHER.id: OTHER}


def test_sm3_is_the_national_standards():
    """GB/T 32905-2016, annex A."""
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_sm4_gcm_is_rfc_8998s():
    """RFC 8998, appendix A.1."""
    secret = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex("aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8)
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = _encrypted(secret, nonce, plain, aad).hex()
    assert sealed == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15"
        "a56834cbcf98c397b4024a2691233b8d" + "83de3541e4c2b58177e065a9bf7b62ec"
    )


def test_hmac_sm3_differs_by_secret_and_text():
    assert len({hmac_sm3(secret, text) for secret in (b"a", b"b") for text in (b"x", b"y")}) == 4
    assert len(hmac_sm3(b"a", b"x")) == 32


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_was_sealed_opens_as_it_was(plain: bytes, context: bytes):
    sealed = seal(KEY, plain, context)
    assert unseal(KEYS, sealed, context) == plain
    assert key_id(sealed) == KEY.id and len(sealed) == HEAD + len(plain) + TAG
    assert seal(KEY, plain, context) != sealed, "a nonce of its own each time"


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_bit_and_it_does_not_open(place: int, bits: int):
    sealed = bytearray(seal(KEY, b"522633201509010001", b"child.id_number"))
    sealed[place % len(sealed)] ^= bits
    with pytest.raises(Unopened):
        unseal(KEYS, bytes(sealed), b"child.id_number")


def test_it_opens_only_as_what_it_was_sealed_as_and_with_its_key():
    sealed = seal(KEY, b"13885501234", b"child.phone")
    with pytest.raises(Unopened, match="sealed as something else"):
        unseal(KEYS, sealed, b"child.id_number")
    with pytest.raises(Unopened, match=f"sealed with key {KEY.id.hex()}"):
        unseal({OTHER.id: OTHER}, sealed, b"child.phone")
    with pytest.raises(Unopened, match="not a sealed text"):
        unseal(KEYS, b"13885501234", b"child.phone")


def test_a_key_never_shows_itself():
    assert KEY.secret.hex() not in repr(KEY) and str(KEY.secret) not in repr(KEY)
    with pytest.raises(ValueError, match="16 bytes"):
        Key(b"short")


def file(plain: bytes, piece: int = 1000) -> bytes:
    return b"".join(seal_chunks(KEY, (plain[at : at + piece] for at in range(0, len(plain), piece))))


def opened(sealed: bytes, piece: int = 777) -> bytes:
    pieces: Iterable[bytes] = (sealed[at : at + piece] for at in range(0, len(sealed), piece))
    return b"".join(unseal_chunks(KEYS, pieces))


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_a_sealed_file_opens_whatever_its_length_and_however_it_is_read(length: int):
    plain = bytes(n % 251 for n in range(length))
    sealed = file(plain)
    assert opened(sealed) == plain
    assert plain[:50] not in sealed or length < 2


def test_a_file_that_was_cut_off_swapped_or_lengthened_does_not_open():
    sealed = file(bytes(3 * CHUNK))
    step = CHUNK + TAG
    head, one, two, three = sealed[:FILE_HEAD], *(sealed[FILE_HEAD + n * step :][:step] for n in range(3))
    assert opened(head + one + two + three) == bytes(3 * CHUNK)
    for wrong in (
        head + one + two,
        head + two + one + three,
        head + one + three,
        head,
        sealed[:-1],
        sealed + b"x",
        sealed + three,
    ):
        with pytest.raises(Unopened):
            opened(wrong)
    with pytest.raises(Unopened, match="not a sealed file"):
        opened(b"PK\x03\x04" + bytes(100))
