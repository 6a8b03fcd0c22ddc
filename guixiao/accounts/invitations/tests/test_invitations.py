"""A named person is invited to a post: a link, a code by another way, and then their own user name and password."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import end_post
from guixiao.accounts.invitations.actions import by_token, invite, remove_demo_invitations
from guixiao.accounts.invitations.models import Invitation
from guixiao.accounts.invitations.rules import EXPIRED, LOCKED, OPEN, REVOKED, TAKEN, state_of
from guixiao.accounts.invitations.wording import NOT_OPENED
from guixiao.accounts.models import User
from guixiao.accounts.rules import OFFICE
from guixiao.audit.models import Entry
from tests.cast import Cast

PASSWORD = "四头牛过河-tomorrow"
NEW = {"name": "新队长", "at": "village_squad@522633106202", "since": "2026-09-01", "until": ""}
NOW = datetime(2026, 9, 1, 8)


@pytest.mark.parametrize(
    ("told", "state"),
    [({}, OPEN), ({"tries": 4}, OPEN), ({"tries": 5}, LOCKED), ({"now": NOW}, EXPIRED), ({"revoked": True}, REVOKED),
     ({"taken": True}, TAKEN), ({"taken": True, "tries": 5, "now": NOW}, TAKEN), ({"revoked": True, "now": NOW}, REVOKED),
     ({"tries": 5, "now": NOW}, EXPIRED)],
)  # fmt: skip
def test_what_people_did_counts_before_time_and_time_before_tries(told, state):
    plain = {"taken": False, "revoked": False, "tries": 0, "most": 5, "until": NOW, "now": NOW - timedelta(seconds=1)}
    assert state_of(**plain | told) == state


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(user: User, **changed: str) -> tuple[str, str]:
    """Link and code as the page shows them, once."""
    page = desk(user).post("/people/invitations/new/", NEW | changed).content.decode()
    link = re.search(r"/join/[a-z]{40}/", page)
    code = re.search(r'class="pass">(\d{6})<', page)
    assert link and code, page
    return link[0], code[1]


def come(link: str, code: str, client: Client | None = None, **changed: str):
    """What the invited person does: the code, then the form."""
    client = client or Client()
    client.post(link, {"verb": "open", "code": code})
    form = {"verb": "take", "username": "xin.duizhang", "password1": PASSWORD, "password2": PASSWORD}
    return client.post(link, form | changed)


def test_the_person_makes_the_account_and_stands_at_the_post_at_once(loaded: Cast):
    link, code = sent(loaded.li)
    client = Client()
    door = client.get(link).content.decode()
    assert "新队长" not in door and "苗朗" not in door, "nothing before the code"
    client.post(link, {"verb": "open", "code": code})
    assert "新队长" in client.get(link).content.decode() and "新队长" not in Client().get(link).content.decode()
    assert come(link, code, client).url == "/"
    user = User.objects.get(username="xin.duizhang")
    post = user.posts.get()
    assert (user.name, post.role, post.area.code, user.one_time_until) == ("新队长", "village_squad", "522633106202", None)
    assert post.since == max(date(2026, 9, 1), timezone.localdate())
    assert client.get("/day/").status_code == 200 and Client().login(username="xin.duizhang", password=PASSWORD)
    assert Invitation.objects.get().taken_by == user


def test_link_and_code_are_kept_nowhere(loaded: Cast):
    link, code = sent(loaded.li)
    kept = Invitation.objects.get()
    token = link.split("/")[2]
    assert token not in str(vars(kept)) and code not in (kept.code_hash, kept.token_hash)
    assert token not in str([entry.detail for entry in Entry.objects.all()])
    listed = desk(loaded.li).get("/people/invitations/").content.decode()
    assert "新队长" in listed and token not in listed and code not in listed


def test_it_is_used_once(loaded: Cast):
    link, code = sent(loaded.li)
    client = Client()
    client.post(link, {"verb": "open", "code": code})
    come(link, code)
    again = client.post(link, {"verb": "take", "username": "other", "password1": PASSWORD, "password2": PASSWORD})
    assert again.status_code == 200 and not User.objects.filter(username="other").exists()
    assert str(NOT_OPENED) in Client().post(link, {"verb": "open", "code": code}).content.decode()


def test_five_wrong_codes_lock_it_and_each_is_told(loaded: Cast):
    link, code = sent(loaded.li)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert str(NOT_OPENED) in Client().post(link, {"verb": "open", "code": wrong}).content.decode()
    assert str(NOT_OPENED) in Client().post(link, {"verb": "open", "code": code}).content.decode()
    assert Invitation.objects.get().state == LOCKED
    acts = list(Entry.objects.filter(act__startswith="invitation.").order_by("sequence").values_list("act", flat=True))
    assert acts == ["invitation.send", *["invitation.wrong_code"] * 4, "invitation.lock"]


@pytest.mark.parametrize("end", ["revoked", "expired", "inviter", "closed", "over"])
def test_what_is_no_longer_meant_opens_nothing(loaded: Cast, end: str, monkeypatch):
    link, code = sent(loaded.li)
    kept = Invitation.objects.get()
    if end == "revoked":
        desk(loaded.li).post(f"/people/invitations/{kept.pk}/revoke/")
    elif end == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    elif end == "inviter":
        end_post(loaded.li.posts.get(), last_day=timezone.localdate() - timedelta(1), by=None)
    elif end == "closed":
        User.objects.filter(pk=loaded.li.pk).update(is_active=False)
    else:
        Invitation.objects.update(since=date(2020, 1, 1), until=timezone.localdate() - timedelta(1))
    answer = Client().post(link, {"verb": "open", "code": code})
    assert answer.status_code == 422 and str(NOT_OPENED) in answer.content.decode()
    assert not User.objects.filter(name="新队长").exists() and by_token(link.split("/")[2]) is None


def test_taken_back_between_the_code_and_the_form_it_opens_nothing_either(loaded: Cast):
    link, code = sent(loaded.li)
    client = Client()
    client.post(link, {"verb": "open", "code": code})
    desk(loaded.li).post(f"/people/invitations/{Invitation.objects.get().pk}/revoke/")
    client.post(link, {"verb": "take", "username": "late", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="late").exists()


@pytest.mark.parametrize(
    "changed",
    [{"password1": "short-pass", "password2": "short-pass"}, {"password2": PASSWORD + "x"},
     {"password1": "123456789012345", "password2": "123456789012345"},
     {"password1": "passwordpassword", "password2": "passwordpassworx"},
     {"password1": "xin.duizhang1", "password2": "xin.duizhang1"}, {"username": "wu"}, {"username": "1新"}],
)  # fmt: skip
def test_a_weak_password_or_a_name_that_is_taken_is_refused_with_the_reason(loaded: Cast, changed):
    link, code = sent(loaded.li)
    answer = come(link, code, **changed)
    assert answer.status_code == 422 and 'class="wrong"' in answer.content.decode()
    assert not User.objects.filter(name="新队长").exists() and PASSWORD not in answer.content.decode()


def test_a_post_of_the_county_sets_up_the_second_factor_before_anything_else(loaded: Cast, settings):
    link, code = sent(loaded.li, name="新主任", at="county_officer@522633")
    settings.SECOND_FACTOR_ROLES = OFFICE
    client = Client()
    assert come(link, code, client).url == "/"
    for url in ("/", "/verify/", "/coverage/522633/"):
        assert client.get(url).url == "/me/second-factor/", url


def test_only_who_gives_posts_invites_and_only_in_their_own_county(loaded: Cast):
    for user in (loaded.shi, loaded.wu, loaded.yang, loaded.wang):
        assert desk(user).get("/people/invitations/").status_code == 404
        assert desk(user).post("/people/invitations/new/", NEW).status_code == 404
    refused = desk(loaded.li).post("/people/invitations/new/", NEW | {"at": "village_squad@522632100201"})
    assert refused.status_code == 422 and not Invitation.objects.exists()


def test_a_second_press_on_taking_back_is_told_and_the_demo_s_go_with_it(loaded: Cast):
    sent(loaded.li)
    kept = Invitation.objects.get()
    desk(loaded.li).post(f"/people/invitations/{kept.pk}/revoke/")
    again = desk(loaded.li).post(f"/people/invitations/{kept.pk}/revoke/", follow=True)
    assert "已经用掉或收回了" in again.content.decode()
    demo = User.objects.get(pk=loaded.li.pk)
    demo.demo = True
    invite(demo, name="演示", post={"role": "village_squad", "at": loaded.wu.posts.get().area, "since": date(2026, 9, 1),
                                  "until": None})  # fmt: skip
    remove_demo_invitations()
    assert list(Invitation.objects.all()) == [kept]
