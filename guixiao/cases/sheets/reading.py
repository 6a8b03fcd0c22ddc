"""A filled-in worklist, read: which worklist it is, which rows say something, and what each says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from django.utils import translation

from guixiao.cases.sheets.columns import MOST, Column
from guixiao.cases.sheets.kinds import KINDS
from guixiao.cases.sheets.kinds.base import Kind
from guixiao.lib.inert import alive
from guixiao.linkage.reading import Phrase, RosterError
from guixiao.linkage.reading.content import read_content
from guixiao.linkage.reading.workbook import Workbook, parse_workbook, workbook_grids

OURS = Phrase("从本系统带走的那张表（第一行不要删）", "the worklist that was taken from here, with its first row")


@dataclass(frozen=True)
class Line:
    """One row as it was filled in; `row`: its number in the spreadsheet. `said`: by column. Texts; "" for what is empty."""

    row: int
    key: str
    version: str
    name: str
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        return not any(self.said.values())

    @property
    def facts(self) -> dict[str, Any]:
        return {"row": self.row, "key": self.key, "version": self.version, "name": self.name, **self.said}


def read_worklist(path: Path) -> tuple[Kind, list[Line]]:
    """RosterError (file, sheet, row, column) where it is not one of our worklists, or hostile, or longer than MOST."""
    content = read_content(path)
    if content.kind != "workbook":
        raise RosterError(path.name, found=Phrase("不是 Excel 工作簿", "not an Excel workbook"), expected=OURS)
    kind, lines = _read(path.name, parse_workbook(content))
    if len(lines) > MOST:
        found = Phrase(f"{len(lines):,} 行", f"{len(lines):,} rows")
        raise RosterError(path.name, found=found, expected=Phrase(f"不超过 {MOST:,} 行", f"at most {MOST:,} rows"))
    return kind, lines


def titles(columns: Sequence[Column]) -> dict[str, str]:
    """Every heading in both languages -> the column."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {translation.gettext(column.title): column.name for column in columns}
    return found


def _read(file: str, book: Workbook) -> tuple[Kind, list[Line]]:
    """The first sheet that holds the heading of a key."""
    kinds = {kind.key: kind for kind in KINDS.values()}
    with duckdb.connect() as con:
        for grid in workbook_grids(con, book):
            rows = con.execute(f"SELECT * FROM {grid.relation} ORDER BY r").fetchall() if grid.width else []
            for at, row in enumerate(rows):
                if kind := next((kinds[cell] for cell in row if cell in kinds), None):
                    columns = _columns(file, grid.sheet, row, kind)
                    return kind, [_line(one, columns, kind) for one in rows[at + 1 :]]
    raise RosterError(file, found=Phrase("没有我们的表头", "none of our headings"), expected=OURS)


def _columns(file: str, sheet: str, head: Sequence[Any], kind: Kind) -> dict[str, int]:
    """Where each column stands; one that was taken out, or stands twice, would make rows say what nobody filled in."""
    known = titles(kind.all_columns)
    names = [known.get(str(text or "").strip(), "") for text in head]
    for column in kind.all_columns:
        if (times := names.count(column.name)) != 1 and (column.filled or column.hidden):
            told = Phrase("没有这一列", "no such column") if not times else Phrase("这一列有两次", "the column stands twice")
            raise RosterError(file, sheet=sheet, row=int(head[0]), column=column.title, found=told, expected=OURS)
    return {name: at for at, name in enumerate(names) if name}


def _line(row: Sequence[Any], columns: Mapping[str, int], kind: Kind) -> Line:
    def cell(name: str) -> str:
        at = columns.get(name)
        return alive((row[at] or "").strip()) if at is not None else ""

    said = {column.name: cell(column.name) for column in kind.filled}
    return Line(int(row[0]), cell("key"), cell("version"), cell("name"), said)
