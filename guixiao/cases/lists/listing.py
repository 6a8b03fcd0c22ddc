"""Which tasks are asked for: of one's own posts or of one's place, by place, line, kind and how late."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.clocks.listing import Day
from guixiao.cases.lists import rules
from guixiao.cases.lists.rules import STATES, Spot
from guixiao.cases.lists.sources import KINDS, SOURCES
from guixiao.cases.lists.sources.base import Asked, Line
from guixiao.cases.lists.wording import LINES
from guixiao.children.models import Round
from guixiao.lib.workdays import PLAIN, working_days_between

PLACE, MINE = "place", "mine"


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean everything of one's place; never an error."""

    who: str = PLACE
    state: str = ""
    kind: str = ""
    line: str = ""
    place: str = ""

    def words(self, **changed: str) -> str:
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


def filters_of(query: Mapping[str, str]) -> Filters:
    who, state, kind, line = (query.get(name, "") for name in ("who", "state", "kind", "line"))
    place = query.get("place", "")
    return Filters(
        MINE if who == MINE else PLACE,
        state if state in STATES else "",
        kind if kind in KINDS else "",
        line if line in LINES else "",
        place if place.isdecimal() and len(place) <= 12 else "",
    )


@dataclass(frozen=True)
class Task:
    """A line of the list with its days. `days`: working days to the last one, below nought where it has passed."""

    spot: Spot
    line: Line
    state: str
    days: int


class Listing:
    """The tasks that somebody asked for. Its parts are read when they are asked for, each once."""

    def __init__(self, user: User, filters: Filters, made: Round | None = None) -> None:
        self.user, self.filters = user, filters
        self.made = made or Round.objects.shown_to(user)
        self.calendar = calendar_of(self.made.county_id) if self.made else PLAIN
        self.when = Day.of(self.calendar)
        self.today = self.when.today
        self.area = Area.objects.visible_to(user).filter(code=filters.place).first() if filters.place else None

    @property
    def asked(self) -> Asked:
        return Asked(self.user, self.filters.who == MINE, self.area, self.made, self.calendar, self.when)

    @cached_property
    def of_place(self) -> list[Spot]:
        """Of the place and the line: what the counts of states and of kinds are about."""
        found = [spot for source in SOURCES for spot in source.spots(self.asked)]
        return rules.of_line(rules.in_order(found, tuple(KINDS)), self._posts())

    @property
    def number(self) -> int:
        """Of all that is to be done at the place; of its parts the spots know."""
        return sum(source.number(self.asked) for source in SOURCES)

    def _posts(self) -> Sequence[str] | None:
        """Of the line that is asked for, by the policy of the round."""
        if not self.filters.line or self.made is None:
            return None
        return tuple(self.made.wording.get("lines", {}).get(self.filters.line, {}).get("posts", ()))

    @cached_property
    def spots(self) -> list[Spot]:
        return rules.narrowed(self.of_place, self.today, kind=self.filters.kind, state=self.filters.state)

    @property
    def states(self) -> dict[str, int]:
        """How many are late, due today and to come; and all."""
        return rules.by_state(rules.narrowed(self.of_place, self.today, kind=self.filters.kind), self.today)

    @property
    def kinds(self) -> dict[str, int]:
        return rules.by_kind(rules.narrowed(self.of_place, self.today, state=self.filters.state), tuple(KINDS))

    def tasks(self, spots: Sequence[Spot]) -> list[Task]:
        """Read at once, in the order of the spots; what is done meanwhile is left out."""
        wanted: dict[str, list[Spot]] = defaultdict(list)
        for spot in spots:
            wanted[spot.kind].append(spot)
        lines: dict[tuple[str, Any], Line] = {}
        for source in SOURCES:
            if mine := [spot for kind in source.kinds for spot in wanted[kind]]:
                lines |= source.lines(self.asked, mine)
        return [self._task(spot, lines[spot.kind, spot.key]) for spot in spots if (spot.kind, spot.key) in lines]

    def _task(self, spot: Spot, line: Line) -> Task:
        days = working_days_between(self.today, spot.due, self.calendar)
        return Task(spot, line, rules.state_of(spot, self.today), days)
