"""Header rows: where they are and what they mean."""

from pathlib import Path

import pytest

from guixiao.linkage.reading.header import field_of, find_header, normalise, synonyms_of
from guixiao.linkage.reading.tests.files import HOUSE, LI, Reading, book
from guixiao.linkage.reading.tests.vocabulary import HEADERS

SYNONYMS = synonyms_of("enrolments", HEADERS)


@pytest.mark.parametrize(
    "text, field",
    [
        ("身份证号码（18位）", "id_number"),
        (" 姓 名 ", "name"),
        ("姓\n名*", "name"),
        ("＊姓名：", "name"),
        ("出生日期（YYYY-MM-DD）", "birth_date"),
        ("姓名（必填）*", "name"),
        ("1.姓名", "name"),
        ("（3）性别", "sex"),
        ("县（市、区、旗）", "county"),
        ("ID_Number", "id_number"),
        ("id number", "id_number"),
        ("【必填】", None),
        ("序号", None),
        ("", None),
        (None, None),
        ("成员１姓名", "guardian_name"),
        ("学籍号\u200b", "student_number"),
    ],
)
def test_header_cells(text: str | None, field: str | None) -> None:
    assert field_of(text, SYNONYMS) == field


def test_normalise_is_stable() -> None:
    assert normalise(normalise("＊ 姓_名（必 填）")) == normalise("＊ 姓_名（必 填）")


def test_two_line_header() -> None:
    rows = [
        (1, ("花名册", None, None, None, None, None)),
        (2, ("姓名", "身份证件号", "成员1", None, "成员2", None)),
        (3, (None, None, "姓名", "联系电话", "姓名", "联系电话")),
    ]
    header = find_header(rows, SYNONYMS)
    assert header is not None and header.row == 3
    assert header.columns == {
        "name": (0,),
        "id_number": (1,),
        "guardian_name": (2,),
        "guardian_phone": (3,),
        "guardian2_name": (4,),
        "guardian2_phone": (5,),
    }


def test_under_a_family_group_a_name_is_not_the_childs() -> None:
    rows = [
        (1, ("班级", "学校", "祖父", "学籍号", "家庭成员", "联系电话")),
        (2, (None, None, "姓名", None, "姓名", None)),
        (3, ("1班", "一小", "x", "y", "z", "1")),
    ]
    header = find_header(rows, SYNONYMS)
    assert header is not None and "name" not in header.columns


def test_a_title_above_does_not_make_a_double_header(tmp_path: Path) -> None:
    reading = Reading(book(tmp_path / "a.xlsx", [("户籍表",), HOUSE, LI]))
    assert reading.receipt.sheets[0].header_row == 2
    assert reading.receipt.headers["name"] == ("姓名",)


def test_the_first_of_two_equal_columns_counts_unless_empty(tmp_path: Path) -> None:
    rows = [
        ("姓名", "身份证号", "户号", "公民身份号码", "备注", "住址"),
        ("李一", "", "H1", "522699201503010011", "x", "甲"),
        ("吴二", "522699201604020022", "H2", "9", "y", "乙"),
    ]
    reading = Reading(book(tmp_path / "a.xlsx", rows))
    assert reading.rows("id_number") == [("522699201503010011",), ("522699201604020022",)]
    assert reading.receipt.headers["id_number"] == ("身份证号", "公民身份号码")
    assert reading.receipt.unused_headers == ("备注",)


def test_a_synonym_claimed_twice_goes_to_the_first_field() -> None:
    assert synonyms_of("schools", {"schools": {"school": ("编号",), "school_code": ("编号",)}})["编号"] == "school_code"
