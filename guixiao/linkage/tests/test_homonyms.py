"""Two schools that the attendance roll calls by one word."""

import pytest

from guixiao.linkage.homonyms import group
from guixiao.linkage.tests.rosters import County

SCHOOLS = {"高增": "从江县高增乡岜扒小学", "往洞": "从江县往洞镇岜扒小学"}
WORD = {"school": "岜扒小学"}
NAMESAKE = {"sex": "女", "guardian_name": ""}
NUMBERLESS = {"id_number": "", **WORD}


def county(kept: bool) -> County:
    """Twelve pupils in each of two schools of one word, half of them with a number; a namesake in each, one of them in class."""
    made = County()
    for town in SCHOOLS:
        for place in range(12):
            key = f"{town} {place}"
            made.register(
                key,
                "杨吴石潘梁韦陆王李龙欧黄"[place] + {"高增": "正昌", "往洞": "秀英"}[town],
                f"2010-0{place % 9 + 1}-1{place % 10}",
            )
            made.enrol(key, school=SCHOOLS[town])
        made.register(f"{town} namesake", "滚晚秋", {"高增": "2010-03-03", "往洞": "2010-05-25"}[town], **NAMESAKE)
        made.enrol(f"{town} namesake", school=SCHOOLS[town])
    rows = [f"{town} {place}" for town in SCHOOLS for place in range(12)]
    rows.insert(6, "高增 namesake")
    if not kept:
        rows = rows[::2] + rows[1::2]
        rows.sort(key=lambda key: (key.split()[1], key))
    for key in rows:
        made.seat(key, **(NUMBERLESS if key.split()[1] in {"1", "3", "5", "7", "9", "11", "namesake"} else WORD))
    return made


@pytest.mark.parametrize("kept", [True, False])
def test_pupils_of_both_schools_are_in_class(tmp_path, kept):
    outcome = county(kept).run(tmp_path)
    stand = {f"{town} {place}": outcome.stands(f"{town} {place}") for town in SCHOOLS for place in range(12)}
    assert {key for key, bucket in stand.items() if bucket != "enrolled/present"} == set()


def test_a_namesake_at_the_other_school_is_not_explained_away(tmp_path):
    outcome = county(kept=True).run(tmp_path)
    assert outcome.stands("高增 namesake") == "enrolled/present"
    assert outcome.stands("往洞 namesake") == "left_roll/not_on_roll"


def test_where_the_roll_is_not_kept_by_school_nobody_can_say_which_of_them_it_means(tmp_path):
    outcome = county(kept=False).run(tmp_path)
    assert "enrolled" not in {outcome.bucket(f"{town} namesake") for town in SCHOOLS}


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ([], {}),
        ([["b", "a"]], {"a": "a", "b": "a"}),
        ([["c", "b"], ["d", "e"], ["b", "a"]], {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d"}),
        ([["b", "c"], ["d", "e"], ["c", "d"]], {"b": "b", "c": "b", "d": "b", "e": "b"}),
    ],
)
def test_schools_linked_by_words_count_as_one(words, whole):
    assert group(words) == whole
