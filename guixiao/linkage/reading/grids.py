"""A sheet as DuckDB sees it, whatever file it came from."""

from collections.abc import Sequence
from dataclasses import dataclass

from guixiao.linkage.reading.header import HeadRow


@dataclass(frozen=True)
class Grid:
    """`relation` is SQL with columns r BIGINT (the spreadsheet's row number) and c0, c1, … c<width-1> VARCHAR; wholly empty
    rows may be absent from it. `head` are the first rows that are not empty."""

    sheet: str
    hidden: bool
    relation: str
    width: int
    head: Sequence[HeadRow]


def columns(width: int) -> list[str]:
    """c0 … c<width-1>"""
    return [f"c{index}" for index in range(width)]
