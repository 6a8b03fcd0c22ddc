"""A page of the list of children behind a number: counted by the tally, found inside one index, and only then read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from guixiao.accounts.models import User
from guixiao.areas.models import Area, School
from guixiao.children.models import Coverage, Round
from guixiao.children.tally import SUMMED_BY
from guixiao.reports.columns import BY_KEY, COLUMNS, Column, fields_of, order_of
from guixiao.reports.coverage import seen, tallied
from guixiao.reports.filters import Filters, columns_of, conditions, searched
from guixiao.reports.spots import Spot
from guixiao.reports.telling import told
from guixiao.reports.then import as_then
from guixiao.tables.kept import kept

PER_PAGE = 50
AT_ONCE = 1000
ENTERED_FROM = 5000  # rows
SORTED_AT_MOST = 15_000  # by a column that is in no index of the list
UNREAD = ("explanation_zh", "explanation_en", "child__household_number")
# Numbers are opened only for the columns that show them.
SEALED = {"id_number": "child__id_number", "phone": "child__phone"}


@dataclass(frozen=True)
class Listing:
    """The children of a place in a round that pass the filters; `shown`: names of the columns that are read."""

    user: User
    made: Round
    spot: Spot
    filters: Filters
    shown: tuple[str, ...] = ("id_number", "phone")

    @cached_property
    def rows(self) -> "QuerySet[Coverage]":
        return seen(self.user, self.made, self.spot).filter(conditions(self.filters), searched(self.filters))

    @cached_property
    def outcomes(self) -> list[tuple[str, int]]:
        """How many children there are for each reason, whichever reason is chosen; most first."""
        if self.filters.searched:
            counted = list(Counter(outcome for _, outcome in self._found).items())
        else:
            counted = _outcomes(self.user, self.spot, self.filters, made=self.made.pk)
        return sorted(counted, key=lambda pair: (-pair[1], pair[0]))

    @cached_property
    def count(self) -> int:
        return sum(count for outcome, count in self.outcomes if self.filters.outcome in ("", outcome))

    @cached_property
    def _found(self) -> list[tuple[int, str]]:
        """Key and reason of all that a search finds, whichever reason is chosen, sorted: names are gone through once."""
        asked = conditions(self.filters, "outcome")
        rows = seen(self.user, self.made, self.spot).filter(asked, searched(self.filters))
        return list(rows.order_by(*self._order(self._plain_sort)).values_list("pk", "outcome"))

    @property
    def _plain_sort(self) -> str:
        """What was asked for, if an index of the list holds it."""
        column = COLUMNS.get(self.filters.sort.removeprefix("-"))
        return self.filters.sort if column and column.order and column.indexed else ""

    def _order(self, sort: str) -> list[OrderBy]:
        return order_of(sort, found_by_name=bool(self.filters.q))

    @cached_property
    def told(self) -> list[str]:
        return told(self.filters, self.made)

    @cached_property
    def sorted_by(self) -> str:
        """What was asked for, or "": a very long list is not sorted by what no index holds, and that head is no link."""
        return self.filters.sort if self.sorts(COLUMNS.get(self.filters.sort.removeprefix("-"))) else ""

    def sorts(self, column: Column | None) -> bool:
        return column is not None and bool(column.order) and (column.indexed or self.count <= SORTED_AT_MOST)

    @property
    def unsorted(self) -> list[Column]:
        """Columns shown by which the list can be sorted only once it is narrowed."""
        return [column for column in map(COLUMNS.__getitem__, self.shown) if column.order and not self.sorts(column)]

    @property
    def sorted_at_most(self) -> int:
        return SORTED_AT_MOST

    @property
    def keys(self) -> "QuerySet[Coverage, int]":
        return self._sorted(self.rows)

    def _sorted(self, rows: "QuerySet[Coverage]") -> "QuerySet[Coverage, int]":
        return rows.order_by(*self._order(self.sorted_by)).values_list("pk", flat=True)

    def _part(self, start: int) -> list[int]:
        """The keys of one page. A long list is entered where the tally says that this page begins, not counted off row by row."""
        if self.filters.searched and self.sorted_by == self._plain_sort:
            found = [key for key, outcome in self._found if self.filters.outcome in ("", outcome)]
            return found[start : start + PER_PAGE]
        groups, ahead = entered(self._groups(), start) if self.count >= ENTERED_FROM else ([], 0)
        keys: list[int] = []
        # The first and the last group may be half the county: each is sorted alone, by the key alone.
        for part in (groups[:1], groups[1:-1], groups[1:][-1:]) if groups else ([],):
            rows = self.rows.filter(reduce(or_, part, Q()))
            ordered = rows.order_by(BY_KEY).values_list("pk", flat=True) if len(part) == 1 else self._sorted(rows)
            skip = 0 if keys else start - ahead
            keys += ordered[skip : skip + PER_PAGE - len(keys)] if part or not groups else []
        return keys

    def _groups(self) -> list[tuple[Q, int]]:
        """What the list is sorted by, value by value in its order, with the children of each; nothing where no tally is short."""
        fields = fields_of(self.sorted_by)
        needed = {*columns_of(self.filters), *fields} - {"bucket", "outcome", "apart"}
        summed = any(needed <= set(columns) for columns in SUMMED_BY.values())
        if self.filters.searched or self.spot.kind != Area.Kind.COUNTY or not summed:
            return []
        tally = tallied(self.user, self.made, self.spot, *needed).filter(conditions(self.filters))
        counted = tally.order_by(*order_of(self.sorted_by)[:-1]).values_list(*fields).annotate(sum=Sum("count"))
        return [(Q(**dict(zip(fields, values, strict=True))), count) for *values, count in counted]

    @cached_property
    def all_keys(self) -> list[int]:
        """Of the whole list, once: a file holds what it said it would."""
        return list(self.keys)

    def read(self, keys: list[int]) -> list[Coverage]:
        """The rows themselves, in the order of their keys."""
        rows = Coverage.objects.filter(pk__in=keys).select_related("child", "town", "village", "school")
        return self._in_order(rows, keys)

    def _in_order(self, rows: "QuerySet[Coverage]", keys: list[int]) -> list[Coverage]:
        found = {row.pk: row for row in rows.defer(*UNREAD, *(SEALED[name] for name in SEALED if name not in self.shown))}
        for row in found.values():
            row.round = self.made
        as_then(self.made, (row.child for row in found.values()))
        return [found[key] for key in keys if key in found]

    def page(self, number: str) -> "Page":
        last = max(-(-self.count // PER_PAGE), 1)
        at = min(max(int(number), 1), last) if number.isdecimal() and len(number) < 10 else 1
        start = (at - 1) * PER_PAGE
        return Page(at, last, self.count, self.read(self._part(start)))

    def every(self) -> Iterator[Coverage]:
        """All of it, a thousand children in memory at a time; places and schools are read once."""
        known = Places()
        for start in range(0, len(self.all_keys), AT_ONCE):
            keys = self.all_keys[start : start + AT_ONCE]
            rows = self._in_order(Coverage.objects.filter(pk__in=keys).select_related("child"), keys)
            known.put(rows)
            yield from rows


def entered(groups: list[tuple[Q, int]], start: int) -> tuple[list[Q], int]:
    """The groups in which the page lies that begins with row `start`, and how many rows lie before the first of them."""
    wanted: list[Q] = []
    passed = ahead = 0
    for group, count in groups:
        if passed < start + PER_PAGE and passed + count > start:
            ahead = ahead if wanted else passed
            wanted.append(group)
        passed += count
    return wanted, ahead


@dataclass
class Places:
    """Areas and schools that were met so far: a county has a few hundred for its 60,000 children."""

    areas: dict[int, Area] = field(default_factory=dict)
    schools: dict[int, School] = field(default_factory=dict)

    def put(self, rows: list[Coverage]) -> None:
        """On each row what it points to."""
        areas = {key for row in rows for key in (row.town_id, row.village_id) if key}
        self.areas |= Area.objects.in_bulk(areas - self.areas.keys())
        self.schools |= School.objects.in_bulk({row.school_id for row in rows if row.school_id} - self.schools.keys())
        for row in rows:
            row.town, row.village = (self.areas[key] if key else None for key in (row.town_id, row.village_id))
            row.school = self.schools[row.school_id] if row.school_id else None


@dataclass(frozen=True)
class Page:
    number: int
    last: int
    count: int
    rows: list[Coverage]

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


def without(query: QueryDict, *names: str) -> str:
    """The query string to go on with, less some of its words."""
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


@kept
def _outcomes(user: User, spot: Spot, filters: Filters, *, made: int) -> Any:
    tally = tallied(user, made, spot, *columns_of(filters)).filter(conditions(filters, "outcome"))
    return tally.order_by().values_list("outcome").annotate(sum=Sum("count"))
