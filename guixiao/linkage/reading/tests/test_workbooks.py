"""Workbooks: sheets, row numbers, cell values."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.tests.files import HOUSE, LI, WU, Reading, book, refused


def test_rows_keep_the_spreadsheet_numbers(tmp_path: Path) -> None:
    rows = [(), (None,), ("从江县户籍登记表（2026年）",), (), HOUSE, LI, (), WU]
    reading = Reading(book(tmp_path / "a.xlsx", rows))
    assert reading.rows() == [(6, "李一", LI[4]), (8, "吴二", WU[4])]
    assert reading.left_out() == [(7, "blank")]
    assert (reading.receipt.rows_in, reading.receipt.accepted, reading.receipt.set_aside) == (3, 2, 1)


def test_every_roster_has_a_table_with_every_field(tmp_path: Path) -> None:
    reading = Reading(book(tmp_path / "a.xlsx", [HOUSE, LI]))
    for roster, fields in FIELDS.items():
        described = reading.con.execute(f"DESCRIBE raw_{roster}").fetchall()
        assert [(row[0], row[1]) for row in described][4:] == [(field, "VARCHAR") for field in fields]
        assert [row[1] for row in described][:4] == ["BIGINT", "INTEGER", "VARCHAR", "INTEGER"]


def test_all_fitting_sheets_are_read_and_the_others_named(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HOUSE, LI], 填表说明=[("一、请按户填写",), ("姓名", "必填")], Sheet2=[], 二组=[HOUSE, WU])
    reading = Reading(path)
    assert [(sheet.name, sheet.header_row) for sheet in reading.receipt.sheets] == [
        ("名册", 1),
        ("填表说明", 0),
        ("Sheet2", 0),
        ("二组", 1),
    ]
    assert [bool(sheet.reason) for sheet in reading.receipt.sheets] == [False, True, True, False]
    assert reading.rows("sheet", "row", "name") == [("二组", 2, "吴二"), ("名册", 2, "李一")]


def test_a_hidden_sheet_without_header_is_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("名册")
        sheet.write_row(0, 0, HOUSE)
        sheet.write_row(1, 0, LI)
        hidden = workbook.add_worksheet("字典")
        hidden.write_column(0, 0, ["男", "女"])
        hidden.hide()
        workbook.add_chartsheet("图")
    receipt = Reading(tmp_path / "a.xlsx").receipt
    assert [(sheet.name, sheet.hidden, bool(sheet.reason)) for sheet in receipt.sheets] == [
        ("名册", False, False),
        ("字典", True, True),
        ("图", False, True),
    ]


def test_cells_are_text_as_excel_shows_them(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HOUSE)
        sheet.write_datetime(1, 3, datetime(2015, 3, 1), day)
        sheet.write(1, 0, 12)
        sheet.write_formula(1, 1, '=CONCATENATE("李","一")', None, "李一")
        sheet.write_number(1, 4, 5.22633e17)
        sheet.write_formula(1, 6, "=NA()", None, "#N/A")
        sheet.write_formula(1, 5, "=A99", None, "#REF!")
        sheet.write_row(2, 0, ["'H\u3000", "\u00a0吴\u200b", "－", "2016-04-02", "5.22633E+17\t", "无", "'大歹 村"])
        sheet.write_row(3, 0, [" ", "无", "/", "NULL", "522699201604020022", "nan", "-"])
    rows = Reading(tmp_path / "a.xlsx").rows("household_number", "name", "sex", "birth_date", "id_number", "relation", "address")
    assert rows == [
        ("12", "李一", None, "2015-03-01", "522633000000000000", None, None),
        ("H", "吴", "－", "2016-04-02", "5.22633E+17", None, "大歹 村"),
        (None, "无", None, None, "522699201604020022", None, None),
    ]


def test_openpyxl_inline_strings_and_offset(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for number, row in enumerate([HOUSE, LI], 7):
        for index, cell in enumerate(row, 3):
            sheet.cell(number, index, cell)  # type: ignore[union-attr]
    workbook.save(tmp_path / "a.xlsx")
    assert Reading(tmp_path / "a.xlsx").rows() == [(8, "李一", LI[4])]


@pytest.mark.parametrize("last", [" ", None])
def test_a_million_blank_rows_at_the_end_are_no_rows(tmp_path: Path, last: str | None) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HOUSE)
        sheet.write_row(1, 0, LI)
        if last:
            sheet.write_string(1_048_575, 0, last)
        else:
            sheet.write_blank(1_048_575, 6, None, workbook.add_format({"bold": True}))
    receipt = Reading(tmp_path / "a.xlsx").receipt
    assert (receipt.rows_in, receipt.accepted) == (1, 1)


def test_a_million_blank_rows_in_the_middle_are_counted(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HOUSE)
        sheet.write_row(1, 0, LI)
        sheet.write_row(1_000_001, 0, WU)
    receipt = Reading(tmp_path / "a.xlsx").receipt
    assert (receipt.rows_in, receipt.accepted, receipt.reasons) == (1_000_001, 2, {"blank": 999_999})


def test_a_stray_cell_at_the_far_end_is_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"constant_memory": True}) as workbook:
        workbook.add_worksheet("说明").write(0, 0, "x")
        sheet = workbook.add_worksheet("名册")
        sheet.write_row(0, 0, HOUSE)
        sheet.write_string(1_048_575, 16_383, " ")
    problem = refused(tmp_path / "a.xlsx")
    assert (problem.sheet, problem.row, problem.column) == ("名册", 1_048_576, "XFD")


def test_formats_at_the_far_end_do_no_harm(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("名册")
        sheet.write_row(0, 0, HOUSE)
        sheet.write_row(1, 0, LI)
        sheet.write_blank(1_048_575, 16_383, None, workbook.add_format({"bold": True}))
    assert Reading(tmp_path / "a.xlsx").receipt.rows_in == 1


def test_a_thousand_blank_columns_do_no_harm(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [(*HOUSE, *[None] * 1000, "注"), LI])
    assert Reading(path).receipt.accepted == 1
