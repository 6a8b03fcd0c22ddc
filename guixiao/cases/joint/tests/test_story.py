"""Several departments at one door: recorded once, a visit on each child's case, names only for those whose place it is."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.actions import stand_of
from guixiao.cases.clocks.actions import tick
from guixiao.cases.joint.actions import remove_demo_joint_actions
from guixiao.cases.joint.models import JointAction, JointChild
from guixiao.cases.joint.verify import verify_checks
from guixiao.cases.joint.wording import REFUSALS
from guixiao.cases.models import Case, Event
from guixiao.cases.verify import verify_checks as case_checks
from tests.bodies import a_joint_action, out_of_school
from tests.cast import Cast
from tests.starts import start

GAOHUA = "522633106201"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, url: str, status: int = 200) -> str:
    answer = client_of(user).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def form_of(cast: Cast, *children: Case, **changed: object) -> dict[str, object]:
    told: dict[str, object] = {
        "place": GAOHUA, "key": str(uuid.uuid4()), "day": timezone.localdate().isoformat(), "way": "at_home", "met": "guardian",
        "case": [str(case.pk) for case in children], "department": ["police", "justice"], "text": "一起上门讲法",
        "user": [str(cast.wu.pk), str(cast.shi.pk)], "name": ["潘警官", ""], "unit": ["停洞派出所", ""],
    }  # fmt: skip
    return told | {f"result-{case.pk}": "promised" for case in children} | changed


def post(user: User, form: dict[str, object]) -> str:
    return client_of(user).post("/joint/new/", form, follow=True).content.decode()


@start
def child(loaded: Cast) -> Case:
    return out_of_school(loaded)


def test_it_is_one_record_and_a_visit_on_each_case(loaded: Cast, child: Case):
    other = out_of_school(loaded)
    form = form_of(loaded, child, other)
    for _ in range(2):  # sent twice it is kept once
        told = post(loaded.shi, form)
    assert "停洞派出所" in told and child.child.name in told and other.child.name in told
    action = JointAction.objects.get()
    assert action.demo and action.children.count() == 2 and Event.objects.filter(verb="visit").count() == 2
    visit = Event.objects.get(case=child, verb="visit")
    assert visit.detail["joint"] == str(action.pk) and visit.detail["lines"] == ["administrative"] and not visit.note
    assert "潘警官" not in str(visit.detail) + str([entry.detail for entry in Entry.objects.all()])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM joint_teammate")
        assert not any("潘警官".encode() in bytes(name) for (name,) in cursor.fetchall())
    seen = page(loaded.wu, f"/cases/{child.pk}/")
    assert "联合行动（公安、司法" in seen and f"/joint/{action.pk}/" in seen and "潘警官" not in seen
    assert [check.__name__ for check in (*verify_checks, *case_checks) if not check().holds] == []


def test_it_counts_once_for_the_lines_of_the_team_that_hold_posts(loaded: Cast, child: Case):
    Case.objects.filter(pk=child.pk).update(school=loaded.school)
    a_joint_action(loaded, Case.objects.select_related("child", "round").get(pk=child.pk))
    progress = stand_of(Case.objects.get(pk=child.pk)).progress
    assert progress and progress.visits == {"administrative": 1, "education": 1} and progress.all_visits == 1
    tick(timezone.localdate())


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"day": "2031-01-01"}, "day"), ({"case": []}, "children"), ({"department": []}, "departments"),
     ({"department": ["mayor"]}, "departments"), ({"user": [], "name": [""]}, "people"), ({"text": " "}, "text"),
     ({"user": []}, "nobody_on_a_line")],
)  # fmt: skip
def test_what_is_lacking_is_said_and_nothing_is_written(loaded: Cast, child: Case, changed, why):
    told = post(loaded.shi, form_of(loaded, child, **changed))
    assert str(REFUSALS[why]) in told and not JointAction.objects.exists() and not Event.objects.filter(verb="visit").exists()


def test_a_result_that_the_policy_does_not_know_stops_all_of_it(loaded: Cast, child: Case):
    other = out_of_school(loaded)
    told = post(loaded.shi, form_of(loaded, child, other) | {f"result-{other.pk}": "nonsense"})
    assert f"{other.child.name}：" in told and not JointAction.objects.exists()
    assert not Event.objects.filter(verb="visit").exists()


def test_who_sees_only_a_child_sees_the_departments_and_nobody_s_name(loaded: Cast, child: Case):
    Case.objects.filter(pk=child.pk).update(school=loaded.school)
    action = a_joint_action(loaded, Case.objects.select_related("child", "round").get(pk=child.pk))
    url = f"/joint/{action.pk}/"
    assert "潘警官" in page(loaded.wu, url) and "一起上门讲法" in page(loaded.li, url)
    of_school = page(loaded.yang, url)
    assert "公安" in of_school and child.child.name in of_school
    assert "潘警官" not in of_school and "一起上门讲法" not in of_school
    page(loaded.wang, url, 404)
    assert url in page(loaded.li, "/joint/") and url not in page(loaded.wang, "/joint/")


def test_only_children_of_the_place_whom_one_sees_can_be_chosen(loaded: Cast, child: Case):
    assert client_of(loaded.wang).get(f"/joint/new/?place={GAOHUA}").status_code == 404
    assert client_of(loaded.yang).get("/joint/new/").status_code == 404
    post(loaded.wang, form_of(loaded, child, place="522633105201"))
    assert not JointAction.objects.exists()
    assert "请选乡镇或村" in page(loaded.wu, "/joint/new/")
    assert child.child.name in page(loaded.wu, f"/joint/new/?place={GAOHUA}")
    assert child.child.name not in page(loaded.shi, "/joint/new/?place=522633106202")


def test_the_demo_takes_its_joint_actions_away(loaded: Cast, child: Case):
    a_joint_action(loaded, child)
    remove_demo_joint_actions()
    assert not JointAction.objects.exists() and not JointChild.objects.exists()
