"""What surrounds the rows of a real export: title, repeated headers, totals, blank rows, notes, and a sheet of instructions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from guixiao.demo.names import words as words
from guixiao.demo.truth import TruthRow
from guixiao.demo.workbook import Cell, write_workbook

FICTION = "（演示数据，纯属虚构）"


@dataclass(slots=True)
class Row:
    person_id: str
    cells: list[Cell]
    kinds: list[str]


@dataclass
class Sheet:
    name: str
    titles: list[str]
    header: tuple[str, ...]
    rows: Iterable[Row]
    repeat: int = 0  # the header again after so many rows
    blank: float = 0.0  # share of blank rows
    total: bool = False
    notes: tuple[str, ...] = ()


GUIDE = "填表说明"
GUIDE_LINES = (
    "填表说明",
    f"1. 本文件为归校系统演示用{FICTION}，姓名、证件号码、电话均为编造。",
    "2. 证件号码使用未分配的地址码 522699，电话使用不存在的 1000 号段。",
    "3. 一人一行，不得合并单元格。",
    "4. 身份证件号请以文本格式填写。",
)


def lay_out(sheet: Sheet, rng: Random) -> Iterator[tuple[list[Cell], Row | None]]:
    """Every row of the sheet from the top, with the roster row that it holds, if any."""
    for title in sheet.titles:
        yield [title], None
    yield list(sheet.header), None
    count = 0
    for count, row in enumerate(sheet.rows, 1):
        if sheet.blank and rng.random() < sheet.blank:
            yield [], None
        if sheet.repeat and count % sheet.repeat == 0:
            yield list(sheet.header), None
        yield row.cells, row
    if sheet.total:
        yield ["合计", str(count)], None
    if sheet.notes:
        yield [], None
    for note in sheet.notes:
        yield [note], None


def write_roster(path: Path, roster: str, sheets: list[Sheet], rng: Random) -> list[TruthRow]:
    """Writes the file, with its sheet of instructions, and tells who stands in which row."""
    truth: list[TruthRow] = []
    guide: Iterator[list[Cell]] = ([line] for line in GUIDE_LINES)
    write_workbook(path, [*((sheet.name, _cells(sheet, rng, (roster, path.name), truth)) for sheet in sheets), (GUIDE, guide)])
    return truth


def _cells(sheet: Sheet, rng: Random, where: tuple[str, str], truth: list[TruthRow]) -> Iterator[list[Cell]]:
    for number, (cells, row) in enumerate(lay_out(sheet, rng), 1):
        if row is not None:
            truth.append((*where, number, row.person_id, ";".join(row.kinds), sheet.name))
        yield cells
