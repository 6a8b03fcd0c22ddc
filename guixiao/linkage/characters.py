"""Chinese characters as linkage compares them: folded to one form, by sound, by sound in a Guizhou ear, by shape.

The tables come from data/characters.tsv (scripts/build_characters.py names their sources and licences). A sound is
written as one representative character, so that `substr` and `length` count positions in a sound key as in a name
(DuckDB's own edit distances count UTF-8 bytes and are useless here).
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

NOISE = re.compile(r"[ \t\r\f\v\u3000\u00a0\u200b-\u200f\ufeff·•‧∙●.．。,，、'‘’`\"0-9_\-]+")
BRACKETED = re.compile(r"[(（\[【][^)）\]】\n]*[)）\]】]?")
UNKNOWN = str.maketrans({"?": "?", "*": "?", "×": "?", "X": "?", "x": "?", "某": "?", "□": "?", "〇": "?", "○": "?", "#": "?"})
CORNERS = 5  # digits of the four corners, and of the part between them
STROKES = "-" * CORNERS


class Tables(NamedTuple):
    fold: dict[int, str]
    sound: dict[int, str]
    near: dict[int, str]
    corners: "Corners"
    part: dict[int, str]  # the right-hand part, as one character


class Corners(dict[int, str]):
    """Five digits for each character; of a character that is in no table, none."""

    def __missing__(self, code: int) -> str:
        return "\n" if code == ord("\n") else STROKES


@cache
def tables() -> Tables:
    """The character tables, for `str.translate`."""
    text = (files("guixiao.linkage") / "data" / "characters.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    codes = [ord(row[0]) for row in rows]
    return Tables(
        {code: row[1] for code, row in zip(codes, rows, strict=True) if row[0] != row[1]},
        {code: row[2] for code, row in zip(codes, rows, strict=True)},
        {code: row[3] for code, row in zip(codes, rows, strict=True)},
        Corners((code, row[4]) for code, row in zip(codes, rows, strict=True)),
        {code: row[5] for code, row in zip(codes, rows, strict=True)},
    )


def _column(names: list[str]) -> str:
    text = "\n".join(names)
    if "\r" in text or text.count("\n") >= max(1, len(names)):
        text = "\n".join(name.replace("\n", "").replace("\r", "") for name in names)
    return text


def clean_names(names: list[str]) -> list[str]:
    """Names in simplified characters without spaces, dots and remarks; what could not be read is "?"."""
    text = BRACKETED.sub("", unicodedata.normalize("NFKC", _column(names)))
    return NOISE.sub("", text).translate(UNKNOWN).translate(tables().fold).split("\n")


def sounds(names: list[str]) -> list[str]:
    return "\n".join(names).translate(tables().sound).split("\n")


def near_sounds(names: list[str]) -> list[str]:
    return "\n".join(names).translate(tables().near).split("\n")


def shapes(names: list[str]) -> tuple[list[str], list[str]]:
    """Of each name the four-corner digits, CORNERS for each character, and the right-hand parts, one for each character."""
    text, table = "\n".join(names), tables()
    return text.translate(table.corners).split("\n"), text.translate(table.part).split("\n")
