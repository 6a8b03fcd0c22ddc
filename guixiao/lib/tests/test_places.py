"""Townships and villages by whatever words: the public names of one county."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.lib.places import after_county, plain, split_address, town_name, village_name


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("guixiao.areas") / "data" / name).read_text(encoding="utf-8").splitlines()))


TOWNS = {row["code"]: row["name"] for row in rows("townships.csv")}
VILLAGES = [(TOWNS[row["streetCode"]], row["name"]) for row in rows("villages.csv")]
BEFORE = ("", "从江县", "贵州省从江县", "贵州省黔东南州从江县", "贵州省黔东南苗族侗族自治州从江县", "贵州 从江县 ")
AFTER = ("", "三组", "1组23号", "（演示）")


def test_the_lists_are_whole():
    assert (len(TOWNS), len(VILLAGES)) == (20, 234)


@pytest.mark.parametrize("town", TOWNS.values())
def test_all_forms_of_a_township_are_one(town):
    short = town_name(town)
    forms = [
        town,
        short,
        f" {town} ",
        f"{town}人民政府",
        f"{short}镇",
        f"{short}乡",
        f"{short}街道办事处",
        *(before + town for before in BEFORE),
    ]
    assert {town_name(form) for form in forms} == {short}


def test_no_two_townships_have_one_short_name():
    assert len({town_name(town) for town in TOWNS.values()}) == 20
    assert town_name("丙梅街道") == "丙梅" != town_name("丙妹镇") == "丙妹"
    assert town_name("翠里瑶族壮族乡") == "翠里"


@pytest.mark.parametrize(("town", "village"), VILLAGES, ids=[f"{town}{village}" for town, village in VILLAGES])
def test_all_forms_of_a_village_are_one_also_in_an_address(town, village):
    short = village_name(village)
    kinds = ("", "村", "村委会", "村民委员会", "村村民委员会", "社区", "居委会", "社区居委会", "社区居民委员会")
    assert {village_name(short + kind) for kind in kinds} == {short}
    spoken = village.removesuffix("村民委员会").removesuffix("居民委员会")
    for name in {village, spoken, short + "村", short + "社区"}:
        found = {split_address(f"{before}{town}{name}{after}") for before in BEFORE for after in AFTER}
        assert found == {(town_name(town), short)}, name


def test_few_villages_of_a_township_share_a_short_name():
    """The village and the community at the seat of a township; whoever must tell them apart keeps the long name."""
    short = [(town, village_name(village)) for town, village in VILLAGES]
    shared = sorted({village for town, village in short if short.count((town, village)) > 1})
    assert shared == sorted(["贯洞", "洛香", "下江", "宰便", "停洞", "加鸠"])


@pytest.mark.parametrize("village", ["八村", "长寨", "大寨", "上寨村", "新村"])
def test_a_name_is_never_shortened_to_one_character(village):
    assert len(village_name(village)) >= 2
    assert village_name(village_name(village)) == village_name(village)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("贵州省黎平县德凤镇城关村", ("德凤", "城关")),
        ("贵州省镇远县羊坪镇龙塘村2组", ("羊坪", "龙塘")),
        ("河南省新乡县七里营镇刘庄村", ("七里营", "刘庄")),
        ("广西壮族自治区柳州市三江侗族自治县古宜镇大洲村", ("古宜", "大洲")),
        ("丙妹镇县城社区", ("丙妹", "县城")),
        ("从江县丙妹镇", ("丙妹", "")),
        ("丙妹镇", ("丙妹", "")),
        ("从江县", ("", "")),
        ("广东省东莞市", ("", "")),
        ("", ("", "")),
    ],
)
def test_an_address_names_township_and_village(address, found):
    assert split_address(address) == found


def test_white_space_and_dots_do_not_count():
    assert plain(" 丙 妹·镇　") == "丙妹镇"
    assert after_county("贵州省从江县丙妹镇") == after_county("从江县丙妹镇") == "丙妹镇"


WORDS = st.lists(
    st.sampled_from([*"省州市县镇乡村寨社区丙妹大歹长", "街道", "居委会", "村民委员会", " ", "苗族", "1"]), max_size=14
).map("".join)


@given(WORDS | st.text(max_size=40))
def test_no_text_is_an_accident(text):
    town, village = split_address(text)
    assert not village or town
    assert len(town_name(text)) <= len(plain(text)) and len(village_name(text)) <= len(plain(text))


@given(WORDS)
def test_a_short_name_cannot_be_shortened_again(text):
    assert village_name(village_name(text)) == village_name(text)
