"""What a word in a status column means: the entry of a word list that a free text stands for."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

# A word right after one of these is denied: 未休学, 非休学, 无休学, 未办理休学.
NEGATIONS = ("未", "非", "无", "不", "没", "没有", "不是", "并非", "未办理", "没办理", "未曾", "未申请")
# A yes-or-no cell filled with the question: 休学：否.
DENIAL = "否"
_WHOLE_NUMBER = re.compile(r"\s*(\d+)\.0+\s*")


@dataclass(frozen=True)
class StatusWord:
    """Words that put a child into a bucket with an outcome; `exceptions` are texts that hold such a word and do not mean it."""

    words: tuple[str, ...]
    bucket: str
    outcome: str
    exceptions: tuple[str, ...] = ()
    sample: bool = False


class Worded(Protocol):
    """What an entry of a word list must have to be found; `exceptions` are honoured where it has them."""

    @property
    def words(self) -> tuple[str, ...]: ...


Entry = TypeVar("Entry", bound=Worded)


@dataclass(frozen=True)
class _Hit(Generic[Entry]):
    start: int
    end: int
    entry: Entry | None = None

    def within(self, other: "_Hit[Entry]") -> bool:
        return other.start <= self.start and self.end <= other.end


def find_status(words: Sequence[Entry], text: str) -> Entry | None:
    """The entry that `text` names: as a whole, else by the longest word that it contains and does not deny.

    Of words of equal length the entry that stands first wins. Codes (words of ASCII letters and digits) count only when they
    are the whole text: 11 must not be found in 2011.
    """
    said = plain(text)
    if not said:
        return None
    for entry in words:
        if said in _forms(entry.words):
            return entry
    hits, denied = _hits(words, said)
    standing = [hit for hit in hits if not any(hit.within(no) for no in denied)]
    return max(standing, key=lambda hit: hit.end - hit.start).entry if standing else None


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Letters and digits only, width and case folded; 11.0 (Excel's reading of the code 11) is 11."""
    folded = unicodedata.normalize("NFKC", text).lower()
    if number := _WHOLE_NUMBER.fullmatch(folded):
        folded = number[1]
    return "".join(filter(str.isalnum, folded))


@lru_cache(maxsize=1024)
def _forms(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(plain, words))


def _hits(words: Sequence[Entry], said: str) -> tuple[list[_Hit[Entry]], list[_Hit[Entry]]]:
    """Where words stand in the text: those that hold, and those denied or made an exception of."""
    hits: list[_Hit[Entry]] = []
    denied: list[_Hit[Entry]] = []
    for entry in words:
        for start, end in _places(entry.words, said):
            (denied if _is_denied(said, start, end) else hits).append(_Hit(start, end, entry))
        denied += [_Hit(start, end) for start, end in _places(getattr(entry, "exceptions", ()), said)]
    return hits, denied


def _places(words: tuple[str, ...], said: str) -> Iterator[tuple[int, int]]:
    for word in _forms(words):
        if word.isascii() or word not in said:
            continue
        start = said.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = said.find(word, start + 1)


def _is_denied(said: str, start: int, end: int) -> bool:
    return said[:start].endswith(NEGATIONS) or said[end:] == DENIAL
