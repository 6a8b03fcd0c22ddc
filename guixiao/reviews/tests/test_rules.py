"""What an answer says, what it leads to, and what is told to the engine again."""

import pytest

from guixiao.reviews.rules import (
    COLUMNS,
    Answer,
    Change,
    Effect,
    answer_of,
    changes,
    effect_of_none,
    effect_of_same,
    known_by,
    lines_of,
    may_undo,
)

CHILD = {"roster": "households", "name": "吴永海", "id_number": "52269920040427197X", "birth_date": "20040427", "row": 5,
         "bucket": "in_review", "outcome": "doubtful_match"}  # fmt: skip
ROW = {"roster": "enrolments", "name": "阿海", "id_number": "", "birth_date": "2004-04-27", "row": 9, "bucket": "enrolled",
       "outcome": "present"}  # fmt: skip
SECOND = ROW | {"name": "阿水", "row": 10}
SETTLES = {"abroad": "left_roll"}


@pytest.mark.parametrize(
    ("word", "settled", "answer"),
    [
        ("1", "", Answer("same", (1,))),
        ("2", "", Answer("same", (2,))),
        ("all", "", Answer("same", (1, 2))),
        ("none", "", Answer("different")),
        ("outcome", "abroad", Answer("outcome", (), "left_roll", "abroad")),
        ("outcome", "deceased", None),
        ("outcome", "", None),
        ("3", "", None),
        ("0", "", None),
        ("²", "", None),
        ("12", "", None),
        ("", "", None),
    ],
)
def test_a_button_says_one_thing_and_anything_else_says_nothing(word, settled, answer):
    assert answer_of(word, [1, 2], settled, SETTLES) == answer


def test_all_is_no_answer_where_there_is_only_one():
    assert answer_of("all", [1], "", {}) is None


def test_the_chosen_row_is_the_childs_and_the_others_of_the_roster_are_not():
    lines = lines_of(CHILD, {1: ROW, 2: SECOND}, Answer("same", (2,)))
    assert [(line["decision"], line["name_a"], line["name_b"], line["row_b"]) for line in lines] == [
        ("different", "阿海", "吴永海", "5"),
        ("same", "阿水", "吴永海", "5"),
    ]
    assert all(set(line) == set(COLUMNS) for line in lines)


def test_a_settled_outcome_refuses_the_rows_and_says_where_the_child_is():
    lines = lines_of(CHILD, {1: ROW}, Answer("outcome", (), "left_roll", "abroad"))
    assert [line["decision"] for line in lines] == ["different", "outcome"]
    assert (lines[1]["name_a"], lines[1]["name_b"], lines[1]["bucket"], lines[1]["outcome"]) == (
        "吴永海",
        "",
        "left_roll",
        "abroad",
    )


def lines(kind: str, child=CHILD, row=ROW) -> list[dict[str, str]]:
    return lines_of(child, {1: row}, Answer(kind, (1,) if kind == "same" else ()))


@pytest.mark.parametrize(
    ("child", "row", "effect"),
    [
        (CHILD, ROW, Effect("moves", "enrolled", "present")),
        (CHILD, ROW | {"bucket": ""}, Effect("stays", "in_review", "doubtful_match")),
        (CHILD, ROW | {"roster": "poverty", "bucket": ""}, Effect("listed", "in_review", "doubtful_match")),
        (CHILD | {"bucket": "not_found", "outcome": "nowhere"}, ROW, Effect("stays", "not_found", "nowhere")),
        (CHILD, ROW | {"roster": "households"}, Effect("double", "enrolled", "present")),
    ],
)
def test_what_comes_of_saying_the_same(child, row, effect):
    assert effect_of_same(child, row) == effect


def test_what_comes_of_saying_none():
    assert effect_of_none(CHILD, others_open=False) == Effect("lost", "not_found", "nowhere")
    assert effect_of_none(CHILD, others_open=True) == Effect("asked")
    settled = CHILD | {"bucket": "enrolled", "outcome": "present"}
    assert effect_of_none(settled, others_open=False) == Effect("stays", "enrolled", "present")


def test_asked_again_it_is_said_which_fact_changed():
    then = lines("same")
    assert changes(then, CHILD, [ROW]) == []
    renamed = CHILD | {"name": "吴勇海"}
    assert changes(then, renamed, [SECOND, ROW]) == [Change("child", "name", "吴永海", "吴勇海")]
    numbered = ROW | {"id_number": "52269920040427197X"}
    assert changes(then, CHILD, [SECOND, numbered]) == [Change("row", "id_number", "", "52269920040427197X")]
    assert changes(then, CHILD, [ROW | {"roster": "elsewhere", "name": "别人"}]) == []


def test_a_child_is_found_again_by_number_or_by_name_and_birth_date():
    assert known_by(CHILD) == ("52269920040427197X", "吴永海/2004-04-27")
    assert known_by(CHILD | {"birth_date": "2004.4.27", "id_number": ""}) == ("", "吴永海/2004-04-27")
    assert known_by(CHILD | {"birth_date": ""}) == ("52269920040427197X", "")


def test_who_may_take_back_a_decision():
    assert may_undo(mine_and_last=True, of_my_county=False)
    assert may_undo(mine_and_last=False, of_my_county=True)
    assert not may_undo(mine_and_last=False, of_my_county=False)
