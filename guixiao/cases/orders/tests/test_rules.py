"""The rules of orders, cell by cell: in which part a child is, late recordings, what a draft lacks, the next number."""

from datetime import date, timedelta

import pytest

from guixiao.cases.orders.rules import (
    ASIDE,
    MET,
    NOT_YET,
    ORDERED,
    Happened,
    Issue,
    issue_refusal,
    lacking,
    next_number,
    part_of,
    told_late,
    withdrawal_refusal,
)
from guixiao.policy.orders import KINDS

DAY = date(2026, 9, 1)
ONE = timedelta(days=1)
STATES = {"find": "out_of_school", "return": "returned", "confirm_closure": "closed", "relapse": "out_of_school",
          "reopen": "suspected", "excluded": "excluded", "watched": "watched", "kept": "watched"}  # fmt: skip
EFFECTS = {"excluded": "exclude", "watched": "watch", "kept": "keep", "find": "out"}


def told(*steps: str) -> list[Happened]:
    """One step a day from the first of September; a step is a verb, with the line after a colon, the days it is late after an @.
    `excluded`, `watched`, `kept` are findings that hold."""
    state, effect, episode, events = "suspected", "", 1, []
    for number, step in enumerate(steps):
        verb, _, late = step.partition("@")
        verb, _, line = verb.partition(":")
        episode += verb == "relapse"
        state, effect = STATES.get(verb, state), EFFECTS.get(verb, effect)
        day = DAY + ONE * number
        detail = {"order": "o"} if verb == ORDERED else {"measure": 2, "point": "day5", "school": 1}
        known = "find" if verb in ("excluded", "watched", "kept") else verb
        recorded = day + ONE * int(late or 0)
        events.append(Happened(episode, number + 1, known, state, effect, line, day, recorded, number, detail))
    return events


BACK = ("find", "ordered", "return", "confirm_return")
VISITS = ("visit:administrative", "visit:education")


@pytest.mark.parametrize(
    ("kind", "steps", "part"),
    [
        ("returned", ("find", "ordered"), NOT_YET),
        ("returned", ("find", "ordered", "return"), NOT_YET),
        ("returned", BACK, MET),
        ("returned", (*BACK, "relapse"), NOT_YET),
        ("returned", (*BACK, "relapse", "return", "confirm_return"), MET),
        ("returned", ("find", "ordered", "return", "never_came"), NOT_YET),
        ("returned", (*BACK, "ask_closure"), MET),
        ("returned", (*BACK, "ask_closure", "confirm_closure"), MET),
        ("returned", ("find", "ordered", "reopen"), NOT_YET),
        ("returned", ("find", "ordered", "reopen", "excluded"), ASIDE),
        ("returned", ("find", "ordered", "reopen", "watched"), ASIDE),
        ("returned", ("find", "ordered", "reopen", "kept"), NOT_YET),
        ("closed", (*BACK, "ask_closure"), NOT_YET),
        ("closed", (*BACK, "ask_closure", "confirm_closure"), MET),
        ("closed", (*BACK, "ask_closure", "confirm_closure", "relapse"), NOT_YET),
        ("verified", ("ordered",), NOT_YET),
        ("verified", ("ordered", "kept"), NOT_YET),
        ("verified", ("ordered", "excluded"), MET),
        ("verified", ("ordered", "watched"), MET),
        ("verified", ("ordered", "find"), MET),
        ("verified", ("ordered", "excluded", "reopen"), NOT_YET),
        ("visited", ("find", *VISITS, "ordered"), NOT_YET),
        ("visited", ("find", "ordered", "visit:education"), NOT_YET),
        ("visited", ("find", "ordered", *VISITS), MET),
        ("visited", ("find", "ordered", "visit:administrative", "relapse", "visit:education"), MET),
        ("visited", BACK, ASIDE),
        ("visited", ("find", "ordered", "return"), NOT_YET),
        ("visited", ("find", "ordered", *VISITS, "return", "confirm_return"), MET),
        ("planned", ("find", "ordered", "plan"), NOT_YET),
        ("planned", ("find", "ordered", "plan", "approve_plan"), MET),
        ("planned", ("find", "plan", "approve_plan", "ordered"), MET),
        ("planned", ("find", "ordered", "plan", "approve_plan", "plan"), NOT_YET),
        ("planned", BACK, ASIDE),
        ("planned", (*BACK, "relapse"), NOT_YET),
    ],
)
def test_a_child_is_in_one_part_by_its_events(kind, steps, part):
    assert part_of(kind, "o", told(*steps), DAY + 99 * ONE) == part


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_recorded_yet_does_not_count_whenever_it_is_asked(kind):
    events = told(
        "find", "ordered", *VISITS, "plan", "approve_plan", "return", "confirm_return", "ask_closure", "confirm_closure"
    )
    for number in range(len(events)):
        day = DAY + ONE * number
        assert part_of(kind, "o", events, day) == part_of(kind, "o", events[: number + 1], day + 99 * ONE)
    assert part_of(kind, "o", events, DAY + 99 * ONE) == MET


def test_a_visit_before_the_order_that_is_recorded_after_it_is_none_since():
    events = told("find", "ordered", *VISITS)
    for event in events[2:]:
        event.true_on = DAY
    assert part_of("visited", "o", events, DAY + 9 * ONE) == NOT_YET


@pytest.mark.parametrize(
    ("steps", "late"),
    [(("find", "ordered", "return@5", "confirm_return@5"), True), (("find", "ordered", "return", "confirm_return"), False),
     (("find", "ordered", "return", "confirm_return@5"), True),
     (("find", "ordered", "plan", "plan", "return", "confirm_return"), False)],
)  # fmt: skip
def test_what_was_done_in_time_and_recorded_later_is_told_as_such(steps, late):
    """The last day is the fourth of September."""
    assert told_late("returned", "o", told(*steps), DAY + 3 * ONE) is late


WHOLE = Issue("1号", "清零", "正文", "returned", DAY, DAY, 3, 2, ("returned",), seen="a", now="a")


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [({}, []), ({"number": " "}, ["number"]), ({"title": ""}, ["title"]), ({"text": ""}, ["text"]), ({"goal": "x"}, ["goal"]),
     ({"deadline": None}, ["deadline"]), ({"deadline": DAY - ONE}, ["deadline"]), ({"children": 0}, ["children"]),
     ({"addressees": 0}, ["addressees"]), ({"children": 0, "addressees": 0}, ["children", "addressees"])],
)  # fmt: skip
def test_what_a_draft_lacks(changed, lacks):
    issue = Issue(**{**vars(WHOLE), **changed})
    assert lacking(issue) == lacks and issue_refusal(issue) == (lacks[0] if lacks else "")


def test_what_changed_since_it_was_confirmed_is_not_issued():
    assert issue_refusal(Issue(**{**vars(WHOLE), "now": "b"})) == "set_changed"


@pytest.mark.parametrize(("reason", "ahead", "why"), [("重下", 0, ""), ("重下", 1, ""), (" ", 0, "reason"), ("重下", -1, "over")])
def test_withdrawing_needs_a_reason_and_a_last_day_that_is_not_over(reason, ahead, why):
    assert withdrawal_refusal(reason, DAY + ONE * ahead, DAY) == why


def test_the_next_number_is_the_first_that_is_free():
    pattern = "{county}作战令〔{year}〕{number}号"
    assert next_number(pattern, "从江县", 2026, ()) == "从江作战令〔2026〕1号"
    assert next_number(pattern, "从江县", 2026, {"从江作战令〔2026〕1号", "从江作战令〔2026〕2号"}) == "从江作战令〔2026〕3号"
    assert next_number(pattern, "三都水族自治县", 2026, ()).startswith("三都水族自治作战令")
