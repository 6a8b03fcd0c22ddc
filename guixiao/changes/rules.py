"""What happened to a child between two rounds, and whether the numbers between them add up: pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from guixiao.children.rules import BUCKETS, OUTSIDE, TO_FIND

IN_CLASS = ("enrolled",)
SETTLED = tuple(bucket for bucket in BUCKETS if bucket not in (*IN_CLASS, *TO_FIND, *OUTSIDE))
# The columns and rows of the small table, each a group of buckets; together they are all of them.
GROUPS = {"in_class": IN_CLASS, "settled": SETTLED, "to_find": TO_FIND, "outside": OUTSIDE}
GROUP_OF = {bucket: group for group, buckets in GROUPS.items() for bucket in buckets}
NOWHERE, ELSEWHERE = "none", "away"  # in no roster of that round; in another place of the county
SIDES = (*GROUPS, ELSEWHERE, NOWHERE)
BACK_IN_LESSONS = ("enrolled", "home_taught")
TOO_OLD = "too_old"

LOST, CAME_LOST, GONE_LOST, OUTGROWN = "lost", "came_lost", "gone_lost", "outgrown"
RETURNED, EXPLAINED, GONE, CAME = "returned", "explained", "gone", "came"
SHIFTED, CHANGED, MOVED = "shifted", "changed", "moved"
MOVED_AWAY, MOVED_IN = "moved_away", "moved_in"
# Most pressing first. The last two exist only where one place is looked at.
KINDS = (LOST, CAME_LOST, GONE_LOST, OUTGROWN, RETURNED, EXPLAINED, SHIFTED, GONE, CAME, CHANGED, MOVED, MOVED_AWAY, MOVED_IN)


class Stand(NamedTuple):
    """Where a child stood in a round."""

    bucket: str
    outcome: str = ""


def kind_of(before: Stand | None, after: Stand | None) -> str:
    """None: in no roster of that round. At least one side is there."""
    if before is None:
        return CAME_LOST if after is not None and after.bucket in TO_FIND else CAME
    if before.bucket in TO_FIND:
        return _of_the_missing(before, after)
    if after is None:
        return GONE
    if after.bucket in TO_FIND:
        return LOST
    return MOVED if before.bucket == after.bucket else CHANGED


def _of_the_missing(before: Stand, after: Stand | None) -> str:
    """What became of a child that had to be found: only two of these are good news."""
    if after is None:
        return GONE_LOST
    if after.bucket in TO_FIND:
        return MOVED if before.bucket == after.bucket else SHIFTED
    if after == Stand("out_of_scope", TOO_OLD):
        return OUTGROWN
    return RETURNED if before.bucket == "left_roll" and after.bucket in BACK_IN_LESSONS else EXPLAINED


def kind_here(kind: str, was_here: bool, is_here: bool) -> str:
    """The same at one place: a child who moved is shown at both, and one who is missing now is missing where it is now."""
    if was_here and not is_here:
        return kind if kind in (GONE, GONE_LOST) else MOVED_AWAY
    return MOVED_IN if kind in (MOVED, CHANGED) and not was_here else kind


def side(bucket: str, here: bool) -> str:
    """The row or column of the small table; an empty bucket: in no roster of that round."""
    if not bucket:
        return NOWHERE
    return GROUP_OF[bucket] if here else ELSEWHERE


Pairs = Mapping[tuple[str, str], int]  # (side before, side after) -> children


@dataclass(frozen=True)
class Flow:
    """From where to where the children of a place went: every row and every column has a sum that was counted on its own."""

    cells: Pairs
    before: Mapping[str, int]
    now: Mapping[str, int]

    @property
    def was(self) -> int:
        return sum(self.before.values())

    @property
    def are(self) -> int:
        return sum(self.now.values())

    def left(self, where: str) -> int:
        """Who was here and is not: gone from the rosters (NOWHERE) or moved to another place (ELSEWHERE)."""
        return sum(self.cells.get((group, where), 0) for group in GROUPS)

    def joined(self, whence: str) -> int:
        return sum(self.cells.get((whence, group), 0) for group in GROUPS)

    @property
    def balanced(self) -> bool:
        """was − left + joined = are, and the same of every group; nobody stays less than zero times."""
        rows, columns = Counter[str](), Counter[str]()
        for (whence, where), count in self.cells.items():
            rows[whence] += count
            columns[where] += count
        sums = all(rows[group] == self.before.get(group, 0) and columns[group] == self.now.get(group, 0) for group in GROUPS)
        total = self.was - self.left(NOWHERE) - self.left(ELSEWHERE) + self.joined(NOWHERE) + self.joined(ELSEWHERE)
        return sums and total == self.are and min(self.cells.values(), default=0) >= 0


def flow(before: Mapping[str, int], now: Mapping[str, int], moves: Iterable[tuple[str, str, int]]) -> Flow:
    """`before` and `now`: children of each group as each round counted them; `moves`: (side before, side after, children) of
    those of whom anything changed. Who did not change is worked out from `before` alone, so that `now` can contradict it.
    """
    cells: Counter[tuple[str, str]] = Counter()
    stirred: Counter[str] = Counter()
    for whence, where, count in moves:
        cells[whence, where] += count
        stirred[whence] += count
    for group in GROUPS:
        cells[group, group] += before.get(group, 0) - stirred[group]
    return Flow(dict(cells), dict(before), dict(now))


def grouped(buckets: Iterable[tuple[str, int]]) -> dict[str, int]:
    """(bucket, count) -> group -> count; a bucket may come several times."""
    found: Counter[str] = Counter()
    for bucket, count in buckets:
        found[GROUP_OF[bucket]] += count
    return dict(found)
