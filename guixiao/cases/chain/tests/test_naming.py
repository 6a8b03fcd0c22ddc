"""Naming a chief: who may, what it changes, two at once, and what is kept of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from guixiao.audit.models import Entry
from guixiao.cases.chain.models import Duty
from guixiao.cases.chain.people import links_of
from guixiao.cases.chain.wording import REFUSALS
from guixiao.cases.models import Case
from guixiao.cases.verify import events_tell_the_state
from tests.cast import Cast, row
from tests.starts import start

TODAY = timezone.localdate


@start
def told(cast: Cast) -> Cast:
    cast.load([row(1, "not_found", name="潘小花"), row(2, "left_roll", name="石三妹", school="停洞镇中心小学")])
    return cast


def case_of(name: str) -> Case:
    return Case.objects.select_related("child", "round").get(child__name=name)


def post(by, url: str, **form) -> str:
    client = Client()
    client.force_login(by)
    return client.post(url, form, follow=True).content.decode()


def name(by, case: Case, chief: str, **form) -> str:
    return post(by, f"/cases/{case.pk}/chain/", verb="name", chief=chief, **form)


def chief(case: Case, which: str):
    return next(link for link in links_of(case, TODAY()) if link.chief.name == which)


def test_the_principal_names_a_class_teacher_who_has_no_account(told: Cast):
    case = case_of("石三妹")
    page = name(told.yang, case, "class_teacher", name="韦老师", phone="13985507788", why="五年级班主任")
    assert "韦老师：已定为责任人。" in page and "139****7788" in page and "13985507788" not in page
    assert str(chief(case, "class_teacher").who) == "韦老师"
    event = case.events.first()
    assert (event.verb, event.note, event.actor, event.detail["chief"]) == (
        "chief_name",
        "五年级班主任",
        told.yang,
        "class_teacher",
    )
    entry = Entry.objects.get(act="chief.name")
    assert (entry.actor_id, entry.subject, "韦老师" in str(entry.detail)) == (told.yang.pk, f"child:{case.child_id}", False)
    assert events_tell_the_state().holds


def test_name_and_telephone_are_sealed_in_the_table(told: Cast):
    name(told.yang, case_of("石三妹"), "class_teacher", name="韦老师", phone="13985507788", why="班主任")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, why FROM chain_duty")
        assert not any(word.encode() in bytes(cell) for cell in cursor.fetchone() for word in ("韦老师", "13985507788", "班主任"))


def test_who_looks_at_a_telephone_is_recorded(told: Cast):
    case = case_of("石三妹")
    name(told.yang, case, "class_teacher", name="韦老师", phone="13985507788")
    page = post(told.shi, f"/cases/{case.pk}/chain/", verb="show", duty=Duty.objects.get().pk)
    assert "韦老师 的电话：13985507788" in page
    assert Entry.objects.get(act="chief.look").actor_id == told.shi.pk


@pytest.mark.parametrize(
    ("who", "which", "may"),
    [
        ("yang", "class_teacher", True),
        ("li", "class_teacher", True),
        ("shi", "class_teacher", False),
        ("wu", "class_teacher", False),
        ("shi", "village_head", True),
        ("yang", "village_head", False),
        ("wu", "family", True),
        ("li", "county_head", True),
        ("shi", "county_head", False),
        ("shi", "nobody", False),
    ],
)
def test_only_the_post_of_the_policy_and_the_county_name_a_chief(told: Cast, who, which, may):
    page = name(getattr(told, who), case_of("石三妹"), which, name="韦老师")
    assert Duty.objects.count() == int(may)
    assert may or str(REFUSALS["chief_known" if which == "nobody" else "may_name"]) in page


def test_an_account_named_for_one_child_comes_before_the_post(told: Cast):
    case = case_of("潘小花")
    name(told.shi, case, "village_head", user=told.shi.pk)
    assert chief(case, "village_head").who == told.shi
    assert chief(case_of("石三妹"), "village_head").who == told.wu


def test_an_account_that_was_not_offered_is_nobody(told: Cast):
    page = name(told.shi, case_of("潘小花"), "village_head", user=told.wang.pk)
    assert str(REFUSALS["somebody"]) in page and not Duty.objects.exists()


def test_who_follows_takes_over_from_the_day_and_the_one_before_stays_on_record(told: Cast):
    case = case_of("石三妹")
    name(told.yang, case, "class_teacher", name="韦老师", since=(TODAY() - timedelta(9)).isoformat())
    name(told.yang, case, "class_teacher", name="潘老师", seen=Duty.objects.get().pk)
    assert str(chief(case, "class_teacher").who) == "潘老师"
    assert [(str(duty), duty.until) for duty in Duty.objects.order_by("pk")] == [
        ("韦老师", TODAY() - timedelta(1)),
        ("潘老师", None),
    ]
    yesterday = next(link for link in links_of(case, TODAY() - timedelta(1)) if link.chief.name == "class_teacher")
    assert str(yesterday.who) == "韦老师"


def test_of_two_who_name_at_once_the_second_is_told(told: Cast):
    case = case_of("石三妹")
    name(told.yang, case, "class_teacher", name="韦老师")
    page = name(told.li, case, "class_teacher", name="潘老师")
    assert str(REFUSALS["named_meanwhile"]) in page
    assert str(chief(case, "class_teacher").who) == "韦老师" and Duty.objects.count() == 1


def test_taking_back_needs_a_reason_and_the_post_counts_again(told: Cast):
    case = case_of("潘小花")
    name(told.shi, case, "village_head", user=told.shi.pk)
    duty = Duty.objects.get()
    assert str(REFUSALS["reason"]) in post(told.shi, f"/cases/{case.pk}/chain/", verb="end", duty=duty.pk)
    post(told.shi, f"/cases/{case.pk}/chain/", verb="end", duty=duty.pk, why="回原岗位")
    assert chief(case, "village_head").who == told.wu
    again = post(told.shi, f"/cases/{case.pk}/chain/", verb="end", duty=duty.pk, why="再一次")
    assert str(REFUSALS["nobody_named"]) in again and events_tell_the_state().holds


def test_somebody_named_for_a_place_stands_behind_all_its_children(told: Cast):
    post(told.li, "/chain/522633/", verb="name", chief="county_head", name="王县长")
    post(told.yang, f"/chain/school-{told.school.pk}/", verb="name", chief="class_teacher", name="韦老师")
    assert {str(chief(case_of(child), "county_head").who) for child in ("潘小花", "石三妹")} == {"王县长"}
    assert str(chief(case_of("石三妹"), "class_teacher").who) == "韦老师" and chief(case_of("潘小花"), "class_teacher").gap
    assert Duty.objects.filter(case=None).count() == 2


def test_the_township_names_its_village_s_chief_but_not_the_county_s(told: Cast):
    assert "韦支书：已定为责任人。" in post(told.shi, "/chain/522633106202/", verb="name", chief="village_head", name="韦支书")
    client = Client()
    client.force_login(told.shi)
    assert client.get("/chain/522633/").status_code == client.get("/chain/522633105/").status_code == 404


def test_days_that_make_no_sense_and_nobody_at_all_are_refused(told: Cast):
    case = case_of("石三妹")
    assert str(REFUSALS["somebody"]) in name(told.yang, case, "class_teacher", name="  ")
    assert str(REFUSALS["days"]) in name(told.yang, case, "class_teacher", name="韦", since="2026-09-02", until="2026-09-01")
    assert not Duty.objects.exists()
