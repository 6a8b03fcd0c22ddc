"""Signing in, the page of one's own, the language."""

import pytest
from django.test import Client

from guixiao.accounts.actions import open_account
from tests.cast import PASSWORD, Cast


def test_signing_in_leads_home_and_a_wrong_password_says_so(loaded: Cast, client: Client):
    wrong = client.post("/login/", {"username": "wu", "password": "no"})
    assert wrong.status_code == 200 and "用户名或密码不对" in wrong.content.decode()
    right = client.post("/login/", {"username": "wu", "password": PASSWORD}, follow=True)
    assert right.redirect_chain[-1][0] == "/day/"


def test_before_the_first_round_home_is_the_place(cast: Cast, client: Client):
    client.force_login(cast.wu)
    assert client.get("/").url == "/coverage/522633106201/"


def test_my_page_names_my_posts(cast: Cast, client: Client):
    client.force_login(cast.yang)
    page = client.get("/me/").content.decode()
    assert "从江县停洞镇中心小学" in page and "校长" in page and f"/coverage/school-{cast.school.pk}/" in page


def test_without_a_post_there_is_an_explanation_and_no_child(cast: Cast, client: Client):
    client.force_login(open_account(username="new", name="新人", password="x"))
    assert "还没有岗位" in client.get("/").content.decode()


def test_the_page_is_chinese_whatever_the_browser_says_until_english_is_chosen(cast: Cast, client: Client):
    assert 'lang="zh-hans"' in client.get("/login/", headers={"accept-language": "en-US"}).content.decode()
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert "Sign in" in client.get("/login/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example"])
def test_the_language_switch_leads_nowhere_else(cast: Cast, client: Client, target):
    assert "elsewhere" not in client.post("/language/", {"language": "en", "next": target}).url
