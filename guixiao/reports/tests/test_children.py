"""The list of children behind a number, and the page of one child."""

import re

import pytest
from django.test import Client

from guixiao.children.models import Child, Coverage
from tests.cast import Cast, row

LIST = "/coverage/522633106/children/"


def names(html: str) -> list[str]:
    return re.findall(r'data-why="why-\d+">([^<]+)</a>', html)


def test_identity_numbers_are_masked_for_everyone_on_every_page(loaded: Cast, client: Client):
    child = Child.objects.get(name="吴阿妹0", coverage__village__name__startswith="高华")
    for user, url in ((loaded.li, LIST), (loaded.shi, LIST), (loaded.li, f"/children/{child.pk}/")):
        client.force_login(user)
        html = client.get(url).content.decode()
        assert "522633********0000" in html
        assert not re.search(r"\d{15,18}", html) and "13885501234" not in html


def test_the_list_is_filtered_by_bucket_outcome_poverty_and_name(loaded: Cast, client: Client):
    client.force_login(loaded.shi)

    def count(query: str) -> int:
        return client.get(f"{LIST}?{query}").context["page"].count

    assert count("") == 36
    assert count("apart=0") == 34
    assert count("apart=1") == 2
    assert count("bucket=not_found&apart=0") == 4
    assert count("bucket=not_found&outcome=poverty_only") == 1
    assert count("bucket=suspended&poor=1") == 1
    assert count("q=外县") == 1
    assert count("bucket=nonsense") == 36


def test_fifty_children_to_a_page(cast: Cast, client: Client):
    cast.load([row(n, "enrolled") for n in range(60)])
    client.force_login(cast.shi)
    first, second = (names(client.get(f"{LIST}?page={page}").content.decode()) for page in (1, 2))
    assert (len(first), len(second)) == (50, 10) and not set(first) & set(second)
    assert names(client.get(f"{LIST}?page=nonsense").content.decode()) == first


def test_the_list_alone_comes_back_to_htmx(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    part = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert "<html" not in part and part.count('id="list"') == 1


def test_a_child_says_why_it_stands_where_it_stands(loaded: Cast, client: Client):
    stands = Coverage.objects.filter(bucket="enrolled", apart=False, village__name__startswith="高华").first()
    client.force_login(loaded.wu)
    html = client.get(f"/children/{stands.child_id}/").content.decode()
    for words in (
        "身份证号522633********0001与姓名相同",
        "户籍.xlsx",
        "第 1 行",
        "学籍.xlsx",
        "第 7 行",
        "99.99%",
        "在班里",
        "高华村",
    ):
        assert words in html, words
    part = client.get(f"/children/{stands.child_id}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "学籍.xlsx" in part


@pytest.mark.parametrize("who", ["wang", "wu"])
def test_a_child_of_another_place_is_not_found(loaded: Cast, client: Client, who):
    elsewhere = Coverage.objects.filter(village__name__startswith="苗朗").first()
    client.force_login(getattr(loaded, who))
    assert client.get(f"/children/{elsewhere.child_id}/").status_code == 404


def test_a_school_opens_its_pupil_and_no_other(loaded: Cast, client: Client):
    client.force_login(loaded.yang)
    pupil = Coverage.objects.filter(school=loaded.school).first()
    other = Coverage.objects.filter(school=None).first()
    assert client.get(f"/children/{pupil.child_id}/").status_code == 200
    assert client.get(f"/children/{other.child_id}/").status_code == 404


def test_a_child_of_no_known_place_is_the_countys_alone(loaded: Cast, client: Client):
    lost = Coverage.objects.get(town=None)
    client.force_login(loaded.li)
    assert "地址没有对上" in client.get(f"/children/{lost.child_id}/").content.decode()
    client.force_login(loaded.shi)
    assert client.get(f"/children/{lost.child_id}/").status_code == 404


def test_names_are_escaped_and_long_ones_kept(cast: Cast, client: Client):
    cast.load([row(1, "not_found", name="<b>阿&妹</b>", school="很" * 40, explanation_zh="<script>1</script>")])
    client.force_login(cast.shi)
    html = client.get(LIST).content.decode()
    assert "&lt;b&gt;阿&amp;妹&lt;/b&gt;" in html and "很" * 40 in html
    assert "<script>1" not in client.get(f"/children/{Child.objects.get().pk}/").content.decode()
