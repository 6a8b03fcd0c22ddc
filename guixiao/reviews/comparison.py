"""Two cells side by side, character by character, with what differs marked: pure.

Numbers stay masked. Where two numbers are a slip apart (at most two characters) those characters are shown, for they are what has
to be looked at; where they differ altogether only the places are marked.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from guixiao.lib.dates import parse_date
from guixiao.lib.masks import masked_text
from guixiao.lib.places import after_county

SLIP = 2  # differing characters of two numbers that may be one number mistyped
HIDDEN = "*"
HEAD, TAIL = 6, 4  # what stays visible of an identity number: the area, and the last four
PHONE_HEAD = 3
JOINT = "、"
IN_PLACE = ("number", "code", "date")  # of one length they are held place against place; everything else is aligned
Flags = tuple[bool, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of a cell; `differs` from the other side's."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Side:
    """A cell as it is compared: its characters, which of them differ, which are legible."""

    text: str
    differs: Flags
    shown: Flags

    @property
    def pieces(self) -> tuple[Piece, ...]:
        marked = [(char if shown else HIDDEN, differs)
                  for char, differs, shown in zip(self.text, self.differs, self.shown, strict=True)]  # fmt: skip
        return tuple(
            Piece("".join(char for char, _ in run), differs) for differs, run in groupby(marked, key=lambda pair: pair[1])
        )

    def also(self, other: "Side") -> "Side":
        """The same cell compared with one row more: marked where it differs from any, legible where any needs it."""
        return Side(self.text, _any(self.differs, other.differs), _any(self.shown, other.shown))


def _any(one: Flags, other: Flags) -> Flags:
    return tuple(a or b for a, b in zip(one, other, strict=True))


def compare(kind: str, one: str, other: str, *, unmasked: bool = False) -> tuple[Side, Side]:
    """Both cells. `kind`: text, place, date, list (several names), phone (several), number, code (a household's: its head's own
    number, perhaps), own (a code of each roster's own, not to be compared). `unmasked` shows every digit."""
    one, other = _read_both(kind, one, other)
    if kind in ("text", "place", "list") and not unmasked:
        one, other = masked_text(one), masked_text(other)
    several = kind in ("list", "phone")
    differs = (_items(one, other), _items(other, one)) if several else _characters(one, other, kind in IN_PLACE)
    slip = kind == "number" and bool(one and other) and max(sum(flags) for flags in differs) <= SLIP
    sides = []
    for text, flags in zip((one, other), differs, strict=True):
        visible = tuple(
            unmasked or seen or (slip and differing) for seen, differing in zip(legible(kind, text), flags, strict=True)
        )
        sides.append(Side(text, flags if one and other and kind != "own" else (False,) * len(text), visible))
    return sides[0], sides[1]


def agree(kind: str, one: str, other: str) -> str:
    """ "same", "differs", or "" where one side is silent."""
    one, other = _read_both(kind, one, other)
    if not one or not other or kind == "own":
        return ""
    if kind in ("list", "phone"):
        return "same" if set(one.split(JOINT)) & set(other.split(JOINT)) else "differs"
    return "same" if one == other else "differs"


def read(kind: str, text: str) -> str:
    """A cell as it is compared: a date in one way of writing, numbers without spaces; all else as it stands."""
    text = unicodedata.normalize("NFKC", text).strip()
    if kind == "date":
        return _date(text)
    if kind == "number":
        return "".join(text.upper().removeprefix("G").split())
    return text


def _read_both(kind: str, one: str, other: str) -> tuple[str, str]:
    """Addresses that name the same county, or of which one names none, begin after it."""
    one, other = read(kind, one), read(kind, other)
    if kind == "place":
        heads = {text.removesuffix(after_county(text)) for text in (one, other)}
        if len(heads - {""}) < 2:
            return after_county(one), after_county(other)
    return one, other


def _date(text: str) -> str:
    """2008-04-01, 2008-04 where the day is not known; what is no date stays as it is."""
    day = parse_date(text)
    if not day:
        return text
    year, month = divmod(day // 100, 100)
    return f"{year:04d}-{month:02d}" + (f"-{day % 100:02d}" if day % 100 else "")


def _characters(one: str, other: str, in_place: bool) -> tuple[Flags, Flags]:
    """Which characters differ."""
    if in_place and len(one) == len(other):
        flags = tuple(a != b for a, b in zip(one, other, strict=True))
        return flags, flags
    left, right = [True] * len(one), [True] * len(other)
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        left[block.a : block.a + block.size] = [False] * block.size
        right[block.b : block.b + block.size] = [False] * block.size
    return tuple(left), tuple(right)


def _items(one: str, other: str) -> Flags:
    """Names or telephones of a cell that the other cell does not have."""
    known = set(other.split(JOINT))
    flags: list[bool] = []
    for item in one.split(JOINT):
        flags += [item not in known] * len(item) + [False]
    return tuple(flags[: len(one)])


def legible(kind: str, text: str) -> Iterable[bool]:
    """Which characters anybody may read before asking for the number."""
    if kind == "number":
        return _unmasked(text, HEAD if len(text) >= 15 else 0, TAIL if len(text) >= 15 else 2)
    if kind in ("code", "own"):
        return _unmasked(text, HEAD, TAIL) if len(text) >= 15 else [True] * len(text)
    if kind == "phone":
        seen: list[bool] = []
        for item in text.split(JOINT):
            long = len(item) >= 11
            seen += [*_unmasked(item, PHONE_HEAD if long else 0, TAIL if long else 0), True]
        return seen[: len(text)]
    return [True] * len(text)


def _unmasked(text: str, head: int, tail: int) -> list[bool]:
    return [place < head or place >= len(text) - tail for place in range(len(text))]


def together(sides: Sequence[Side]) -> Side:
    """One cell that was compared with several rows."""
    whole = sides[0]
    for side in sides[1:]:
        whole = whole.also(side)
    return whole
