"""疑似失学辍学名单.xlsx: the children to look for, printed from the result. Every cell is text or a number, never a formula."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from guixiao.lib.workbook import LONGEST, SPECIAL, Listing, escaped
from guixiao.linkage.columns import Connection
from guixiao.linkage.rules import Rules

SHEETS = (
    ("疑似失学", "not_found", "没有在任何学籍、在校名册里找到的孩子"),
    ("疑似辍学", "left_roll", "名册上有名字、但已离校或不在课堂的孩子"),
    ("待复核", "in_review", "机器拿不准是不是同一个人、要人看一眼的孩子"),
)
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
HEADINGS = (
    "序号",
    "乡镇",
    "村",
    "姓名",
    "性别",
    "出生日期",
    "身份证号",
    "户号",
    "监护人/户主",
    "电话",
    "是否脱贫户",
    "残疾",
    "学校",
    "年级",
    "班级",
    "情况",
    "依据",
    "来源文件",
    "行号",
)
LETTERS = "BCDEFGHIJKLMNOPQRS"  # columns of the text, after the number
WIDTHS = (6, 10, 14, 12, 6, 12, 20, 14, 12, 14, 8, 10, 22, 8, 10, 16, 50, 18, 8)
COLUMNS = """town, village, name, CASE sex WHEN 'M' THEN '男' WHEN 'F' THEN '女' ELSE '' END, birth_date, id_number,
    household_number, guardian, phone, CASE WHEN poverty THEN '是' ELSE '' END, disability, school, grade, class_name,
    outcome, explanation_zh, file, CAST(row AS VARCHAR)"""
OUTCOME = HEADINGS.index("情况") - 1  # its place in COLUMNS
BATCH = 2000

Names = Mapping[str, Mapping[str, str]]
Row = tuple[str | None, ...]


def _line(number: int, row: Row, outcomes: Names) -> str:
    """A row of the sheet as XML: its number, then text; empty cells are left out."""
    cells = ["" if text is None else text for text in row]
    if (outcome := cells[OUTCOME]) in outcomes:
        cells[OUTCOME] = outcomes[outcome]["zh"]
    whole = "".join(cells)
    if len(whole) > LONGEST or SPECIAL.search(whole):
        cells = [escaped(text[:LONGEST]) for text in cells]
    below = number + 1
    placed = zip(LETTERS, cells, strict=True)
    texts = "".join([f'<c r="{letter}{below}" t="inlineStr"><is><t>{text}</t></is></c>' for letter, text in placed if text])
    return f'<row r="{below}"><c r="A{below}"><v>{number}</v></c>{texts}</row>'


def _rows(con: Connection, query: str) -> Iterator[Row]:
    con.execute(query)
    while batch := con.fetchmany(BATCH):
        yield from batch


def _query(children: str) -> str:
    """SELECT COLUMNS, in the order of SHEETS; `children`: a query of the children of their buckets."""
    order = " ".join(f"WHEN '{bucket}' THEN {place}" for place, (_, bucket, _) in enumerate(SHEETS))
    return f"SELECT {COLUMNS} FROM ({children}) ORDER BY CASE bucket {order} END, town, village, child"


def write_suspects(con: Connection, path: Path, children: str, receipt: Mapping[str, Any], rules: Rules, as_of: date) -> None:
    """One sheet per bucket that people must look into; the first sheet explains and shows the equation.

    `children`: a query with the columns of `result.children_query`, of the children of these buckets. OSError where the file
    cannot be written.
    """
    try:
        _write_book(con, path, children, receipt, rules, as_of)
    except XlsxWriterException as problem:
        raise OSError(str(problem).splitlines()[0]) from None


def _write_book(con: Connection, path: Path, children: str, receipt: Mapping[str, Any], rules: Rules, as_of: date) -> None:
    counts: Mapping[str, int] = receipt["buckets"]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "tmpdir": str(path.parent)}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": "疑似失学辍学名单", "created": datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)})
    bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True})
    cover = book.add_worksheet("说明")
    cover.set_column(0, 0, 100, wrap)
    lines = [
        f"疑似失学辍学名单（截至 {as_of.isoformat()}）",
        receipt["equation"]["text"],
        "名单由名册比对得出，需要逐个核实；不是结论。含未成年人个人信息，请妥善保管，不得外传。",
        *(f"{title}：{counts.get(bucket, 0)} 人，{note}（{rules.buckets[bucket]['zh']}）" for title, bucket, note in SHEETS),
    ]
    for number, line in enumerate(lines):
        cover.write_string(number, 0, line)
    with closing(con.cursor()) as cursor:
        rows = _rows(cursor, _query(children))
        for title, bucket, _ in SHEETS:
            count = counts.get(bucket, 0)
            for part, first in enumerate(range(0, max(1, count), MOST_ROWS), start=1):
                sheet = book.add_worksheet(title if part == 1 else f"{title}{part}", Listing)
                _fill(sheet, rows, min(MOST_ROWS, count - first), rules.outcomes, bold)
        book.close()


def _fill(sheet: Listing, rows: Iterator[Row], count: int, outcomes: Names, bold: object) -> None:
    """Headings, and the next `count` rows; they are fetched when the sheet is put into the file, one sheet after the other."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 4)
    sheet.listed(count, (_line(number, row, outcomes) for number, row in enumerate(islice(rows, count), start=1)))
