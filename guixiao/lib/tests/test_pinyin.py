"""A name is found by its characters, its sound and its initials."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.lib.pinyin import FORMS, forms, name_key, patterns


def found(typed: str, name: str) -> bool:
    key = name_key(name)
    return all(any(part in key for part in either) for either in patterns(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("阿妹", "吴阿妹"), ("wuamei", "吴阿妹"), ("WuAm", "吴阿妹"), ("wam", "吴阿妹"), ("am", "吴阿妹"), ("amei", "吴阿妹"),
        ("wu a mei", "吴阿妹"), ("吴am", "吴阿妹"), ("吴 妹", "吴妹香"), ("qin", "覃秀英"), ("tan", "覃秀英"), ("zeng", "曾庆"),
        ("ceng", "曾庆"), ("shan", "单小云"), ("xian", "西安"), ("xian", "先"), ("lyu", "吕布"), ("lv", "吕布"), ("lü", "吕布"),
        ("欧阳娜娜", "欧阳·娜娜"), ("oynn", "欧阳 娜娜"), ("maria", "Maria玛"), ("ｗｕ", "吴"),
        ("xingy", "邢䶮"), ("lue", "略"), ("danyu", "单于"),
    ],
)  # fmt: skip
def test_what_is_typed_finds_the_name(typed, name):
    assert found(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("an", "杨光"), ("wua", "吴妹"), ("ei", "吴阿妹"), ("mw", "吴阿妹"), ("妹阿", "吴阿妹"), ("%", "吴"), ("_", "吴")],
)
def test_letters_are_read_as_syllables_not_anywhere(typed, name):
    assert not found(typed, name)


def test_names_sort_by_sound_with_the_surname_s_own_reading_first():
    assert sorted(["曾一", "安二", "单三", "覃四"], key=name_key) == ["安二", "覃四", "单三", "曾一"]


def test_a_name_without_anything_has_no_key_and_one_of_many_readings_a_short_one():
    assert name_key("") == name_key(" · ") == ""
    assert len(forms("长" * 12)) == FORMS and len(name_key("长" * 12)) < 1000


@given(st.text(max_size=40))
def test_anything_typed_or_written_is_looked_for_without_falling_over(text):
    name_key(text)
    assert all(either and all(either) for either in patterns(text))


@given(st.text(alphabet="吴阿妹覃曾石长乐", min_size=1, max_size=6))
def test_a_whole_name_and_its_whole_reading_find_it(name):
    assert found(name, name)
    assert all(found("".join(form), name) and found("".join(sound[0] for sound in form), name) for form in forms(name))


def test_a_long_ambiguous_word_costs_nothing():
    begun = time.process_time()
    patterns("an" * 2000)
    assert time.process_time() - begun < 0.5
