"""What a source of tasks is: kinds of tasks that one package knows, found first by their keys alone, read for a page at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.clocks.listing import Day
from guixiao.cases.lists.rules import Spot
from guixiao.children.models import Round
from guixiao.lib.workdays import Calendar


@dataclass(frozen=True)
class Asked:
    """For whom, and of which place. `mine`: only what this person's own posts have to do. A source narrows `user` to the posts
    that may see its own things."""

    user: User
    mine: bool
    area: Area | None
    made: Round | None
    calendar: Calendar
    when: Day

    @property
    def today(self) -> date:
        return self.when.today


@dataclass(frozen=True)
class Who:
    """A post, or a department, and who holds it today (nobody: a gap). `outside`: not one of the county's posts."""

    post: str
    names: tuple[str, ...] = ()
    outside: bool = False


@dataclass(frozen=True)
class Line:
    """One task as the list shows it. `about`: a child's name or "", `note`: what else is to be known of it."""

    what: str
    about: str
    url: str
    place: str
    who: tuple[Who, ...]
    note: str = ""


@dataclass(frozen=True)
class Source:
    """`kinds`: name of each kind and what it is called; `spots`: what is to be done; `lines`: some, by kind and key; `count`:
    where their number can be asked for without reading them."""

    kinds: Mapping[str, Any]
    spots: Callable[[Asked], list[Spot]]
    lines: Callable[[Asked, Sequence[Spot]], dict[tuple[str, Any], Line]]
    count: Callable[[Asked], int] | None = None

    def number(self, asked: Asked) -> int:
        return self.count(asked) if self.count else len(self.spots(asked))
