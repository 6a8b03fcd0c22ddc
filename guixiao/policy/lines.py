"""On which line of a TOML text each key stands: tomllib reads the text but does not tell."""

import re
from collections.abc import Iterator

Key = tuple[str, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=")
_PARTS = re.compile(_PART)
# Strings and comments, whose brackets do not count; a triple quote that is not closed on its line is kept as `opens`.
_NOISE = re.compile(r'''"""(?:.*?)"""|\'{3}(?:.*?)\'{3}|(?P<opens>"""|\'{3})|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*''')
_OPENS = re.compile(r'''"""|\'{3}''')


def key_lines(text: str) -> dict[Key, int]:
    """The first line of each table and key; keys inside an inline table stand where the table starts and are not listed."""
    found: dict[Key, int] = {}
    table: Key = ()
    for number, line in _logical_starts(text):
        if header := _TABLE.match(line):
            table = _parts(header[1])
            _note(found, table, number)
        elif entry := _ENTRY.match(line):
            _note(found, table + _parts(entry[1]), number)
    return found


def _logical_starts(text: str) -> Iterator[tuple[int, str]]:
    """Lines that do not continue an array or a multi-line string begun above."""
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        rest = line
        if quote:
            _, closed, rest = line.partition(quote)
            quote = "" if closed else quote
        elif not depth:
            yield number, line
        if not quote:
            depth, quote = _after(rest, depth)


def _after(line: str, depth: int) -> tuple[int, str]:
    bare = _NOISE.sub(lambda match: match["opens"] or "", line)
    if opened := _OPENS.search(bare):
        bare, quote = bare[: opened.start()], opened[0]
    else:
        quote = ""
    return max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))), quote


def _parts(dotted: str) -> Key:
    return tuple(part.strip("\"'") for part in _PARTS.findall(dotted))


def _note(found: dict[Key, int], key: Key, number: int) -> None:
    for length in range(1, len(key) + 1):
        found.setdefault(key[:length], number)
