"""One sentence of the promise, one test: the cast of `cast.py` and what becomes of each."""

from collections import Counter

import pytest

from guixiao.linkage.tests.cast import people
from guixiao.linkage.tests.rosters import Outcome


@pytest.fixture(scope="module")
def outcome(tmp_path_factory) -> Outcome:
    return people().run(tmp_path_factory.mktemp("cast"))


IN_CLASS = (
    "no number",
    "elder with own number",
    "younger with elder's number",
    "old number in the register",
    "old number at school",
    "at school with sister's number",
    "in class with brother's number",
    "second number",
    "number as 5.2E+17",
    "one digit wrong",
    "twin with the other's number",
    "her sister",
    "first of one name",
    "second of one name",
    "at school, of one name",
    "former name in the register",
    "former name at school",
    "homophone",
    "look-alike",
    "surname changed",
    "lunar birthday",
    "father's number at school",
    "father's number in the register",
    "cousin of the west",
    "registered twice",
    "dead and in class",
)


@pytest.mark.parametrize("key", IN_CLASS)
def test_a_child_in_class_is_found_whatever_was_done_to_its_row(outcome, key):
    assert outcome.stands(key) == "enrolled/present"
    assert outcome.linked(key) == key
    assert outcome.linked(key, "attendance") == key


STANDS = {
    "absent": "left_roll/absent",
    "not on the roll": "left_roll/not_on_roll",
    "at the silent school": "enrolled/roll_missing",
    "only in class": "enrolled/no_enrolment",
    "elsewhere": "enrolled_elsewhere/elsewhere",
    "suspended": "suspended/suspended",
    "suspended on the roll": "suspended/suspended",
    "taught at home": "home_taught/home_taught",
    "deferred": "deferred/deferred",
    "graduated": "graduated/graduated",
    "dropped out": "left_roll/dropped_out",
    "deceased": "out_of_scope/deceased",
    "moved out": "out_of_scope/moved_out",
    "nowhere": "not_found/nowhere",
    "too young": "out_of_scope/too_young",
    "youngest": "not_found/nowhere",
    "too old": "out_of_scope/too_old",
    "oldest": "not_found/nowhere",
    "no birth date": "not_found/age_unknown",
    "cousin of the east": "not_found/nowhere",
    "poor and at home": "not_found/nowhere",
    "registered again": "duplicate_registration/same_person",
}


@pytest.mark.parametrize(("key", "stands"), STANDS.items())
def test_each_child_stands_where_the_rosters_put_it(outcome, key, stands):
    assert outcome.stands(key) == stands


@pytest.mark.parametrize(
    "key", ["sister in no school", "brother in no school", "other brother in no school", "number taken by a stranger"]
)
def test_a_number_alone_never_puts_a_child_into_a_classroom(outcome, key):
    assert outcome.bucket(key) in ("not_found", "in_review")


def test_a_stranger_with_a_childs_number_is_left_to_people(outcome):
    assert outcome.stands("number taken by a stranger") == "in_review/identity_conflict"
    assert outcome.linked("stranger with that number") == ""
    assert outcome.asked("stranger with that number") == ["number taken by a stranger"]


def test_who_is_only_in_class_under_a_brothers_number_is_among_the_candidates(outcome):
    assert outcome.bucket("only in class, with brother's number") != "not_found"
    assert "only in class, with brother's number" in outcome.asked("only in class, with brother's number", "attendance")


def test_a_twin_at_home_is_not_explained_away_by_the_one_at_school(outcome):
    assert outcome.bucket("at home, of one name") in ("not_found", "in_review")
    assert outcome.linked("at school, of one name") == "at school, of one name"


def test_one_enrolment_serves_one_child(outcome):
    rivals = [outcome.bucket(key) for key in ("rival of the south", "rival of the north")]
    assert rivals == ["in_review", "in_review"]
    assert set(outcome.asked("one enrolment for two")) == {"rival of the south", "rival of the north"}
    served = Counter((r, k) for one, _, r, k in outcome.pairs(outcome.links) if one == "households" and r != "households")
    assert max(served.values()) == 1


def test_two_with_an_equal_claim_are_told_alike(outcome):
    assert outcome.stands("rival of the south") == outcome.stands("rival of the north") == "in_review/contested"


def test_two_enrolments_of_one_child_make_one_line_and_the_living_one_counts(outcome):
    assert outcome.stands("enrolled twice") == "enrolled/present"
    assert outcome.linked("enrolled twice") == outcome.linked("enrolled twice/again") == "enrolled twice"
    assert outcome.key_of["enrolments", outcome.lines["households", "enrolled twice"]["linked_row"]] == "enrolled twice/again"


def test_a_second_registration_points_to_the_row_that_counts(outcome):
    line = outcome.lines["households", "registered again"]
    assert outcome.key_of[line["linked_roster"], line["linked_row"]] == "registered twice"


def test_brother_and_sister_under_one_number_are_two_children(outcome):
    assert outcome.bucket("number of another, not at school") == outcome.bucket("the other, not at school") == "not_found"


def test_nobody_vanishes_as_a_duplicate_of_somebody_else(outcome):
    duplicates = [key for (roster, key), line in outcome.lines.items() if line["bucket"] == "duplicate_registration"]
    assert duplicates == ["registered again"]


def test_neighbours_without_a_story_are_all_in_class(outcome):
    assert {outcome.stands(key) for _, key in outcome.lines if key.startswith("neighbour")} == {"enrolled/present"}


def test_the_registers_of_the_poor_and_disabled_are_shown_beside_the_child(outcome):
    shown = outcome.shown("poor and at home")
    assert shown["poverty"] is True
    assert shown["disability"] == "多重"
    assert outcome.shown("nowhere")["poverty"] is False


def test_a_row_of_the_poor_with_a_brothers_number_makes_the_named_child_poor(outcome):
    assert not outcome.shown("brother of the poor list")["poverty"]


def test_children_whom_only_a_list_knows_are_in_the_equation_apart(outcome):
    assert outcome.stands("poor only", "poverty") == "not_found/poverty_only"
    assert outcome.stands("disabled only", "disability") == "not_found/disability_only"
    assert ("poverty", "poor adult") not in outcome.lines
    assert outcome.shown("poor only", "poverty")["apart"] is True


def test_pupils_of_no_register_here_are_shown_apart(outcome):
    assert outcome.stands("of another county", "enrolments") == "enrolled/other_register"
    assert outcome.stands("of no register", "enrolments") == "enrolled/no_register"
    assert outcome.stands("stranger elsewhere", "elsewhere") == "enrolled_elsewhere/elsewhere_no_register"
    assert outcome.bucket("visitor in class", "attendance") == "enrolled"
    apart = {key for (roster, key) in outcome.lines if roster != "households"}
    assert apart == {
        "of another county",
        "of no register",
        "stranger elsewhere",
        "visitor in class",
        "poor only",
        "disabled only",
    }
    assert all(outcome.shown(key, roster)["apart"] == (roster != "households") for roster, key in outcome.lines)


def test_every_link_says_why_in_both_languages(outcome):
    line = outcome.lines["households", "homophone"]
    chinese, english = line["explanation"].split(" | ")
    assert "姓名同音" in chinese and "出生日期相同" in chinese
    assert "name sounds the same" in english and "same birth date" in english
    for line in outcome.coverage:
        assert line["explanation"].count(" | ") == 1, line
        assert bool(line["linked_row"]) == bool(line["probability"]), line


def test_review_has_at_most_three_candidates_ranked(outcome):
    ranks = Counter((r["roster_a"], r["row_a"]) for r in outcome.review)
    assert max(ranks.values()) <= 3
    for r in outcome.review:
        assert int(r["rank"]) <= ranks[r["roster_a"], r["row_a"]]


def test_the_receipt_balances(outcome):
    receipt = outcome.receipt
    assert receipt["equation"]["holds"] and sum(receipt["equation"]["buckets"].values()) == receipt["equation"]["population"]
    for file in receipt["files"]:
        assert file["rows_in"] == file["accepted"] + file["set_aside"] + file["rejected"]
    for side in receipt["rosters"]:
        assert side["rows"] == side["linked"] + side["own"] + side["review"] + side["outside"]
    assert sum(receipt["buckets"].values()) == len(outcome.coverage)
    assert sum(place["population"] for place in receipt["places"]) == receipt["equation"]["population"]
