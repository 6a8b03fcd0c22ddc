"""Each row is accepted, set aside or rejected."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guixiao.linkage.reading import rows as rows_module
from guixiao.linkage.reading.cells import EXCEL_ERRORS, PLACEHOLDERS, SPACES, literal, tidied_sql, tidy, tidy_sql, untidy_sql
from guixiao.linkage.reading.tests.files import HOUSE, LI, PUPIL, PUPILS, ROLL, WU, Reading, book, text

NOTES: list[tuple[Any, ...]] = [
    ("填表人：张三", None, "审核人：李四", None, "日期：2026年9月1日"),
    ("制表人:", "张三"),
    ("说明：本表一式三份",),
    ("备注：不得涂改", None, None),
    ("注：本表由派出所提供，请核对。",),
    ("填报单位（盖章）：某镇",),
    ("以上数据由各村上报，请核对。",),
    (None, "一年级1班"),
    ("审核人",),
]
TOTALS: list[tuple[Any, ...]] = [
    ("合计", None, None, None, 52),
    (None, "合 计", 30, 22),
    ("小计：", "52人"),
    ("总计", 3),
    (None, None, "共计", 5),
    ("本页小计", 5),
    ("全校合计", 5),
    ("共52人",),
]
PEOPLE: list[tuple[Any, ...]] = [
    ("", "计小明", "男", "", "", "", ""),
    ("", "共明", "男", "2015-01-01"),
    ("", "", "", "", "522699201503010011"),
    (None, "王备注"),
    ("合计", "李一", "", "", LI[4]),
    ("单位子弟", "李一"),
    ("说明村", "李一"),
    ("", "古丽·买买提，"),
]


@pytest.mark.parametrize("rows, reason", [(NOTES, "note"), (TOTALS, "total_row"), ([HOUSE], "repeated_header")])
def test_rows_that_are_no_person_are_set_aside(tmp_path: Path, rows: list[tuple[Any, ...]], reason: str) -> None:
    reading = Reading(book(tmp_path / "a.xlsx", [HOUSE, LI, *rows, WU]))
    assert reading.left_out() == [(3 + index, reason) for index in range(len(rows))]
    assert reading.receipt.set_aside == len(rows) and reading.receipt.accepted == 2


@pytest.mark.parametrize("row", PEOPLE)
def test_people_stay(tmp_path: Path, row: tuple[Any, ...]) -> None:
    assert Reading(book(tmp_path / "a.xlsx", [HOUSE, LI, row, WU])).receipt.accepted == 3


def test_a_row_that_names_nobody_is_rejected_with_its_column(tmp_path: Path) -> None:
    reading = Reading(book(tmp_path / "a.xlsx", [HOUSE, LI, ("H9", "", "男", "2015-01-01", "", "子", "大歹"), WU]))
    rejected = reading.con.execute("SELECT row, disposition, reason, column_name, found FROM unaccepted").fetchall()
    assert rejected == [(3, "rejected", "no_identity", "姓名", "H9 | 男 | 2015-01-01 | 子 | 大歹")]
    assert (reading.receipt.rejected, reading.receipt.rows_in) == (1, 3)


def test_a_repeated_title_and_header_on_every_page(tmp_path: Path) -> None:
    title = ("户籍登记表",)
    reading = Reading(book(tmp_path / "a.xlsx", [title, HOUSE, LI, title, HOUSE, WU, title, HOUSE]))
    assert [reason for _, reason in reading.left_out()] == ["repeated_header"] * 4
    assert reading.rows("row") == [(3,), (6,)]


def test_a_repeated_two_line_header(tmp_path: Path) -> None:
    top, bottom = ("姓名", "身份证件号", "学校名称", "成员1", None), (None, None, None, "姓名", "联系电话")
    child = ("李一", "522699201503010011", "一小", "李父", "138")
    reading = Reading(book(tmp_path / "a.xlsx", [top, bottom, child, top, bottom, child]), "enrolments")
    assert reading.left_out() == [(4, "repeated_header"), (5, "repeated_header")]
    assert reading.rows("name", "guardian_name", "guardian_phone") == [("李一", "李父", "138")] * 2


def test_numbers_written_in_advance_are_blank_rows(tmp_path: Path) -> None:
    rows = [("序号", *PUPILS), (1, *PUPIL), *[(number,) for number in range(2, 9)]]
    reading = Reading(book(tmp_path / "a.xlsx", rows), "enrolments")
    assert (reading.receipt.accepted, reading.receipt.rejected) == (1, 0)


def test_schools_are_known_by_name_or_code(tmp_path: Path) -> None:
    rows = [
        ("学校标识码", "学校名称", "办学类型"),
        ("2152000001", "一小", "小学"),
        ("2152000002", "", ""),
        ("", "教学点", ""),
        ("", "", "小学"),
        ("合计", "3", ""),
    ]
    reading = Reading(text(tmp_path / "a.csv", rows), "schools")
    assert reading.receipt.accepted == 3
    assert reading.left_out() == [(5, "no_identity"), (6, "total_row")]


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
PERSON = st.tuples(
    CELL,
    st.sampled_from(["李一", "吴二", "无", "", " 王 "]),
    CELL,
    CELL,
    st.sampled_from(["522699201503010011", "", "X", " 12\t"]),
    CELL,
    CELL,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PERSON, max_size=12))
def test_every_row_is_accounted_for_and_kept_as_it_was(tmp_path: Path, people: list[tuple[str, ...]]) -> None:
    reading = Reading(text(tmp_path / "a.csv", [HOUSE, LI, *people, WU], "utf-8-sig"))
    receipt = reading.receipt
    assert receipt.rows_in == receipt.accepted + receipt.set_aside + receipt.rejected == len(people) + 2
    fields = ("household_number", "name", "sex", "birth_date", "id_number", "relation", "address")
    for row, *cells in reading.rows("row", *fields):
        expected = [tidied(text, field) for text, field in zip([HOUSE, LI, *people, WU][row - 1], fields, strict=True)]
        assert cells == expected


PIECES = [*SPACES, "'", *PLACEHOLDERS, *EXCEL_ERRORS, "2015-03-01", " 00:00:00", "李", "（", "N", "#", "+", "0", "\U00020089"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), min_size=1, max_size=40))
@pytest.mark.parametrize("keep", [False, True])
def test_a_cell_is_tidied_alike_in_sql_and_in_python(keep: bool, cells: list[str]) -> None:
    values = ", ".join(f"({literal(cell)})" for cell in cells)
    found = duckdb.execute(f"SELECT {tidy_sql('cell', keep)} FROM (VALUES {values}) AS t(cell)").fetchall()
    assert [row[0] for row in found] == [tidy(cell, keep) for cell in cells]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.none() | st.lists(st.sampled_from(PIECES), max_size=5).map("".join), min_size=3, max_size=3))
def test_rows_that_are_not_searched_for_untidy_cells_have_none(cells: list[str | None]) -> None:
    values = ", ".join("NULL::VARCHAR" if cell is None else literal(cell) for cell in cells)
    row = f"(SELECT * FROM (VALUES ({values})) AS t(a, b, c))"
    untidy, found = duckdb.execute(f"SELECT {untidy_sql('abc')}, {tidied_sql('abc')} FROM {row}").fetchall()[0]
    assert found == [tidy(cell) for cell in cells]
    assert untidy or found == cells


@pytest.mark.parametrize(
    "cell, tidied",
    [
        ("\u3000'李 一\t", "李 一"),
        ("2015-03-01 00:00:00", "2015-03-01"),
        (" 2015-03-01 00:00:00 ", "2015-03-01"),
        ("无\xa0", None),
    ],
)
def test_tidying(cell: str, tidied: str | None) -> None:
    assert tidy(cell) == tidied


def tidied(cell: str, field: str) -> str | None:
    """The same rule as cells.tidy_sql, dates aside."""
    plain = cell.strip(SPACES).lstrip("'" + SPACES)
    nothing = ("", *EXCEL_ERRORS) if field == "name" else ("", *EXCEL_ERRORS, *PLACEHOLDERS)
    return None if plain in nothing else plain


@pytest.mark.parametrize("many", [0, 1_000_000])
def test_a_roll_of_names_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(rows_module, "_MANY", many)
    pupils = [("一小", "一年级", "1班", f"李{number}", None, "是", None) for number in range(50)]
    first = book(tmp_path / "a.xlsx", [ROLL, *pupils, ("合计", None, None, "50", None, "50", None), ROLL])
    second = book(tmp_path / "b.xlsx", [(*ROLL, "性别"), (*pupils[0], "男"), ("制表人：王", "一小", None, "张", None)])
    reading = Reading([first, second], "attendance")
    assert [(one.accepted, dict(one.reasons)) for one in reading.receipts] == [
        (50, {"repeated_header": 1, "total_row": 1}),
        (1, {"note": 1}),
    ]
    assert reading.rows("name", "sex")[-2:] == [("李49", None), ("李0", "男")]
    stored = [row[0] for row in reading.con.execute("DESCRIBE read_attendance").fetchall()]
    assert set(stored) <= {"file_no", "sheet", "row", "sex", "name", "id_number", "school", "grade", "class_name"} | {
        "present",
        "absence_reason",
    }


def test_order_and_content_do_not_depend_on_threads(tmp_path: Path) -> None:
    paths = [
        book(
            tmp_path / f"{n}.xlsx",
            [HOUSE, *[(f"H{n}", f"李{i}", "男", "", f"5226992015030{n}{i:04}0", "", "") for i in range(300)]],
        )
        for n in range(5)
    ]
    readings = [Reading(paths) for _ in range(3)]
    tables = [reading.con.execute("SELECT * FROM raw_households").fetchall() for reading in readings]
    assert tables[0] == tables[1] == tables[2] and len(tables[0]) == 1500
    assert [row[0] for row in tables[0]] == sorted(row[0] for row in tables[0])
    assert isinstance(readings[0].con, duckdb.DuckDBPyConnection)


def test_a_row_s_number_follows_from_where_it_stands_and_not_from_how_it_was_stored(tmp_path: Path) -> None:
    """Threads that fill a large table do not keep its order: the key of a row must be the same in every run."""
    one = book(tmp_path / "a.xlsx", [("户籍登记表",), HOUSE, LI, HOUSE, WU])
    two = book(tmp_path / "b.xlsx", [HOUSE, (*LI[:1], "吴小二", *LI[2:])])
    assert Reading(one).rows("rid", "row") == [(3, 3), (5, 5)]
    reading = Reading([one, two])
    numbers = reading.rows("rid", "file_no", "row")
    assert numbers == [(3, 0, 3), (5, 0, 5), (8, 1, 2)]
    reading.con.execute("CREATE OR REPLACE TABLE read_households AS FROM read_households ORDER BY row, file_no DESC")
    assert reading.rows("rid", "file_no", "row") == numbers
