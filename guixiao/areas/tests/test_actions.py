"""Loading the public list of places, aliases and schools."""

from pathlib import Path

import pytest

from guixiao.areas.actions import gazetteer, load_aliases, load_areas, load_schools, remove_idle_schools
from guixiao.areas.models import Alias, Area, School
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "townships.csv").write_text("code,name\n522633100,丙妹镇\n522633111,加鸠镇\n", encoding="utf-8")
    (tmp_path / "villages.csv").write_text("code,name,streetCode\n522633111221,光辉村村民委员会,522633111\n", encoding="utf-8")
    return tmp_path


def test_the_tree_is_made_once_and_may_be_loaded_again(lists):
    for _ in range(2):
        county = load_areas(code="522633", name="从江县", directory=lists)
    assert list(Area.objects.values_list("path", flat=True)) == [
        "/522633/", "/522633/522633100/", "/522633/522633111/", "/522633/522633111/522633111221/",
    ]  # fmt: skip
    assert gazetteer(county).find("加鸠", "光辉")[1] == Area.objects.get(kind="village").pk


def test_the_shipped_lists_have_20_townships_and_234_villages():
    load_areas(code="522633", name="从江县")
    kinds = list(Area.objects.values_list("kind", flat=True))
    assert (kinds.count("township"), kinds.count("village")) == (20, 234)


def test_abolished_townships_are_found_under_their_old_names_and_wait_to_be_confirmed():
    county = load_areas(code="522633", name="从江县")
    load_aliases()
    load_aliases()
    assert gazetteer(county).find("光辉乡", "")[0] == Area.objects.get(name="加鸠镇").pk
    assert gazetteer(county).find("雍里", "雍里")[1] == Area.objects.get(name="雍里村村民委员会").pk
    assert not Alias.objects.get(name="雍里乡").confirmed


def test_schools_are_loaded_with_their_place_and_renamed_by_code(cast: Cast):
    rows = [{"school_code": "S1", "school": "停洞镇中心小学", "kind": "小学", "town": "停洞镇", "village": "高华村"},
            {"school_code": None, "school": "无码教学点", "kind": None, "town": "没听过", "village": None},
            {"school_code": "S9", "school": None, "kind": None, "town": None, "village": None}]  # fmt: skip
    assert load_schools(cast.county, rows) == 2
    assert School.objects.get(code="S1").name == "停洞镇中心小学"
    assert School.objects.get(code="S1").area.name == "高华村村民委员会"
    assert School.objects.get(code="无码教学点").area is None
    remove_idle_schools(cast.county)
    assert list(School.objects.values_list("code", flat=True)) == ["S1"], "杨校长 holds a post there"
