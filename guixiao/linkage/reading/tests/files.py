"""Makes roster files of every kind for the tests."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import xlsxwriter

from guixiao.linkage.reading import FileReceipt, RosterError, Source, read_rosters
from guixiao.linkage.reading.tests.vocabulary import HEADERS

Row = Sequence[Any]
RULES: Any = SimpleNamespace(headers=HEADERS)
HOUSE = ("户号", "姓名", "性别", "出生日期", "公民身份号码", "与户主关系", "住址")
LI = ("H1", "李一", "男", "2015-03-01", "522699201503010011", "子", "大歹村")
WU = ("H2", "吴二", "女", "2016-04-02", "522699201604020022", "女", "高吊村")
PUPILS = ("学校名称", "年级", "班级", "姓名", "身份证件号", "全国学籍号", "学籍状态")
PUPIL = ("第一小学", "一年级", "1班", "李一", "522699201503010011", "G522699201503010011", "在读")
ROLL = ("学校", "年级", "班级", "姓名", "身份证号", "实到", "未到原因")
PRESENT = ("第一小学", "一年级", "1班", "李一", "522699201503010011", "是", "")
POOR = ("户编号", "人编号", "姓名", "证件号码", "与户主关系", "在校生状况", "脱贫属性")
POOR_ROW = ("1", "2", "李一", "522699201503010011", "子", "小学", "脱贫户")
CARD = ("姓名", "身份证号", "残疾人证号", "残疾类别", "残疾等级")
CARD_ROW = ("李一", "522699201503010011", "52269920150301001141", "肢体", "一级")
SCHOOLS, SCHOOL = ("学校标识码", "学校名称", "办学类型"), ("2152000001", "一小", "小学")
LAYOUTS: dict[str, tuple[Row, Row]] = {
    "households": (HOUSE, LI),
    "enrolments": (PUPILS, PUPIL),
    "elsewhere": (PUPILS, PUPIL),
    "attendance": (ROLL, PRESENT),
    "poverty": (POOR, POOR_ROW),
    "disability": (CARD, CARD_ROW),
    "schools": (SCHOOLS, SCHOOL),
}


def book(path: Path, rows: Sequence[Row], **sheets: Sequence[Row]) -> Path:
    """A workbook: `rows` in sheet 名册, then the other sheets; None is no cell at all."""
    with xlsxwriter.Workbook(path) as workbook:
        for name, content in {"名册": rows, **sheets}.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(content):
                for index, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, index, value)
    return path


def text(path: Path, rows: Sequence[Row], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["" if cell is None else cell for cell in row] for row in rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


class Reading:
    """One file read as one roster, and what came of it."""

    def __init__(self, path: Path | Sequence[Path], roster: str = "households", rules: Any = RULES) -> None:
        paths = [path] if isinstance(path, Path) else list(path)
        self.roster = roster
        self.con = duckdb.connect()
        self.receipts: list[FileReceipt] = read_rosters(self.con, [Source(roster, path) for path in paths], rules, None)
        self.receipt = self.receipts[0]

    def rows(self, *fields: str) -> list[Any]:
        names = ", ".join(fields or ("row", "name", "id_number"))
        return self.con.execute(f"SELECT {names} FROM raw_{self.roster} ORDER BY file_no, sheet, row").fetchall()

    def left_out(self) -> list[tuple[int, str]]:
        return self.con.execute("SELECT row, reason FROM unaccepted ORDER BY file_no, sheet, row").fetchall()


def refused(path: Path | Sequence[Path], roster: str = "households", rules: Any = RULES) -> RosterError:
    """The error that reading gives."""
    try:
        Reading(path, roster, rules)
    except RosterError as problem:
        assert "\n" not in str(problem) and str(problem) == problem.message("zh") != problem.message("en")
        return problem
    raise AssertionError("the file was read")
