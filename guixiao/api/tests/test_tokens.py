"""A token lives as long as its post, its account and its password; its text is shown once."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import choose_password, give_post, renew_password
from guixiao.accounts.models import Post, User
from guixiao.api.actions import TooMany, make_token, remove_demo_tokens, revoke_token
from guixiao.api.bearer import PACE
from guixiao.api.models import Token
from guixiao.api.rules import BEGINS, MINUTE, MOST_DAYS, MOST_TOKENS, Pace, digest_of, is_shaped, last_day, new_token
from guixiao.audit.models import Entry
from tests.cast import Cast


def test_the_text_is_shown_once_and_kept_nowhere(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    answer = client.post("/me/tokens/", {"post": loaded.shi.posts.get().pk, "purpose": "看板每天读数字", "days": "30"})
    text = re.search(BEGINS + r"[\w-]{43}", answer.content.decode())[0]
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    assert (
        text not in client.get("/me/tokens/").content.decode() and "看板每天读数字" in client.get("/me/tokens/").content.decode()
    )
    token = Token.objects.get()
    assert token.digest == digest_of(text) and text not in str(vars(token))
    assert text not in str(list(Entry.objects.values_list("detail", flat=True)))
    assert client.get("/api/v1/places", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    token.refresh_from_db()
    assert token.used_on == timezone.localdate() and token.until == timezone.localdate() + timedelta(29)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [({"purpose": ""}, "请写用在哪里"), ({"purpose": "看"}, "请写清楚一点"), ({"days": "181"}, "请填 1 到 180 天"),
     ({"days": "x"}, "请填 1"),
     ({"post": "0"}, "请从列出的岗位里选"), ({"purpose": "给13885501234"}, "不要写身份证号或电话")],
)  # fmt: skip
def test_what_is_filled_in_wrong_is_said_and_makes_nothing(loaded: Cast, client: Client, changed, wrong):
    client.force_login(loaded.shi)
    said = {"post": str(loaded.shi.posts.get().pk), "purpose": "看板每天读数字", "days": "30"} | changed
    answer = client.post("/me/tokens/", said)
    assert answer.status_code == 422 and wrong in answer.content.decode() and not Token.objects.exists()


def test_a_post_of_somebody_else_is_not_offered(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    said = {"post": str(loaded.li.posts.get().pk), "purpose": "看板每天读数字", "days": "30"}
    assert client.post("/me/tokens/", said).status_code == 422 and not Token.objects.exists()


def test_a_village_squad_has_none(loaded: Cast, client: Client):
    client.force_login(loaded.wu)
    assert client.get("/me/tokens/").status_code == 404 and "接口令牌" not in client.get("/me/").content.decode()


def test_it_dies_when_it_is_revoked_and_only_its_holder_revokes_it(loaded: Cast, machine, client: Client):
    shi = machine(loaded.shi)
    token = Token.objects.get()
    client.force_login(loaded.li)
    assert client.post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert shi.get("/places")
    client.force_login(loaded.shi)
    client.post(f"/me/tokens/{token.pk}/revoke/")
    assert shi.get("/places", 401)["code"] == "no_token"
    assert "已收回" in client.get("/me/tokens/").content.decode()
    assert not revoke_token(loaded.shi, token) and Entry.objects.filter(act="token.revoke").count() == 1


def test_it_dies_with_the_password(loaded: Cast, machine):
    shi, li = machine(loaded.shi), machine(loaded.li)
    renew_password(loaded.shi, "another-long-password", by=loaded.li)
    assert shi.get("/places", 401)
    choose_password(loaded.li, "a-new-long-password")
    assert li.get("/places", 401)


def test_it_dies_with_the_account(loaded: Cast, machine):
    shi = machine(loaded.shi)
    User.objects.filter(pk=loaded.shi.pk).update(is_active=False)
    assert shi.get("/places", 401)


def test_it_dies_with_the_post_whatever_other_posts_there_are(loaded: Cast, machine):
    shi, post = machine(loaded.shi), loaded.shi.posts.get()
    give_post(loaded.shi, "county_officer", at=loaded.county, since=date(2020, 1, 1))
    assert "522633" not in {row["place"] for row in shi.get("/places")["places"]}, "no more than the post it was made for"
    assert shi.ask("GET", "/coverage/522633").status_code == 404
    Post.objects.filter(pk=post.pk).update(until=timezone.localdate() - timedelta(1))
    assert shi.get("/places", 401)


def test_it_dies_on_its_day(loaded: Cast, machine):
    shi, today = machine(loaded.shi), timezone.localdate()
    Token.objects.update(until=today)
    assert shi.get("/places")
    Token.objects.update(until=today - timedelta(1))
    assert shi.get("/places", 401)


def test_a_post_has_no_more_than_so_many(loaded: Cast, client: Client):
    post = loaded.shi.posts.get()
    for _ in range(MOST_TOKENS):
        make_token(loaded.shi, post, purpose="数据看板", days=1)
    with pytest.raises(TooMany):
        make_token(loaded.shi, post, purpose="数据看板", days=1)
    client.force_login(loaded.shi)
    answer = client.post("/me/tokens/", {"post": post.pk, "purpose": "数据看板", "days": "1"})
    assert answer.status_code == 422 and f"最多同时有 {MOST_TOKENS} 个" in answer.content.decode()
    Token.objects.filter(pk=Token.objects.first().pk).update(until=date(2020, 1, 1))
    assert make_token(loaded.shi, post, purpose="数据看板", days=1)


def test_too_many_requests_are_told_to_wait(loaded: Cast, machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(PACE, "most", 2)
    shi, li = machine(loaded.shi), machine(loaded.li)
    assert [shi.ask("GET", "/places").status_code for _ in range(3)][-1] == 429
    answer = shi.ask("GET", "/places")
    assert answer.json()["code"] == "too_many" and 1 <= int(answer.headers["Retry-After"]) <= MINUTE
    assert li.get("/places"), "another token has a pace of its own"


def test_the_pace_begins_anew_each_minute():
    pace = Pace(most=2)
    assert [pace.wait(1, 60.0), pace.wait(1, 61.5), pace.wait(1, 70.0), pace.wait(2, 70.0)] == [0, 0, 50, 0]
    assert pace.wait(1, 120.0) == 0


def test_texts_are_long_known_for_what_they_are_and_all_different():
    made = {new_token() for _ in range(100)}
    assert len(made) == 100 and all(is_shaped(text) and text.startswith("guixiao_") for text in made)
    assert not is_shaped("guixiao_short") and last_day(date(2026, 9, 1), MOST_DAYS) == date(2027, 2, 27)


def test_tokens_of_the_demo_go_with_it(loaded: Cast, machine):
    machine(loaded.shi), machine(loaded.li)
    User.objects.filter(pk=loaded.shi.pk).update(demo=True)
    remove_demo_tokens()
    assert [token.post.user for token in Token.objects.all()] == [loaded.li]
