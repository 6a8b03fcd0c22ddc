"""The coverage table and the equation's bar, from counted rows: pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from guixiao.children.rules import BUCKETS, IN_EQUATION, OUTSIDE, Equation

BAR = 1000  # width of the bar in its own units
THINNEST = 4  # a bucket with one child in it can still be seen and hit


@dataclass(frozen=True)
class Cell:
    bucket: str
    count: int
    moved: int = 0


@dataclass(frozen=True)
class Line:
    """One place, or one outcome: its buckets, their sum, and what stands outside the equation."""

    key: Any
    cells: tuple[Cell, ...]
    outside: tuple[Cell, ...]

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.cells)

    @property
    def rows(self) -> int:
        return self.total + sum(cell.count for cell in self.outside)

    @property
    def moved(self) -> bool:
        return any(cell.moved for cell in (*self.cells, *self.outside))

    def count(self, bucket: str) -> int:
        return next((cell.count for cell in (*self.cells, *self.outside) if cell.bucket == bucket), 0)


@dataclass(frozen=True)
class Segment:
    bucket: str
    count: int
    x: int
    width: int


Counted = Iterable[tuple[Hashable, str, int]]  # (key of the line, bucket, count)


def lines(counted: Counted, before: Counted = (), keys: Sequence[Hashable] = ()) -> list[Line]:
    """One line for each key, in the order of `keys`, then any other key that was counted."""
    now, then = _tally(counted), _tally(before)
    order = dict.fromkeys([*keys, *now])
    return [_line(key, now[key], then[key] if then else None) for key in order]


def _tally(counted: Counted) -> defaultdict[Hashable, Counter[str]]:
    tally: defaultdict[Hashable, Counter[str]] = defaultdict(Counter)
    for key, bucket, count in counted:
        tally[key][bucket] += count
    return tally


def _line(key: Hashable, now: Counter[str], then: Counter[str] | None) -> Line:
    def cells(buckets: Sequence[str]) -> tuple[Cell, ...]:
        return tuple(Cell(name, now[name], now[name] - then[name] if then is not None else 0) for name in buckets)

    return Line(key, cells(IN_EQUATION), cells(OUTSIDE))


def sums(equation: Equation, table: Sequence[Line]) -> Line:
    """The foot of the table: counted on its own, not summed from the lines above, so that a lost line would show."""
    moved: Counter[str] = Counter()
    for line in table:
        moved.update({cell.bucket: cell.moved for cell in (*line.cells, *line.outside)})
    now = [(None, name, equation.parts.get(name, 0)) for name in BUCKETS]
    return lines(now, [(None, name, count - moved[name]) for _, name, count in now], [None])[0]


def in_bucket_order(equation: Equation) -> list[tuple[str, int]]:
    return [(name, equation.parts[name]) for name in BUCKETS if equation.parts.get(name)]


def sort(table: list[Line], column: str) -> list[Line]:
    """Largest first by a bucket or the total, smallest first with a - before it; any other word leaves the order of the lines."""
    name = column.removeprefix("-")
    if name not in ("total", *BUCKETS):
        return table
    return sorted(table, key=lambda line: line.total if name == "total" else line.count(name), reverse=not column.startswith("-"))


def segments(equation: Equation) -> list[Segment]:
    """The bar: widths in proportion, none too thin to see, together exactly as wide as the bar."""
    shown = [(name, equation.parts[name]) for name in IN_EQUATION if equation.parts.get(name)]
    spare = BAR - THINNEST * len(shown)
    ends = [sum(count for _, count in shown[: n + 1]) * spare // max(equation.of_school_age, 1) for n in range(len(shown))]
    starts = [0, *ends][: len(ends)]
    return [Segment(name, count, start + n * THINNEST, end - start + THINNEST)
            for n, ((name, count), start, end) in enumerate(zip(shown, starts, ends, strict=True))]  # fmt: skip
