"""The chain on the case page: names, gaps, and what a round keeps of its policy."""

import re

from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import give_post, open_account
from guixiao.cases.chain.people import links_of
from guixiao.cases.chain.words import chain_of, chain_words
from guixiao.cases.models import Case
from guixiao.children.models import Round
from guixiao.policy import load_policy
from tests.cast import Cast, row
from tests.starts import start


@start
def told(cast: Cast) -> Cast:
    cast.load([row(1, "not_found", name="潘小花"), row(2, "left_roll", name="石三妹", school="停洞镇中心小学")])
    return cast


def case_of(name: str) -> Case:
    return Case.objects.select_related("child", "round").get(child__name=name)


def chain_on(page: str) -> list[str]:
    """The rungs as one reads them, line by line."""
    part = re.search(r'<section class="chain".*?</section>', page, re.DOTALL)[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", rung).split()) for rung in re.findall(r"<li.*?</li>", part, re.DOTALL)]


def page_of(user, case: Case, language: str = "zh-hans") -> str:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client.get(f"/cases/{case.pk}/").content.decode()


def test_the_case_page_shows_both_ladders_with_names_and_gaps(told: Cast):
    assert chain_on(page_of(told.shi, case_of("石三妹"))) == [
        "县长 ! 空缺 由县控辍保学办 李主任来定", "乡镇长 石所长", "村主任 吴队长", "家长 吴老三 138****1234",
        "教育局长 ! 空缺 由县控辍保学办 李主任来定", "校长 杨校长", "师长 ! 空缺 由校长 杨校长来定", "家长 吴老三 138****1234",
    ]  # fmt: skip


def test_in_english_too_and_without_a_school(told: Cast):
    page = page_of(told.shi, case_of("潘小花"), "en")
    assert "Two lines, seven chiefs" in page and "4 gaps" in page
    assert chain_on(page)[4:7] == [
        "Head of education ! Nobody To be named by County office 李主任",
        "Principal ! Nobody: no school yet To be named by County office 李主任",
        "Class teacher ! Nobody: no school yet To be named by County office 李主任",
    ]


def test_whoever_cannot_sign_in_fills_nothing(told: Cast):
    told.wu.is_active = False
    told.wu.save()
    assert "村主任 ! 空缺 由乡镇指挥所 石所长来定" in chain_on(page_of(told.shi, case_of("潘小花")))


def test_two_at_one_post_are_one_chief_and_the_others_are_counted(told: Cast):
    fan = open_account(username="fan", name="范队员", password="x")
    give_post(fan, "village_squad", at=told.wu.posts.get().area, since=timezone.localdate())
    assert "村主任 吴队长 等 1 人同岗" in chain_on(page_of(told.shi, case_of("潘小花")))


def test_a_round_keeps_the_chain_of_its_policy_and_an_older_round_has_the_shipped_one(told: Cast):
    made = Round.objects.get()
    assert chain_of(made) == chain_words(load_policy("national-2024"))
    made.wording.pop("chain")
    assert [chief["name"] for chief in chain_of(made)["chiefs"]][-1] == "family"


def test_the_chain_costs_two_queries(told: Cast, django_assert_num_queries):
    case = case_of("石三妹")
    with django_assert_num_queries(2):
        links_of(case, timezone.localdate())


def test_whoever_leads_the_county_is_its_head_on_every_ladder(told: Cast):
    lead = open_account(username="long", name="龙县长", password="x")
    give_post(lead, "county_lead", at=told.county, since=timezone.localdate())
    assert chain_on(page_of(told.shi, case_of("石三妹")))[0] == "县长 龙县长"
    assert chain_on(page_of(told.shi, case_of("潘小花")))[0] == "县长 龙县长"
