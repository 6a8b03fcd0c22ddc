""".xlsx and .csv files with what real ones carry: titles, repeated headers, totals, blank rows, notes, number cells."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from benchmarks.files import FILES, Sink

TITLES = {
    "households": "{}户籍人口（3-17岁）信息表",
    "enrolments": "{}中小学学籍信息导出",
    "elsewhere": "外县（市）就读{}籍学生学籍信息",
    "attendance": "{}2026年秋季学期开学在校学生点名册",
    "poverty": "全国防返贫监测信息系统 {}脱贫人口信息",
    "disability": "{}持证残疾儿童少年名册",
    "schools": "{}学校名录",
}
ENCODINGS = {"households": "gb18030", "enrolments": "utf-8-sig", "attendance": "gb18030", "poverty": "utf-8-sig"}


class SheetSink(Sink):
    """Rows one after another; subclasses know how to put one row down."""

    def __init__(self, out: Path, seed: int):
        super().__init__(out, seed)
        self.rng = np.random.default_rng((seed, 99))
        self.at = dict.fromkeys(FILES, 0)

    def open(self, roster: str) -> None:
        raise NotImplementedError

    def line(self, roster: str, cells) -> None:
        raise NotImplementedError

    def start(self, roster: str, header: list[str]) -> None:
        self.open(roster)
        titles = {"households": 1, "enrolments": 0, "elsewhere": 1, "attendance": 2, "poverty": 2, "disability": 1, "schools": 1}[
            roster
        ]
        if titles:
            self.line(roster, [TITLES[roster].format("榕川县")])
        if titles > 1:
            self.line(roster, ["填报单位：榕川县教育和科技局", None, None, "填报日期：2026年9月1日"])
        self.line(roster, header)

    def write(self, roster: str, columns: dict[str, np.ndarray], count: int) -> np.ndarray:
        header = list(columns)
        if not self.at[roster]:
            self.start(roster, header)
        furniture = self.rng.choice(4, count, p=[0.9985, 0.0008, 0.0004, 0.0003])
        rows = np.zeros(count, dtype=int)
        for number, cells in enumerate(zip(*columns.values(), strict=True)):
            if furniture[number]:
                self.furniture(roster, int(furniture[number]), header, number)
            self.line(roster, cells)
            rows[number] = self.at[roster]
        self.counts[roster] += count
        return rows

    def furniture(self, roster: str, kind: int, header: list[str], number: int) -> None:
        if kind == 1:
            self.line(roster, header)
        elif kind == 2:
            self.line(roster, [None] * len(header))
        else:
            self.line(roster, [("小计", "合计", "本页小计")[number % 3], f"{number % 50 + 1}人", *[None] * (len(header) - 2)])

    def finish(self) -> None:
        for roster in FILES:
            self.line(roster, ["合计", str(self.counts[roster])])
            self.line(roster, [])
            self.line(roster, ["填表人：", None, "审核人：", None, "单位（盖章）"])
            if roster in ("households", "poverty"):
                self.line(roster, ["说明：本表由业务系统导出，如有出入以系统为准。"])


class CsvSink(SheetSink):
    extension = "csv"

    def __init__(self, out: Path, seed: int):
        super().__init__(out, seed)
        self.handles: dict[str, Any] = {}
        self.writers: dict[str, Any] = {}

    def open(self, roster: str) -> None:
        self.handles[roster] = self.path(roster).open("w", newline="", encoding=ENCODINGS.get(roster, "utf-8"))
        self.writers[roster] = csv.writer(self.handles[roster])

    def line(self, roster: str, cells) -> None:
        self.writers[roster].writerow(cells)
        self.at[roster] += 1

    def close(self) -> dict[str, int]:
        self.finish()
        for handle in self.handles.values():
            handle.close()
        return self.counts


class XlsxSink(SheetSink):
    """Dates as date cells in one file, phones and damaged IDs as number cells, an empty second sheet, a sheet of notes."""

    extension = "xlsx"

    def __init__(self, out: Path, seed: int):
        super().__init__(out, seed)
        self.books: dict[str, Any] = {}
        self.sheets: dict[str, Any] = {}
        self.dates: dict[str, Any] = {}
        self.numeric = {"elsewhere": "phone", "disability": "date"}

    def open(self, roster: str) -> None:
        book = xlsxwriter.Workbook(str(self.path(roster)), {"constant_memory": True, "strings_to_numbers": False})
        self.books[roster] = book
        self.sheets[roster] = book.add_worksheet({"poverty": "脱贫人口", "attendance": "点名册"}.get(roster, "Sheet1"))
        self.dates[roster] = book.add_format({"num_format": "yyyy-mm-dd"})

    def line(self, roster: str, cells) -> None:
        sheet, row, numeric = self.sheets[roster], self.at[roster], self.numeric.get(roster)
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if cell.endswith("E+17") and cell[0] == "5":
                sheet.write_number(row, column, float(cell))
            elif numeric == "phone" and len(cell) == 11 and cell[0] == "1" and cell.isdecimal():
                sheet.write_number(row, column, int(cell))
            elif numeric == "date" and len(cell) == 10 and cell[4] == "-" == cell[7]:
                self.put_date(roster, row, column, cell)
            else:
                sheet.write_string(row, column, cell)
        self.at[roster] += 1

    def put_date(self, roster: str, row: int, column: int, cell: str) -> None:
        try:
            self.sheets[roster].write_datetime(row, column, datetime.fromisoformat(cell), self.dates[roster])
        except ValueError:  # a lunar 30th of February stays text
            self.sheets[roster].write_string(row, column, cell)

    def close(self) -> dict[str, int]:
        self.finish()
        self.books["elsewhere"].add_worksheet("Sheet2")
        notes = self.books["poverty"].add_worksheet("填表说明")
        for row, text in enumerate(("填表说明", "1. 本表每人一行。", "2. 证件号码应为18位。")):
            notes.write_string(row, 0, text)
        for book in self.books.values():
            book.close()
        return self.counts
