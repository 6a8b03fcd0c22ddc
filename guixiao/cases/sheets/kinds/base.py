"""What a worklist is: its name, its columns, its rows with key and version, and how one filled row becomes an act."""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from guixiao.accounts.models import User
from guixiao.cases.sheets.columns import Column, hidden
from guixiao.children.models import Round
from guixiao.lib.dates import parse_date

LONGEST = 500  # characters of a cell that is filled in
Filled = Mapping[str, Any]  # one row as it was filled in, by the names of the columns, with `key` and `version`


@dataclass
class Applied:
    """What became of the rows, by their keys: the version each got, or why it could not be written."""

    done: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class Kind(ABC):
    """One worklist. `name`: in forms and in the log; `needs`: the verb of whoever may take it along and read it back; `back`: the
    page on which the list stands; `key`: heading of the hidden column; `facts`: what is filled in happened, whoever else wrote
    meanwhile; `stays`: words about what undoing leaves as it is, "" for nothing."""

    name: ClassVar[str]
    title: ClassVar[Any]
    key: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    needs: ClassVar[str] = "verify"
    back: ClassVar[str] = "cases"
    facts: ClassVar[bool] = False
    stays: ClassVar[Any] = ""

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        return (*self.columns, *hidden(self.key))

    @property
    def filled(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.filled)

    @abstractmethod
    def rows(self, user: User, query: Mapping[str, str]) -> Sequence[Any]:
        """What the page shows under these filters, in its order; 404 for a place that is not one's own. MOST + 1 are enough."""

    @abstractmethod
    def cells(self, rows: Sequence[Any]) -> Iterable[Mapping[str, str]]:
        """Of each row what is shown, with `key` and `version`."""

    @abstractmethod
    def choices(self, made: Round) -> Mapping[str, Sequence[str]]:
        """What the drop-downs offer, by column."""

    @abstractmethod
    def found(self, user: User, keys: Collection[str]) -> Mapping[str, Any]:
        """What of these keys the user may see now; whatever is no key of ours is left out."""

    @abstractmethod
    def version(self, thing: Any) -> str: ...

    @abstractmethod
    def refusals(self, user: User, made: Round, rows: Sequence[tuple[Any, Filled]]) -> Mapping[str, str]:
        """Why rows cannot be written, by key: a name of `words`; a row that can be is left out."""

    @abstractmethod
    def apply(self, user: User, made: Round, rows: Sequence[tuple[Any, Filled]], *, as_read: bool) -> Applied:
        """In the caller's transaction; the caller tells the log. `as_read`: whoever wrote since is not stopped by (`facts`)."""

    @abstractmethod
    def undo(self, user: User, done: Mapping[str, int]) -> Applied: ...

    @abstractmethod
    def words(self) -> Mapping[str, Any]:
        """Refusals by name."""

    def url(self, key: str) -> str:
        """Where the thing behind a row stands; "" nowhere."""
        return ""

    def called(self, thing: Any) -> str | None:
        """What the first cell of its row says, by which people know it; None where that is no name."""
        return None

    def slipped(self, thing: Any, line: Filled) -> bool:
        """Does the row name another one than its hidden key? Where only some columns were sorted or pasted, it does."""
        known = self.called(thing)
        return known is not None and _letters(known) != _letters(line[self.columns[0].name])

    def unreadable(self, line: Filled) -> str:
        """What of the cells cannot be taken as it is, before any rule is asked."""
        if any(column.day and line[column.name] and day_named(line[column.name]) is None for column in self.filled):
            return "day_unread"
        return "cell_long" if any(len(line[column.name]) > LONGEST for column in self.filled) else ""


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def named(rows: Mapping[str, Any], text: str) -> str:
    """The name of the policy's row whose word, in either language, the cell holds; "" where there is none."""
    return next((name for name, row in rows.items() if text and text in (row.zh, row.en)), "")


def day_named(text: str) -> date | None:
    number = parse_date(text) if text else 0
    return date(number // 10000, number // 100 % 100, number % 100) if number and number % 100 else None
