"""Clocks cell by cell and by property: what runs, since when, until when, whose."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.cases.clocks.rules import (
    STANDS,
    Happened,
    Rest,
    Standing,
    breach_day,
    deadline,
    duties,
    holder,
    in_time,
    runs_of,
    state_of,
)
from guixiao.lib.workdays import PLAIN, Calendar, working_days_after
from guixiao.policy import load_policy
from guixiao.policy.model import Clock

POLICY = load_policy("national-2024")
VERIFY, CONFIRM, RECHECK = (POLICY.clocks[name] for name in ("verify", "confirm", "recheck"))
LINES = {name: frozenset(line.posts) for name, line in POLICY.lines.items()}
EVERYWHERE = Standing("village", frozenset(STANDS.values()), LINES)
MONDAY = date(2026, 11, 2)
ONE = timedelta(days=1)


def told(*events):
    """(verb, state, days after Monday the 2nd[, true so many days before][, until])."""
    made = []
    for number, (verb, state, day, *rest) in enumerate(events, 1):
        on = MONDAY + ONE * day
        back, until = (*rest, None, None)[:2]
        made.append(Happened(number, verb, state, on, on - ONE * (back or 0), until, "administrative"))
    return made


def spans(clock, *events):
    return [(run.start.key, run.end.key if run.end else None) for run in runs_of(clock, told(*events))]


@pytest.mark.parametrize(
    ("events", "verify", "confirm"),
    [
        ([("open", "suspected", 0)], [(1, None)], []),
        ([("open", "suspected", 0), ("find", "suspected", 1)], [(1, 2)], [(2, None)]),
        ([("open", "suspected", 0), ("find", "suspected", 1), ("confirm", "excluded", 2)], [(1, 2)], [(2, 3)]),
        ([("open", "suspected", 0), ("find", "suspected", 1), ("dispute", "suspected", 2)], [(1, 2), (3, None)], [(2, 3)]),
        ([("open", "suspected", 0), ("find", "suspected", 1), ("withdraw", "suspected", 2)], [(1, None)], [(2, 3)]),
        ([("open", "suspected", 0), ("find", "out_of_school", 1)], [(1, 2)], []),
        ([("open", "suspected", 0), ("find", "out_of_school", 1), ("reopen", "suspected", 2)], [(1, 2), (3, None)], []),
        ([("open", "suspected", 0), ("listed_again", "suspected", 1), ("open", "suspected", 2)], [(1, None)], []),
        # Whatever verb takes the case out of the states of a clock ends it.
        ([("open", "suspected", 0), ("something_new", "closed", 1)], [(1, 2)], []),
    ],
)
def test_what_runs_follows_from_what_happened(events, verify, confirm):
    assert (spans(VERIFY, *events), spans(CONFIRM, *events)) == (verify, confirm)


def test_asked_again_on_the_day_that_the_case_names():
    day = MONDAY + ONE * 40
    (run,) = runs_of(RECHECK, told(("open", "suspected", 0), ("find", "watched", 1, 0, day)))
    assert deadline(run, PLAIN).due == day
    assert spans(RECHECK, ("open", "suspected", 0), ("find", "watched", 1)) == []  # names no day


def test_a_deadline_leaves_out_weekends_holidays_and_pauses():
    (run,) = runs_of(VERIFY, told(("open", "suspected", 0)))
    assert deadline(run, PLAIN).due == date(2026, 11, 11)  # seven working days
    resting = Rest(date(2026, 11, 9), date(2026, 11, 13))
    assert deadline(run, PLAIN, [resting]).due == date(2026, 11, 18)
    before_the_festival = Happened(1, "open", "suspected", date(2026, 9, 29), date(2026, 9, 29))
    (run,) = runs_of(VERIFY, [before_the_festival])
    assert deadline(run, PLAIN).due == working_days_after(date(2026, 9, 29), 7) == date(2026, 10, 14)


def test_while_a_finding_stood_that_was_withdrawn_nothing_was_to_be_done():
    (run,) = runs_of(VERIFY, told(("open", "suspected", 0), ("find", "suspected", 2), ("withdraw", "suspected", 7)))
    # The 5th, 6th and 9th did not count.
    assert deadline(run, PLAIN).due == working_days_after(date(2026, 11, 11), 3) == date(2026, 11, 16)


def test_late_is_known_from_the_day_after_and_only_then():
    (run,) = runs_of(VERIFY, told(("open", "suspected", 0)))
    limit = deadline(run, PLAIN)
    assert breach_day(run, limit) == limit.due + ONE
    (met,) = runs_of(VERIFY, told(("open", "suspected", 0), ("find", "suspected", 9)))
    (missed,) = runs_of(VERIFY, told(("open", "suspected", 0), ("find", "suspected", 10, 10)))
    assert in_time(met, limit) and breach_day(met, limit) is None
    assert not in_time(missed, limit) and breach_day(missed, limit) == limit.due + ONE


@pytest.mark.parametrize(
    ("recorded", "back", "kept"), [(9, 0, True), (10, 0, False), (11, 2, True), (11, 1, False), (14, 6, False)]
)
def test_what_was_done_in_time_may_be_written_down_a_little_later(recorded, back, kept):
    """A visit where there is no signal: two working days to record it."""
    visit = Clock({}, ("out_of_school",), ("find",), ("visit",), (), ("village_squad",), "working_days", 7, {}, recording=2)
    (run,) = runs_of(visit, told(("find", "out_of_school", 0), ("visit", "out_of_school", recorded, back)))
    limit = deadline(run, PLAIN)
    assert (limit.due, limit.judged) == (date(2026, 11, 11), date(2026, 11, 13))
    assert in_time(run, limit) is kept


def test_nobody_is_late_by_a_calendar_that_nobody_knows():
    start = Happened(1, "open", "suspected", date(2026, 12, 28), date(2026, 12, 28))
    (run,) = runs_of(VERIFY, [start])
    limit = deadline(run, PLAIN)
    assert limit.doubtful and breach_day(run, limit) is None
    known = deadline(run, Calendar(years=frozenset({2027}), holidays=frozenset({date(2027, 1, 1)})))
    assert not known.doubtful and known.due == date(2027, 1, 7) and breach_day(run, known) == date(2027, 1, 8)


def test_school_days_without_terms_are_working_days_in_doubt():
    clock = Clock({}, ("returned",), ("return",), ("confirm_return",), (), ("principal",), "school_days", 5)
    (run,) = runs_of(clock, told(("return", "returned", 0)))
    assert (deadline(run, PLAIN).due, deadline(run, PLAIN).doubtful) == (date(2026, 11, 9), True)
    term = Calendar(terms=((date(2026, 11, 5), date(2027, 1, 20)),))
    assert (deadline(run, term).due, deadline(run, term).doubtful) == (date(2026, 11, 11), False)


def test_overdue_work_climbs_step_by_step():
    (run,) = runs_of(VERIFY, told(("open", "suspected", 0)))
    limit = deadline(run, PLAIN)
    assert duties(run, limit, EVERYWHERE, PLAIN) == {
        "village_squad": MONDAY,
        "township_post": date(2026, 11, 13),
        "county_officer": date(2026, 11, 18),
    }
    nowhere = Standing("county", frozenset({"county"}), LINES)
    assert duties(run, limit, nowhere, PLAIN) == {"county_officer": MONDAY}


@pytest.mark.parametrize(
    ("duty", "assigned", "places", "line", "post"),
    [
        (("assigned",), "village", {"village", "township", "county"}, "", "village_squad"),
        (("assigned",), "school", {"school", "county"}, "", "principal"),
        (("assigned",), "village", {"township", "county"}, "", "county_officer"),  # it has no village any more
        (("assigned", "township_post"), "village", {"township", "county"}, "", "township_post"),
        (("other_line",), "village", {"village", "school", "county"}, "administrative", "principal"),
        (("other_line",), "village", {"village", "county"}, "administrative", "county_officer"),
        (("other_line",), "school", {"village", "school", "county"}, "education", "village_squad"),
        (("other_line",), "school", {"school", "township", "county"}, "education", "township_post"),
        (("other_line",), "school", {"school", "county"}, "education", "county_officer"),  # nobody else is left
        (("principal", "village_squad"), "village", {"village", "county"}, "", "village_squad"),
    ],
)
def test_whose_duty_it_is(duty, assigned, places, line, post):
    assert holder(duty, Standing(assigned, frozenset(places), LINES), line) == post


def test_the_states_of_a_task():
    today, soon = date(2026, 11, 11), date(2026, 11, 16)
    days = [(-1, "late"), (0, "today"), (1, "soon"), (5, "soon"), (6, "running")]
    assert [state_of(today + ONE * days_, today, soon) for days_, _ in days] == [state for _, state in days]
    assert state_of(today, today, soon, resting=True) == "paused"
    assert state_of(today - ONE, today, soon, resting=True) == "late"  # a pause does not undo what is late
    assert state_of(today - ONE, today, soon, done=True) == "done"


VERBS = st.sampled_from(["open", "find", "confirm", "dispute", "withdraw", "reopen", "expire", "ask_again", "found_by_rosters"])
STATES = st.sampled_from(["suspected", "excluded", "watched", "out_of_school"])
HISTORIES = st.lists(st.tuples(VERBS, STATES, st.integers(0, 9), st.integers(0, 3)), max_size=12)


def history(steps):
    events, day = [], 0
    for verb, state, later, back in steps:
        day += later
        events.append((verb, state, day, back, MONDAY + ONE * (day + 30)))
    return told(*events)


@given(HISTORIES, st.sampled_from(sorted(POLICY.clocks)))
def test_no_history_runs_a_clock_twice_at_once_or_outside_its_states(steps, name):
    clock, events = POLICY.clocks[name], history(steps)
    runs = runs_of(clock, events)
    assert len({run.start.key for run in runs}) == len(runs)
    assert all(run.end is not None for run in runs[:-1])
    for run in runs:
        during = [event for event in events if event.key >= run.start.key and (run.end is None or event.key < run.end.key)]
        assert all(event.state in clock.states for event in during if not run.rests)


@given(HISTORIES, st.sampled_from(sorted(POLICY.clocks)), st.integers(0, 12))
def test_what_was_judged_is_not_changed_by_what_happens_later(steps, name, known):
    """Whoever asks on the day that something is late, or long after it, hears the same: a missed night changes nothing."""
    clock, events = POLICY.clocks[name], history(steps)
    then = {run.start.key: breach_day(run, deadline(run, PLAIN)) for run in runs_of(clock, events[:known])}
    day = events[known - 1].on if 0 < known <= len(events) else None
    now = {run.start.key: breach_day(run, deadline(run, PLAIN)) for run in runs_of(clock, events)}
    for key, late in then.items():
        if late and day and late <= day:
            assert now[key] == late
