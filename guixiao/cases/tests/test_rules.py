"""Every cell: what may be done from each state, by whom, and where it leads."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.months import months_later
from guixiao.cases.rules import (
    BECOMES,
    BY_PEOPLE,
    CONFIRMED,
    FACTS,
    GUARDS,
    STANDINGS,
    TRANSITIONS,
    VERIFICATION,
    assigned_to,
    changed_facts,
    open_verbs,
    refusal,
    standing_of,
    state_after,
)
from guixiao.cases.states import Attempt, Effect, Finding, Stand, State
from guixiao.cases.wording import MARKS, REFUSALS, VERBS
from guixiao.cases.wording import STANDINGS as TOLD

TODAY = date(2026, 11, 23)
LATER = date(2027, 3, 1)
A, B = frozenset({"administrative"}), frozenset({"education"})
EXCLUDE = Finding("in_class", Effect.EXCLUDE, ("roll_extract",), 0)
WATCH = Finding("sick_leave", Effect.WATCH, ("hospital_note",), 12)
KEEP = Finding("missing", Effect.KEEP, ("police_note",), 6)
OUT = Finding("dropped_out", Effect.OUT, ("visit",), 0)

FRESH = Stand(State.SUSPECTED)
WAITING = Stand(State.SUSPECTED, Effect.EXCLUDE, 1, "administrative")
STANDS = {
    "todo": FRESH,
    "found": Stand(State.SUSPECTED, still=False),
    "waiting": WAITING,
    "excluded": Stand(State.EXCLUDED, Effect.EXCLUDE, 1, "administrative"),
    "watched": Stand(State.WATCHED, Effect.WATCH, 1, "administrative", LATER),
    "kept": Stand(State.WATCHED, Effect.KEEP, 1, "administrative", LATER),
    "out": Stand(State.OUT_OF_SCHOOL, Effect.OUT, 1, "administrative"),
    "returned": Stand(State.RETURNED, Effect.OUT, 1, "administrative"),
    "closed": Stand(State.CLOSED, Effect.OUT, 1, "administrative"),
}
# What the rules allow somebody else of the other line who has filled in everything; "expire" and "ask_again" where they are due.
ALLOWED = {
    "todo": {"find"},
    "found": {"find"},
    "waiting": {"confirm", "dispute"},
    "excluded": {"reopen", "ask_again", "reported"},
    "watched": {"reopen", "expire", "ask_again", "reported"},
    "kept": {"reopen", "expire", "ask_again", "reported"},
    "out": {"reopen"},
    "returned": set(),
    "closed": set(),
}
PENDING = {True: "yes", False: "no", None: "either"}
VERBS_HERE = [transition.verb for transition in VERIFICATION]


def complete(verb, **changed):
    whole = {"actor": 2, "lines": B, "finding": EXCLUDE, "evidence": "roll_extract", "reason": "看错了", "changed": ["name"],
             "given": {"alert": "a"}}  # fmt: skip
    return Attempt(verb, **{"today": LATER if verb == "expire" else TODAY} | whole | changed)


@pytest.mark.parametrize(("name", "verb"), list(product(STANDS, VERBS_HERE)))
def test_every_cell_of_the_table(name, verb):
    assert (refusal(STANDS[name], complete(verb)) == "") == (verb in ALLOWED[name])


@pytest.mark.parametrize("name", STANDS)
def test_each_stand_has_one_standing(name):
    assert standing_of(STANDS[name]) == name
    assert set(STANDS) == set(STANDINGS) == set(TOLD) == set(MARKS)


@pytest.mark.parametrize(
    ("stand", "attempt", "why"),
    [
        (FRESH, complete("find", finding=None), "finding_known"),
        (FRESH, complete("find", evidence="visit"), "evidence_fits"),
        (FRESH, complete("find", lines=frozenset()), "on_a_line"),
        (FRESH, complete("find", until=LATER), "day_to_come"),
        (FRESH, complete("find", finding=WATCH, evidence="hospital_note"), "day_to_come"),
        (FRESH, complete("find", finding=WATCH, evidence="hospital_note", until=TODAY), "day_to_come"),
        (FRESH, complete("find", finding=WATCH, evidence="hospital_note", until=date(2027, 11, 24)), "day_to_come"),
        (FRESH, complete("find", finding=WATCH, evidence="hospital_note", until=date(2027, 11, 23)), ""),
        (WAITING, complete("confirm", actor=1), "other_person"),
        (WAITING, complete("confirm", lines=A), "other_line"),
        (WAITING, complete("confirm", lines=A | B), ""),
        (WAITING, complete("dispute", reason="  "), "reason_given"),
        (WAITING, complete("dispute", actor=1), "other_person"),
        (WAITING, complete("withdraw"), "own_finding"),
        (WAITING, complete("withdraw", actor=1), ""),
        (WAITING, complete("find"), "found_already"),
        (FRESH, complete("confirm"), "nothing_found"),
        (FRESH, complete("reopen"), "wrong_state"),
        (STANDS["excluded"], complete("reopen", reason=""), "reason_given"),
        (STANDS["excluded"], complete("ask_again", changed=()), "facts_changed"),
        (STANDS["watched"], complete("expire", today=date(2027, 2, 28)), "day_has_come"),
    ],
)
def test_every_refusal_says_what_is_missing(stand, attempt, why):
    assert refusal(stand, attempt) == why


def test_every_refusal_and_verb_has_words():
    assert set(GUARDS) - {"facts_changed", "day_has_come", "alert_named"} <= set(REFUSALS)
    assert {guard for transition in TRANSITIONS.values() for guard in transition.guards} == set(GUARDS)
    assert set(TRANSITIONS) <= set(VERBS)


@pytest.mark.parametrize(
    ("finding", "after_finding", "after_confirming"),
    [
        (EXCLUDE, State.SUSPECTED, State.EXCLUDED),
        (WATCH, State.SUSPECTED, State.WATCHED),
        (KEEP, State.WATCHED, None),
        (OUT, State.OUT_OF_SCHOOL, None),
    ],
)
def test_what_a_finding_leads_to(finding, after_finding, after_confirming):
    assert state_after(FRESH, complete("find", finding=finding)) == after_finding
    assert (finding.effect in CONFIRMED) == (after_confirming is not None)
    if after_confirming:
        waiting = Stand(State.SUSPECTED, finding.effect, 1, "administrative")
        assert state_after(waiting, complete("confirm", finding=None)) == after_confirming == BECOMES[finding.effect]


@given(
    st.sampled_from(sorted(STANDS)),
    st.sampled_from([1, 2]),
    st.sets(st.sampled_from(["administrative", "education"])),
)
def test_a_button_is_drawn_exactly_where_a_complete_form_is_accepted(name, actor, lines):
    stand = STANDS[name]
    drawn = open_verbs(stand, complete("find", actor=actor, lines=frozenset(lines)))
    accepted = [verb for verb in BY_PEOPLE if not refusal(stand, complete(verb, actor=actor, lines=frozenset(lines)))]
    assert drawn == accepted


def test_nobody_confirms_alone():
    """Whoever it is and on whatever lines: the one who found it never confirms it."""
    for lines in (frozenset(), A, B, A | B):
        assert refusal(WAITING, complete("confirm", actor=1, lines=lines)) != ""


@pytest.mark.parametrize("fact", FACTS)
def test_a_settled_question_is_new_when_a_fact_changed(fact):
    then = dict.fromkeys(FACTS, "same")
    assert changed_facts(then, then) == []
    assert changed_facts(then, then | {fact: "other"}) == [fact]


@pytest.mark.parametrize(
    ("bucket", "village", "town", "school", "who"),
    [
        ("left_roll", 1, 1, 1, "school"),
        ("left_roll", 1, 1, None, "village"),
        ("not_found", 1, 1, 1, "village"),
        ("not_found", None, 1, 1, "township"),
        ("not_found", None, None, 1, "county"),
    ],
)
def test_who_looks_first(bucket, village, town, school, who):
    assert assigned_to(bucket, village=village, town=town, school=school) == who


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
    ],
)
def test_months_later(day, months, then):
    assert months_later(day, months) == then


def test_the_document_prints_the_table():
    told = (Path(__file__).parents[3] / "docs" / "packages" / "cases.md").read_text(encoding="utf-8")
    for transition in TRANSITIONS.values():
        cells = (f"`{transition.verb}`", ", ".join(transition.sources), PENDING[transition.pending],
                 ", ".join(transition.guards), transition.target)  # fmt: skip
        assert f"| {' | '.join(cells)} |" in told
