"""Identity numbers as they stand in real cells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.lib.ids import Identity, born, check_character, is_valid, lengthen, parse_identity

NUMBER = "522699200503163659"
WITH_X = "11010519491231002X"  # the example of GB 11643
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
AREAS = st.integers(110000, 659999)
ORDERS = st.integers(0, 999)


@st.composite
def numbers(draw) -> str:
    first17 = f"{draw(AREAS)}{draw(DAYS):%Y%m%d}{draw(ORDERS):03d}"
    return first17 + check_character(first17)


def twin_digit(text: str, place: int, step: int) -> str:
    return text[:place] + str((int(text[place]) + step) % 10) + text[place + 1 :]


def test_the_example_of_the_standard_is_valid():
    assert is_valid(WITH_X)
    assert born(WITH_X) == date(1949, 12, 31)


@given(numbers())
def test_a_number_with_its_check_character_is_valid_and_read_as_it_stands(number):
    assert is_valid(number)
    assert parse_identity(number) == Identity(number, number, 0)


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_no_single_wrong_digit_passes_the_check(number, place, step):
    assert not is_valid(twin_digit(number, place, step))


@given(numbers(), st.integers(0, 15))
def test_no_swap_of_neighbours_passes_the_check(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_valid(swapped)


@given(numbers())
def test_only_one_check_character_fits(number):
    assert [c for c in "0123456789X" if is_valid(number[:17] + c)] == [number[17]]


@pytest.mark.parametrize(
    "cell", ["522699200502303652", "522699200513013650", "522699189912313650", "52269920050316365", "", "X" * 18, "１" * 18]
)
def test_no_such_day_and_no_such_length_is_no_number(cell):
    assert not is_valid(cell)
    assert parse_identity(cell).number == ""


def spread(number: str, gap: str) -> str:
    return gap.join((number[:6], number[6:14], number[14:]))


DIRT = {
    "apostrophe": "'{}",
    "curly apostrophe": "‘{}",
    "trailing spaces": "{}   ",
    "tab": "\t{}\t",
    "no-break space": "\u00a0{}\u00a0",
    "line break": "{}\r\n",
    "zero width space": "\u200b{}\ufeff",
    "text mark of a csv": '="{}"',
    "label": "身份证：{}",
    "dot zero": "{}.0",
    "note": "{}（已核对）",
    "note before": "（旧）{}",
    "student number": "G{}",
    "disability card": "{}43",
    "re-issued card": "{}43B1",
    "twice": "{0}/{0}",
    "telephone before": "13800000000、{}",
    "old number before": "110105491231002 {}",
}


@pytest.mark.parametrize("form", DIRT.values(), ids=DIRT)
@pytest.mark.parametrize("number", [NUMBER, WITH_X])
def test_dirt_around_a_number_does_not_hide_it(form, number):
    expected = WITH_X if form.startswith("110105") else number
    assert parse_identity(form.format(number)).number == expected


@pytest.mark.parametrize("gap", [" ", "-", "\u3000", "\n", "."])
def test_a_number_written_in_groups_is_one_number(gap):
    assert parse_identity(spread(NUMBER, gap)).number == NUMBER


@pytest.mark.parametrize("sign", ["X", "x", "×", "Ｘ", "ｘ", "х", "Х", "*"])
def test_every_way_to_write_x_is_x(sign):
    assert parse_identity(WITH_X[:17] + sign).number == WITH_X


@given(numbers())
def test_full_width_digits_and_letters_for_digits_are_read(number):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    assert parse_identity(wide).number == number
    assert parse_identity(number.replace("0", "O").replace("1", "I")).number == number
    assert parse_identity(number.replace("0", "о").replace("1", "l")).number == number


@given(numbers().filter(lambda number: "1930" <= number[6:10] <= "2029"))
def test_an_old_number_of_fifteen_digits_is_the_same_person(number):
    old = number[:6] + number[8:17]
    assert lengthen(old) == number
    assert parse_identity(old) == Identity(number, old, 0)
    assert parse_identity(f" '{old}\t").number == number


@given(numbers(), numbers())
def test_of_two_numbers_in_a_cell_the_first_good_one_counts(one, other):
    for gap in (",", "，", ";", "/", "、", "|", " ", "\n"):
        assert parse_identity(one + gap + other).number == one
        assert parse_identity(twin_digit(one, 3, 1) + gap + other).number == other


@pytest.mark.parametrize(
    ("cell", "digits", "trusted"),
    [
        ("5.22699E+17", "522699000000000000", 6),
        ("5.22699e17", "522699000000000000", 6),
        ("５．２２６９９Ｅ＋１７", "522699000000000000", 6),
        ("5.22699200503164E+17", "522699200503164000", 14),
        ("522699200503163000", "522699200503163000", 15),
        ("522699000000000000", "522699000000000000", 6),
        ("5.22699050316365E+14", "522699050316365", 14),
    ],
)
def test_what_a_spreadsheet_rounded_is_kept_as_far_as_it_can_be_trusted(cell, digits, trusted):
    assert parse_identity(cell) == Identity("", digits, trusted)


@given(numbers(), st.integers(6, 15))
def test_trusted_digits_of_a_rounded_number_are_its_own(number, shown):
    """Excel shows as many digits as the column is wide, the last one rounded."""
    whole = int(number[:17] + "0")
    cell = f"{whole:.{shown - 1}E}".replace("E+", "E+")
    read = parse_identity(cell)
    assert read.number == ""
    assert abs(int(read.digits[: read.lossy] or 0) - int(number[: read.lossy] or 0)) <= 1


@pytest.mark.parametrize(
    "cell", ["5.2E+17", "5E+17", "5.22E+10", "1E+3", "", " ", "无", "不详", "0", "暂无", "NULL", "1", "E", "."]
)
def test_what_is_no_number_gives_nothing(cell):
    assert parse_identity(cell).number == ""
    assert parse_identity(cell).lossy == 0


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_a_mistyped_number_keeps_its_digits_for_comparison(number, place, step):
    wrong = twin_digit(number, place, step)
    read = parse_identity(wrong)
    assert read.number == "" and (read.digits == wrong or read.lossy)


@given(st.text(max_size=40))
def test_no_cell_whatever_it_holds_is_an_accident(cell):
    read = parse_identity(cell)
    assert read.number == "" or is_valid(read.number)
    assert len(read.digits) <= 18
