"""What may happen to a referral, cell by cell."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import guixiao
from guixiao.cases.referrals.rules import (
    ACCEPTED,
    ACCOUNT,
    ANSWERED,
    ASKED,
    CHANNELS,
    DEPARTMENT,
    LATE,
    LINK,
    OPEN,
    OURS,
    PAPER,
    REFUSED,
    REVOKED,
    STATES,
    STEPS,
    TRIES,
    WAITING,
    Attempt,
    Stand,
    Wish,
    link_opens,
    open_verbs,
    refusal,
    standing_of,
    wish_refusal,
)
from guixiao.cases.referrals.wording import REFUSALS

TODAY = date(2026, 9, 10)
STAND = Stand(ASKED, LINK, TODAY - timedelta(3), ("yes", "no"))
SAID = Attempt("answer", DEPARTMENT, TODAY, "龙警官", "县公安局", "yes", "查过户籍系统", TODAY)
SOURCES = {
    ("accept", DEPARTMENT): {ASKED},
    ("answer", DEPARTMENT): {ASKED, ACCEPTED},
    ("answer", OURS): {ASKED, ACCEPTED},
    ("refuse", DEPARTMENT): {ASKED, ACCEPTED},
    ("refuse", OURS): {ASKED, ACCEPTED},
    ("revoke", OURS): {ASKED, ACCEPTED},
    ("renew", OURS): {ASKED, ACCEPTED},
}


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("side", [DEPARTMENT, OURS])
@pytest.mark.parametrize("state", STATES)
def test_every_cell_of_the_table(verb, side, state):
    """With everything filled in, a step is possible from these states, by these sides, and from no other."""
    why = refusal(replace(STAND, state=state), replace(SAID, verb=verb, side=side))
    assert (why == "") == (state in SOURCES.get((verb, side), set())), why
    assert not why or why in REFUSALS


def test_nothing_follows_on_an_answer_a_refusal_or_a_taking_back():
    for state in (ANSWERED, REFUSED, REVOKED):
        for side in (DEPARTMENT, OURS):
            assert open_verbs(replace(STAND, state=state), side, TODAY) == []
    assert {step.target for step in STEPS.values()} - {"same"} == set(STATES) - {ASKED}


@pytest.mark.parametrize(
    ("verb", "changed", "why"),
    [
        ("accept", {"name": " "}, "who_named"),
        ("accept", {"unit": ""}, "who_named"),
        ("answer", {"name": ""}, "who_named"),
        ("answer", {"choice": ""}, "choice_known"),
        ("answer", {"choice": "made_up"}, "choice_known"),
        ("answer", {"day": None}, "day_fits"),
        ("answer", {"day": TODAY + timedelta(1)}, "day_fits"),
        ("answer", {"day": TODAY - timedelta(4)}, "day_fits"),
        ("refuse", {"reason": "  "}, "reason_given"),
        ("refuse", {"unit": ""}, "who_named"),
        ("revoke", {"reason": "", "side": OURS}, "reason_given"),
        ("revoke", {}, "other_side"),
        ("renew", {}, "other_side"),
        ("accept", {"side": OURS}, "other_side"),
    ],
)
def test_what_is_missing_is_named(verb, changed, why):
    assert refusal(STAND, replace(SAID, verb=verb, **changed)) == why


def test_only_a_link_is_renewed():
    for channel in CHANNELS:
        why = refusal(replace(STAND, channel=channel), replace(SAID, verb="renew", side=OURS))
        assert why == ("" if channel == LINK else "by_link")


def test_the_buttons_of_each_side():
    assert open_verbs(STAND, DEPARTMENT, TODAY) == ["accept", "answer", "refuse"]
    assert open_verbs(replace(STAND, state=ACCEPTED), DEPARTMENT, TODAY) == ["answer", "refuse"]
    assert open_verbs(STAND, OURS, TODAY) == ["answer", "refuse", "revoke", "renew"]
    assert open_verbs(replace(STAND, channel=PAPER), OURS, TODAY) == ["answer", "refuse", "revoke"]


WISH = Wish(known=True, roles={"township_post"}, asks=("county_officer", "township_post"), channel=LINK, days=5, longest=30)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"known": False}, "question_known"),
        ({"roles": {"village_squad"}}, "may_ask"),
        ({"roles": ()}, "may_ask"),
        ({"current": False}, "case_current"),
        ({"waits": True}, "not_waiting"),
        ({"hidden": True}, "cause_seen"),
        ({"channel": "pigeon"}, "channel_known"),
        ({"channel": ACCOUNT}, ""),
        ({"channel": ACCOUNT, "held": False}, "account_held"),
        ({"channel": PAPER, "held": False}, ""),
        ({"days": 0}, "days_fit"),
        ({"days": 30}, ""),
        ({"days": 31}, "days_fit"),
    ],
)
def test_what_may_be_asked(changed, why):
    assert wish_refusal(replace(WISH, **changed)) == why
    assert not why or why in REFUSALS


@given(st.sampled_from(STATES), st.integers(-5, 5), st.integers(0, 9), st.none() | st.integers(-5, 5))
def test_lateness_and_a_link_that_is_over_are_derived(state, due, tries, expires):
    """Late is whoever has not answered past the day; a link opens only what is open, in its days, before the fifth wrong code."""
    standing = standing_of(state, TODAY + timedelta(due), TODAY)
    assert standing == (state if state not in OPEN else LATE if due < 0 else WAITING)
    last = None if expires is None else TODAY + timedelta(expires)
    opens = link_opens(state, tries, last, TODAY)
    assert opens == (state in OPEN and tries < TRIES and expires is not None and expires >= 0)


def test_the_table_in_the_docs_is_the_one_in_force():
    page = (Path(guixiao.__file__).parent.parent / "docs/packages/referrals.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \| ([\w, ]+) \| ([\w, ]*) \| (\w+) \|$", page, re.MULTILINE)
    told = {verb: (sources, sides, guards, target) for verb, sources, sides, guards, target in rows}
    rows = {step.verb: (step.sources, step.sides, step.guards) for step in STEPS.values()}
    assert told == {verb: (*map(", ".join, parts), STEPS[verb].target) for verb, parts in rows.items()}
