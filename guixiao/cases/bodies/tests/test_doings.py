"""What a body did, on its page: joint actions and stationed studies; and the list of bodies taken along."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.audit.models import Entry
from guixiao.cases.bodies.actions import Who, join, leave
from guixiao.cases.bodies.models import Body
from guixiao.cases.bodies.tests.test_story import GAOHUA, TINGDONG, client_of, page
from guixiao.cases.joint.models import JointAction, Teammate
from guixiao.cases.joint.reading import of_body as actions_of
from guixiao.cases.studies.models import Stayed, Study
from guixiao.cases.studies.reading import of_body as studies_of
from tests.bodies import a_body, a_joint_action, a_study
from tests.cast import SHIPPED, Cast

ONE = timedelta(days=1)


def at(code: str) -> Area:
    return Area.objects.get(code=code)


def test_its_page_has_what_its_members_did_with_what_each_opens(loaded: Cast):
    body, action, study = a_body(loaded), a_joint_action(loaded), a_study(loaded)
    text = page(loaded.li, f"/bodies/{body.pk}/")
    assert f"/studies/{study.pk}/" in text and "data-print" in text
    assert f"/joint/{action.pk}/" not in text, "its head was not there, and it was at another place"
    assert "它组织的、成员参加的、在它所在地的联合行动，会列在这里。" in text
    Teammate.objects.create(action=action, user=loaded.shi)
    text = page(loaded.li, f"/bodies/{body.pk}/")
    assert f"/joint/{action.pk}/" in text and "潘警官" not in text


def test_a_joint_action_is_a_bodys_by_whoever_organised_it_by_a_member_of_the_day_or_by_its_place(loaded: Cast):
    post, squad, action = a_body(loaded), a_body(loaded, "squad", at(GAOHUA)), a_joint_action(loaded)
    assert actions_of(loaded.li, squad) == ([action], 1) and actions_of(loaded.li, post) == ([], 0)
    JointAction.objects.filter(pk=action.pk).update(body=post)
    assert actions_of(loaded.li, post) == ([action], 1)
    JointAction.objects.filter(pk=action.pk).update(body=None)
    member = join(loaded.li, post, Who("member", action.day, loaded.yang), SHIPPED.bodies)
    assert actions_of(loaded.li, post) == ([action], 1)
    JointAction.objects.filter(pk=action.pk).update(day=action.day - ONE)
    assert actions_of(loaded.li, post) == ([], 0), "not yet a member"
    JointAction.objects.filter(pk=action.pk).update(day=action.day + ONE)
    leave(loaded.li, member, timezone.localdate())
    assert actions_of(loaded.li, post) == ([], 0), "no longer a member"
    JointAction.objects.filter(pk=action.pk).update(day=squad.since - ONE)
    assert actions_of(loaded.li, squad) == ([], 0), "the body did not stand yet"


def test_a_study_is_a_bodys_by_whoever_stayed_while_a_member_or_by_its_place(loaded: Cast):
    post, squad, study = a_body(loaded), a_body(loaded, "squad", at(GAOHUA)), a_study(loaded)
    assert studies_of(loaded.li, squad) == ([study], 1) == studies_of(loaded.li, post)
    Stayed.objects.filter(user=loaded.shi).delete()
    assert studies_of(loaded.li, post) == ([], 0)
    Stayed.objects.create(study=study, user=loaded.yang)
    member = join(loaded.li, post, Who("member", study.first + ONE, loaded.yang), SHIPPED.bodies)
    assert studies_of(loaded.li, post) == ([study], 1)
    Study.objects.filter(pk=study.pk).update(last=study.first)
    assert studies_of(loaded.li, post) == ([], 0), "it was over before"
    Study.objects.filter(pk=study.pk).update(last=None)
    leave(loaded.li, member, timezone.localdate())
    assert studies_of(loaded.li, post) == ([study], 1)
    Body.objects.filter(pk=squad.pk).update(until=study.first - ONE)
    squad.refresh_from_db()
    assert studies_of(loaded.li, squad) == ([], 0), "the body was dissolved before"


def test_a_member_from_elsewhere_reads_on_the_bodys_page_nothing_of_places_that_are_not_theirs(loaded: Cast):
    body, action, study = a_body(loaded, "headquarters", loaded.county), a_joint_action(loaded), a_study(loaded)
    join(loaded.li, body, Who("member", date(2026, 9, 1), loaded.wang), SHIPPED.bodies)
    assert actions_of(loaded.li, body) == ([], 0), "nobody of it was there"
    Teammate.objects.create(action=action, user=loaded.wang)
    assert actions_of(loaded.li, body) == ([action], 1) == actions_of(loaded.shi, body)
    text = page(loaded.wang, f"/bodies/{body.pk}/")
    assert str(action.pk) not in text and str(study.pk) not in text
    assert actions_of(loaded.wang, body) == studies_of(loaded.wang, body) == ([], 0)


def test_the_file_has_the_rows_of_the_page(loaded: Cast):
    body = a_body(loaded)
    a_body(loaded, "squad", at(GAOHUA))
    join(loaded.li, body, Who("member", date(2026, 9, 1), name="=1+1", unit="停洞派出所"), SHIPPED.bodies)
    assert "/bodies/export/" in page(loaded.li, "/bodies/")
    client = client_of(loaded.li)
    shown = client.get("/bodies/export/")
    assert shown.context["export"].count == 2
    book = ZipFile(BytesIO(b"".join(client.post("/bodies/export/").streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "停洞镇教育保障指挥所" in text and "石所长" in text and "停洞派出所" in text and "<f>" not in text
    entry = Entry.objects.get(act="list.export")
    assert entry.subject == "list:bodies" and entry.detail["rows"] == 2 and "石所长" not in str(entry.detail)
    assert client.get(f"/bodies/export/?place={GAOHUA}").context["export"].count == 1
    assert client.get("/bodies/export/?gone=1").context["export"].count == 0


def test_the_file_has_only_bodies_of_ones_own_places(loaded: Cast):
    a_body(loaded)
    assert client_of(loaded.wang).get("/bodies/export/").context["export"].count == 0
    page(loaded.wang, f"/bodies/export/?place={TINGDONG}", 404)
    page(loaded.wu, "/bodies/export/", 404)
    assert "/bodies/export/" not in page(loaded.wu, "/bodies/")
