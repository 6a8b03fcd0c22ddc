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

import numpy as np

NOISE = re.compile(r"[ \t\r\f\v\u3000\u00a0\u200b-\u200f\ufeff·•‧∙⋅・⸱᛫●.．。,，、'‘’`\"0-9_\-]+")
BRACKETED = re.compile(r"[(（\[【][^)）\]】\n]*[)）\]】]?")
# A character that a computer could not write: a letter or pinyin beside Chinese, a code of some maker's own font.
UNWRITTEN = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])[A-Za-z]+|[\ue000-\uf8ff\ufffd]")
UNKNOWN = "*×Xx某□〇○#"
CORNERS = 5  # digits of the four corners, and of the part between them
STROKES = "-" * CORNERS


Codes = np.ndarray[tuple[int, ...], np.dtype[np.uint32]]
FOLD, SOUND, NEAR, SHAPE, PART = 2, 4, 6, slice(8, 8 + CORNERS), 14  # where they stand in a line of the file


class Tables(NamedTuple):
    """The same as dictionaries, for whoever wants to know what belongs together."""

    fold: dict[int, str]
    sound: dict[int, str]
    near: dict[int, str]
    part: dict[int, str]  # the right-hand part, as one character


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _text(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _lines() -> Codes:
    """The file as code points: every line is as long as every other."""
    text = (files("guixiao.linkage") / "data" / "characters.tsv").read_text(encoding="utf-8")
    return _codes(text).reshape(-1, text.index("\n") + 1)


@cache
def tables() -> Tables:
    lines = _lines()
    codes = lines[:, 0].tolist()
    fold, sound, near, part = (dict(zip(codes, _text(lines[:, column]), strict=True)) for column in (FOLD, SOUND, NEAR, PART))
    return Tables({code: folded for code, folded in fold.items() if ord(folded) != code}, sound, near, part)


@cache
def _table(column: int) -> Codes:
    """What each code point becomes, up to the last one in the file; what could not be read is folded to "?"."""
    lines = _lines()
    table = np.arange(lines[:, 0].max() + 1, dtype=np.uint32)
    table[lines[:, 0]] = lines[:, column]
    if column == FOLD:
        table[[ord(mark) for mark in UNKNOWN]] = ord("?")
    return table


@cache
def _corners() -> Codes:
    """Five digits for each code point up to the last one in the file; none for one that is not there. A new line stays one."""
    lines = _lines()
    table = np.full((lines[:, 0].max() + 2, CORNERS), ord(STROKES[0]), dtype=np.uint32)
    table[lines[:, 0]] = lines[:, SHAPE]
    table[ord("\n")] = [ord("\n"), *[0] * (CORNERS - 1)]
    return table


def _changed(text: str, column: int) -> str:
    codes, table = _codes(text), _table(column)
    return _text(np.where(codes < len(table), table[np.minimum(codes, len(table) - 1)], codes))


def _column(names: list[str]) -> str:
    text = "\n".join(names)
    if "\r" in text or text.count("\n") >= max(1, len(names)):
        text = "\n".join(name.replace("\n", "").replace("\r", "") for name in names)
    return text


def clean_names(names: list[str]) -> list[str]:
    """Names in simplified characters without spaces, dots and remarks; what could not be read is "?"."""
    text = BRACKETED.sub("", unicodedata.normalize("NFKC", _column(names)))
    return _changed(UNWRITTEN.sub(_unwritten, NOISE.sub("", text)), FOLD).split("\n")


def _unwritten(found: re.Match[str]) -> str:
    return "?" * len(found[0]) if set(found[0]) <= set("Xx") else "?"


def sounds(names: list[str]) -> list[str]:
    return _changed("\n".join(names), SOUND).split("\n")


def near_sounds(names: list[str]) -> list[str]:
    return _changed("\n".join(names), NEAR).split("\n")


def shapes(names: list[str]) -> tuple[list[str], list[str]]:
    """Of each name the four-corner digits, CORNERS for each character, and the right-hand parts, one for each character."""
    text, table = "\n".join(names), _corners()
    digits = table[np.minimum(_codes(text), len(table) - 1)].ravel()
    return _text(digits[digits > 0]).split("\n"), _changed(text, PART).split("\n")
