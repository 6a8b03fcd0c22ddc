"""A filled-in worklist, read: which rows say something, and what each says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.utils import translation

from guixiao.cases.findings import findings_of
from guixiao.cases.sheets.columns import COLUMNS, MOST
from guixiao.children.models import Round
from guixiao.lib.dates import parse_date
from guixiao.linkage.reading import Phrase, RosterError
from guixiao.linkage.reading.content import read_content
from guixiao.linkage.reading.workbook import Workbook, parse_workbook, workbook_grids

KEY = "guixiao-case"
OURS = Phrase(
    "从核查页下载的那张表（第一行不要删）", "the worklist that was taken from the verification page, with its first row"
)


@dataclass(frozen=True)
class Line:
    """One row as it was filled in; `row`: its number in the spreadsheet. Texts; "" for what is empty."""

    row: int
    key: str
    version: str
    name: str
    finding: str
    evidence: str
    note: str
    until: str

    @property
    def blank(self) -> bool:
        return not (self.finding or self.evidence or self.note or self.until)

    @property
    def facts(self) -> dict[str, Any]:
        return asdict(self)


def read_worklist(path: Path, made: Round) -> list[Line]:
    """RosterError (file, sheet, row) where it is not one of our worklists, or hostile, or longer than MOST."""
    content = read_content(path)
    if content.kind != "workbook":
        raise RosterError(path.name, found=Phrase("不是 Excel 工作簿", "not an Excel workbook"), expected=OURS)
    lines = list(_lines(path.name, parse_workbook(content), titles()))
    if len(lines) > MOST:
        found = Phrase(f"{len(lines):,} 行", f"{len(lines):,} rows")
        raise RosterError(path.name, found=found, expected=Phrase(f"不超过 {MOST:,} 行", f"at most {MOST:,} rows"))
    return lines


def titles() -> dict[str, str]:
    """Every heading in both languages -> the column."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {translation.gettext(column.title): column.name for column in COLUMNS}
    return found


def _lines(file: str, book: Workbook, titles: Mapping[str, str]) -> Iterator[Line]:
    with duckdb.connect() as con:
        for grid in workbook_grids(con, book):
            rows = con.execute(f"SELECT * FROM {grid.relation} ORDER BY r").fetchall() if grid.width else []
            head = next((at for at, row in enumerate(rows) if KEY in row), None)
            if head is not None:
                columns = {titles.get(text or "", ""): at for at, text in enumerate(rows[head])}
                yield from (_line(row, columns) for row in rows[head + 1 :])
                return
    raise RosterError(file, found=Phrase("没有我们的表头", "none of our headings"), expected=OURS)


def _line(row: Sequence[Any], columns: Mapping[str, int]) -> Line:
    def cell(name: str) -> str:
        at = columns.get(name)
        return (row[at] or "").strip() if at is not None else ""

    return Line(int(row[0]), *(cell(name) for name in ("key", "version", "name", "finding", "evidence", "note", "until")))


def finding_named(made: Round, text: str) -> str:
    """The finding whose code the cell begins with; "" where there is none."""
    told = made.wording.get("findings", {})
    code = text.split(" ")[0].upper()
    return next((name for name in findings_of(made) if told[name]["code"] == code), "")


def evidence_named(made: Round, text: str) -> str | None:
    """The evidence with this word, in either language; "" for an empty cell, None where there is none of that name."""
    papers = made.wording.get("evidence", {})
    return next((name for name, words in papers.items() if text in words.values()), None) if text else ""


def day_named(text: str) -> date | None:
    number = parse_date(text) if text else 0
    return date(number // 10000, number // 100 % 100, number % 100) if number and number % 100 else None
