"""Who stands behind a child: cell by cell, and by property."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guixiao.accounts.rules import BLIND
from guixiao.accounts.rules import STANDS_AT as POSTS_STAND_AT
from guixiao.cases.chain.rules import STANDS_AT, Chief, Holder, Named, Path, chain, ladders, may_name
from guixiao.cases.chain.words import chain_words
from guixiao.policy import load_policy

DAY = date(2026, 9, 1)
CHIEFS = [Chief(*(told[part] for part in ("name", "line", "level", "post", "gap")))
          for told in chain_words(load_policy("national-2024"))["chiefs"]]  # fmt: skip
PATH = Path("c", "t", "v", "s")
ALL = [Holder(1, "li", "county_officer", "c", DAY), Holder(2, "shi", "township_post", "t", DAY),
       Holder(3, "wu", "village_squad", "v", DAY), Holder(4, "yang", "principal", "s", DAY)]  # fmt: skip


def who(path=PATH, holders=ALL, named=(), *, family=True):
    return {link.chief.name: link.who if link.who else link.source for link in chain(CHIEFS, path, holders, named, family=family)}


def link(name, path=PATH, holders=ALL, named=(), *, family=True):
    return next(link for link in chain(CHIEFS, path, holders, named, family=family) if link.chief.name == name)


def test_posts_fill_the_chain_and_what_no_post_fills_is_a_gap():
    assert who() == {
        "county_head": "", "education_head": "", "township_head": "shi", "village_head": "wu",
        "principal": "yang", "class_teacher": "", "family": "family",
    }  # fmt: skip


def test_the_two_ladders_run_from_the_county_to_the_family():
    told = {
        line: [link.chief.name for link in links] for line, links in ladders(chain(CHIEFS, PATH, ALL, [], family=True)).items()
    }
    assert told == {
        "administrative": ["county_head", "township_head", "village_head", "family"],
        "education": ["education_head", "principal", "class_teacher", "family"],
    }


def test_who_must_fill_a_gap_is_the_post_of_the_policy_else_the_county():
    assert link("class_teacher").filler.who == "yang"
    assert link("village_head", holders=ALL[:2]).filler.who == "shi"
    assert link("village_head", holders=ALL[:1]).filler.who == "li"
    assert link("class_teacher", path=replace(PATH, school=None)).filler.who == "li"
    assert link("class_teacher", holders=[]).filler is None and link("class_teacher", holders=[]).gap
    assert link("family", family=False).filler.who == "wu"


def test_a_place_that_is_not_known_is_told_from_a_place_without_anybody():
    assert link("principal", path=replace(PATH, school=None)).missing
    assert link("village_head", path=replace(PATH, village=None)).missing
    assert not link("village_head", holders=[]).missing and not link("family", family=False).missing


def test_a_post_elsewhere_fills_nothing():
    assert who(holders=[replace(holder, at="x") for holder in ALL]) == dict.fromkeys(who(), "") | {"family": "family"}


def test_the_child_comes_before_the_place_and_the_place_before_the_post():
    place, case = Named(1, "village_head", "long", DAY, "v"), Named(2, "village_head", "fan", DAY - timedelta(9))
    assert who(named=[place])["village_head"] == "long"
    assert who(named=[place, case])["village_head"] == who(named=[case, place])["village_head"] == "fan"
    assert [holder.who for holder in link("village_head", named=[case]).others] == ["wu"]
    assert who(named=[replace(place, at="other")])["village_head"] == "wu"


def test_of_two_named_the_newest_counts():
    old, new = Named(1, "class_teacher", "pan", DAY), Named(2, "class_teacher", "wei", DAY + timedelta(1))
    assert who(named=[old, new])["class_teacher"] == who(named=[new, old])["class_teacher"] == "wei"
    assert who(named=[replace(new, since=DAY), old])["class_teacher"] == "wei"


def test_of_two_who_hold_a_post_the_one_who_holds_it_longest():
    later = Holder(9, "new", "village_squad", "v", DAY + timedelta(1))
    same = Holder(8, "same day", "village_squad", "v", DAY)
    for holders in ([later, *ALL, same], [same, *ALL, later]):
        found = link("village_head", holders=holders)
        assert (found.who, [other.who for other in found.others]) == ("wu", ["same day", "new"])


def test_who_may_name_is_who_must_or_the_county():
    teacher = next(chief for chief in CHIEFS if chief.name == "class_teacher")
    assert may_name(teacher, {"principal"}) and may_name(teacher, {"county_officer"})
    assert not may_name(teacher, {"township_post", "village_squad"}) and not may_name(teacher, set())


def test_posts_stand_where_accounts_say():
    assert {str(role): kind for role, kind in POSTS_STAND_AT.items() if role not in BLIND} == STANDS_AT


PLACES = st.sampled_from(["c", "t", "v", "s", "x"])
HOLDERS = st.lists(st.builds(Holder, st.integers(1, 9), st.sampled_from("abc"), st.sampled_from(sorted(STANDS_AT)), PLACES,
                             st.dates(DAY, DAY + timedelta(3))), max_size=6, unique_by=lambda holder: holder.key)  # fmt: skip
NAMED = st.lists(st.builds(Named, st.integers(1, 9), st.sampled_from([chief.name for chief in CHIEFS]), st.sampled_from("de"),
                           st.dates(DAY, DAY + timedelta(3)), st.none() | PLACES), max_size=6,
                 unique_by=lambda name: name.key)  # fmt: skip
PATHS = st.builds(Path, st.just("c"), st.sampled_from(["t", None]), st.sampled_from(["v", None]), st.sampled_from(["s", None]))


@given(PATHS, HOLDERS, NAMED, st.booleans())
def test_every_chief_is_somebody_or_a_gap_whatever_the_order_of_reading(path, holders, named, family):
    links = chain(CHIEFS, path, holders, named, family=family)
    assert links == chain(CHIEFS, path, holders[::-1], named[::-1], family=family)
    assert [link.chief for link in links] == CHIEFS
    for link in links:
        assert link.gap == (link.who is None and link.source != "family") and not (link.gap and link.others)
        assert link.filler is None or (link.gap and link.filler.at in (path.county, path.township, path.village, path.school))
