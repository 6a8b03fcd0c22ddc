"""Workbooks opened again by another program, and read as the XML that Excel reads."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guixiao.lib.inert import BEGINS, inert
from guixiao.lib.workbook import CUT, LONGEST, Heading, Miscounted, Table, write_book

UNSEEN = "\u200b\u200c\u200d\u200e\ufeff\u00a0\u3000\u2060\u3164 \t\r\n"
SIGNS = [*sorted(BEGINS), "cmd|", "<f>1</f>", "_x003D_", "&", "吴"]
HOSTILE = st.builds(
    "".join,
    st.tuples(
        st.text(UNSEEN, max_size=3),
        st.sampled_from(SIGNS),
        st.text(max_size=6),
    ),
).filter(lambda text: not any("\ud800" <= mark <= "\udfff" for mark in text))


def book(tmp_path: Path, rows: list, *, count: int | None = None, most: int = 1_048_575, title: str = "名单") -> bytes:
    out = io.BytesIO()
    headings = [Heading("=姓名"), Heading("数")]
    table = Table(title, headings, len(rows) if count is None else count, iter(rows))
    write_book(out, [("名单", "=1+1")], table, tmp_path, most)
    assert list(tmp_path.iterdir()) == [], "nothing is left beside it"
    return out.getvalue()


def cells(content: bytes) -> list[list]:
    """Of every sheet but the first, with its line of headings."""
    return [
        [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets[1:]
    ]


@settings(max_examples=60)
@given(texts=st.lists(HOSTILE, min_size=1, max_size=8))
def test_no_cell_is_a_formula_and_every_text_comes_back_as_it_was(tmp_path_factory, texts: list[str]):
    content = book(tmp_path_factory.mktemp("book"), [[text, number] for number, text in enumerate(texts)])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            xml = parts.read(name).decode()
            assert "<f>" not in xml and "<f " not in xml and "<hyperlink " not in xml and "<ddeLink" not in xml, name
    loaded = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    assert {cell.data_type for (cell,) in loaded["A2:A" + str(len(texts) + 1)]} == {"s"}
    read = [openpyxl.utils.escape.unescape(row[0]) for row in cells(content)[0][1:]]
    assert read == [inert(text) for text in texts]


def test_a_list_longer_than_a_sheet_goes_on_in_the_next_and_loses_nothing(tmp_path):
    first, second, third = cells(book(tmp_path, [[f"吴{n}", n] for n in range(7)], most=3))
    assert [row[1] for sheet in (first, second, third) for row in sheet[1:]] == list(range(7))
    assert [sheet[0][0] for sheet in (first, second, third)] == ["'=姓名"] * 3
    names = openpyxl.load_workbook(io.BytesIO(book(tmp_path, [["吴", 1]] * 7, most=3))).sheetnames
    assert names == ["说明", "名单1", "名单2", "名单3"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_with_other_rows_than_it_says_is_never_handed_out(tmp_path, count: int):
    with pytest.raises(Miscounted):
        book(tmp_path, [["吴", 1], ["杨", 2]], count=count)
    assert list(tmp_path.iterdir()) == [] or count == 3


def test_an_empty_list_is_a_sheet_with_its_headings(tmp_path):
    assert cells(book(tmp_path, [])) == [[["'=姓名", "数"]]]


def test_a_cell_that_is_too_long_says_so(tmp_path):
    (sheet,) = cells(book(tmp_path, [["长" * 40_000, 1]]))
    assert len(sheet[1][0]) == LONGEST and sheet[1][0].endswith(CUT)


def test_a_title_that_no_sheet_may_have_is_made_one(tmp_path):
    content = book(tmp_path, [["吴", 1]], title="在校/[外县]: *很长很长很长很长很长很长很长很长很长很长很长")
    name = openpyxl.load_workbook(io.BytesIO(content)).sheetnames[1]
    assert len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name)
