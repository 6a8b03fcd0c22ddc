"""Names as linkage compares them: folded, by sound, by sound in a Guizhou ear, by shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.linkage.characters import CORNERS, clean_names, near_sounds, shapes, sounds, tables

HAN = st.sampled_from([chr(code) for code in sorted(tables().sound)][:6000])
NAMES = st.lists(st.text(HAN, min_size=1, max_size=4), min_size=1, max_size=20)


def clean(name: str) -> str:
    return clean_names([name])[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("杨 秀 英", "杨秀英"),
        ("杨　秀英", "杨秀英"),
        ("杨\u00a0秀英", "杨秀英"),
        ("杨秀英 ", "杨秀英"),
        ("杨秀英（小）", "杨秀英"),
        ("杨秀英(转学)", "杨秀英"),
        ("吴·老·银", "吴老银"),
        ("吴•银", "吴银"),
        ("吴．银", "吴银"),
        ("楊秀英", "杨秀英"),
        ("張麗華", "张丽华"),
        ("'王芳", "王芳"),
        ("王芳1", "王芳"),
        ("李?", "李?"),
        ("李某", "李?"),
        ("李×", "李?"),
        ("李**", "李??"),
        ("李某某", "李??"),
        ("", ""),
        ("（空）", ""),
    ],
)
def test_a_name_is_freed_of_what_is_not_the_name(written, meant):
    assert clean(written) == meant


@pytest.mark.parametrize(
    ("one", "other"), [("杨国", "扬国"), ("吴文静", "吴文婧"), ("孟江扬", "孟姜洋"), ("石金花", "石今花"), ("龙志伟", "龙智伟")]
)
def test_homophones_sound_the_same(one, other):
    assert sounds([one]) == sounds([other])


@pytest.mark.parametrize(("one", "other"), [("王芳", "李娜"), ("杨梅", "杨海"), ("石金花", "石银花")])
def test_other_names_sound_otherwise(one, other):
    assert sounds([one]) != sounds([other])


@pytest.mark.parametrize(("one", "other"), [("林", "凌"), ("四", "是"), ("南", "兰"), ("陈", "程")])
def test_a_guizhou_ear_does_not_tell_n_from_l_nor_flat_from_curled(one, other):
    assert sounds([one]) != sounds([other])
    assert near_sounds([one]) == near_sounds([other])


@given(NAMES)
def test_names_are_compared_character_by_character(names):
    for read in (sounds, near_sounds):
        assert [len(key) for key in read(names)] == [len(name) for name in names]
    for found, width in zip(shapes(names), (CORNERS, 1), strict=True):
        assert [len(shape) for shape in found] == [width * len(name) for name in names]


@given(NAMES)
def test_a_list_is_read_as_its_members_one_by_one(names):
    assert clean_names(names) == [clean(name) for name in names]
    assert sounds(names) == [sounds([name])[0] for name in names]
    assert list(zip(*shapes(names), strict=True)) == [tuple(found for (found,) in shapes([name])) for name in names]


@given(NAMES)
def test_what_is_clean_stays_as_it_is(names):
    once = clean_names(names)
    assert clean_names(once) == once


@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_no_cell_shifts_its_neighbours(names):
    assert len(clean_names(names)) == len(names)
    assert clean_names([*names, "杨秀英"])[-1] == "杨秀英"
