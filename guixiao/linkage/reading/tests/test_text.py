"""Delimited text and parquet."""

from pathlib import Path

import duckdb
import pytest

from guixiao.linkage.reading import columnar
from guixiao.linkage.reading.tests.files import HOUSE, LI, WU, Reading, refused, text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = text(tmp_path / "a.csv", [HOUSE, LI, ("H，1", "𬱖䶮" if encoding != "gb2312" else "x", *WU[2:])], encoding, delimiter)
    assert Reading(path).rows() == [(2, "李一", LI[4]), (3, "𬱖䶮", WU[4])]


def test_a_quoted_newline_is_one_row_and_a_blank_line_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        '姓名,户号,"身份证号\n（18位）"\r\n"李\n一",H1,522699201503010011\r\n\r\n,,\r\n吴二,H2,"52,2"\r\n\r\n\r\n'.encode()
    )
    reading = Reading(tmp_path / "a.csv")
    assert reading.rows() == [(2, "李\n一", "522699201503010011"), (5, "吴二", "52,2")]
    assert reading.left_out() == [(3, "blank"), (4, "blank")]


@pytest.mark.parametrize("newline", ["\r", "\n", "\r\n"])
def test_newlines(tmp_path: Path, newline: str) -> None:
    (tmp_path / "a.csv").write_bytes(newline.join(["姓名,户号,身份证号", "李一,1,522699201503010011"]).encode())
    assert Reading(tmp_path / "a.csv").rows("row", "name") == [(2, "李一")]


def test_a_million_blank_lines(tmp_path: Path) -> None:
    start = "姓名,户号,身份证号\n李一,1,522699201503010011\n"
    (tmp_path / "end.csv").write_bytes(start.encode() + b"\n" * 1_000_000)
    assert Reading(tmp_path / "end.csv").receipt.rows_in == 1
    (tmp_path / "middle.csv").write_bytes(start.encode() + b",,\n" * 1_000_000 + "吴二,2,522699201604020022".encode())
    receipt = Reading(tmp_path / "middle.csv").receipt
    assert (receipt.rows_in, receipt.accepted, receipt.reasons) == (1_000_002, 2, {"blank": 1_000_000})


def test_ragged_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("姓名,户号,身份证号\n李一\n吴二,2,522699201604020022,多,余\n", encoding="utf-8")
    assert Reading(tmp_path / "a.csv").rows("name", "household_number") == [("李一", None), ("吴二", "2")]


def test_a_bad_byte_is_named_by_row(tmp_path: Path) -> None:
    good = "姓名,户号,身份证号\n李一,1,522699201503010011\n吴二,2,".encode()
    (tmp_path / "a.csv").write_bytes(good + b"\xff\xfe" + "\n王三,3,1\n".encode())
    problem = refused(tmp_path / "a.csv")
    assert problem.row == 3 and "ff fe" in problem.found.en and "cell 3" in problem.found.en
    (tmp_path / "b.csv").write_bytes("姓名,户号,身份证号\n李一,1,52\n".encode("gb18030") + b"\x81\x20\xff,1\n")
    assert refused(tmp_path / "b.csv").row == 3


@pytest.mark.parametrize("content", ['姓名,户号,身份证号\n李一,"1,5\n吴二,2,3\n', '姓名,户号,身份证号\n李一,"1"5,5\n'])
def test_broken_quotes(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    assert refused(tmp_path / "a.csv").row == 2


@pytest.mark.parametrize("rows_of_a_long_file", [10_000, 1_000], ids=["short", "long"])
def test_parquet_keeps_file_order_and_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_of_a_long_file: int) -> None:
    """A column of few texts is judged text by text in a long file, cell by cell in a short one: the same comes out."""
    monkeypatch.setattr(columnar, "_LONG", rows_of_a_long_file)
    path = tmp_path / "户籍 [1]*.parquet"
    columns = {
        "姓名": "'李'||range",
        "出生日期": "DATE '2015-03-01' + range::INTEGER",
        "身份证号": "5.22633e17 + range",
        "户号": "range::DOUBLE",
        "户口状态": "TIMESTAMP '2015-03-01 00:00:00'",
        "住址": "' 甲\t'",
        "与户主关系": "'无'",
        "性别": "CASE WHEN range % 2 = 0 THEN '女' END",
    }
    chosen = ", ".join(f'{value} AS "{name}"' for name, value in columns.items())
    duckdb.connect().execute(f"COPY (SELECT {chosen} FROM range(5000)) TO '{path}' (ROW_GROUP_SIZE 2048)")
    reading = Reading(path)
    rows = reading.rows(
        "row", "name", "birth_date", "id_number", "household_number", "register_status", "address", "relation", "sex"
    )
    assert rows[0] == (2, "李0", "2015-03-01", "5.22633e+17", "0", "2015-03-01", "甲", None, "女")
    assert [(row[0], row[1]) for row in rows] == [(number + 2, f"李{number}") for number in range(5000)]
    assert reading.receipt.rows_in == 5000


def test_parquet_rows_that_are_no_person(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    rows = [
        "'李一', '1', '522699201503010011', 'x'",
        "NULL, NULL, NULL, NULL",
        "'', '7', NULL, 'y'",
        "'姓名', '户号', '身份证号', '备注'",
        "'合　计', '3', NULL, NULL",
        "'吴二', '2', NULL, 'z'",
    ]
    values = ", ".join(f"({row})" for row in rows)
    duckdb.connect().execute(f'COPY (SELECT * FROM (VALUES {values}) AS t("姓名", "户号", "身份证号", "备注")) TO \'{path}\'')
    reading = Reading(path)
    assert reading.rows("row", "name") == [(2, "李一"), (7, "吴二")]
    assert reading.left_out() == [(3, "blank"), (4, "no_identity"), (5, "repeated_header"), (6, "total_row")]
