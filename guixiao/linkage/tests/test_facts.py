"""Which bucket follows from which facts; what the words of a row say."""

import pytest

from guixiao.linkage.facts import CASES, FACTS, bits, decide, enrolment_facts, enrolment_state, home_county, named, roll_facts
from guixiao.linkage.tests.rosters import POLICY as RULES


def state(status="", change="", mode=""):
    read = [RULES.find_status(RULES.statuses, text) if text else None for text in (status, change, mode)]
    return enrolment_state(bool(status), *read)


@pytest.mark.parametrize(
    ("facts", "bucket", "outcome"),
    [
        ("", "not_found", "nowhere"),
        ("undated", "not_found", "age_unknown"),
        ("too_old in_class on_roll pupil", "out_of_scope", "too_old"),
        ("second_row in_class pupil", "duplicate_registration", "same_person"),
        ("deceased in_class pupil", "enrolled", "present"),  # who sits in class is alive
        ("in_class", "enrolled", "no_enrolment"),
        ("in_class apart pupil", "enrolled", "no_register"),
        ("in_class apart other_county", "enrolled", "other_register"),
        ("elsewhere_now pupil gone", "enrolled_elsewhere", "elsewhere"),
        ("on_roll pupil", "left_roll", "not_on_roll"),
        ("on_roll pupil silent_school", "enrolled", "roll_missing"),
        ("on_roll pupil no_roll_call", "enrolled", "present"),
        ("graduated on_roll pupil marked_absent", "left_roll", "absent"),
        ("gone pupil contested", "left_roll", "dropped_out"),
        ("contested identity_conflict", "in_review", "identity_conflict"),
        ("poverty_only undated", "not_found", "poverty_only"),
    ],
)
def test_the_first_case_that_holds_decides(facts, bucket, outcome):
    assert decide(frozenset(facts.split()), ["abroad", "dropped_out"], 1) == (bucket, outcome)


def test_every_case_is_made_of_known_facts_and_names_of_the_policy():
    for case in CASES:
        assert {*case.needs.split(), *case.bars.split()} <= set(FACTS)
        assert case.bucket in RULES.buckets and (case.outcome in RULES.outcomes or not case.outcome)


def test_facts_survive_as_a_number():
    assert all(named(bits({fact})) == {fact} for fact in FACTS) and named(bits(FACTS)) == set(FACTS)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, ("enrolled", "present")),
        ({"status": "在读"}, ("enrolled", "present")),
        ({"status": "休学", "mode": "送教上门"}, ("home_taught", "home_taught")),
        ({"status": "在读", "change": "辍学"}, ("enrolled", "present")),  # the status is newer than the change
        ({"change": "辍学"}, ("left_roll", "dropped_out")),
        ({"status": "毕业"}, ("graduated", "graduated")),
    ],
)
def test_what_an_enrolment_row_says(cells, expected):
    assert state(**cells) == expected


def test_a_row_of_this_county_proves_an_enrolment_also_when_it_is_over():
    assert enrolment_facts("left_roll", "on_roll") == {"gone", "pupil"}
    assert enrolment_facts("left_roll", "elsewhere_now") == {"gone"}
    assert enrolment_facts("not_found", "on_roll") == {"pupil"}


def test_the_reason_of_an_absence_counts_beside_the_tick():
    reason = RULES.find_status(RULES.absences, "因病休学")
    assert roll_facts("否", reason) == {"marked_absent", "suspended"} and roll_facts("", None) == {"in_class"}


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("贵州省黔东南苗族侗族自治州从江县", "从江县"),
        ("从江县", "从江县"),
        ("522633", "522633"),
        ("丙妹镇", ""),
        ("科左后旗", "科左后旗"),
    ],
)
def test_the_county_of_a_home(text, county):
    assert home_county(text) == county
