"""The coverage page, through HTTP."""

import re
from datetime import date

import pytest
from django.test import Client

from guixiao.children.models import Coverage, Round
from guixiao.children.rules import BUCKETS
from tests.cast import Cast, plain_rows, row

COUNTY, TOWN, VILLAGE = "/coverage/522633/", "/coverage/522633106/", "/coverage/522633106201/"


def page(client: Client, user, url: str) -> str:
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def figures(html: str, selector: str) -> list[int]:
    """The numbers in the first element of a class."""
    inside = re.search(rf'class="{selector}".*?</(?:p|tr)>', html, re.DOTALL)
    return [int(number.replace(",", "")) for number in re.findall(r">([\d,]+)<", inside[0])]


def test_the_way_to_coverage_leads_to_the_place_of_the_post(loaded: Cast, client: Client):
    school = f"/coverage/school-{loaded.school.pk}/"
    for user, place in ((loaded.li, COUNTY), (loaded.shi, TOWN), (loaded.wu, VILLAGE), (loaded.yang, school)):
        client.force_login(user)
        assert f'<a href="{place}">覆盖</a>' in client.get("/", follow=True).content.decode()


@pytest.mark.parametrize("url", [COUNTY, TOWN, VILLAGE, "/coverage/522633-unknown/", "/coverage/522633106-unknown/"])
def test_the_equation_adds_up_at_every_place(loaded: Cast, client: Client, url):
    total, *parts = figures(page(client, loaded.li, url), "sum")
    assert total == sum(parts) > 0


def test_the_table_has_every_township_and_the_children_of_none(loaded: Cast, client: Client):
    html = page(client, loaded.li, COUNTY)
    assert re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)', html) == ["西山镇", "停洞镇", "地址不明", "合计"]
    in_town = page(client, loaded.li, TOWN)
    assert re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)', in_town) == ["停洞社区", "高华村", "苗朗村", "村不明", "合计"]


def test_every_number_of_the_table_opens_as_many_children(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    for place in (COUNTY, TOWN):
        cells = re.findall(r'<td[^>]*><a href="([^"]+)">([\d,]+)</a>', client.get(place).content.decode())
        assert len(cells) > 20
        for url, number in cells:
            listed = client.get(url.replace("&amp;", "&")).content.decode()
            assert f'<b class="count">{number}</b>' in listed, url


def test_every_reason_opens_as_many_children(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    reasons = re.findall(r'<li><a href="([^"]+)"><span>[^<]+</span> <b>(\d+)</b>', client.get(COUNTY).content.decode())
    assert len(reasons) == len(BUCKETS)
    for url, number in reasons:
        assert client.get(url.replace("&amp;", "&")).context["page"].count == int(number)


def test_the_children_to_find_include_those_in_no_register(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    answer = client.get(COUNTY)
    assert answer.context["to_find"] == 3 * 3 + 2 + 1
    assert client.get(f"{COUNTY}children/?bucket=find").context["page"].count == answer.context["to_find"]


def test_children_in_no_register_stand_apart_with_their_own_sum(loaded: Cast, client: Client):
    html = page(client, loaded.li, COUNTY)
    line = re.search(r"另列.*?</p>", html, re.DOTALL)[0]
    assert [int(number) for number in re.findall(r"<b>(\d+)</b>", line)] == [2, 1, 1]


def test_a_school_sees_its_own_children(loaded: Cast, client: Client):
    client.force_login(loaded.yang)
    answer = client.get(f"/coverage/school-{loaded.school.pk}/")
    assert answer.context["main"].counted == 3 and answer.context["apart"].counted == 1
    assert [line.total for line in answer.context["table"]] == [3] and answer.context["reasons"]


@pytest.mark.parametrize("place", ["522633", "522633106", "522633106201", "522633106-unknown", "522633-unknown", "school-{}"])
def test_the_outsider_finds_nothing_of_another_township(loaded: Cast, client: Client, place):
    client.force_login(loaded.wang)
    for tail in ("", "children/"):
        assert client.get(f"/coverage/{place.format(loaded.school.pk)}/{tail}").status_code == 404


@pytest.mark.parametrize(
    "place", ["nowhere", "school-", "school-0", "school-x", "school-99999999999999", "522633106201-unknown", "-unknown"]
)
def test_a_place_that_is_none_is_not_found(loaded: Cast, client: Client, place):
    client.force_login(loaded.li)
    assert client.get(f"/coverage/{place}/").status_code == 404


def test_a_broken_equation_comes_first_and_in_red(loaded: Cast, client: Client):
    Coverage.objects.filter(bucket="enrolled", apart=False).first().delete()
    html = page(client, loaded.li, COUNTY)
    assert html.index('class="broken"') < html.index('class="equation"')
    assert "名单和总数相差 1" in html


def test_before_the_first_round_the_page_says_what_would_be_here(cast: Cast, client: Client):
    for tail in ("", "children/"):
        html = page(client, cast.li, COUNTY + tail)
        assert "还没有比对过名册" in html and "演示数据" not in html


def test_an_older_round_opens_with_its_own_figures_and_keeps_its_links(cast: Cast, client: Client):
    first = cast.load([row(1, "not_found"), row(2, "enrolled")])
    cast.load([row(1, "enrolled"), row(2, "enrolled")], as_of=date(2027, 9, 1))
    now = page(client, cast.li, COUNTY)
    assert "截至 2027年9月1日（周三）" in now and "▲1" in now and "▼1" in now
    then = page(client, cast.li, f"{COUNTY}?round={first.pk}")
    assert "截至 2026年9月1日（周二）" in then and f"round={first.pk}&amp;apart=0&amp;bucket=not_found" in then.replace(
        "&apart", "&amp;apart"
    )


@pytest.mark.parametrize("number", ["999999", "x", "-1", "99999999999999999999"])
def test_a_round_that_is_none_is_not_found(loaded: Cast, client: Client, number):
    client.force_login(loaded.li)
    assert client.get(f"{COUNTY}?round={number}").status_code == 404


def test_sorting_marks_its_column(loaded: Cast, client: Client):
    html = page(client, loaded.li, f"{COUNTY}?sort=enrolled")
    assert html.count('aria-sort="descending"') == 1


def test_the_page_asks_the_database_a_fixed_number_of_times(loaded: Cast, client: Client, django_assert_max_num_queries):
    client.force_login(loaded.li)
    with django_assert_max_num_queries(16):
        client.get(COUNTY)


def test_demo_data_says_so_on_every_page_and_real_data_does_not(loaded: Cast, client: Client):
    for url in (COUNTY, f"{COUNTY}children/", "/me/", "/nowhere"):
        client.force_login(loaded.li)
        assert "演示数据，纯属虚构" in client.get(url).content.decode()
    Round.objects.update(demo=False)
    assert "演示数据" not in client.get(COUNTY).content.decode()


def test_the_cast_really_covers_every_bucket():
    assert {child["bucket"] for child in plain_rows()} == set(BUCKETS)
