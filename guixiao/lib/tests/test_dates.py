"""Birth dates as people and spreadsheets write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.lib.dates import EXCEL_EPOCH, as_month, as_number, as_text, parse_date

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
WHOLE = (
    "2015-03-01",
    "2015-3-1",
    "2015.3.1",
    "2015.03.01",
    "2015/3/1",
    "2015年3月1日",
    "2015年03月01日",
    "2015 年 3 月 1 日",
    "20150301",
    "20150301.0",
    "150301",
    "15.3.1",
    "15年3月1日",
    "42064",
    "42064.0",
    "42064.5",
    "42064 0:00",
    "2015-03-01 00:00:00",
    "2015/3/1 0:00",
    "20150301 00:00:00",
    "2015-03-01T00:00:00.000Z",
    "２０１５．３．１",
    "２０１５年３月１日",
    "二〇一五年三月一日",
    "二零一五年三月一日",
    "二○一五年三月一日",
    "2015、3、1",
    "2015。3。1",
    "2015,3,1",
    "2015年3月1",
    "2015-03-01（农历）",
    "出生于2015年3月1日",
    " 2015-03-01\n",
    "3/1/2015",
    "03/01/2015",
    "2015.3.1.",
    "2015 03 01",
)


@pytest.mark.parametrize("cell", WHOLE)
def test_every_way_to_write_the_first_of_march_means_it(cell):
    assert parse_date(cell) == 20150301


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("二〇一五年十二月三十一日", 20151231),
        ("二〇一五年十月十日", 20151010),
        ("二零零九年十一月二十日", 20091120),
        ("二〇一〇年二月廿三", 20100223),
        ("25/12/2015", 20151225),
        ("991231", 19991231),
        ("000101", 20000101),
        ("36526", 20000101),
        ("10/12/31", 20101231),
        ("20160229", 20160229),
    ],
)
def test_tens_in_chinese_day_first_and_short_years_are_read(cell, day):
    assert parse_date(cell) == day


@pytest.mark.parametrize(
    "cell",
    [
        "2015年3月",
        "2015-03",
        "2015.3",
        "2015.03",
        "201503",
        "20153",
        "2015/3",
        "2015年3月00日",
        "2015-03-00",
        "20150300",
        "二〇一五年三月",
    ],
)
def test_a_month_without_a_day_is_a_month(cell):
    assert parse_date(cell) == 20150300
    assert as_text(parse_date(cell)) == "2015-03"


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "无",
        "不详",
        "0",
        "1",
        "2015",
        "2015年",
        "2015-13-01",
        "2015-02-30",
        "20150230",
        "20151301",
        "2015-13",
        "201500",
        "99999",
        "1899-12-31",
        "2100-01-01",
        "2015-3-123",
        "3/1/15",
        "13800000000",
        "522699201503010011",
        "abc",
        "--",
        "2015-00-00",
        "0000-00-00",
    ],
)
def test_what_names_no_day_gives_nothing(cell):
    assert parse_date(cell) == 0


@given(DAYS)
def test_what_is_written_can_be_read_again(day):
    number = as_number(day.year, day.month, day.day)
    assert as_text(number) == day.isoformat()
    assert parse_date(as_text(number)) == number


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_a_month_that_is_written_can_be_read_again(year, month):
    assert parse_date(as_text(as_month(year, month))) == as_month(year, month)


@given(DAYS)
def test_all_forms_of_a_day_agree(day):
    number = day.year * 10000 + day.month * 100 + day.day
    forms = [
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month:02d}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ]
    forms += [str((day - EXCEL_EPOCH).days), f"{day.isoformat()} 00:00:00"]
    assert {parse_date(form) for form in forms} == {number}


@given(st.text(max_size=30))
def test_no_cell_whatever_it_holds_is_an_accident(cell):
    number = parse_date(cell)
    assert number == 0 or 1900 <= number // 10000 < 2100
    assert parse_date(as_text(number)) == number


def test_nothing_is_written_as_nothing():
    assert as_text(0) == ""
    assert as_number(2015, 2, 30) == as_month(2015, 13) == 0
