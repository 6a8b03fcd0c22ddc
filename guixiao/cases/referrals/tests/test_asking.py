"""Asking, through the pages: who may, what the department gets, what it becomes on the case."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.cases.models import Event
from guixiao.cases.referrals.models import Referral
from guixiao.lib.workdays import working_days_after
from tests.cast import Cast
from tests.referrals import a_case, a_question


def asked(client: Client, case, **said):
    form = {"question": "register", "channel": "link", "key": str(uuid.uuid4()), **said}
    return client.post(f"/cases/{case.pk}/refer/", form)


def link_and_code(page: str) -> tuple[str, str]:
    return re.search(r"/answer/([a-z]{40})/", page)[1], re.search(r'class="pass">(\d{6})<', page)[1]


def test_a_question_by_link_hands_out_a_link_and_a_code_once(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    case = a_case()
    page = asked(client, case).content.decode()
    token, code = link_and_code(page)
    referral = Referral.objects.get()
    assert referral.number == f"{date.today():%Y}-0001" and referral.state == "asked" and referral.asked_by == loaded.shi
    assert token not in referral.token_hash and code not in referral.code_hash
    assert token not in client.get(f"/referrals/{referral.pk}/").content.decode()
    event = case.events.first()
    assert (event.verb, event.detail) == ("refer", {"referral": str(referral.pk)})
    entry = Entry.objects.filter(act="referral.ask").get()
    assert entry.subject == f"child:{case.child_id}" and entry.detail["fields"] == ["name", "born", "number", "home"]
    assert token not in str(entry.detail) and code not in str(entry.detail)


def test_the_deadline_is_in_working_days_and_the_link_ends_some_days_later(loaded: Cast, clock):
    clock.day = date(2026, 9, 30)  # Wednesday; the national holidays begin the day after
    referral = a_question(loaded, days=2).referral
    assert referral.due_on == working_days_after(date(2026, 9, 30), 2) > date(2026, 10, 7)
    assert referral.expires_on == working_days_after(referral.due_on, 3)


def test_the_same_form_sent_twice_is_one_question(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    key = str(uuid.uuid4())
    link_and_code(asked(client, a_case(), key=key).content.decode())
    again = asked(client, a_case(), key=key)
    assert again.status_code == 302 and Referral.objects.count() == 1
    assert "请换新链接" in client.get(again.url).content.decode()
    assert Event.objects.filter(verb="refer").count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"question": ""}, "请选要问什么"),
        ({"question": "made_up"}, "请选要问什么"),
        ({"channel": ""}, "请选怎么送给对方"),
        ({"channel": "account"}, "还没有人有账号"),
        ({"days": "0"}, "几个工作日"),
        ({"days": "31"}, "几个工作日"),
        ({"days": "abc"}, "几个工作日"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_asked(loaded: Cast, client: Client, said, words):
    client.force_login(loaded.shi)
    answer = asked(client, a_case(), **said)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Referral.objects.exists() and not Event.objects.filter(verb="refer").exists()


def test_the_same_question_is_not_asked_twice_while_it_waits(loaded: Cast, client: Client):
    first = a_question(loaded).referral
    client.force_login(loaded.li)
    answer = asked(client, a_case())
    assert answer.status_code == 422 and "已经问过" in answer.content.decode()
    assert f"打开 {first.number} 号" in client.get(f"/cases/{a_case().pk}/refer/").content.decode()
    assert asked(client, a_case(), question="whereabouts").status_code == 200


def test_whoever_may_not_ask_finds_no_door(loaded: Cast, client: Client):
    for user in (loaded.wu, loaded.yang, loaded.wang):
        client.force_login(user)
        assert asked(client, a_case()).status_code == 404
        assert client.get(f"/cases/{a_case().pk}/refer/").status_code == 404
    client.force_login(loaded.wu)
    assert "/refer/" not in client.get(f"/cases/{a_case().pk}/").content.decode()


def test_numbers_of_a_year_run_on(loaded: Cast, clock):
    clock.day = date(2026, 12, 30)
    assert a_question(loaded).referral.number == "2026-0001"
    assert a_question(loaded, question="card").referral.number == "2026-0002"
    clock.day = date(2027, 1, 4)
    assert a_question(loaded, question="poor").referral.number == "2027-0001"


def test_what_the_department_is_shown_is_what_the_question_needs_and_sealed(loaded: Cast):
    case = a_case()
    referral = a_question(loaded, question="support").referral
    assert referral.shown == {"name": case.child.name, "sex": "F", "home": "从江县 停洞镇 高华村", "school": ""}
    with connection.cursor() as cursor:
        cursor.execute("SELECT shown FROM referrals_referral")
        assert case.child.name.encode() not in bytes(cursor.fetchone()[0])


def test_the_list_adds_up_and_each_number_is_its_rows(loaded: Cast, client: Client, clock):
    clock.day = date(2026, 9, 1)
    a_question(loaded, days=1)
    a_question(loaded, loaded.li, question="whereabouts", days=20)
    revoked = a_question(loaded, question="card").referral
    client.force_login(loaded.shi)
    client.post(f"/referrals/{revoked.pk}/act/", {"verb": "revoke", "why": "不用了"})
    clock.day = date(2026, 9, 10)
    client.force_login(loaded.shi)
    for who, expected in (("mine", (2, 0, 1, 0, 0, 1)), ("place", (3, 1, 1, 0, 0, 1))):
        for tab, count in zip(("all", "waiting", "late", "answered", "refused", "revoked"), expected, strict=True):
            page = client.get(f"/referrals/?who={who}&tab={tab}")
            assert page.context["counts"][tab] == count == len(page.context["page"].object_list), (who, tab)
        assert sum(expected[1:]) == expected[0]
    assert "逾期没答" in client.get("/referrals/?tab=late").content.decode()
    client.force_login(loaded.wang)
    assert client.get("/referrals/?who=place").context["counts"]["all"] == 0


def test_taking_back_needs_a_reason_and_closes_the_link(loaded: Cast, client: Client):
    handed = a_question(loaded)
    client.force_login(loaded.shi)
    url = f"/referrals/{handed.referral.pk}/act/"
    assert client.post(url, {"verb": "revoke"}).status_code == 422
    client.post(url, {"verb": "revoke", "why": "孩子找到了"})
    assert Referral.objects.get().state == "revoked"
    assert "收回协查" in client.get(f"/cases/{a_case().pk}/").content.decode()
    assert client.post(url, {"verb": "revoke", "why": "again"}).status_code == 422
    door = Client().post(f"/answer/{handed.token}/", {"verb": "open", "code": handed.code})
    assert door.status_code == 422 and "没有打开" in door.content.decode()


def test_an_answer_on_paper_is_entered_with_who_and_when(loaded: Cast, client: Client):
    referral = a_question(loaded, channel="paper").referral
    client.force_login(loaded.shi)
    sheet = client.get(f"/referrals/{referral.pk}/sheet/").content.decode()
    assert referral.number in sheet and "答复回执" in sheet and "□ 户口上了两次" in sheet
    assert Entry.objects.filter(act="referral.look", actor_id=loaded.shi.pk).exists()
    said = {"verb": "answer", "unit": "县公安局", "name": "龙警官", "choice": "twice", "words": "与外县重复",
            "day": date.today().isoformat()}  # fmt: skip
    assert client.post(f"/referrals/{referral.pk}/act/", said | {"name": ""}).status_code == 422
    client.post(f"/referrals/{referral.pk}/act/", said)
    referral.refresh_from_db()
    assert (referral.state, referral.by_paper, referral.ended_by) == ("answered", True, loaded.shi)
    assert referral.who == {"name": "龙警官", "unit": "县公安局"}
    page = client.get(f"/cases/{a_case().pk}/").content.decode()
    assert "户口上了两次。与外县重复（县公安局 龙警官）" in page


def test_a_question_for_few_eyes_is_restricted_to_the_others(loaded: Cast, client: Client):
    """The village sees the case; that the health office was asked about an illness it does not."""
    referral = a_question(loaded, question="illness").referral
    client.force_login(loaded.wu)
    page = client.get(f"/cases/{a_case().pk}/").content.decode()
    assert referral.number in page and "限制查看" in page and "不能上学的证明" not in page and "卫健" not in page
    client.force_login(loaded.shi)
    assert "因病不能上学" in client.get(f"/cases/{a_case().pk}/").content.decode()
