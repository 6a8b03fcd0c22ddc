"""Looks for numbers where none should stand: pure."""

import re
from collections.abc import Iterator
from pathlib import Path

from guixiao.lib.ids import is_valid
from guixiao.lib.masks import OPAQUE

ID = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
RAW_ID = re.compile(rb"(?=(\d{17}[\dXx]))")
HEX = re.compile(rb"[0-9a-fA-F]*")
CHUNK, AROUND = 1 << 24, 64


def numbers_in(text: str) -> list[str]:
    """What kinds of number of a person stand in a text; digests and UUIDs are none."""
    plain = OPAQUE.sub(" ", text)
    kinds = {
        "an identity number": any(_dated(found[0]) for found in ID.finditer(plain)),
        "a telephone number": PHONE.search(plain),
    }
    return [kind for kind, found in kinds.items() if found]


def _dated(number: str) -> bool:
    """With a month and a day where an identity number has them; its check character may be wrong, as rosters have it."""
    return 1 <= int(number[10:12]) <= 12 and 1 <= int(number[12:14]) <= 31 and number[6:8] in ("19", "20")


def numbers_in_file(path: Path) -> Iterator[int]:
    """Where in a file identity numbers stand that pass every check; inside 32 and more hexadecimal characters it is a key."""
    begin, before = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            block = before + chunk
            for found in RAW_ID.finditer(block, max(len(before) - AROUND, 0)):
                at = found.start()
                if at + 18 <= len(block) and is_valid(found[1].decode().upper()) and not _in_a_key(block, at):
                    yield begin - len(before) + at
            begin, before = begin + len(chunk), block[-2 * AROUND :]


def _in_a_key(block: bytes, at: int) -> bool:
    after = HEX.match(block, at)
    ahead = HEX.match(block[max(at - AROUND, 0) : at][::-1])
    return (len(after[0]) if after else 0) + (len(ahead[0]) if ahead else 0) >= 32
