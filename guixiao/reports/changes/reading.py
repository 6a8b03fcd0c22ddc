"""Reads what changed at a place, summed up and child by child."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from guixiao.accounts.models import User
from guixiao.changes.models import Change, Comparison
from guixiao.changes.rules import ELSEWHERE, GROUPS, KINDS, NOWHERE, Flow, flow, grouped, kind_here, side
from guixiao.children.models import Child, Correction, Coverage, Round
from guixiao.reports.changes.filters import Filters, wanted
from guixiao.reports.coverage import tallied
from guixiao.reports.spots import Spot
from guixiao.tables.kept import kept, kept_sum


@dataclass(frozen=True)
class Summary:
    """`kinds`: children by what their change is called at this place."""

    flow: Flow
    kinds: dict[str, int]

    def count(self, kinds: Iterable[str]) -> int:
        return sum(self.kinds.get(kind, 0) for kind in kinds)


@dataclass(frozen=True)
class Line:
    """One row of the small table: (column, children) for each column, and their sum as it was counted on its own."""

    group: str
    cells: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True)
class Item:
    """One child with both sides; `now_mine`, `then_mine`: may the user open that side?"""

    child: Child
    kind: str
    before: Coverage | None
    after: Coverage | None
    then_mine: bool
    now_mine: bool
    corrections: Sequence[Correction]


def here(user: User, comparison: Comparison | int, spot: Spot) -> "QuerySet[Any]":
    return Change.objects.visible_to(user).filter(comparison=comparison).here(spot.inside)


def summary(user: User, comparison: Comparison, spot: Spot) -> Summary:
    cells = _cells(user, spot, comparison=comparison.pk)
    kinds: Counter[str] = Counter()
    moves = []
    for kind, before, after, was, now, count in cells:
        kinds[kind_here(kind, was, now)] += count
        moves.append((side(before, was), side(after, now), count))
    stood, stands = (_counted(user, made, spot) for made in (comparison.before, comparison.after))
    return Summary(flow(stood, stands, moves), {kind: kinds[kind] for kind in KINDS if kinds[kind]})


@kept
def _cells(user: User, spot: Spot, *, comparison: int) -> Any:
    names = ("kind", "bucket_before", "bucket_after", "was_here", "is_here")
    return here(user, comparison, spot).order_by().values_list(*names).annotate(count=Count("id"))


def lines(table: Flow) -> list[Line]:
    """The small table; the last line has the sums of its columns. A side on which nobody is is left out."""
    outer = [where for where in (ELSEWHERE, NOWHERE) if table.left(where) or table.joined(where)]
    columns = [*GROUPS, *outer]
    found = [
        Line(
            whence,
            tuple((where, table.cells.get((whence, where), 0)) for where in columns),
            table.before.get(whence, 0) if whence in GROUPS else table.joined(whence),
        )
        for whence in columns
    ]
    sums = tuple((where, table.now.get(where, 0) if where in GROUPS else table.left(where)) for where in columns)
    return [*found, Line("", sums, sum(count for _, count in sums))]


def _counted(user: User, made: Round, spot: Spot) -> dict[str, int]:
    return grouped(_buckets(user, spot, made=made.pk))


@kept
def _buckets(user: User, spot: Spot, *, made: int) -> Any:
    rows = tallied(user, made, spot, "town_id").order_by()
    return rows.values_list("bucket").annotate(children=Sum("count"))


def corrected(user: User, comparison: Comparison, spot: Spot) -> "QuerySet[Coverage]":
    """Children of this place of whom a round since the earlier one says something otherwise."""
    return _corrected(user, spot, comparison.after_id, **_span(comparison))


def corrected_many(user: User, comparison: Comparison, spot: Spot) -> int:
    found: int = _corrected_many(user, spot, made=comparison.after_id, **_span(comparison))
    return found


@kept_sum
def _corrected_many(user: User, spot: Spot, *, made: int, since: datetime, to: datetime) -> int:
    return _corrected(user, spot, made, since=since, to=to).count()


def _corrected(user: User, spot: Spot, made: int, *, since: datetime, to: datetime) -> "QuerySet[Coverage]":
    return _standing(user, made, spot).filter(child__in=_corrections(since, to).values("child"))


def _span(comparison: Comparison) -> dict[str, datetime]:
    moments = (comparison.before.made_at, comparison.after.made_at)
    return {"since": min(moments), "to": max(moments)}


def _corrections(since: datetime, to: datetime) -> "QuerySet[Correction]":
    return Correction.objects.filter(round__made_at__gt=since, round__made_at__lte=to)


def unmoved(user: User, comparison: Comparison, spot: Spot, group: str) -> "QuerySet[Coverage]":
    """Those who stand here in the same group as before."""
    arrived = here(user, comparison, spot).filter(is_here=True, bucket_after__in=GROUPS[group])
    others = arrived.exclude(was_here=True, bucket_before__in=GROUPS[group])
    return _standing(user, comparison.after, spot).filter(bucket__in=GROUPS[group]).exclude(child__in=others.values("child"))


def _standing(user: User, made: Round | int, spot: Spot) -> "QuerySet[Coverage]":
    return Coverage.objects.visible_to(user).filter(spot.inside, round=made).order_by("town", "village", "pk")


def listed(user: User, comparison: Comparison, spot: Spot, filters: Filters) -> "QuerySet[Any]":
    """What a list goes through: changes, or rows of the later round; both know their `child_id`."""
    if filters.kind == "corrected":
        return corrected(user, comparison, spot)
    if filters.unmoved:
        return unmoved(user, comparison, spot, filters.whence)
    return here(user, comparison, spot).filter(wanted(filters)).order_by("pk")


def items(user: User, comparison: Comparison, spot: Spot, rows: Sequence[Any]) -> list[Item]:
    """The rows of one page with both sides."""
    ids = [row.child_id for row in rows]
    people = Child.objects.defer("household_number", "phone").in_bulk(ids)
    named = {row.child_id: kind_here(row.kind, row.was_here, row.is_here) for row in _changes(user, comparison, spot, rows)}
    told: dict[UUID, list[Correction]] = {pk: [] for pk in ids}
    for correction in _corrections(**_span(comparison)).filter(child__in=ids).order_by("pk"):
        told[correction.child_id].append(correction)
    before, after = _stands(comparison, ids)
    mine = set(Coverage.objects.visible_to(user).filter(child__in=ids, round__in=(comparison.before, comparison.after))
               .values_list("child", "round"))  # fmt: skip
    return [
        Item(people[pk], named.get(pk, ""), before.get(pk), after.get(pk), (pk, comparison.before_id) in mine,
             (pk, comparison.after_id) in mine, told[pk])
        for pk in ids
    ]  # fmt: skip


def _changes(user: User, comparison: Comparison, spot: Spot, rows: Sequence[Any]) -> Iterable[Any]:
    """The changes of the children of these rows: the rows themselves, unless they are of a round."""
    if rows and isinstance(rows[0], Change):
        return rows
    return here(user, comparison, spot).filter(child__in=[row.child_id for row in rows])


def _stands(comparison: Comparison, children: Sequence[UUID]) -> tuple[dict[UUID, Coverage], dict[UUID, Coverage]]:
    """Their lines in the earlier round and in the later one."""
    rounds = {made.pk: made for made in (comparison.before, comparison.after)}
    found: dict[int, dict[UUID, Coverage]] = {number: {} for number in rounds}
    for row in Coverage.objects.filter(round__in=rounds, child__in=children).select_related("town", "village", "school"):
        row.round = rounds[row.round_id]
        found[row.round_id][row.child_id] = row
    return found[comparison.before_id], found[comparison.after_id]
