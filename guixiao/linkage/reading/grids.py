"""A sheet as DuckDB sees it, whatever file it came from."""

from collections.abc import Sequence
from dataclasses import dataclass

from guixiao.linkage.reading.cells import strip
from guixiao.linkage.reading.header import HeadRow


@dataclass(frozen=True)
class Grid:
    """`relation` is SQL with columns r BIGINT (the spreadsheet's row number) and c0, c1, … c<width-1> VARCHAR; wholly empty
    rows may be absent from it. `head` are the first rows that are not empty. `tidy` are columns known to hold only cells that
    are tidy as they are."""

    sheet: str
    hidden: bool
    relation: str
    width: int
    head: Sequence[HeadRow]
    tidy: frozenset[str] = frozenset()


def columns(width: int) -> list[str]:
    """c0 … c<width-1>"""
    return [f"c{index}" for index in range(width)]


def samples_of(grid: Grid, header_row: int, most: int = 2) -> tuple[tuple[str, ...], ...]:
    """Of each column the first cells under the header that are not empty."""
    below = [cells for row, cells in grid.head if row > header_row]
    return tuple(tuple(text for cells in below if (text := strip(cells[index])))[:most] for index in range(grid.width))
