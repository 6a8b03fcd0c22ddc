"""Files that cannot be used, each with its one exception."""

import io
import os
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msoffcrypto.format.ooxml
import pytest

from guixiao.linkage.reading import RosterError, Source, read_rosters
from guixiao.linkage.reading import content as content_module
from guixiao.linkage.reading.content import check_unchanged, read_content
from guixiao.linkage.reading.tests.files import HOUSE, LAYOUTS, LI, RULES, Reading, book, refused, text
from guixiao.linkage.reading.tests.vocabulary import shipped_headers

SHIPPED = SimpleNamespace(headers=shipped_headers())
NAMED = {
    "households": "户籍",
    "enrolments": "学籍",
    "elsewhere": "学籍",
    "attendance": "在校",
    "poverty": "建档立卡",
    "disability": "残联",
    "schools": "学校名单",
}
SWAPPED = [
    (slot, given) for slot in LAYOUTS for given in LAYOUTS if {slot, given} != {"enrolments", "elsewhere"} and slot != given
]


@pytest.mark.parametrize("rules", [RULES, SHIPPED], ids=["own", "shipped"])
@pytest.mark.parametrize("roster", LAYOUTS)
def test_each_layout_fits_its_slot(tmp_path: Path, roster: str, rules: Any) -> None:
    assert Reading(text(tmp_path / "a.csv", LAYOUTS[roster]), roster, rules).receipt.accepted == 1


@pytest.mark.parametrize("rules", [RULES, SHIPPED], ids=["own", "shipped"])
@pytest.mark.parametrize("slot, given", SWAPPED)
def test_wrong_roster_in_a_slot(tmp_path: Path, slot: str, given: str, rules: Any) -> None:
    problem = refused(book(tmp_path / "a.xlsx", LAYOUTS[given]), slot, rules)
    assert (problem.file, problem.sheet, problem.row) == ("a.xlsx", "名册", 1)
    if slot != "schools":
        assert f"看起来是{NAMED[given]}" in problem.message("zh")
    assert "looks like" in problem.message("en") and NAMED[slot] in problem.expected.zh


@pytest.mark.parametrize("rules", [RULES, SHIPPED], ids=["own", "shipped"])
@pytest.mark.parametrize(
    "roster, header",
    [
        ("households", "姓名,性别,出生日期,身份证号,户号"),
        ("households", "姓名,性别,出生日期,身份证号,住址"),
        ("households", "姓名,出生日期,身份证号,乡镇"),
        ("households", "姓名,性别,出生日期,身份证号"),
        ("households", "姓名,身份证号,户号,就读学校,年级"),
        ("enrolments", "姓名,身份证号"),
        ("enrolments", "姓名,学籍号,学校"),
        ("enrolments", "姓名,身份证号,学校,户主,与户主关系"),
        ("attendance", "姓名,学校"),
        ("attendance", "姓名,班级,实到"),
        ("attendance", "姓名,身份证号"),
        ("attendance", "姓名,学籍号,学校,年级,班级,就读方式"),
        ("poverty", "姓名,身份证号"),
        ("poverty", "姓名,证件号码,户编号,就读学校"),
        ("disability", "姓名,身份证号,残疾类别"),
        ("disability", "姓名,残疾人证号,身份证号,与户主关系"),
        ("schools", "学校名称"),
        ("schools", "学校,乡镇,姓名,电话"),
    ],
)
def test_small_but_right_files_pass(tmp_path: Path, roster: str, header: str, rules: Any) -> None:
    width = header.count(",")
    (tmp_path / "a.csv").write_text(f"{header}\n{','.join(['李一'] * (width + 1))}\n", encoding="utf-8")
    assert Reading(tmp_path / "a.csv", roster, rules).receipt.accepted == 1


@pytest.mark.parametrize(
    "roster, header, column",
    [
        ("households", "户号,性别,出生日期,身份证号", "姓名"),
        ("households", "姓名,性别,户号", "身份证号"),
        ("enrolments", "学校,年级,班级,人数", "姓名"),
        ("schools", "乡镇,办学类型", "学校标识码"),
        ("attendance", "姓名,性别", "身份证号"),
    ],
)
def test_missing_columns_are_named(tmp_path: Path, roster: str, header: str, column: str) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\n{header}\n", encoding="utf-8")
    problem = refused(tmp_path / "a.csv", roster)
    assert problem.row == 1 and column in problem.expected.zh and problem.column and header.split(",")[0] in problem.found.zh


def encrypted(path: Path) -> Path:
    plain = io.BytesIO(book(path.with_name("plain.xlsx"), [HOUSE, LI]).read_bytes())
    with path.open("wb") as out:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", out)
    return path


def archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a.txt", "x")
    return path


def bytes_of(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def truncated(path: Path, keep: float = 0.6) -> Path:
    whole = book(path, [HOUSE, LI]).read_bytes()
    return bytes_of(path, whole[: int(len(whole) * keep)])


def damaged(path: Path) -> Path:
    """The archive opens, its sheet does not."""
    with zipfile.ZipFile(book(path.with_name("whole.xlsx"), [HOUSE, LI])) as whole, zipfile.ZipFile(path, "w") as out:
        for name in whole.namelist():
            out.writestr(name, whole.read(name)[:200] if "sheet1" in name else whole.read(name))
    return path


def directory(path: Path) -> Path:
    path.mkdir()
    return path


BROKEN: dict[str, Any] = {
    "no such file": lambda at: at / "a.xlsx",
    "directory": lambda at: directory(at / "a.xlsx"),
    "empty file": lambda at: bytes_of(at / "a.csv", b""),
    "password": lambda at: encrypted(at / "a.xlsx"),
    "not a workbook": lambda at: archive(at / "a.xlsx"),
    "truncated": lambda at: truncated(at / "a.xlsx"),
    "cannot be opened": lambda at: damaged(at / "a.xlsx"),
    "file type .docx": lambda at: archive(at / "a.docx"),
    "file type (none)": lambda at: bytes_of(at / "a", b"x"),
    "web page": lambda at: bytes_of(at / "a.xls", "<html><table>姓名</table>".encode()),
    "parquet": lambda at: bytes_of(at / "a.parquet", b"PAR1 and no more"),
    "no header: 甲": lambda at: text(at / "a.csv", [("甲", "乙"), ("丙", "丁")]),
    "an empty sheet": lambda at: book(at / "a.xlsx", [], Sheet2=[]),
    "no rows under it": lambda at: book(at / "a.xlsx", [HOUSE]),
    "binary content": lambda at: bytes_of(at / "a.csv", b"a\n\0\1\2,b\n"),
    "not GB18030": lambda at: bytes_of(at / "a.csv", bytes(range(250, 0, -1)) * 9),
    "empty sheet": lambda at: bytes_of(at / "b.csv", b"\n\n \n"),
}


@pytest.mark.parametrize("words", BROKEN)
def test_broken_files(tmp_path: Path, words: str) -> None:
    path = BROKEN[words](tmp_path)
    problem = refused(path)
    assert words in problem.found.en and problem.file == path.name and problem.expected.en
    assert path.name in problem.message("en")


def test_what_was_read_in_row_1_is_told(tmp_path: Path) -> None:
    problem = refused(text(tmp_path / "a.csv", [("甲", "乙"), ("丙", "丁")]))
    assert problem.row == 1 and "甲 | 乙" in problem.message("zh") and "姓名、出生日期、身份证号" in problem.message("zh")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_permission(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", [HOUSE, LI])
    path.chmod(0)
    assert "permission" in refused(path).found.en


def test_permission_as_the_system_reports_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(content_module, "stamp_of", refuse)
    assert "permission" in refused(text(tmp_path / "a.csv", [HOUSE, LI])).found.en


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.parquet"])
def test_content_counts_not_the_name(tmp_path: Path, name: str) -> None:
    book(tmp_path / "real.xlsx", [HOUSE, LI]).rename(tmp_path / name)
    assert Reading(tmp_path / name).receipt.accepted == 1


def test_text_named_as_a_workbook_is_read(tmp_path: Path) -> None:
    assert Reading(text(tmp_path / "a.xlsx", [HOUSE, LI], "gb18030")).receipt.accepted == 1


def test_a_file_given_twice(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", [HOUSE, LI])
    assert "same content" in refused([path, path]).found.en


def test_a_file_that_vanishes_or_changes(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", [HOUSE, LI])
    content = read_content(path)
    path.write_text("x", encoding="utf-8")
    with pytest.raises(RosterError, match="改动"):
        check_unchanged(content)
    path.unlink()
    with pytest.raises(RosterError, match="消失"):
        check_unchanged(content)


def test_the_first_source_that_fails_is_the_one_told(tmp_path: Path) -> None:
    import duckdb

    good = text(tmp_path / "good.csv", [HOUSE, LI])
    sources = [Source("households", good), Source("enrolments", tmp_path / "b.csv"), Source("poverty", tmp_path / "c.csv")]
    with pytest.raises(RosterError) as caught:
        read_rosters(duckdb.connect(), sources, RULES, None)
    assert caught.value.file == "b.csv"


def test_the_first_source_that_fails_is_told_even_if_a_later_one_is_larger(tmp_path: Path) -> None:
    import duckdb

    small = text(tmp_path / "small.csv", [HOUSE])
    sources = [
        Source("households", small),
        Source("enrolments", text(tmp_path / "large.csv", [("甲", "乙")] * 999)),
        Source("poverty", tmp_path / "none.csv"),
    ]
    with pytest.raises(RosterError) as caught:
        read_rosters(duckdb.connect(), sources, RULES, None)
    assert caught.value.file == "small.csv"


def test_progress_counts_files(tmp_path: Path) -> None:
    import duckdb

    seen: list[tuple[str, int, int]] = []
    sources = [Source(roster, text(tmp_path / f"{roster}.csv", LAYOUTS[roster])) for roster in ("households", "enrolments")]
    read_rosters(duckdb.connect(), sources, RULES, lambda *step: seen.append(step))
    assert [(done, total) for _, done, total in seen] == [(1, 2), (2, 2)]
