"""Finding the header row of a sheet and which column holds which field."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.cells import SPACES, strip

SEARCHED_ROWS = 30
HeadRow = tuple[int, Sequence[str | None]]
"""(spreadsheet row number, its cells)"""
Synonyms = Mapping[str, str]
"""normalised header text -> field, or "" for a column that is to be left out"""
Read = Callable[[str], str | None]
"""`field_of` of one roster; most texts of a head come twice and more"""

_SPACE = re.compile(f"[{re.escape(SPACES)}_]+")
_TAIL = re.compile(r"(?:[*:,.;、。☆★]|\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|〔[^〕]*〕|<[^<>]*>)+$")
_LEAD = re.compile(r"^(?:[*☆★]|[0-9]{1,3}[.、)]|\([0-9一二三四五六七八九十*]{1,3}\)|[一二三四五六七八九十]{1,2}、)+")
_FAMILY_GROUP = re.compile("成员|监护|家长|父|母|联系人|户主|家庭|亲属")
_GUARDIAN_GROUPS = (
    (re.compile("成员2|成员二|母|监护人2|监护人二|家长2|家长二"), "成员2"),
    (re.compile("成员1|成员一|父|监护|家长"), "成员1"),
)


@dataclass(frozen=True)
class Header:
    """`row` is the last row of the header; `columns[field]` are column indexes left to right; `labels[i]` is column i's
    text or ""; `words[i]` are texts that a repeated header shows in column i; `titles` are the texts above it."""

    row: int
    columns: Mapping[str, tuple[int, ...]]
    labels: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]

    def texts(self, field: str) -> tuple[str, ...]:
        return tuple(self.labels[index] for index in self.columns.get(field, ()))

    @property
    def used(self) -> frozenset[int]:
        return frozenset(index for indexes in self.columns.values() for index in indexes)

    @property
    def unused(self) -> tuple[str, ...]:
        return tuple(label for index, label in enumerate(self.labels) if label and index not in self.used)


def normalise(text: str | None) -> str:
    """NFKC, no white space or underscores, lower case, no leading numbering or marks."""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text or "")).lower()
    return _LEAD.sub("", plain) or plain


def synonyms_of(roster: str, headers: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, str]:
    """Every synonym of a roster's fields, normalised; the field that stands first in FIELDS keeps a synonym claimed twice.

    The headers of the field "" mean nothing: their columns are left out.
    """
    found: dict[str, str] = {}
    for field in ("", *FIELDS[roster]):
        for text in filter(None, (field, *headers.get(roster, {}).get(field, ()))):
            found.setdefault(normalise(text), field)
    return found


def field_of(text: str | None, synonyms: Synonyms) -> str | None:
    """The field that a header cell names, whole or without a trailing hint such as（必填）."""
    plain = normalise(text)
    if plain in synonyms:
        return synonyms[plain] or None
    return synonyms.get(_TAIL.sub("", plain)) or None if plain else None


def find_header(rows: Sequence[HeadRow], synonyms: Synonyms, least: int = 2) -> Header | None:
    """The header among the first rows: the row, or two rows, naming the most fields; None if no row names `least`."""
    best: tuple[tuple[int, bool], Header] | None = None
    read: Read = cache(lambda text: field_of(text, synonyms))
    plain = [(number, tuple(map(strip, cells))) for number, cells in rows[: SEARCHED_ROWS + 1]]
    titles: tuple[str, ...] = ()
    for index, (number, cells) in enumerate(plain[:SEARCHED_ROWS]):
        candidates = [(True, _single(number, cells, read, titles))]
        if index + 1 < len(plain) and plain[index + 1][0] == number + 1:
            candidates.append((False, _double(number, cells, plain[index + 1][1], read, synonyms, titles)))
        for single, header in candidates:
            rank = len(header.columns), single
            if len(header.columns) >= least and (best is None or rank > best[0]):
                best = rank, header
        titles += tuple(filter(None, cells))
    return best[1] if best else None


def _single(number: int, labels: tuple[str, ...], read: Read, titles: tuple[str, ...]) -> Header:
    fields = [read(label) for label in labels]
    return Header(number, _by_field(fields), labels, tuple((label,) if label else () for label in labels), titles)


def _double(
    number: int, top: Sequence[str], bottom: Sequence[str], read: Read, synonyms: Synonyms, titles: tuple[str, ...]
) -> Header:
    """A group row (成员1 over 姓名, 电话) above the row of names; a cell merged over both rows stands in the upper one."""
    labels, fields, words = [], [], []
    group = ""
    for upper, lower in zip(top, bottom, strict=True):
        group = "" if not lower else upper or group
        labels.append(f"{group} {lower}".strip() if lower else upper)
        fields.append(_grouped(group, lower, read, synonyms) if lower else read(upper))
        words.append(tuple(text for text in (upper, lower) if text))
    return Header(number + 1, _by_field(fields), tuple(labels), tuple(words), titles)


def _grouped(group: str, name: str, read: Read, synonyms: Synonyms) -> str | None:
    """Under a family group a bare 姓名 is never the child's own."""
    whole = read(group + name)
    if whole or (group and normalise(group + name) in synonyms):
        return whole
    if not _FAMILY_GROUP.search(group):
        return read(name)
    for pattern, member in _GUARDIAN_GROUPS:
        if pattern.search(normalise(group)):
            return read(member + name)
    return None


def _by_field(fields: Sequence[str | None]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for index, field in enumerate(fields):
        if field:
            found[field] = (*found.get(field, ()), index)
    return found
