"""Anybody says what is wrong, signed or not; the county's office and its lead read and answer, and nobody else."""

from uuid import uuid4

import pytest
from django.test import Client

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.complaints.models import Complaint
from guixiao.accounts.complaints.rules import page_of
from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from tests.cast import Cast

WORDS = "同一张走访表，镇里、教育局、县里各要一遍。"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/cases/", "/cases/"),
        ("/rosters/7/?q=522633201509019999", "/rosters/7/"),
        ("/children/522633106/", ""),
        ("/x/15208559999/", ""),
        ("https://evil.example/x", ""),
        ("//evil.example/x", ""),
        ("javascript:alert(1)", ""),
        ("cases/", ""),
        ("/" + "x" * 200, ""),
        ("", ""),
    ],
)
def test_of_an_address_only_a_path_of_ours_is_kept(address: str, kept: str):
    assert page_of(address) == kept


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(user: User, **told: str) -> Client:
    client = desk(user)
    answer = client.post("/complaints/", {"key": str(uuid4()), "kind": "burden", "text": WORDS, "page": "/cases/"} | told)
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_who_signs_is_answered_by_the_county_s_office(loaded: Cast):
    wu = said(loaded.wu)
    received = desk(loaded.li).get("/complaints/received/").content.decode()
    assert WORDS in received and loaded.wu.name in received and 'href="/cases/"' in received
    kept = Complaint.objects.get()
    assert 'class="figure">1<' in desk(loaded.li).get("/me/").content.decode()
    desk(loaded.li).post(f"/complaints/{kept.pk}/answer/", {"answer": "从下周起只在系统里填一遍。"})
    assert "从下周起只在系统里填一遍。" in wu.get("/complaints/").content.decode()
    assert WORDS not in desk(loaded.li).get("/complaints/received/").content.decode()
    assert WORDS in desk(loaded.li).get("/complaints/received/?state=answered").content.decode()
    acts = list(Entry.objects.filter(act__startswith="complaint.").order_by("sequence").values_list("act", "actor_id"))
    assert acts == [("complaint.make", loaded.wu.pk), ("complaint.answer", loaded.li.pk)]
    assert not any(WORDS in str(entry.detail) for entry in Entry.objects.all())


def test_who_does_not_sign_is_kept_nowhere(loaded: Cast):
    said(loaded.wu, unsigned="on")
    kept = Complaint.objects.get()
    assert (kept.by, kept.place) == (None, "")
    entry = Entry.objects.get(act="complaint.make")
    assert entry.actor_id is None and entry.place == loaded.county.path
    page = desk(loaded.li).get("/complaints/received/").content.decode()
    assert "不署名" in page and loaded.wu.name not in page
    assert WORDS not in desk(loaded.wu).get("/complaints/").content.decode()


@pytest.mark.parametrize(("page", "unsigned", "kept"), [("/cases/", "on", "/cases/"), ("/rosters/7/", "on", ""),
                                                        ("/rosters/7/", "", "/rosters/7/")])  # fmt: skip
def test_beside_unsigned_words_stands_no_page_that_few_people_know(loaded: Cast, page: str, unsigned: str, kept: str):
    said(loaded.wu, page=page, **({"unsigned": unsigned} if unsigned else {}))
    assert Complaint.objects.get().page == kept


def test_nobody_else_reads_or_answers(loaded: Cast):
    said(loaded.wu)
    kept = Complaint.objects.get()
    for user in (loaded.shi, loaded.wu, loaded.yang, loaded.wang):
        client = desk(user)
        assert client.get("/complaints/received/").status_code == 404
        assert client.post(f"/complaints/{kept.pk}/answer/", {"answer": "好"}).status_code == 404
        assert user == loaded.wu or WORDS not in client.get("/complaints/").content.decode()
    other = open_account(username="lead", name="潘县长", password=None)
    give_post(other, "county_lead", at=loaded.county, since=kept.at.date())
    assert WORDS in desk(other).get("/complaints/received/").content.decode()


def test_a_form_sent_twice_is_one_complaint_and_one_answer_stands(loaded: Cast):
    key = str(uuid4())
    said(loaded.wu, key=key)
    said(loaded.wu, key=key)
    kept = Complaint.objects.get()
    for words in ("第一个答复", "第二个答复"):
        answer = desk(loaded.li).post(f"/complaints/{kept.pk}/answer/", {"answer": words}, follow=True)
    assert "已经有人答复了" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.answer == "第一个答复" and Entry.objects.filter(act="complaint.answer").count() == 1


@pytest.mark.parametrize(
    ("told", "words"), [({"kind": ""}, "请选一项"), ({"text": " "}, "请写一句"), ({"kind": "nonsense"}, "请选一项")]
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(loaded: Cast, told: dict[str, str], words: str):
    form = {"key": str(uuid4()), "kind": "show", "text": WORDS, "page": "/cases/", "unsigned": "on"}
    answer = desk(loaded.wu).post("/complaints/", form | told)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and 'name="unsigned" checked' in page
    assert ("text" in told) or WORDS in page
    assert not Complaint.objects.exists()


def test_an_answer_without_words_is_asked_for_again(loaded: Cast):
    said(loaded.wu)
    answer = desk(loaded.li).post(f"/complaints/{Complaint.objects.get().pk}/answer/", {"answer": " "})
    assert answer.status_code == 422 and "请写答复" in answer.content.decode()


def test_the_way_there_is_on_every_page_and_brings_the_page_along(loaded: Cast):
    page = desk(loaded.wu).get("/cases/").content.decode()
    assert 'href="/complaints/?from=/cases/"' in page
    assert "说的是这一页：/cases/" in desk(loaded.wu).get("/complaints/?from=/cases/").content.decode()
