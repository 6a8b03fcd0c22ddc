"""Single errors: what they do, and what they leave alone."""

from datetime import date, datetime, timedelta
from random import Random

import cnlunar
import openpyxl
import pytest

from guixiao.demo.dirt import births, names, numbers
from guixiao.demo.identity import AREA_CODE, Numbers, check_character, is_valid, old_number
from guixiao.demo.workbook import column_name, write_workbook

NUMBER = "522699200803051234"[:17] + check_character("52269920080305123")


@pytest.mark.parametrize("kind", numbers.TYPOS)
def test_a_typo_changes_the_number_behind_the_area_code(kind):
    rng = Random(1)
    for _ in range(200):
        wrong = numbers.TYPOS[kind](rng, NUMBER)
        assert wrong != NUMBER
        assert wrong.startswith(AREA_CODE)
        assert abs(len(wrong) - 18) <= 1


def test_numbers_are_valid_odd_for_boys_and_never_given_twice():
    given = Numbers(Random(1))
    boys = [given.identity(date(2008, 3, 5), "男") for _ in range(100)]
    assert all(map(is_valid, boys))
    assert all(int(number[16]) % 2 for number in boys)
    assert len(set(boys)) == 100
    assert old_number(NUMBER) == "522699080305123"


def test_scientific_notation_loses_the_last_three_digits():
    shapes = {numbers.scientific(Random(seed), NUMBER) for seed in range(9)}
    assert shapes == {522699200803051000, "5.22699E+17"}


@pytest.mark.parametrize("kind", names.ERRORS)
def test_a_name_never_vanishes(kind):
    rng = Random(1)
    for name in ("务久", "滚·老引", "王你努", "杨丽", "潘老引久当"):
        assert all(names.ERRORS[kind](rng, name, "女").strip() for _ in range(50))


def test_the_lunar_calendar_is_right():
    for days in range(0, 5400, 7):
        born = date(2001, 1, 24) + timedelta(days)
        known = cnlunar.Lunar(datetime(born.year, born.month, born.day), godType="8char")
        assert births.lunar(born) == (known.lunarYear, known.lunarMonth, known.lunarDay), born


def test_dates_are_written_in_every_form():
    shown = {form: births.written((2012, 3, 5), form) for form in births.FORMS}
    assert shown == {"compact": "20120305", "dashes": "2012-03-05", "chinese": "2012年3月5日", "slashes": "2012/3/5",
                     "dots": "2012.3.5", "serial": 40973, "cell": date(2012, 3, 5)}  # fmt: skip
    assert births.written((2012, 2, 30), "cell") == "2012-02-30"


def test_a_workbook_is_read_by_another_program(tmp_path):
    rows = [["标题"], [], ["a<b&c", None, " x\t", 40973, date(2012, 3, 5), ""]]
    write_workbook(tmp_path / "a.xlsx", [("一", rows), ("二", [["末"]])])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["一", "二"]
    cells = [cell.value for cell in book["一"][3]]
    assert cells[:4] == ["a<b&c", None, " x\t", 40973]
    assert cells[4].date() == date(2012, 3, 5)
    assert [column_name(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
