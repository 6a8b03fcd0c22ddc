"""Several departments at the door of a child who is still suspected: found out of school there and then, or not recorded."""

import pytest

from guixiao.cases.actions import Said, act, stand_of
from guixiao.cases.joint.models import JointAction, JointChild
from guixiao.cases.joint.rules import found_at_the_door
from guixiao.cases.joint.tests.test_story import GAOHUA, client_of, form_of, page, post
from guixiao.cases.joint.verify import verify_checks
from guixiao.cases.joint.wording import REFUSALS
from guixiao.cases.models import Case
from guixiao.cases.states import Effect, Finding
from guixiao.cases.verify import verify_checks as case_checks
from guixiao.cases.wording import REFUSALS as OF_CASES
from guixiao.children.models import Round
from tests.bodies import out_of_school
from tests.cast import Cast
from tests.starts import start


@start
def suspect(loaded: Cast) -> Case:
    cases = Case.objects.current().filter(village__code=GAOHUA, state="suspected", finding="")
    return cases.select_related("child", "round").order_by("name_key")[0]


def now(case: Case) -> Case:
    return Case.objects.select_related("round").get(pk=case.pk)


def found(case: Case, name: str = "dropped_out") -> dict[str, object]:
    return {f"finding-{case.pk}": name}


def test_a_suspect_is_found_out_of_school_at_the_door_and_the_visit_counts(loaded: Cast, suspect: Case):
    text = page(loaded.shi, f"/joint/new/?place={GAOHUA}")
    assert f'name="finding-{suspect.pk}"' in text and "辍学：上过，不上了" in text and "户口上了两次" not in text
    form = form_of(loaded, suspect, **found(suspect))
    for _ in range(2):  # sent twice it is kept once
        post(loaded.shi, form)
    case, child = now(suspect), JointChild.objects.get()
    assert (case.state, case.finding, case.evidence, case.found_by) == ("out_of_school", "dropped_out", "visit", loaded.shi)
    assert [event.verb for event in case.events.order_by("version")][-2:] == ["find", "visit"]
    assert child.event.verb == "visit" and child.event.detail["joint"] == str(child.action_id)
    assert case.events.get(verb="find").detail["joint"] == str(child.action_id)
    assert stand_of(case).progress.visits == {"administrative": 1}
    assert all(check().holds for check in (*verify_checks, *case_checks))
    assert f"/joint/{child.action_id}/" in page(loaded.wu, f"/cases/{case.pk}/")


def test_a_child_that_is_out_of_school_already_needs_no_finding_and_stands_before_the_suspects(loaded: Cast, suspect: Case):
    child = out_of_school(loaded)
    rows = client_of(loaded.shi).get(f"/joint/new/?place={GAOHUA}").context["rows"]
    assert [row["suspect"] for row in rows] == sorted(row["suspect"] for row in rows) and rows[0]["case"] == child
    other = next(row["case"] for row in rows if row["suspect"])
    post(loaded.shi, form_of(loaded, child, other, **found(other, "never_enrolled")))
    assert JointAction.objects.get().children.count() == 2 and now(other).finding == "never_enrolled"
    assert not child.events.filter(verb="find", detail__has_key="joint").exists()


@pytest.mark.parametrize("name", ["", "registered_twice", "out_of_reach", "nonsense"])
def test_what_a_visit_does_not_prove_is_not_found_by_it_and_nothing_is_written(loaded: Cast, suspect: Case, name: str):
    text = post(loaded.shi, form_of(loaded, suspect, **found(suspect, name)))
    assert f"{suspect.child.name}：{OF_CASES['finding_known']}" in text
    assert now(suspect).state == "suspected" and not JointAction.objects.exists()


def test_whoever_was_settled_meanwhile_is_said_and_nothing_is_written(loaded: Cast, suspect: Case):
    child = out_of_school(loaded)
    suspect = Case.objects.current().filter(village__code=GAOHUA, state="suspected", finding="").order_by("name_key")[0]
    form = form_of(loaded, child, suspect, **found(suspect))
    act(loaded.wu, now(suspect), "find", Said("in_class"))
    assert str(REFUSALS["gone"]) in post(loaded.shi, form) and not JointAction.objects.exists()
    assert now(suspect).finding == "in_class"


def test_where_the_policy_takes_no_visit_as_evidence_no_suspect_is_offered(loaded: Cast, suspect: Case):
    made = Round.objects.get(current__isnull=False)
    for words in made.wording["findings"].values():
        words["evidence"] = [name for name in words["evidence"] if name != "visit"] or ["police_note"]
    made.save()
    assert "这里没有疑似的" in page(loaded.shi, f"/joint/new/?place={GAOHUA}")
    post(loaded.shi, form_of(loaded, suspect, **found(suspect)))
    assert not JointAction.objects.exists()
    assert now(suspect).state == "suspected"


@pytest.mark.parametrize(("effect", "evidence", "months", "offered"), [
    (Effect.OUT, ("visit",), 0, True),
    (Effect.OUT, ("disability_card", "visit"), 0, True),
    (Effect.OUT, ("disability_card",), 0, False),
    (Effect.OUT, ("visit",), 6, False),
    (Effect.EXCLUDE, ("visit",), 0, False),
    (Effect.WATCH, ("visit",), 0, False),
    (Effect.KEEP, ("visit",), 0, False),
])  # fmt: skip
def test_only_what_needs_neither_a_paper_nor_a_second_person(effect, evidence, months, offered):
    assert found_at_the_door([Finding("one", effect, evidence, months)]) == (["one"] if offered else [])
