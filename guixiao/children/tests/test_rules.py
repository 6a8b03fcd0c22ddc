"""Masks, ages and the equation."""

from datetime import date

import pytest

from guixiao.children.rules import BUCKETS, Equation, age_on, masked_id, masked_phone, masked_text


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("522633201509011234", "522633********1234"),
        ("52263315090112X", "522633*****112X"),
        ("5.22633E+17", "*********17"),
        ("7", "7"),
        ("", ""),
    ],
)
def test_an_identity_number_shows_its_ends_only(number, shown):
    assert masked_id(number) == shown


def test_numbers_inside_a_sentence_are_masked_too():
    text = "身份证号522633201509011234与姓名相同，电话13885501234；522633150901123 为旧号；2026年"
    assert masked_text(text) == "身份证号522633********1234与姓名相同，电话138****1234；522633*****1123 为旧号；2026年"


def test_a_phone_number_is_masked():
    assert masked_phone("13885501234") == "138****1234"
    assert masked_phone("5512") == "****"


def test_age_is_in_full_years():
    assert age_on(date(2015, 9, 1), date(2026, 8, 31)) == 10
    assert age_on(date(2015, 9, 1), date(2026, 9, 1)) == 11
    assert age_on(None, date(2026, 9, 1)) is None


def test_the_equation_balances_only_if_every_part_is_known():
    parts = dict.fromkeys(BUCKETS, 1)
    assert Equation(11, parts).balanced
    assert Equation(11, parts).of_school_age == 9
    assert Equation(12, parts).off_by == 1
    assert not Equation(11, {**dict.fromkeys(BUCKETS[1:], 1), "elsewhere?": 1}).balanced
