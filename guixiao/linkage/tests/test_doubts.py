"""What people are asked: the pairs of review.csv, told child by child with everything that speaks for and against."""

from collections import Counter

import pytest

from guixiao.linkage.doubts import CELLS, CHILD_WAITS, MOST, NO_CHILD, ROW_UNCOUNTED
from guixiao.linkage.tests.cast import people
from guixiao.linkage.tests.rosters import County, Outcome, number
from guixiao.linkage.tests.test_rounds import doubtful


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> Outcome:
    return doubtful().run(tmp_path_factory.mktemp("doubts"))


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Outcome:
    return people().run(tmp_path_factory.mktemp("cast"))


def pairs(outcome: Outcome) -> list[tuple[str, str, int, str, int]]:
    return [
        (row["roster"], row["file"], row["row"], question["child"]["file"], question["child"]["row"])
        for question in outcome.result.doubts()
        for row in question["candidates"]
    ]


@pytest.mark.parametrize("source", ["asked", "county"])
def test_the_pairs_are_those_of_the_review_file_each_once(source, request):
    outcome = request.getfixturevalue(source)
    review = {(r["roster_a"], r["file_a"], int(r["row_a"]), r["file_b"], int(r["row_b"])) for r in outcome.review}
    assert len(review) > 1
    assert Counter(pairs(outcome)) == Counter(review)


@pytest.mark.parametrize("source", ["asked", "county"])
def test_the_weights_of_the_fields_and_of_chance_add_up(source, request):
    for question in request.getfixturevalue(source).result.doubts():
        for row in question["candidates"]:
            total = sum(field["weight"] for field in row["fields"]) + row["chance"] + row["claimed"]
            assert round(total, 1) == row["weight"]
            assert row["chance"] < 0 and all(field["zh"] and field["en"] for field in row["fields"])


def test_a_question_is_about_one_child_with_rows_of_one_roster_best_first(county):
    questions = list(county.result.doubts())
    for question in questions:
        weights = [row["weight"] for row in question["candidates"]]
        assert 1 <= len(weights) <= MOST and weights == sorted(weights, reverse=True)
        assert {row["roster"] for row in question["candidates"]} == {question["roster"]}
        assert question["child"]["roster"] == "households"
    order = [(-question["risk"], -question["weight"]) for question in questions]
    assert order == sorted(order) and {CHILD_WAITS, ROW_UNCOUNTED} <= {question["risk"] for question in questions}


def question_of(outcome: Outcome, key: str):
    return next(q for q in outcome.result.doubts() if outcome.key_of["households", str(q["child"]["row"])] == key)


def test_both_sides_carry_their_cells_and_where_they_stand(asked):
    question = question_of(asked, "owner")
    (row,) = question["candidates"]
    assert set(CELLS) <= set(question["child"]) and set(CELLS) <= set(row)
    assert (question["child"]["name"], row["name"], row["id_number"]) == ("龙安琪", "欧阳金凤", number("2009-11-30", 722))
    assert (question["child"]["bucket"], row["bucket"], row["outcome"]) == ("in_review", "enrolled", "present")
    assert (question["reason"], question["risk"], row["school"]) == ("number_of_another", CHILD_WAITS, "从江县高增乡中心小学")
    said = {field["field"]: field["level"] for field in row["fields"]}
    assert said["number"] == "equal_other_name" and said["name"] == "else"


def test_another_child_who_may_own_the_row_is_named_with_the_margin(asked):
    south, north = (question_of(asked, key)["candidates"][0] for key in ("south", "north"))
    assert [rival["village"] for rival in south["rivals"]] == ["小黄"]
    assert [rival["village"] for rival in north["rivals"]] == ["占里"]
    assert south["margin"] == round(south["weight"] - south["rivals"][0]["weight"], 1) == -north["margin"]


def test_the_family_stands_beside_with_where_each_of_them_is(tmp_path):
    county = doubtful()
    county.register("sister", "龙安琴", "2007-02-02", household_number=county.people["owner"]["household_number"])
    county.school("sister")
    county.register("no family", "石无名", "2008-02-02")
    family = question_of(county.run(tmp_path), "owner")["child"]["family"]
    assert [(m["name"], m["birth_date"], m["bucket"], m["school"]) for m in family] == [
        ("龙安琴", "2007-02-02", "enrolled", "从江县高增乡中心小学")
    ]


def test_a_household_number_that_everybody_has_makes_no_family(tmp_path):
    county = doubtful()
    for row in county.rows["households"]:
        row["household_number"] = "0"
    assert question_of(county.run(tmp_path), "owner")["child"]["family"] == []


def test_a_child_registered_twice_is_asked_about_with_both_register_rows(tmp_path):
    county = County(background=40)
    county.register("here", "梁明军", "2007-06-05", "男", village="占里", guardian_name="")
    county.register("there", "梁明军", "2007-06-05", "男", town="洛香镇", village="大团", guardian_name="")
    county.school("here")
    question = question_of(county.run(tmp_path), "there")
    (row,) = question["candidates"]
    assert (question["roster"], question["reason"], question["risk"]) == ("households", "maybe_registered_twice", CHILD_WAITS)
    assert (row["bucket"], row["outcome"], row["margin"]) == ("enrolled", "present", None)
    said = {field["field"]: (field["level"], field["weight"]) for field in row["fields"]}
    assert said["name"][0] == said["birth"][0] == said["sex"][0] == "equal" and said["number"][0] == "else"
    assert said["place"][1] < 0 < said["name"][1]


def test_a_fourth_row_is_a_question_of_its_own(tmp_path):
    county = County(background=40)
    county.register("child", "潘月亮", "2010-08-08", id_number="", guardian_name="")
    for pupil in range(5):
        county.seat(f"pupil {pupil}", name="潘月亮", school=f"第{pupil}小学")
    questions = list(county.run(tmp_path).result.doubts())
    assert [len(question["candidates"]) for question in questions] == [3, 2]
    assert [question["part"] for question in questions] == [1, 2]
    assert [row["rank"] for question in questions for row in question["candidates"]] == [1, 2, 3, 1, 2]


def test_a_row_of_somebody_past_school_age_risks_no_child(tmp_path):
    county = doubtful()
    county.register("grown", "孟成年", "2001-03-03")
    row = {"name": "欧阳金凤", "id_number": county.people["grown"]["id_number"], "household_code": "9"}
    county.add("poverty", "grown row", row)
    assert question_of(county.run(tmp_path), "grown")["risk"] == NO_CHILD
