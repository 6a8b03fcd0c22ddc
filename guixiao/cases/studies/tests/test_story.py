"""A stay in a village: recorded, its decision stands on the day of whoever is to do it, and is ticked done."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.studies.actions import remove_demo_studies
from guixiao.cases.studies.models import Decision, Study
from guixiao.cases.studies.tasks import tasks
from guixiao.cases.studies.wording import REFUSALS
from tests.bodies import a_study
from tests.cast import Cast

GAOHUA = "522633106201"
ONE = timedelta(days=1)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, url: str, status: int = 200) -> str:
    answer = client_of(user).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def post(person: User, address: str, /, **form: object) -> str:
    return client_of(person).post(address, form, follow=True).content.decode()


def form_of(cast: Cast, **changed: object) -> dict[str, object]:
    first = (timezone.localdate() - 3 * ONE).isoformat()
    told: dict[str, object] = {"place": GAOHUA, "key": str(uuid.uuid4()), "first": first, "user": [str(cast.shi.pk)],
                               "name": ["潘干部"], "unit": ["县教科局"], "found": "三户人家都在浙江"}  # fmt: skip
    return told | changed


def test_a_study_is_recorded_and_its_decision_is_done_by_whose_it_is(loaded: Cast):
    form = form_of(loaded)
    for _ in range(2):  # sent twice it is kept once
        told = post(loaded.shi, "/studies/new/", **form)
    study = Study.objects.get()
    assert study.demo and "三户人家都在浙江" in told and "潘干部" in told and "县教科局" in told
    due = (timezone.localdate() + ONE).isoformat()
    who = f"post-{loaded.wu.posts.get().pk}"
    told = post(loaded.shi, f"/studies/{study.pk}/decide/", title="给三户打视频电话", who=who, due=due)
    assert "高华村 村小分队" in told and "办完了" not in told
    assert "蹲点定下、等我办的事 <b>1</b>" in page(loaded.wu, "/day/") and "蹲点定下" not in page(loaded.shi, "/day/")
    listed = page(loaded.wu, "/studies/tasks/")
    assert "给三户打视频电话" in listed and "办完了" in listed
    url = f"/studies/decisions/{Decision.objects.get().pk}/done/"
    assert str(REFUSALS["not_yours"]) in post(loaded.shi, url, word="我来")
    assert str(REFUSALS["word"]) in post(loaded.wu, url, word=" ")
    assert "已记下办完" in post(loaded.wu, url, word="打通了两户")
    assert str(REFUSALS["done"]) in post(loaded.wu, url, word="再说一遍")
    assert "打通了两户" in page(loaded.shi, f"/studies/{study.pk}/") and "蹲点定下" not in page(loaded.wu, "/day/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT found FROM studies_study")
        assert not any("浙江".encode() in bytes(found) for (found,) in cursor.fetchall())
    assert not any("视频" in str(entry.detail) or "潘" in str(entry.detail) for entry in Entry.objects.all())


def test_a_person_may_be_named_instead_of_a_post(loaded: Cast):
    study = a_study(loaded)
    due = timezone.localdate().isoformat()
    post(loaded.li, f"/studies/{study.pk}/decide/", title="去学校看一看", who=f"user-{loaded.yang.pk}", due=due)
    assert "蹲点定下、等我办的事 <b>1</b>" in page(loaded.yang, "/day/")
    assert "去学校看一看" in page(loaded.yang, "/studies/tasks/") and "给三户" not in page(loaded.yang, "/studies/tasks/")
    page(loaded.yang, f"/studies/{study.pk}/", 404)
    told = post(loaded.li, f"/studies/{study.pk}/decide/", title="甲", who=f"user-{loaded.wang.pk}", due=due)
    assert str(REFUSALS["who"]) in told and Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"first": "2031-01-01"}, "days"), ({"last": "2020-01-01"}, "days"), ({"user": [], "name": []}, "people"),
     ({"found": " "}, "found")],
)  # fmt: skip
def test_what_is_lacking_is_said_and_nothing_is_written(loaded: Cast, changed, why):
    assert str(REFUSALS[why]) in post(loaded.shi, "/studies/new/", **form_of(loaded, **changed))
    assert not Study.objects.exists()


def test_each_sees_the_studies_of_its_own_places(loaded: Cast):
    study = a_study(loaded)
    for user in (loaded.li, loaded.shi, loaded.wu):
        assert "高华村" in page(user, "/studies/") and "三户人家都在浙江" in page(user, f"/studies/{study.pk}/")
    page(loaded.wang, f"/studies/{study.pk}/", 404)
    assert client_of(loaded.wu).get("/studies/new/").status_code == 404
    assert client_of(loaded.wang).get(f"/studies/new/?place={GAOHUA}").status_code == 404
    assert "还没有蹲点研判" in page(loaded.wang, "/studies/") and "写一件定下的事" not in page(loaded.wu, f"/studies/{study.pk}/")


def test_the_stay_ends_once(loaded: Cast):
    study = a_study(loaded)
    url = f"/studies/{study.pk}/end/"
    assert str(REFUSALS["days"]) in post(loaded.shi, url, last="2020-01-01")
    today = timezone.localdate().isoformat()
    assert "最后一天已记下" in post(loaded.shi, url, last=today)
    assert str(REFUSALS["ended"]) in post(loaded.shi, url, last=today)


def test_tasks_say_what_who_by_when_and_whether_it_is_done(loaded: Cast):
    a_study(loaded)
    (task,) = tasks(loaded.wu)
    assert (task.title, task.who, task.done, task.state) == ("给三户打视频电话", "高华村 村小分队", None, "running")
    assert task.due == timezone.localdate() + 2 * ONE and tasks(loaded.wang) == []
    Decision.objects.update(due_on=timezone.localdate() - ONE)
    assert tasks(loaded.li)[0].state == "late" and "逾期" in page(loaded.wu, "/studies/tasks/")


def test_the_demo_takes_its_studies_away(loaded: Cast):
    a_study(loaded)
    remove_demo_studies()
    assert not Study.objects.exists() and not Decision.objects.exists()
