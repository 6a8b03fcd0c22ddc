"""What the story plans for one child: by whatever chance, in an order that the rules of the real actions allow."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.demo.campaign import words
from guixiao.demo.campaign.courses import SHUT_OUT, Course, Step, Task, tasks_for
from guixiao.demo.campaign.fates import Fate

LAST = 25
SEEDS = st.integers(0, 10_000)


def fate(*, back: bool, key: str = "P1", then: str = "", school: str = "从江县停洞镇中学", **changed: object) -> Fate:
    then = then or ("in_school" if back else "dropped_out")
    told = {"key": key, "kind": "dropped_out", "detail": "marked_absent", "poor": True, "girl": True, "born": date(2012, 5, 1),
            "town": "停洞镇", "village": "苗朋村", "then": then, "school": school}  # fmt: skip
    return Fate(**(told | changed))  # type: ignore[arg-type]


def course(task: Task, seed: int, first: int = 0) -> list[Step]:
    return Course(task, Random(seed), lambda day: (day + first) % 7).plan()


def days(steps: list[Step], verb: str) -> list[int]:
    return [step.day for step in steps if step.verb == verb]


@given(SEEDS, st.integers(1, 4), st.sampled_from(sorted(words.CAUSES_DROPPED)), st.integers(0, 6))
def test_whoever_is_back_comes_back_once_and_nothing_is_tried_after_it(seed, measure, cause, first):
    found = 1 + seed % (2 if measure == 4 else 4 if measure == 3 else 7)
    steps = course(Task(fate(back=True), found, measure, cause), seed, first)
    (day,) = days(steps, "return")
    assert found <= day <= LAST and all(step.day >= found for step in steps)
    assert all(step.verb in ("confirm_return", "observe") for step in steps[[s.verb for s in steps].index("return") + 1 :])
    assert all(said >= day for said in days(steps, "confirm_return")) and len(days(steps, "step_up")) == min(measure, 3) - 1


@given(SEEDS, st.integers(1, 4), st.integers(0, 6))
def test_whoever_is_not_back_is_visited_and_never_returns(seed, measure, first):
    steps = course(Task(fate(back=False), 1 + seed % 2, measure, "poverty"), seed, first)
    assert not days(steps, "return") and days(steps, "visit")
    assert len(days(steps, "step_up")) + len(days(steps, "skip")) == measure - 1


@given(SEEDS, st.booleans(), st.integers(0, 6))
def test_a_relapse_comes_after_the_school_has_said_that_the_child_came(seed, back, first):
    steps = course(Task(fate(back=back), 1 + seed % 4, 1, "games", relapse=True), seed, first)
    (away,) = days(steps, "relapse")
    assert days(steps, "confirm_return")[0] < away and days(steps, "return")[0] < away
    assert len([day for day in days(steps, "return") if day > away]) == back


@given(SEEDS, st.sampled_from(SHUT_OUT))
def test_notes_do_not_speak_of_causes_that_few_may_see(seed, cause):
    steps = course(Task(fate(back=False), 1, 3, cause), seed)
    about = {text for texts in words.ABOUT.values() for text in texts}
    assert not [step.note for step in steps if any(text in step.note for text in about)]
    assert days(steps, "report") and days(steps, "report")[0] <= days(steps, "step_up")[0]


@pytest.mark.parametrize(("back", "many"), [(True, 843), (False, 115)])
def test_the_few_legal_cases_are_of_the_townships_that_the_article_names(back, many):
    town = dict.fromkeys(range(30), "加勉乡")
    out = [fate(back=back, key=f"P{number}", town=town.get(number, "停洞镇")) for number in range(958)]
    tasks = list(tasks_for(out, {one.key: 3 for one in out}, Random(1), LAST))
    legal = [task for task in tasks if task.measure == 4]
    assert 0 < len(legal) < 8 and {task.fate.town for task in legal} == {"加勉乡"}
    assert sum(task.relapse for task in tasks) in (10, 12)
