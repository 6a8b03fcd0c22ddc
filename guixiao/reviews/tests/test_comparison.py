"""What differs is marked, and no more of a number is legible than the comparison needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.reviews.comparison import HIDDEN, agree, compare, together

NUMBER = "522699200804014542"


def shown(side) -> str:
    """The cell as one reads it, what differs in brackets."""
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in side.pieces)


def both(kind: str, one: str, other: str, **more) -> tuple[str, str]:
    return tuple(shown(side) for side in compare(kind, one, other, **more))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("kind", "one", "other", "left", "right"),
    [
        ("text", "吴永海", "吴勇海", "吴[永]海", "吴[勇]海"),
        ("text", "阿海", "吴永海", "[阿]海", "[吴永]海"),
        ("text", "潘月亮", "潘月亮", "潘月亮", "潘月亮"),
        ("text", "潘月亮", "", "潘月亮", ""),
        ("text", "甲", "乙", "[甲]", "[乙]"),
        ("date", "20080505", "2008.5.1", "2008-05-0[5]", "2008-05-0[1]"),
        ("date", "39573", "2008-05-05", "2008-05-05", "2008-05-05"),
        ("date", "2008年5月", "2008-05-05", "2008-05", "2008-05[-05]"),
        ("date", "属虎", "2010-02-14", "[属虎]", "[2010-02-14]"),
        ("list", "潘秀军、孟凤", "孟凤", "[潘秀军]、孟凤", "孟凤"),
        ("phone", "13885501234", "13885501234、13900001111", "138****1234", "138****1234、[139****1111]"),
        ("phone", "0855-64", "", "*******", ""),
        ("place", "贵州省从江县东朗乡摆打村", "东朗镇摆打村", "东朗[乡]摆打村", "东朗[镇]摆打村"),
        ("place", "贵州省从江县东朗镇", "湖南省通道县东朗镇", "[贵州]省[从江]县东朗镇", "[湖南]省[通道]县东朗镇"),
        ("code", "990003800", "990013800", "9900[0]3800", "9900[1]3800"),
        ("own", "990003800", "71", "990003800", "71"),
        ("code", NUMBER, NUMBER, "522699********4542", "522699********4542"),
        ("text", f"吴阿妹{NUMBER}", "吴阿妹", "吴阿妹[522699********4542]", "吴阿妹"),
    ],
)
def test_what_differs_is_marked(kind, one, other, left, right):
    assert both(kind, one, other) == (left, right)


@pytest.mark.parametrize(
    ("other", "left", "right"),
    [
        (NUMBER, "522699********4542", "522699********4542"),
        ("522699200304014542", "522699***[8]****4542", "522699***[3]****4542"),
        ("522699200840014542", "522699****[04]**4542", "522699****[40]**4542"),
        ("52269920080401452", "522699********45[4]2", "522699*******4[5]2"),
        ("G522699200804014542", "522699********4542", "522699********4542"),
        ("5.22699E+17", None, None),
        ("", "522699********4542", ""),
    ],
)
def test_a_slip_in_a_number_can_be_seen_and_the_rest_cannot(other, left, right):
    found = both("number", NUMBER, other)
    if left is None:
        assert found[0].count(HIDDEN) == 8, "all of the hidden part stays hidden"
    elif len(other) == 17:
        assert found[0].replace("[", "").replace("]", "").count(HIDDEN) >= 7
    else:
        assert found == (left, right)


def test_numbers_that_differ_altogether_show_where_and_not_what():
    left, right = both("number", NUMBER, "522699201103117130")
    assert (left, right) == ("522699**[**]*[**]*[4542]", "522699**[**]*[**]*[7130]")


def test_a_recorded_look_shows_every_digit_with_the_marks():
    left, right = both("number", NUMBER, "522699200304014542", unmasked=True)
    assert (left, right) == ("522699200[8]04014542", "522699200[3]04014542")


def test_a_cell_beside_several_rows_is_marked_for_each_of_them():
    first, second = (compare("number", NUMBER, other)[0] for other in ("522699200304014542", "522699200814014542"))
    assert shown(together([first, second])) == "522699***[80]***4542"


@pytest.mark.parametrize(
    ("kind", "one", "other", "said"),
    [
        ("text", "男", "男", "same"),
        ("text", "男", "女", "differs"),
        ("text", "", "女", ""),
        ("date", "20080505", "2008.5.5", "same"),
        ("list", "潘秀军、孟凤", "孟凤", "same"),
        ("phone", "1", "2", "differs"),
        ("number", "g" + NUMBER, NUMBER, "same"),
        ("text", "ＡＢ", "AB", "same"),
    ],
)
def test_the_sign_says_what_the_marks_say(kind, one, other, said):
    assert agree(kind, one, other) == said


CELL = st.text(alphabet="0123456789X甲乙、 -", max_size=22)


@given(st.sampled_from(["text", "place", "date", "list", "phone", "number", "code", "own"]), CELL, CELL)
def test_every_character_stands_on_its_place_whatever_the_cells_hold(kind, one, other):
    for side in compare(kind, one, other):
        assert len("".join(piece.text for piece in side.pieces)) == len(side.text)


@given(st.from_regex(r"\d{17}[0-9X]", fullmatch=True), st.from_regex(r"\d{17}[0-9X]", fullmatch=True))
def test_at_most_a_slip_of_the_hidden_part_is_ever_legible(one, other):
    for side in compare("number", one, other):
        assert sum(side.shown[6:14]) <= 2
