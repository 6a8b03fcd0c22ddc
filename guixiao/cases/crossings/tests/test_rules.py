"""Who may look beyond their place, and what becomes of it, cell by cell."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.crossings.rules import (
    OTHER,
    OWN,
    STATES,
    STEPS,
    Question,
    glass_until,
    open_verbs,
    plain_number,
    refusal,
    step_refusal,
    without_names,
    words_refusal,
)
from guixiao.cases.crossings.wording import REFUSALS
from guixiao.policy import load_policy

POLICY = load_policy("national-2024").crossings
WHOLE = Question(number="522633201509010001", purpose="came_here", words="家长带孩子来报名")
NAMED = replace(WHOLE, number="", name="吴阿妹", born=date(2015, 9, 1))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"number": "52263320150901000X"}, ""),
        ({"number": "522633150901001"}, ""),
        ({"number": "5226332015090100"}, "number_whole"),
        ({"number": "0001"}, "number_whole"),
        ({"number": ""}, "whom"),
        ({"number": "", "name": "吴阿妹"}, "whom"),
        ({"number": "", "born": date(2015, 9, 1)}, "whom"),
        ({"purpose": ""}, "purpose_chosen"),
        ({"purpose": "curiosity"}, "purpose_chosen"),
        ({"words": "看看"}, "purpose_written"),
        ({"words": "看 看 看 看"}, "purpose_written"),
        ({"words": "号码是5226 3320 1509 0100 01"}, "names_nobody"),
        ({"asked": POLICY.crossings.per_day - 1}, ""),
        ({"asked": POLICY.crossings.per_day}, "enough_today"),
    ],
)
def test_a_question_is_asked_only_whole_with_a_purpose_and_not_too_often(changed, why):
    assert refusal(POLICY, replace(WHOLE, **changed)) == why
    assert not why or why in REFUSALS


def test_by_name_both_name_and_birth_date_are_asked_for_and_the_purpose_names_nobody():
    assert refusal(POLICY, NAMED) == ""
    assert refusal(POLICY, replace(NAMED, words="吴阿妹的家长带孩子来报名")) == "names_nobody"
    assert refusal(POLICY, replace(NAMED, words="吴 阿妹的家长带孩子来报名")) == "names_nobody"


def test_a_number_is_read_in_whatever_width_and_with_gaps():
    assert plain_number(" ５２２６33 20150901-000x ") == "52263320150901000X"


@given(st.text(max_size=30))
def test_whatever_is_too_short_is_refused_and_nothing_else_of_words_alone(text):
    assert words_refusal(POLICY, "  " + text[:5]) == "purpose_written"
    assert words_refusal(POLICY, text + "一二三四五六") == ""


CELLS = {
    ("look_over", "waiting"): OTHER, ("look_over", "answered"): OTHER,
    ("question", "waiting"): OTHER, ("question", "answered"): OTHER, ("question", "settled"): OTHER,
    ("answer", "questioned"): OWN,
}  # fmt: skip


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("side", [OWN, OTHER])
def test_nobody_looks_over_their_own_and_nobody_else_answers(verb, state, side):
    why = step_refusal(verb, state, side, "说几句")
    assert (why == "") == (CELLS.get((verb, state)) == side)
    assert (verb in open_verbs(state, side)) == (why == "")
    assert not why or why in REFUSALS


def test_a_question_and_an_answer_need_words_and_a_look_over_none():
    assert step_refusal("question", "waiting", OTHER, " ") == "words_given" == step_refusal("answer", "questioned", OWN, "")
    assert step_refusal("look_over", "waiting", OTHER, "") == ""


def test_an_emergency_look_ends_by_the_policy_s_minutes():
    at = datetime(2026, 9, 1, 8)
    assert glass_until(at, POLICY) - at == timedelta(minutes=POLICY.crossings.minutes)


@given(st.lists(st.text("吴阿妹王莫", min_size=1, max_size=4), max_size=4), st.text("吴阿妹王莫的家长，", max_size=30))
def test_words_hold_none_of_the_names_that_are_left_out(names, text):
    told = without_names(text, names)
    assert len(told) == len(text) and not any(name in told for name in names)


def test_the_docs_print_the_table_as_it_is():
    text = (Path(__file__).parents[4] / "docs/packages/crossings.md").read_text(encoding="utf-8")
    for step in STEPS.values():
        row = f"| `{step.verb}` | {step.side} | {', '.join(step.sources)} | {'yes' if step.words else 'no'} | {step.target} |"
        assert row in text, row
