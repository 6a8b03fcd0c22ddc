"""Which place a roster's words mean."""

import pytest

from guixiao.areas.rules import Gazetteer, Place, place_keys, short_name

COUNTY, BINGMEI, TINGDONG, GANGBIAN, STREET = 1, 2, 3, 4, 5
PLACES = [
    Place(COUNTY, "county", None, "从江县"),
    Place(BINGMEI, "township", COUNTY, "丙妹镇"),
    Place(TINGDONG, "township", COUNTY, "停洞镇"),
    Place(GANGBIAN, "township", COUNTY, "刚边壮族乡"),
    Place(10, "village", BINGMEI, "大歹村村民委员会"),
    Place(11, "village", TINGDONG, "停洞社区居民委员会"),
    Place(12, "village", TINGDONG, "停洞村村民委员会"),
    Place(13, "village", TINGDONG, "长寨村村民委员会"),
    Place(14, "village", BINGMEI, "长寨村村民委员会"),
    Place(STREET, "township", COUNTY, "丙梅街道"),
    Place(20, "village", STREET, "银新社区居民委员会"),
]
ALIASES = [Place(BINGMEI, "township", COUNTY, "雍里乡"), Place(STREET, "township", COUNTY, "丙妹镇")]


@pytest.mark.parametrize(
    ("town", "village", "found"),
    [
        ("丙妹", "大歹", (BINGMEI, 10)),
        ("丙妹镇", "大歹村村民委员会", (BINGMEI, 10)),
        ("刚边", "", (GANGBIAN, None)),
        ("刚边壮族", "没有", (GANGBIAN, None)),
        ("雍里", "大歹村", (BINGMEI, 10)),
        ("丙妹", "银新", (STREET, 20)),
        ("丙梅街道", "银新", (STREET, 20)),
        ("丙妹", "没有", (BINGMEI, None)),
        ("停洞", "停洞", (TINGDONG, None)),
        ("停洞", "停洞村", (TINGDONG, 12)),
        ("停洞", "停洞社区", (TINGDONG, 11)),
        ("停洞", "长寨", (TINGDONG, 13)),
        ("丙妹", "长寨", (BINGMEI, 14)),
        ("", "大歹", (BINGMEI, 10)),
        ("", "长寨", (None, None)),
        ("榕江", "大歹", (None, None)),
        ("", "", (None, None)),
    ],
)
def test_it_finds_a_place_or_none_but_never_guesses(town, village, found):
    assert Gazetteer(PLACES, ALIASES).find(town, village) == found


def test_the_keys_of_a_name_get_ever_shorter():
    assert place_keys("village", "雍里村村民委员会") == ("雍里村村民委员会", "雍里村", "雍里")
    assert place_keys("township", "刚边壮族乡") == ("刚边壮族乡", "刚边壮族", "刚边")
    assert place_keys("village", " ") == ()


def test_a_village_is_shown_as_people_say_it():
    assert [short_name(name) for name in ("高华村村民委员会", "停洞社区居民委员会", "停洞镇")] == ["高华村", "停洞社区", "停洞镇"]
