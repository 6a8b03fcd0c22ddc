"""Roster files for the tests of the desk: small, made up, with a row of each kind that is not accepted."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from guixiao.children.actions import make_current
from guixiao.children.models import Round
from guixiao.rosters.files.actions import add_files, seal_file
from guixiao.rosters.imports.actions import open_import
from guixiao.rosters.models import Import, ImportFile
from guixiao.rosters.worker.loop import work_once
from tests.cast import Cast, row

HOUSE = ("户号", "姓名", "性别", "出生日期", "公民身份号码", "与户主关系", "住址", "户口状态", "土名")
PUPILS = ("学校名称", "年级", "班级", "姓名", "性别", "出生日期", "身份证件号", "全国学籍号", "学籍状态")


def number_of(n: int) -> str:
    """A made-up identity number that checks; the area code is unassigned."""
    body = f"5226992015{n % 12 + 1:02}{n % 28 + 1:02}{n % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, weights, strict=True)) % 11]


def birth_of(n: int) -> str:
    return f"2015-{n % 12 + 1:02}-{n % 28 + 1:02}"


def name_of(n: int) -> str:
    return "吴石杨潘龙梁"[n % 6] + "春秋冬夏山水云月"[n % 8] + "兰梅竹菊江河海波"[n // 8 % 8]


def house_row(n: int) -> list[str]:
    return [f"H{n // 2}", name_of(n), "女" if n % 2 else "男", birth_of(n), number_of(n), "子女", "停洞镇高华村", "正常", ""]


def pupil_row(n: int) -> list[str]:
    sex = "女" if n % 2 else "男"
    return ["停洞镇中心小学", "五年级", "1班", name_of(n), sex, birth_of(n), number_of(n), f"G{number_of(n)}", "在读"]


def households(count: int = 12) -> list[list[str]]:
    """`count` children, a total row and a child without name and number."""
    return [*(house_row(n) for n in range(count)), ["合计", str(count)],
            ["H99", "", "女", "2015-03-01", "", "子女", "停洞镇苗朗村", "正常", ""]]  # fmt: skip


def enrolments(count: int = 8) -> list[list[str]]:
    return [pupil_row(n) for n in range(count)]


def table(header: tuple[str, ...], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def uploads(**counts: Any) -> list[SimpleUploadedFile]:
    """户籍.csv and 学籍.csv as a browser sends them."""
    files = {"户籍.csv": table(HOUSE, households(counts.get("households", 12))),
             "学籍.csv": table(PUPILS, enrolments(counts.get("enrolments", 8)))}  # fmt: skip
    return [SimpleUploadedFile(name, content) for name, content in files.items()]


def checked(cast: Cast, files: list[SimpleUploadedFile] | None = None) -> Import:
    """An import of the county whose files have been read."""
    version = open_import(cast.county, cast.li)
    add_files(version, [seal_file(version, file.name or "", file) for file in files or uploads()], cast.li)
    assert work_once("test")
    version.refresh_from_db()
    return version


def a_checked_file(cast: Cast) -> ImportFile:
    """The register's file of an import that has been read, made once."""
    found = ImportFile.objects.filter(version__county=cast.county, roster="households").first()
    return found or checked(cast).files.get(roster="households")


def an_earlier_round(cast: Cast) -> Round:
    """A round of the county that its pages do not show."""
    if not Round.objects.filter(county=cast.county, current=None).exists():
        shown = Round.objects.get(current__county=cast.county)
        cast.load([row(1, "enrolled")], demo=True)
        make_current(shown)
    return Round.objects.get(county=cast.county, current=None)
