"""Every cell: which step is open from where, to whom, and what each guard asks for."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

import pytest

from guixiao.cases.effort.looks import due_points
from guixiao.cases.effort.progress import PHASES, Paper, Progress, progress_of
from guixiao.cases.effort.rules import EFFORT, EFFORT_GUARDS, TAKING_BACK, TYPED, grade_of, next_look, points_to_look
from guixiao.cases.effort.wording import PHASES as TOLD
from guixiao.cases.rules import missing, open_verbs, refusal, state_after
from guixiao.cases.states import Attempt, Effect, Stand, State
from guixiao.cases.wording import REFUSALS, VERBS
from guixiao.policy import load_policy
from guixiao.policy.effort import MEASURES, effort_of, plain

COUNTY = load_policy("national-2024").effort
TODAY = date(2026, 11, 23)
SINCE = date(2026, 9, 1)
A, B = frozenset({"administrative"}), frozenset({"education"})
ALL_POINTS = frozenset(COUNTY.observation)
BASE = Progress(measure=1, since=SINCE, out_since=SINCE, plan="approved", plan_by=1)
BACK = {"returned_on": date(2026, 9, 3), "returned_by": 1}
PROGRESS = {
    "persuasion": BASE,
    "care": Progress(measure=2, since=SINCE, out_since=SINCE, plan="approved", plan_by=1),
    "administrative": Progress(measure=3, since=SINCE, out_since=SINCE, plan="approved", plan_by=1),
    "legal": Progress(measure=4, since=SINCE, out_since=SINCE, plan="approved", plan_by=1),
    "arrived": Progress(measure=1, since=SINCE, out_since=SINCE, **BACK),
    "observed": Progress(measure=1, since=SINCE, out_since=SINCE, confirmed=True, **BACK),
    "closing": Progress(measure=1, since=SINCE, out_since=SINCE, confirmed=True, observed=ALL_POINTS, closing_by=1,
                        closing_line="administrative", **BACK),
    "closed": Progress(measure=1, since=SINCE, out_since=SINCE, confirmed=True, observed=ALL_POINTS, closed=True, **BACK),
}  # fmt: skip
STATES = dict.fromkeys(MEASURES, State.OUT_OF_SCHOOL) | {"closed": State.CLOSED}
# What somebody else of the other line may do who has filled in everything, and for whom nothing else is missing.
OUT = {"visit", "plan", "report", "issue", "return", "step_up", "skip"}
ALLOWED = {
    "persuasion": OUT,
    "care": OUT,
    "administrative": OUT,
    "legal": OUT - {"step_up", "skip"},
    "arrived": {"visit", "report", "confirm_return", "never_came", "correct_return", "relapse"},
    "observed": {"visit", "report", "correct_return", "observe", "ask_closure", "relapse"},
    "closing": {"visit", "report", "observe", "refuse_closure", "confirm_closure", "relapse"},
    "closed": {"relapse"},
}
VISITS = {"administrative": 9, "education": 9}


def stand(phase: str, **changed) -> Stand:
    """A child of this phase for whom everything is there that a step asks for."""
    ready = {"visits": VISITS, "letters": {"p": Paper("persuasion_notice", SINCE, True), "r": Paper("return_order", SINCE, True)}}
    ready |= {"observed": ALL_POINTS} if phase == "observed" else {}
    ready |= {"observed": ALL_POINTS - {"day5"}} if phase == "closing" and changed.pop("unobserved", False) else {}
    progress = Progress(**{**vars(PROGRESS[phase]), **ready, **changed})
    return Stand(STATES.get(phase, State.RETURNED), Effect.OUT, 1, "administrative", still=False, progress=progress)


def complete(verb: str, **changed) -> Attempt:
    given = {"way": "at_home", "met": "guardian", "result": "refused", "cause": "poverty", "steps": [{"what": "谈"}],
             "to": "公安", "kind": "persuasion_notice", "number": "1", "letter": "w", "method": "by_hand", "receiver": "家长",
             "school": 7, "placement": "own_grade", "point": "day5"}  # fmt: skip
    roles = frozenset({"county_lead", "county_officer", "township_post", "principal"})
    whole = {"actor": 2, "lines": A | B, "reason": "有", "roles": roles, "receives": True, "day": TODAY, "effort": COUNTY}
    return Attempt(verb, TODAY, **whole | {"given": given | changed.pop("given", {})} | changed)


@pytest.mark.parametrize(("phase", "verb"), list(product(PHASES, [transition.verb for transition in EFFORT])))
def test_every_cell_of_the_table(phase, verb):
    here = stand(phase, observed=frozenset()) if verb == "observe" and phase in ("observed", "closing") else stand(phase)
    assert (refusal(here, complete(verb)) == "") == (verb in ALLOWED[phase])


@pytest.mark.parametrize("phase", PHASES)
def test_each_progress_is_in_one_phase_and_has_words(phase):
    assert PROGRESS[phase].phase == phase and phase in TOLD
    assert Progress().phase == ""


WAITS = {"letters": {"w": Paper("persuasion_notice", SINCE)}}


@pytest.mark.parametrize(
    ("here", "attempt", "why"),
    [
        (stand("persuasion"), complete("visit", lines=frozenset()), "on_a_line"),
        (stand("persuasion"), complete("visit", day=TODAY + timedelta(1)), "day_past"),
        (stand("persuasion"), complete("visit", day=None), "day_past"),
        (stand("persuasion"), complete("visit", given={"met": "?"}), "visit_told"),
        (stand("persuasion"), complete("plan", given={"cause": ""}), "cause_named"),
        (stand("persuasion"), complete("plan", given={"steps": []}), "steps_named"),
        (stand("persuasion", plan="drafted"), complete("approve_plan"), ""),
        (stand("persuasion", plan="drafted"), complete("approve_plan", actor=1), "not_own_plan"),
        (stand("persuasion", plan="drafted"), complete("approve_plan", roles=frozenset({"village_squad"})), "may_approve"),
        (stand("persuasion"), complete("approve_plan"), "plan_drafted"),
        (stand("persuasion", plan="drafted"), complete("return_plan", reason=" "), "reason_given"),
        (stand("persuasion"), complete("report", given={"to": ""}), "told_whom"),
        (stand("persuasion"), complete("issue", given={"kind": "fine"}), "letter_known"),
        (stand("persuasion"), complete("issue", given={"kind": "return_order"}), "letter_reached"),
        (stand("administrative"), complete("issue", given={"kind": "return_order"}), ""),
        (stand("persuasion"), complete("issue", roles=frozenset({"county_officer"})), "right_issuer"),
        (stand("persuasion"), complete("issue", given={"number": " "}), "number_given"),
        (stand("persuasion", **WAITS), complete("serve"), ""),
        (stand("arrived", **WAITS), complete("serve"), ""),
        (stand("persuasion"), complete("serve"), "letter_waits"),
        (stand("persuasion", **WAITS), complete("serve", day=SINCE - timedelta(1)), "day_of_service"),
        (stand("persuasion", **WAITS), complete("serve", given={"method": "?"}), "service_known"),
        (stand("persuasion", **WAITS), complete("serve", given={"receiver": ""}), "receiver_named"),
        (stand("persuasion", **WAITS), complete("serve", given={"method": "left"}), "witness_named"),
        (stand("persuasion", **WAITS), complete("serve", given={"method": "left", "witness": "村医"}), ""),
        (stand("persuasion", plan="drafted"), complete("step_up"), "plan_approved"),
        (stand("persuasion", visits={"education": 5}), complete("step_up"), "visits_enough"),
        (stand("persuasion", visits={"administrative": 5}), complete("step_up"), "visits_enough"),
        (stand("persuasion", since=TODAY - timedelta(2)), complete("step_up"), "days_waited"),
        (stand("persuasion", since=TODAY - timedelta(3)), complete("step_up"), ""),
        (stand("care", letters={}), complete("step_up"), "letters_served"),
        (stand("care", **WAITS), complete("step_up"), "letters_served"),
        (stand("administrative", letters={"p": Paper("persuasion_notice", SINCE, True)}), complete("step_up"), "letters_served"),
        (stand("persuasion", protective=True), complete("step_up"), "protection_told"),
        (stand("persuasion", protective=True), complete("skip"), "protection_told"),
        (stand("persuasion", protective=True, reported=True), complete("step_up"), ""),
        *((stand("persuasion", protective=kind, reported=told), complete(verb, knows_why=False), "knows_why")
          for kind in (True, False) for told in (True, False) for verb in ("step_up", "skip", "plan")),
        *((stand("observed", protective=kind), complete("ask_closure", knows_why=False), "knows_why") for kind in (True, False)),
        (stand("persuasion"), complete("skip", roles=frozenset({"township_post"})), "may_skip"),
        (stand("persuasion"), complete("skip", roles=frozenset({"county_officer"})), "may_skip"),
        (stand("persuasion"), complete("skip", roles=frozenset({"county_lead"})), ""),
        (stand("persuasion"), complete("skip", reason=""), "reason_given"),
        (stand("legal"), complete("step_up"), "not_last_measure"),
        (stand("persuasion"), complete("return", day=SINCE - timedelta(1)), "day_of_return"),
        (stand("persuasion"), complete("return", day=TODAY + timedelta(1)), "day_of_return"),
        (stand("persuasion"), complete("return", given={"school": None}), "school_named"),
        (stand("persuasion"), complete("return", given={"school": None, "school_name": "外地小学"}), ""),
        (stand("persuasion"), complete("return", given={"placement": "?"}), "placement_known"),
        (stand("arrived"), complete("confirm_return", actor=1), "not_own_return"),
        (stand("arrived"), complete("confirm_return", receives=False, school_has_post=True), "receives_the_child"),
        (stand("arrived"), complete("confirm_return", receives=False), ""),
        (stand("arrived"), complete("confirm_return", receives=False, roles=frozenset({"village_squad"})), "receives_the_child"),
        (stand("arrived", told_by_school=True), complete("confirm_return", receives=False, school_has_post=True), ""),
        (stand("arrived", told_by_school=True),
         complete("confirm_return", receives=False, school_has_post=True, lines=B), "receives_the_child"),
        (stand("observed"), complete("confirm_return"), "return_waits"),
        (stand("arrived"), complete("ask_closure"), "return_confirmed"),
        (stand("observed", observed=ALL_POINTS - {"month1"}), complete("ask_closure"), "points_done"),
        (stand("observed", protective=True), complete("ask_closure"), "protection_told"),
        (stand("observed", observed=frozenset()), complete("observe", given={"point": "next_term"}), "point_due"),
        (stand("observed", observed=frozenset()), complete("observe", given={"point": "?"}), "point_due"),
        (stand("closing"), complete("ask_closure"), "closure_not_asked"),
        (stand("closing"), complete("correct_return"), "closure_not_asked"),
        (stand("closing"), complete("confirm_closure", actor=1), "not_own_closure"),
        (stand("closing"), complete("confirm_closure", lines=A), "other_line_closes"),
        (stand("closing", unobserved=True), complete("confirm_closure"), "points_done"),
        (stand("closing"), complete("refuse_closure", reason=""), "reason_given"),
        (stand("closed"), complete("relapse", day=date(2026, 9, 2)), "day_gone"),
        (stand("closed"), complete("relapse", reason=""), "reason_given"),
        (stand("closed"), complete("visit"), "wrong_state"),
        (stand("persuasion"), complete("visit", effort=None), "old_round"),
    ],
)  # fmt: skip
def test_every_refusal_says_what_is_missing(here, attempt, why):
    assert refusal(here, attempt) == why


def test_rosters_drawn_up_after_the_return_speak_against_a_closure():
    listed = {"still": True, "listed_on": date(2026, 10, 1)}
    for phase, verb in (("observed", "ask_closure"), ("closing", "confirm_closure")):
        here = stand(phase)
        assert refusal(Stand(**{**vars(here), **listed}), complete(verb)) == "rosters_agree"
        before = {"still": True, "listed_on": date(2026, 9, 2)}
        assert refusal(Stand(**{**vars(here), **before}), complete(verb)) == ""


def test_every_guard_has_words_and_is_asked_somewhere():
    asked = {guard for transition in (*EFFORT, *TAKING_BACK) for guard in transition.guards}
    assert set(EFFORT_GUARDS) <= asked and asked <= set(REFUSALS) and set(EFFORT_GUARDS) >= TYPED
    assert {transition.verb for transition in (*EFFORT, *TAKING_BACK)} <= set(VERBS)


@pytest.mark.parametrize("phase", PHASES)
def test_a_button_is_drawn_where_nothing_but_the_form_is_missing(phase):
    """Never for somebody whom the rules would refuse whatever they fill in, and the words of what is missing are the refusals."""
    here = stand(phase)
    for actor, lines, roles in product((1, 2), (frozenset(), A, B), (frozenset(), frozenset({"village_squad"}))):
        who = complete("visit", actor=actor, lines=lines, roles=roles, receives=False, school_has_post=True)
        for verb in open_verbs(here, who):
            why = refusal(here, Attempt(**{**vars(who), "verb": verb}))
            assert why == "" or why in TYPED | {"reason_given"}
        assert all(set(missing(here, Attempt(**{**vars(who), "verb": t.verb})) or ()) <= set(REFUSALS) for t in EFFORT)


@pytest.mark.parametrize("phase", PHASES)
def test_what_is_missing_for_somebody_who_may_not_know_why_is_the_same_whatever_the_cause(phase):
    who = complete("visit", knows_why=False)
    for transition in EFFORT:
        found = [
            missing(stand(phase, protective=kind), Attempt(**{**vars(who), "verb": transition.verb})) for kind in (True, False)
        ]
        assert found[0] == found[1] and "protection_told" not in (found[0] or ())


@pytest.mark.parametrize("verb", [transition.verb for transition in EFFORT])
def test_where_each_step_leads(verb):
    phase = next(name for name in PHASES if verb in ALLOWED[name] | {"approve_plan", "return_plan", "serve"})
    after = state_after(stand(phase), complete(verb))
    leads = {"return": State.RETURNED, "never_came": State.OUT_OF_SCHOOL, "confirm_closure": State.CLOSED}
    assert after == leads.get(verb, stand(phase).state)


def told(verb, state="out_of_school", **changed):
    whole = {"line": "education", "true_on": SINCE, "recorded_on": SINCE, "actor_id": 1, "detail": {}}
    return SimpleNamespace(verb=verb, state=state, **whole | changed)


def test_what_was_taken_back_is_as_if_it_had_never_been_said():
    visit = {"met": "guardian", "result": "refused"}
    before = [told("open", "suspected"), told("find")]
    once = [*before, told("visit", detail=visit)]
    twice = [*once, told("visit", detail=visit), told("take_back")]
    assert progress_of(twice) == progress_of(once) and progress_of([*twice, told("take_back")]) == progress_of(before)
    back = told("return", "returned", detail={"school": 7})
    looked = [*before, back, told("confirm_return", "returned"), told("observe", "returned", detail={"point": "day5"})]
    assert progress_of([*looked, told("take_back", "returned")]).observed == frozenset()
    asked = [*looked, told("ask_closure", "returned")]
    closed = [*asked, told("confirm_closure", "closed")]
    after = Stand(State.CLOSED, progress=progress_of(closed))
    assert (after.progress.phase, state_after(after, complete("take_back"))) == ("closed", State.RETURNED)
    assert progress_of([*closed, told("take_back", "returned")]).phase == "closing"
    assert progress_of([*asked, told("refuse_closure", "returned"), told("take_back", "returned")]).phase == "closing"


@pytest.mark.parametrize(("last", "changed", "why"), [
    ({}, {}, ""),
    ({}, {"actor": 3}, "own_step"),
    ({"version": 8}, {}, "nothing_since"),
    ({"verb": "step_up"}, {}, "nothing_since"),
    ({"detail": {"joint": "j"}}, {}, "nothing_since"),
    ({"verb": "observe"}, {}, ""),
    ({"verb": "refuse_closure"}, {}, ""),
    ({"verb": "confirm_closure"}, {}, ""),
    ({"verb": "ask_closure"}, {}, "nothing_since"),
])  # fmt: skip
def test_only_ones_own_and_newest_visit_look_or_answer_is_taken_back(last, changed, why):
    event = told(**{"verb": "visit", "actor_id": 2, "version": 9} | last)
    given = complete("take_back", given={"of": 9}, **changed)
    assert refusal(Stand(State.OUT_OF_SCHOOL, progress=Progress(measure=1, last=event)), given) == why
    assert refusal(Stand(State.OUT_OF_SCHOOL, progress=Progress(measure=1)), given) == "own_step"


def test_progress_follows_from_the_events_alone():
    events = [
        told("open", "suspected"), told("find"), told("visit", detail={"met": "nobody", "result": "not_found"}),
        told("issue", detail={"letter": "a", "kind": "persuasion_notice"}), told("serve", detail={"letter": "a"}),
        told("step_up", detail={"measure": 2}, recorded_on=date(2026, 9, 9)),
        told("visit", line="administrative", detail={"met": "guardian", "result": "promised"}),
        told("return", "returned", true_on=date(2026, 9, 20), actor_id=5, detail={"school": 7}),
    ]  # fmt: skip
    progress = progress_of(events)
    assert (progress.measure, progress.since, progress.visits) == (2, date(2026, 9, 9), {"administrative": 1})
    assert (progress.all_visits, progress.met, progress.last_result) == (2, True, "promised")
    assert progress.served("persuasion_notice") and not progress.served("return_order")
    assert (progress.phase, progress.returned_by, progress.school) == ("arrived", 5, 7)
    back = progress_of([*events, told("never_came")])
    assert (back.phase, back.measure, back.returned_on) == ("care", 2, None)
    assert progress_of([*events, told("reopen", "suspected")]) == Progress()


def test_a_plan_that_is_made_anew_waits_again():
    assert progress_of([told("find"), told("plan"), told("approve_plan"), told("plan", actor_id=3)]).plan == "drafted"
    assert progress_of([told("find"), told("plan"), told("return_plan")]).plan == ""


@pytest.mark.parametrize(
    ("causes", "changed", "grade"),
    [
        (["poverty"], {}, 1),
        (["working_away"], {}, 2),
        (["poverty", "left_behind", "distance", "tired_of_school"], {}, 3),
        (["disability"], {}, 1),
        (["illness"], {}, 2),
        (["pregnancy"], {}, 2),
        (["poverty", "left_behind", "illness"], {}, 2),
        (["violence", "poverty", "belief"], {}, 2),
        (["belief"], {"relapses": 1}, 3),
        (["poverty"], {"relapses": 1}, 2),
        (["poverty"], {"relapses": 2}, 3),
        (["poverty"], {"all_visits": 1}, 1),
        (["left_behind"], {"all_visits": 1}, 2),
        (["left_behind"], {"all_visits": 1, "met": True}, 1),
        (["poverty"], {"last_result": "refused"}, 2),
        (["gone from the policy"], {}, 1),
    ],
)
def test_the_grade_follows_from_published_points(causes, changed, grade):
    assert grade_of(Progress(**{**vars(BASE), **changed}), COUNTY.causes, causes, COUNTY) == grade


@pytest.mark.parametrize(("terms", "day"), [
    ([], date(2027, 3, 1)),
    ([date(2027, 2, 22)], date(2027, 2, 22)),
    ([date(2027, 3, 8), date(2026, 8, 31)], date(2027, 3, 8)),
    ([date(2026, 8, 31)], date(2027, 3, 1)),
    ([date(2027, 8, 30)], date(2027, 3, 1)),
])  # fmt: skip
def test_the_next_term_is_the_countys_where_it_entered_one_and_the_usual_one_elsewhere(terms, day):
    assert due_points(COUNTY.observation, date(2026, 9, 3), terms)["next_term"] == day


def test_points_of_observation_fall_on_their_days():
    due = due_points(COUNTY.observation, date(2026, 9, 3))  # a Thursday
    days = [date(2026, 9, 9), date(2026, 10, 3), date(2026, 12, 3), date(2027, 3, 1)]
    assert due == dict(zip(("day5", "month1", "month3", "next_term"), days, strict=True))
    assert due_points(COUNTY.observation, None) == {}
    progress = PROGRESS["observed"]
    assert points_to_look(progress, COUNTY, date(2026, 10, 3)) == ["day5", "month1"]
    assert next_look(progress, COUNTY) == date(2026, 9, 9)
    assert next_look(Progress(**{**vars(progress), "observed": ALL_POINTS}), COUNTY) is None


def test_a_round_keeps_the_policy_as_it_was():
    assert effort_of(plain(COUNTY)) == COUNTY
    assert list(effort_of(plain(COUNTY)).causes) == list(COUNTY.causes)
