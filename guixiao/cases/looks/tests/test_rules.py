"""Why restricted matters stay closed, and until when they are open."""

from datetime import UTC, datetime, timedelta

import pytest

from guixiao.cases.looks.rules import open_until, refusal
from guixiao.cases.looks.wording import REFUSALS
from guixiao.policy import load_policy
from guixiao.policy.looks import looks_of, plain

LOOKS = load_policy("national-2024").looks


@pytest.mark.parametrize(
    ("purpose", "words", "why"),
    [
        ("plan", "", ""), ("plan", "x", ""), ("", "", "purpose_chosen"), ("nosy", "想看看", "purpose_chosen"),
        ("other", "", "purpose_written"), ("other", "看", "purpose_written"), ("other", "  看  ", "purpose_written"),
        ("other", "信访核查", ""), ("check", "", "purpose_written"), ("check", "县督查组", ""),
    ],
)  # fmt: skip
def test_they_open_for_a_purpose_of_the_policy_written_out_where_it_says_so(purpose, words, why):
    assert refusal(LOOKS, purpose, words) == why and (not why or why in REFUSALS)


def test_they_close_by_themselves_after_the_minutes_of_the_policy():
    now = datetime(2026, 9, 1, 8, tzinfo=UTC)
    assert open_until(now, LOOKS) == now + timedelta(minutes=15)


def test_a_round_keeps_them_as_they_were():
    assert looks_of(plain(LOOKS)) == LOOKS and list(looks_of(plain(LOOKS)).look_purposes) == list(LOOKS.look_purposes)
