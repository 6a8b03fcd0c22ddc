"""A county officer runs the county's accounts: opens, gives and ends posts, hands out passwords, closes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area
from guixiao.audit.models import Entry
from guixiao.audit.rules import broken_links
from tests.cast import PASSWORD, Cast

NEW = {"name": "潘队长", "username": "pan.duizhang", "at": "village_squad@522633106202", "since": "2026-09-01", "until": ""}


def acts() -> list[str]:
    return list(Entry.objects.exclude(act__startswith="session.").order_by("sequence").values_list("act", flat=True))


@pytest.fixture
def li(cast: Cast, client: Client) -> Client:
    client.force_login(cast.li)
    return client


def test_a_new_person_gets_a_post_and_a_password_that_is_shown_once(cast: Cast, li: Client):
    answer = li.post("/people/new/", NEW)
    password = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){2}", answer.content.decode())[0]
    assert "no-store" in answer.headers["Cache-Control"]
    pan = User.objects.get(username="pan.duizhang")
    assert pan.check_password(password) and pan.posts.get().area.code == "522633106202"
    assert acts()[-2:] == ["account.open", "post.give"] and not list(broken_links(Entry.objects.order_by("sequence")))
    assert password not in str(list(Entry.objects.values())), "the log holds no password"
    person = Client()
    assert (
        person.post("/login/", {"username": "pan.duizhang", "password": password}, follow=True).redirect_chain[-1][0]
        == "/me/password/"
    )
    assert "潘队长" in li.get("/people/").content.decode() and password not in li.get(f"/people/{pan.pk}/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("username", "li", "3 到 30"),
        ("username", "13885501234", "小写字母开头"),
        ("name", "潘 522633198001010015", "不要写身份证号"),
        ("at", "county_officer@522632", "请从列出的岗位里选"),
        ("since", "1.9.2026", "2026-09-01"),
        ("until", "2026-08-01", "在开始之前"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field_and_opens_nothing(cast: Cast, li: Client, field, value, words):
    answer = li.post("/people/new/", NEW | {field: value})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert User.objects.count() == 5


def test_a_taken_username_is_refused(cast: Cast, li: Client):
    li.post("/people/new/", NEW)
    assert "有人用了" in li.post("/people/new/", NEW).content.decode()


def test_posts_are_given_and_ended(cast: Cast, li: Client):
    today = timezone.localdate()
    url = f"/people/{cast.wu.pk}/"
    li.post(f"{url}posts/", {"at": "township_post@522633106", "since": today})
    assert User.objects.get(pk=cast.wu.pk).may("review")
    post = Post.objects.get(user=cast.wu, role="township_post")
    assert li.post(f"/posts/{post.pk}/end/", {"last_day": today - timedelta(3)}).status_code == 422, "before it began"
    first = Post.objects.get(user=cast.wu, role="village_squad")
    assert li.post(f"/posts/{first.pk}/end/", {"last_day": today - timedelta(1)}).url == url
    again = li.post(f"/posts/{first.pk}/end/", {"last_day": today})
    assert again.status_code == 422 and "已经结束" in again.content.decode()
    assert not User.objects.get(pk=cast.wu.pk).scope.village
    assert acts()[-2:] == ["post.give", "post.end"]


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(cast: Cast, li: Client):
    wu = Client()
    wu.force_login(cast.wu)
    assert wu.get("/me/").status_code == 200
    li.post(f"/people/{cast.wu.pk}/closed/")
    assert wu.get("/me/").url.startswith("/login/")
    assert Client().post("/login/", {"username": "wu", "password": PASSWORD}).status_code == 200
    assert li.post(f"/people/{cast.wu.pk}/closed/").status_code == 422, "closed already"
    li.post(f"/people/{cast.wu.pk}/closed/", {"open": "1"})
    assert Client().post("/login/", {"username": "wu", "password": PASSWORD}).status_code == 302
    assert acts()[-2:] == ["account.close", "account.reopen"]


def test_a_new_password_signs_the_old_one_out(cast: Cast, li: Client):
    wu = Client()
    wu.force_login(cast.wu)
    assert "一次性密码" in li.post(f"/people/{cast.wu.pk}/password/").content.decode()
    assert wu.get("/me/").url.startswith("/login/")


def test_nobody_closes_or_unseats_themselves(cast: Cast, li: Client):
    post = cast.li.posts.get()
    for url in (f"/people/{cast.li.pk}/closed/", f"/people/{cast.li.pk}/password/", f"/posts/{post.pk}/end/"):
        assert li.post(url, {"last_day": timezone.localdate()}).status_code == 422
    assert User.objects.get(pk=cast.li.pk).is_active and Post.objects.get(pk=post.pk).until is None


def test_who_also_serves_another_county_or_runs_the_system_is_not_this_countys_to_manage(cast: Cast, li: Client):
    other = Area.objects.create(code="522632", name="榕江县", kind="county", path="/522632/")
    give_post(cast.wu, "county_officer", at=other, since=timezone.localdate())
    User.objects.create_superuser("root", "x", name="管理员")
    root = User.objects.get(username="root")
    give_post(root, "county_officer", at=cast.county, since=timezone.localdate())
    for person in (cast.wu, root, open_account(username="nobody", name="无岗", password="x")):
        assert li.get(f"/people/{person.pk}/").status_code == 404
        assert li.post(f"/people/{person.pk}/closed/").status_code == 404
    elsewhere = Post.objects.get(area=other)
    assert li.post(f"/posts/{elsewhere.pk}/end/", {"last_day": timezone.localdate()}).status_code == 404
    assert "榕江县" not in li.get("/people/new/").content.decode()


def test_people_are_found_by_name_user_name_or_place_and_stand_fifty_to_a_page(cast: Cast, li: Client):
    shown = {sought: re.findall(r'/people/(\d+)/"', li.get("/people/", {"q": sought}).content.decode())
             for sought in (cast.wu.name, cast.wu.username, str(cast.wu.posts.get().area), "没有这个人")}  # fmt: skip
    assert all(str(cast.wu.pk) in found for sought, found in shown.items() if sought != "没有这个人")
    assert not shown["没有这个人"] and "看全部" in li.get("/people/?q=没有这个人").content.decode()
    for number in range(60):
        person = open_account(username=f"post.{number:02}", name=f"员{number:02}", password=None)
        give_post(person, "village_squad", at=cast.wu.posts.get().area, since=timezone.localdate())
    pages = [re.findall(r'/people/(\d+)/"', li.get(f"/people/?page={page}").content.decode()) for page in (1, 2)]
    assert len(pages[0]) == 50 and len({*pages[0], *pages[1]}) == User.objects.visible_to(cast.li).count()
    assert f"{User.objects.visible_to(cast.li).count()} 行" in li.get("/people/?q=员01").content.decode(), "Excel has all of them"
