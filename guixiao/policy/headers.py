"""Header synonyms: which words over a column mean which field, per roster."""

import re
import unicodedata
from functools import lru_cache

from guixiao.policy.problems import Said
from guixiao.policy.schema import COMMON, FIELDS, ROSTERS
from guixiao.policy.table import Table, quoted

# What a reader of spreadsheets takes off a header before it looks it up (after NFKC and without white space).
_TAIL = re.compile(r"(?:\*|:|\(必填\))+$")
Headers = dict[str, dict[str, tuple[str, ...]]]


@lru_cache(maxsize=8192)
def plain_header(text: str) -> str:
    """A header as it is compared: NFKC, no white space, small letters, no trailing mark."""
    return _TAIL.sub("", "".join(unicodedata.normalize("NFKC", text).lower().split()))


def read_headers(table: Table) -> Headers:
    """For each roster and each of its fields: its own words, then the common ones, then the field's English name."""
    common = _words(table, COMMON, FIELDS)
    headers: Headers = {}
    for roster, fields in ROSTERS.items():
        own = _words(table, roster, fields)
        headers[roster] = {field: _joined(own.get(field, ()), common.get(field, ()), (field,)) for field in fields}
        _check_once(table, roster, headers[roster])
    table.finish()
    return headers


def _words(table: Table, name: str, fields: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    if not table.has(name):
        return {}
    section = table.table(name)
    words = {field: section.words(field) for field in fields if section.has(field)}
    section.finish()
    return words


def _joined(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain_header(word) for group in groups for word in group))


def _check_once(table: Table, roster: str, fields: dict[str, tuple[str, ...]]) -> None:
    """Within one roster a header means one field."""
    owners: dict[str, str] = {}
    for field, words in fields.items():
        for word in words:
            owner = owners.setdefault(word, field)
            if owner != field:
                expected = Said(f"一个表头只属于一个字段（已是 {owner}）", f"one field per header (it means {owner} already)")
                _section(table, roster, field, word).note(field, quoted(word), expected)


def _section(table: Table, roster: str, field: str, word: str) -> Table:
    """Where the word was written: in the roster's own section or in the common one."""
    own = table.values.get(roster)
    written = own.get(field, ()) if isinstance(own, dict) else ()
    name = roster if word in map(plain_header, filter(lambda item: isinstance(item, str), written)) else COMMON
    return Table(table.document, table.problems, (*table.key, name), {})
