"""Digests and news, by the pages and the worker, with the cast; the way out is watched where it leaves the house."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import requests
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.departments import Desk
from guixiao.audit.models import Entry
from guixiao.cases.actions import remove_demo_cases
from guixiao.cases.clocks.actions import tick
from guixiao.cases.clocks.tests.test_day import MONDAY, case_of, clock, told
from guixiao.cases.notices.actions import remove_demo_channels, send_due
from guixiao.cases.notices.models import Channel, Digest
from tests.cast import Cast
from tests.inspections import an_item

__all__ = ["clock", "told"]
KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
MORNING = datetime(2026, 11, 3, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def posted(monkeypatch):
    """What would leave the house for a robot; `answer` is what the service says."""

    class Posted(list):
        status = 200

    sent = Posted()

    def post(url, *args, **kwargs):
        sent.append((url, kwargs.get("data") or json.dumps(kwargs.get("json", {}))))
        answer = requests.Response()
        answer.status_code, answer._content = sent.status, b'{"errcode": 0}'
        return answer

    monkeypatch.setattr(requests, "post", post)
    return sent


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(user, url: str, **form) -> str:
    answer = client_of(user).post(url, form, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def robot(user, **form) -> str:
    asked = {"kind": "wecom", "address": WEBHOOK, "post": user.posts.get().pk, "hour": "8"} | form
    return say(user, "/notices/channels/", **asked)


def test_a_person_gets_one_mail_a_working_day_with_numbers_and_no_name(told: Cast, clock):
    html = say(told.wu, "/notices/channels/", kind="email", address="wudui@example.com", hour="8")
    assert "wu***@example.com" in html and "wudui@example.com" not in html
    clock.day = MORNING.date()
    assert send_due(MORNING) == 1 and send_due(MORNING) == 0
    message = mail.outbox[0]
    assert message.to == ["wudui@example.com"] and "新来的 2 件" in message.body and "高华村" in message.subject
    for case in ("潘小花", "吴老二", "苗朗娃", "石三妹"):
        assert case not in message.body + message.subject
    assert Digest.objects.get().state == "sent"


def test_a_township_s_group_is_told_of_its_own_day(told: Cast, clock, posted):
    assert "6939" not in robot(told.shi)
    clock.day = MORNING.date()
    assert send_due(MORNING) == 1
    url, data = posted[0]
    said = json.loads(data)["text"]["content"]
    assert KEY in url and "新来的 1 件" in said and "苗朗娃" not in said


def test_what_the_service_refuses_is_tried_again_later_and_not_for_ever(told: Cast, clock, posted):
    robot(told.shi)
    clock.day = MORNING.date()
    posted.status = 500
    at = MORNING
    for _ in range(12):
        send_due(at)
        at += timedelta(minutes=30)
    kept = Digest.objects.get()
    assert kept.state == "failed" and kept.tries == 5
    assert "没发出去" in client_of(told.shi).get("/notices/").content.decode()


def test_with_nothing_to_say_nothing_is_sent(told: Cast, clock, posted):
    robot(told.wang)
    clock.day = MORNING.date()
    assert send_due(MORNING) == 0 and posted == [] and Digest.objects.get().state == "nothing"


def test_neither_on_a_sunday_nor_before_the_hour(told: Cast, clock, posted):
    robot(told.shi, hour="10")
    clock.day = MORNING.date()
    assert send_due(MORNING) == 0 and not Digest.objects.exists()
    assert send_due(MORNING - timedelta(days=2)) == 0


def test_nobody_is_told_at_a_place_whose_post_has_ended(told: Cast, clock, posted):
    robot(told.shi)
    told.shi.posts.update(until=MONDAY)
    clock.day = MORNING.date()
    assert send_due(MORNING) == 0 and posted == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_digest(told: Cast, clock, posted):
    robot(told.shi)
    clock.day = MORNING.date()

    def work(_: int) -> int:
        try:
            return send_due(MORNING)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(work, range(2))) == 1
    assert len(posted) == 1


def test_a_worker_killed_while_it_sent_is_followed_by_another_try(told: Cast, clock, posted):
    robot(told.shi)
    clock.day = MORNING.date()
    Digest.objects.create(channel=Channel.objects.get(), day=MORNING.date(), state="sending", tries=1, last_at=MORNING)
    assert send_due(MORNING + timedelta(minutes=1)) == 0
    assert send_due(MORNING + timedelta(minutes=11)) == 1


def test_the_address_of_a_robot_lies_sealed_and_is_not_in_the_log(told: Cast):
    robot(told.shi)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM notices_channel")
        assert KEY.encode() not in bytes(cursor.fetchone()[0])
    assert [entry.act for entry in Entry.objects.filter(act__startswith="channel.")] == ["channel.open"]
    assert KEY not in str(list(Entry.objects.values_list("detail", "subject")))


def test_a_trial_is_sent_at_once_and_says_why_it_was_not(told: Cast, posted):
    robot(told.shi)
    key = Channel.objects.get().pk
    assert "发出去了" in say(told.shi, f"/notices/channels/{key}/try/")
    posted.status = 500
    assert "没有发出去" in say(told.shi, f"/notices/channels/{key}/try/")
    assert "停了" in say(told.shi, f"/notices/channels/{key}/end/")
    assert client_of(told.shi).post(f"/notices/channels/{key}/try/").status_code == 404


def test_a_channel_is_nobody_else_s(told: Cast, posted):
    robot(told.shi)
    key = Channel.objects.get().pk
    for user in (told.wang, told.wu, told.yang, told.li):
        for what in ("try", "end"):
            assert client_of(user).post(f"/notices/channels/{key}/{what}/").status_code == 404
    assert posted == [] and Channel.objects.in_use().count() == 1


def test_a_village_has_no_robot_and_a_wrong_address_is_told(told: Cast):
    asked = {"kind": "wecom", "address": WEBHOOK, "post": told.wu.posts.get().pk}
    assert client_of(told.wu).post("/notices/channels/", asked).status_code == 404
    assert "没有记下" in robot(told.shi, address="https://example.com/robot")
    assert "没有记下" in robot(told.shi, post=told.wang.posts.get().pk)
    assert not Channel.objects.exists()


def test_a_second_mail_address_waits_until_the_first_is_ended(told: Cast):
    say(told.wu, "/notices/channels/", kind="email", address="a@example.com")
    assert "已经有一个邮箱" in say(told.wu, "/notices/channels/", kind="email", address="b@example.com")
    assert Channel.objects.count() == 1


def act(user, name: str, verb: str, **form):
    case = case_of(name)
    return client_of(user).post(f"/cases/{case.pk}/act/", {"verb": verb, "version": case.version} | form)


def test_what_others_did_about_my_children_is_told_until_i_have_seen_it(told: Cast, clock):
    act(told.wu, "潘小花", "find", finding="in_class")
    assert "潘小花" not in client_of(told.wu).get("/notices/").content.decode()  # one's own deed is no news
    act(told.li, "潘小花", "dispute", note="学籍里没有")
    page = client_of(told.wu).get("/notices/")
    assert page.context["fresh"] == 1 and "潘小花" in page.content.decode() and "退回重查" in page.content.decode()
    assert client_of(told.shi).get("/notices/").context["rows"] == []  # who had nothing to do with the child
    say(told.wu, "/notices/seen/", until=page.context["now"])
    assert client_of(told.wu).get("/notices/").context["fresh"] == 0


def test_the_figure_counts_what_is_new_and_the_page_says_how_many_it_leaves_out(told: Cast, clock, monkeypatch):
    monkeypatch.setattr("guixiao.cases.notices.listing.MOST", 1)
    for name in ("潘小花", "吴老二"):
        act(told.wu, name, "find", finding="in_class")
        act(told.li, name, "dispute", note="学籍里没有")
    page = client_of(told.wu).get("/notices/")
    assert (page.context["fresh"], len(page.context["rows"]), page.context["more"]) == (2, 1, 1)
    assert "更早的还有 1 条" in page.content.decode()


def test_what_came_while_the_page_was_open_stays_new(told: Cast, clock):
    act(told.wu, "潘小花", "find", finding="in_class")
    until = client_of(told.wu).get("/notices/").context["now"]
    clock.day = MONDAY + timedelta(days=1)
    act(told.li, "潘小花", "dispute", note="学籍里没有")
    say(told.wu, "/notices/seen/", until=until)
    assert client_of(told.wu).get("/notices/").context["fresh"] == 1


@pytest.mark.parametrize("until", ["", "soon", "2026-99-99T99:99:99+08:00", "2026-11-02T12:00:00", "9999-01-01T00:00:00+08:00"])
def test_a_moment_that_is_none_means_now(told: Cast, clock, until):
    act(told.wu, "潘小花", "find", finding="in_class")
    act(told.li, "潘小花", "dispute", note="学籍里没有")
    say(told.wu, "/notices/seen/", until=until)
    assert client_of(told.wu).get("/notices/").context["fresh"] == 0


def test_a_post_that_sees_no_children_is_told_nothing_and_stops_nobody_s_digest(told: Cast, clock, posted):
    """A squad's person who also answers for a department, and an administrator at the office of a group's robot."""
    give_post(told.wu, "department", at=Desk(told.county, "police"), since=MONDAY)
    give_post(
        open_account(username="sys", name="周工", password="x"), "system_admin", at=told.county, since=MONDAY - timedelta(900)
    )
    say(told.wu, "/notices/channels/", kind="email", address="wudui@example.com")
    robot(told.li)
    clock.day = MORNING.date()
    assert send_due(MORNING) == 1 and "新来的 2 件" in mail.outbox[0].body and posted == []


def test_a_finding_that_is_to_be_mended_today_is_in_the_digest_without_its_words(told: Cast, clock):
    an_item(told, deadline=MORNING.date())
    say(told.wu, "/notices/channels/", kind="email", address="wudui@example.com", hour="8")
    clock.day = MORNING.date()
    assert send_due(MORNING) == 1
    assert "整改等逾期或今天到期 1 件" in mail.outbox[0].body and "台账" not in mail.outbox[0].body


def test_the_demo_takes_its_channels_with_it(told: Cast):
    told.shi.demo = True
    told.shi.save()
    robot(told.shi)
    remove_demo_channels()
    assert not Channel.objects.exists()


def test_the_tick_still_runs_without_any_channel(told: Cast, clock):
    assert tick(clock.day) >= 0 and send_due(MORNING) == 0
    remove_demo_cases()
