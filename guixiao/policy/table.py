"""Reading one table of a rule file: each method reads one key, notes what is wrong with it and goes on with a stand-in value."""

import math
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from guixiao.policy.document import Document
from guixiao.policy.lines import Key
from guixiao.policy.problems import Problem, Said

_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
EVERY_YEAR = Said('每年都有的一天，月-日，如 "08-31"', 'a day of every year, month-day, such as "08-31"')
_NOTHING = Said("（没有这个键）", "nothing (the key is missing)")


class Table:
    """A table at `key`; `finish` reports the keys that nobody read."""

    def __init__(self, document: Document, problems: list[Problem], key: Key = (), values: dict[str, Any] | None = None) -> None:
        self.document = document
        self.problems = problems
        self.key = key
        self.values = document.values if values is None else values
        self.known: set[str] = set()

    def text(self, name: str) -> str:
        return str(self._read(name, _is_text, Said("不空的文字，写在引号里", "text in quotes, not empty"), ""))

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        names = tuple(allowed)
        value = self.text(name)
        if value and value not in names:
            self.note(name, quoted(value), one_of(value, names))
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        expected = Said("true（是）或 false（否），不加引号", "true or false, without quotes")
        return bool(self._read(name, lambda value: isinstance(value, bool), expected, default, missing_is_wrong=default is None))

    def integer(self, name: str, low: int, high: int) -> int:
        expected = Said(f"{low} 到 {high} 的整数", f"a whole number from {low} to {high}")
        value = self._read(name, lambda value: type(value) is int and low <= value <= high, expected, low)
        return int(value)

    def number(self, name: str, low: float = -math.inf) -> float:
        least = Said(f"不小于 {low:g} 的数", f"a number not below {low:g}") if math.isfinite(low) else Said("一个数", "a number")
        return float(self._read(name, lambda value: _is_number(value) and value >= low, least, 0.0))

    def day(self, name: str) -> date:
        expected = Said("日期，如 2024-04-29，不加引号", "a date such as 2024-04-29, without quotes")
        value = self._read(name, lambda value: isinstance(value, date) and not isinstance(value, datetime), expected, date.min)
        return value if isinstance(value, date) else date.min

    def month_day(self, name: str) -> tuple[int, int] | None:
        """A day of every year, so not 29 February; None where the key is absent."""
        value = self._read(name, lambda value: month_day(value) is not None, EVERY_YEAR, None, missing_is_wrong=False)
        return month_day(value)

    def words(self, name: str) -> tuple[str, ...]:
        expected = Said('一列不空的词，如 ["休学", "病休"]', 'a list of words, none empty, such as ["休学", "病休"]')
        return tuple(self._read(name, _is_word_list, expected, ()))

    def table(self, name: str) -> "Table":
        expected = Said(f"一个表 [{'.'.join((*self.key, name))}]", f"a table [{'.'.join((*self.key, name))}]")
        values = self._read(name, lambda value: isinstance(value, dict), expected, None)
        # Of a table that is not there one problem is enough: its keys are not asked for.
        problems = [] if values is None else self.problems
        return Table(self.document, problems, (*self.key, name), values or {})

    def names(self, name: str) -> dict[str, str]:
        """A table with a name in both languages."""
        table = self.table(name)
        found = {lang: table.text(lang) for lang in ("zh", "en")}
        table.finish()
        return found

    def has(self, name: str) -> bool:
        self.known.add(name)
        return name in self.values

    def finish(self) -> None:
        for name in self.values:
            if name not in self.known:
                self.note(name, Said(f"不认识的键 {name!r}", f"the unknown key {name!r}"), one_of(name, sorted(self.known)))

    def note(self, name: str, found: Said, expected: Said) -> None:
        key = (*self.key, name) if name else self.key
        self.problems.append(Problem(*self.document.where(key), ".".join(key), found, expected))

    def _read(
        self, name: str, fits: Callable[[Any], bool], expected: Said, stand_in: Any, *, missing_is_wrong: bool = True
    ) -> Any:
        self.known.add(name)
        if name not in self.values:
            if missing_is_wrong:
                self.note(name, _NOTHING, expected)
            return stand_in
        value = self.values[name]
        if fits(value):
            return value
        self.note(name, quoted(value), expected)
        return stand_in


def quoted(value: object) -> Said:
    """A value as it was read, in one short line."""
    shown = str(value).lower() if isinstance(value, bool) else value.isoformat() if isinstance(value, date) else repr(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return Said(shown, shown)


def one_of(value: str, names: Iterable[str]) -> Said:
    from difflib import get_close_matches  # only needed where something is wrong

    known = list(names)
    listed = ", ".join(known)
    near = get_close_matches(value, known, n=1, cutoff=0.6)
    zh, en = (f"。是不是想写 {near[0]!r}？", f". Did you mean {near[0]!r}?") if near else ("", "")
    return Said(f"其中之一：{listed}{zh}", f"one of: {listed}{en}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def month_day(value: Any) -> tuple[int, int] | None:
    """Month and day of "08-31"; None of whatever is no day of every year."""
    match = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        day = date(2001, int(match[1]), int(match[2]))
    except ValueError:
        return None
    return day.month, day.day


def _is_word_list(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))
