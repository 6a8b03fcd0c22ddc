"""疑似失学辍学名单.xlsx: the children to look for, printed from the result. Every cell is text or a number, never a formula."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from guixiao.linkage.columns import Connection

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
WIDTHS = (6, 10, 14, 12, 6, 12, 20, 14, 12, 14, 8, 10, 22, 8, 10, 16, 50, 18, 8)
QUERY = """SELECT town, village, name, CASE sex WHEN 'M' THEN '男' WHEN 'F' THEN '女' ELSE '' END, birth_date, id_number,
    household_number, guardian, phone, CASE WHEN poverty THEN '是' ELSE '' END, disability, school, grade, class_name,
    outcome, explanation_zh, file, row
    FROM child_line WHERE bucket = '{0}' ORDER BY town, village, child"""


def write_suspects(
    con: Connection,
    path: Path,
    buckets: Mapping[str, Mapping[str, str]],
    outcomes: Mapping[str, Mapping[str, str]],
    as_of: date,
    equation: str,
) -> None:
    """One sheet per bucket that people must look into; the first sheet explains and shows the equation."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "疑似失学辍学名单", "created": datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)})
    bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True})
    cover = book.add_worksheet("说明")
    cover.set_column(0, 0, 100, wrap)
    lines = [
        f"疑似失学辍学名单（截至 {as_of.isoformat()}）",
        equation,
        "名单由名册比对得出，需要逐个核实；不是结论。含未成年人个人信息，请妥善保管，不得外传。",
    ]
    for number, line in enumerate(lines):
        cover.write_string(number, 0, line)
    for title, bucket, note in SHEETS:
        rows = con.execute(QUERY.format(bucket)).fetchall()
        for part in range(max(1, -(-len(rows) // MOST_ROWS))):
            sheet = book.add_worksheet(title if not part else f"{title}{part + 1}")
            _fill(sheet, rows[part * MOST_ROWS : (part + 1) * MOST_ROWS], outcomes, bold)
        cover.write_string(len(lines), 0, f"{title}：{len(rows)} 人，{note}（{buckets[bucket]['zh']}）")
        lines.append(title)
    book.close()


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet, rows: list[tuple[object, ...]], outcomes: Mapping[str, Mapping[str, str]], bold: object
) -> None:
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 4)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number, 0, number)
        for column, value in enumerate(row, start=1):
            text = "" if value is None else str(value)
            if HEADINGS[column] == "情况" and text in outcomes:
                text = outcomes[text]["zh"]
            sheet.write_string(number, column, text)
