"""Rolls of few columns, rows of the roll that stand twice, and numbers under another's name."""

import pytest

from guixiao.linkage.catchments import PUPILS
from guixiao.linkage.characters import clean_names
from guixiao.linkage.classrooms import school_names
from guixiao.linkage.facts import roll_facts
from guixiao.linkage.tests.rosters import SURNAMES, County

BARE = {"id_number": "", "grade": "一年级"}
HERE = {"town": "刚边壮族乡", "village": "板田"}


def county(count: int = PUPILS + 4) -> County:
    """A county with a township whose school calls some pupils by name only."""
    made = County(background=100)
    for place in range(count):
        name = SURNAMES[place % 20] + ("正" if place < 20 else "通") + "昌胜国秀光荣"[place % 6]
        made.register(f"pupil {place}", name, f"2010-{place % 9 + 1:02}-1{place % 10}", **HERE)
        made.enrol(f"pupil {place}", grade="一年级")
        made.seat(f"pupil {place}", **BARE)
    return made


def test_a_pupil_who_is_only_called_by_name_is_the_child_of_the_schools_township_and_the_grades_age(tmp_path):
    made = county()
    made.register("called", "滚晚秋", "2010-05-05", **HERE)
    made.register("nowhere", "滚晚春", "2010-06-05", **HERE)
    made.seat("called", **BARE)
    outcome = made.run(tmp_path)
    assert outcome.stands("called") == "enrolled/no_enrolment" and outcome.bucket("nowhere") == "not_found"


@pytest.mark.parametrize("changes", [{"born": "2004-05-05"}, {"town": "洛香镇"}])
def test_a_name_alone_is_not_the_child_of_another_age_or_township(tmp_path, changes):
    made = county()
    made.register("other", "滚晚秋", changes.get("born", "2010-05-05"), town=changes.get("town", "刚边壮族乡"))
    made.seat("stranger", name="滚晚秋", school="从江县刚边壮族乡中心小学", grade="一年级")
    assert made.run(tmp_path).bucket("other") != "enrolled"


def test_who_changed_class_is_present_though_the_old_class_marks_them_absent(tmp_path):
    made = county()
    made.register("moved", "滚晚秋", "2010-05-05")
    made.enrol("moved", class_name="2班", grade="一年级")
    made.seat("moved/old", class_name="1班", grade="一年级", present="否", absence_reason="转到其他班")
    made.seat("moved/new", class_name="2班", name="滚晚丘", **BARE)
    outcome = made.run(tmp_path)
    assert outcome.stands("moved") == "enrolled/present"
    assert not [line for line in outcome.coverage if line["roster"] == "attendance"]


@pytest.mark.parametrize("words", ["调班", "转班", "分班", "转到其他班 ", "换到别的班"])
def test_another_class_is_no_absence(words):
    assert roll_facts("否", None, words) == {"marked_absent", "other_class"}
    assert roll_facts("是", None, words) == {"in_class"} and roll_facts("否", None, "外出") == {"marked_absent"}


def test_in_a_class_whose_numbers_slipped_by_a_row_nobody_has_anothers_number(tmp_path):
    made = county()
    keys = [f"slipped {place}" for place in range(6)]
    for place, key in enumerate(keys):
        made.register(key, "杨吴石潘梁韦"[place] + "晚秋", f"2010-03-0{place + 1}")
        made.enrol(key, class_name="7班")
    for place, key in enumerate(keys):
        made.seat(key, class_name="7班", id_number=made.people[keys[place - 1]]["id_number"])
    outcome = made.run(tmp_path)
    assert {outcome.stands(key) for key in keys} == {"enrolled/present"}


def test_of_twins_with_swapped_numbers_the_name_decides(tmp_path):
    made = county()
    home = {"town": "高增乡", "village": "小黄", "household_number": "H1"}
    first = made.register("in class", "滚卜玉", "2010-05-05", **home)
    second = made.register("nowhere", "滚卜雨", "2010-05-05", **home)
    made.school("in class", id_number=first["id_number"])
    first["id_number"], second["id_number"] = second["id_number"], first["id_number"]
    outcome = made.run(tmp_path)
    assert outcome.stands("in class") == "enrolled/present" and outcome.bucket("nowhere") == "not_found"


def test_a_pupil_with_the_number_of_a_dead_brother_of_the_same_name_is_the_living_one(tmp_path):
    made = county()
    dead = made.register("dead", "滚晚秋", "2010-05-05", register_status="注销", cancel_reason="死亡")
    made.register("alive", "滚晚秋", "2010-05-05", village="小黄")
    made.school("alive", id_number=dead["id_number"])
    outcome = made.run(tmp_path)
    assert outcome.stands("alive") == "enrolled/present" and outcome.bucket("dead") == "out_of_scope"


def test_a_sisters_row_with_the_brothers_number_does_not_put_him_in_class(tmp_path):
    made = county()
    brother = made.register("brother", "滚翠当", "2009-05-05", sex="男", village="小黄")
    made.register("sister", "滚翠党", "2010-05-05", village="小黄")
    made.enrol("sister")
    made.seat("sister", id_number=brother["id_number"])
    outcome = made.run(tmp_path)
    assert outcome.bucket("brother") in ("not_found", "in_review") and outcome.stands("sister") == "enrolled/present"


@pytest.mark.parametrize(
    "cells", [["滚小YAN", "滚小\ue863", "滚小□", "滚小?", "滚小*"], ["阿依·古丽", "阿依・古丽", "阿依⋅古丽", "阿依 古丽"]]
)
def test_what_a_computer_could_not_write_reads_alike(cells):
    assert len(set(clean_names(cells))) == 1


def test_schools_of_one_name_in_two_counties_keep_their_county():
    both = school_names(["从江县东美镇中心小学", "榕江县东美镇中心小学", "从江县高增乡中心小学"])
    assert len(set(both.values())) == 3 and both["从江县高增乡中心小学"] == "高增乡中心小学"
