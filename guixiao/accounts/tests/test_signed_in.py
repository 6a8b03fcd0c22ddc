"""Where one is signed in, ending it from elsewhere, and being out after nobody pressed anything."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import close_account, renew_password
from guixiao.accounts.rules import ADMINISTRATORS, Role, idle_after
from guixiao.accounts.sessions.actions import touch
from guixiao.accounts.sessions.devices import device_of
from guixiao.accounts.sessions.models import Session
from guixiao.audit.models import Entry
from tests.cast import PASSWORD, Cast

DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
HAND = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0 MicroMessenger/8.0.50"
OFFICE_TIME, FIELD_TIME = timedelta(minutes=30), timedelta(hours=12)


def come_in(username: str, agent: str = DESK) -> Client:
    client = Client(headers={"User-Agent": agent})
    assert client.post("/login/", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def last_seen(minutes: float, **of: object) -> None:
    Session.objects.filter(**of).update(last_seen=timezone.now() - timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("told", "device"),
    [
        (DESK, "Chrome · Windows"),
        (HAND, "微信 · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("curl/8.0", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_known_by_its_families_and_no_more(told: str, device: str):
    assert device_of(told) == device


def test_my_page_lists_where_i_am_signed_in_and_ends_one(loaded: Cast):
    desk, hand, other = come_in("wu"), come_in("wu", HAND), come_in("shi")
    page = desk.get("/me/").content.decode()
    assert "Chrome · Windows" in page and "微信 · Android" in page and page.count("就是这里") == 1
    assert not any(session.pk in page for session in Session.objects.all()), "the keys themselves stand on no page"
    of_hand = Session.objects.get(device="微信 · Android")
    assert desk.post("/me/sessions/end/", {"session": of_hand.word}).url == "/me/"
    assert hand.get("/me/").url.startswith("/login/") and desk.get("/me/").status_code == 200 == other.get("/me/").status_code
    assert Entry.objects.filter(act="session.end", actor_id=loaded.wu.pk).count() == 1


def test_all_others_are_ended_at_once_and_this_one_stays(loaded: Cast):
    here, *others = [come_in("wu") for _ in range(3)]
    here.post("/me/sessions/end/", {"session": "others"})
    assert here.get("/me/").status_code == 200
    assert all(other.get("/me/").url.startswith("/login/") for other in others)


def test_of_somebody_else_nothing_is_ended(loaded: Cast):
    wu, shi = come_in("wu"), come_in("shi")
    wu.post("/me/sessions/end/", {"session": Session.objects.get(user=loaded.shi).word})
    assert shi.get("/me/").status_code == 200 and not Entry.objects.filter(act="session.end").exists()


def test_a_new_password_of_ones_own_ends_every_other_session(loaded: Cast):
    here, elsewhere = come_in("wu"), come_in("wu", HAND)
    own = {"old_password": PASSWORD, "new_password1": "seven-green-hills-9", "new_password2": "seven-green-hills-9"}
    assert here.post("/me/password/", own).url == "/me/"
    assert here.get("/me/").status_code == 200 and elsewhere.get("/me/").url.startswith("/login/")
    kept = Session.objects.get(user=loaded.wu)
    assert kept.device == "Chrome · Windows" and kept.since < kept.last_seen, "it is the same sign-in, with another key"


@pytest.mark.parametrize("act", [close_account, lambda user, by: renew_password(user, "abcd-efgh-jkmn", by=by)])
def test_a_closed_account_and_a_renewed_password_leave_no_session(loaded: Cast, act):
    come_in("wang")
    act(loaded.wang, by=loaded.li)
    assert not Session.objects.filter(user=loaded.wang).exists()


def test_the_office_waits_half_an_hour_and_the_field_half_a_day():
    for role in (Role.COUNTY_OFFICER, *ADMINISTRATORS):
        assert idle_after([role, Role.PRINCIPAL], OFFICE_TIME, FIELD_TIME) == OFFICE_TIME
    for role in (Role.TOWNSHIP_POST, Role.VILLAGE_SQUAD, Role.PRINCIPAL):
        assert idle_after([role], OFFICE_TIME, FIELD_TIME) == FIELD_TIME
    assert idle_after([], OFFICE_TIME, FIELD_TIME) == FIELD_TIME


@pytest.mark.parametrize(
    ("username", "minutes", "stays"),
    [("li", 29, True), ("li", 31, False), ("wu", 31, True), ("wu", 719, True), ("wu", 721, False)],
)
def test_after_too_long_without_a_press_one_is_out_and_told_so(loaded: Cast, username: str, minutes: int, stays: bool):
    client = come_in(username)
    last_seen(minutes)
    answer = client.get("/me/")
    assert (answer.status_code == 200) is stays
    if not stays:
        assert answer.url == "/login/?idle=1&next=%2Fme%2F"
        assert "已经退出了" in client.get(answer.url).content.decode()
        assert not Session.objects.filter(user__username=username).exists()
        assert Entry.objects.filter(act="session.time_out").count() == 1


def test_a_press_begins_the_time_anew_and_is_written_once_a_minute(loaded: Cast):
    client = come_in("li")
    last_seen(20)
    client.get("/me/")
    seen = Session.objects.get().last_seen
    assert timezone.now() - seen < timedelta(minutes=1)
    client.get("/me/")
    assert Session.objects.get().last_seen == seen
    last_seen(29)
    assert client.get("/me/").status_code == 200, "from the last press, not from the sign-in"


def test_a_glance_within_the_minute_costs_no_query_of_its_own(loaded: Cast, django_assert_max_num_queries):
    client = come_in("wu")
    with django_assert_max_num_queries(6):
        client.get("/me/")


def test_a_session_that_is_idle_stands_in_no_list(loaded: Cast):
    here = come_in("wu")
    come_in("wu", HAND)
    last_seen(721, device="微信 · Android")
    assert "微信" not in here.get("/me/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_noting_the_time_waits_for_nobody(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one writer")
    import sqlite3

    session = Session.objects.create(session_key="k", session_data="", expire_date=timezone.now(),
                                     last_seen=timezone.now() - timedelta(hours=1))  # fmt: skip
    writer = sqlite3.connect(connection.settings_dict["NAME"])
    writer.execute("BEGIN IMMEDIATE")
    begun = timezone.now()
    touch(session.pk, begun)
    assert timezone.now() - begun < timedelta(seconds=2)
    writer.rollback()
    writer.close()
    touch(session.pk, begun)
    assert Session.objects.get(pk="k").last_seen == begun
