"""A command post from its first day to its last, through the pages."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.models import Entry
from guixiao.cases.bodies.actions import remove_demo_bodies
from guixiao.cases.bodies.models import Body, Member
from guixiao.cases.bodies.wording import REFUSALS
from tests.bodies import a_body
from tests.cast import Cast

ONE = timedelta(days=1)
TINGDONG, GAOHUA = "522633106", "522633106201"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(person: User, address: str, /, **form: str) -> str:
    return client_of(person).post(address, form, follow=True).content.decode()


def page(user: User, url: str, status: int = 200) -> str:
    answer = client_of(user).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def today() -> str:
    return timezone.localdate().isoformat()


def set_up(user: User, **changed: str) -> str:
    return post(user, "/bodies/new/", **{"kind": "command_post", "place": TINGDONG, "since": today()} | changed)


def test_the_township_sets_up_its_command_post_and_fills_it(loaded: Cast):
    told = set_up(loaded.shi)
    body = Body.objects.get()
    assert "停洞镇教育保障指挥所已记下" in told and body.demo
    url = f"/bodies/{body.pk}/"
    post(loaded.shi, f"{url}join/", user=str(loaded.shi.pk), function="head", since=today())
    told = post(loaded.shi, f"{url}join/", name="潘派出所", unit="停洞派出所", function="member", since=today())
    assert "石所长" in told and "潘派出所" in told and "停洞派出所" in told
    listed = page(loaded.li, "/bodies/")
    assert "停洞镇教育保障指挥所" in listed and "石所长" in listed
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM bodies_member")
        assert not any("潘派出所".encode() in bytes(name) for (name,) in cursor.fetchall())
    assert not any("潘派出所" in str(entry.detail) for entry in Entry.objects.filter(act="body.join"))


def test_what_cannot_be_is_refused_with_a_word(loaded: Cast):
    assert str(REFUSALS["level"]) in set_up(loaded.shi, kind="headquarters")
    assert str(REFUSALS["kind"]) in set_up(loaded.shi, kind="nonsense")
    set_up(loaded.shi)
    assert str(REFUSALS["stands"]) in set_up(loaded.shi)
    set_up(loaded.shi, name="停洞镇第二指挥所")
    assert Body.objects.count() == 2
    url = f"/bodies/{Body.objects.filter(name='').get().pk}/join/"
    assert str(REFUSALS["who"]) in post(loaded.shi, url, function="head", since=today())
    assert str(REFUSALS["not_here"]) in post(loaded.shi, url, user=str(loaded.wang.pk), function="head", since=today())
    for _ in range(2):
        told = post(loaded.shi, url, user=str(loaded.shi.pk), function="head", since=today())
    assert str(REFUSALS["already"]) in told and Member.objects.count() == 1


def test_a_member_leaves_and_stands_among_those_of_the_past(loaded: Cast):
    body = a_body(loaded)
    member = body.members.get()
    url = f"/bodies/members/{member.pk}/leave/"
    yesterday = (timezone.localdate() - ONE).isoformat()
    assert str(REFUSALS["until"]) in post(loaded.shi, url, until="2020-01-01")
    post(loaded.shi, url, until=yesterday)
    assert str(REFUSALS["ended"]) in post(loaded.shi, url, until=today())
    told = page(loaded.shi, f"/bodies/{body.pk}/")
    assert told.index("以前的成员") < told.index("石所长", told.index("以前的成员"))
    member.refresh_from_db()
    assert member.until == timezone.localdate() - ONE and member.ended_by == loaded.shi


def test_a_dissolved_body_keeps_its_record_and_takes_nobody_in(loaded: Cast):
    body = a_body(loaded)
    post(loaded.shi, f"/bodies/{body.pk}/dissolve/", until=today())
    assert str(REFUSALS["ended"]) in post(loaded.shi, f"/bodies/{body.pk}/dissolve/", until=today())
    assert body.members.get().until == timezone.localdate()
    assert "停洞镇教育保障指挥所" not in page(loaded.li, "/bodies/") and "停洞镇教育保障指挥所" in page(
        loaded.li, "/bodies/?gone=1"
    )
    url = f"/bodies/{body.pk}/join/"
    assert str(REFUSALS["closed"]) in post(loaded.shi, url, name="甲", function="head", since=today())


def test_each_sees_the_bodies_of_its_own_places_and_edits_only_where_it_may(loaded: Cast):
    body = a_body(loaded)
    squad = a_body(loaded, kind="squad", area=Area.objects.get(code=GAOHUA))
    assert "停洞镇教育保障指挥所" not in page(loaded.wu, "/bodies/") and "高华村教育保障小分队" in page(loaded.wu, "/bodies/")
    assert "加一个成员" in page(loaded.shi, f"/bodies/{squad.pk}/") and "加一个成员" not in page(
        loaded.wu, f"/bodies/{squad.pk}/"
    )
    page(loaded.wu, f"/bodies/{body.pk}/", 404)
    page(loaded.wang, f"/bodies/{squad.pk}/", 404)
    page(loaded.yang, f"/bodies/{body.pk}/", 404)
    assert client_of(loaded.wu).post(f"/bodies/{squad.pk}/dissolve/", {"until": today()}).status_code == 404
    post(loaded.shi, f"/bodies/{body.pk}/join/", user=str(loaded.yang.pk), function="member", since=today())
    assert "杨校长" in page(loaded.yang, f"/bodies/{body.pk}/") and "加一个成员" not in page(loaded.yang, f"/bodies/{body.pk}/")
    assert client_of(loaded.li).get("/bodies/?place=999").status_code == 404


def test_the_pages_say_what_would_be_there_and_read_in_english(loaded: Cast):
    assert "还没有机构" in page(loaded.li, "/bodies/") and "还没有机构" in page(loaded.yang, "/bodies/")
    a_body(loaded)
    client = client_of(loaded.li)
    client.cookies.load({"django_language": "en"})
    assert "停洞镇 Education command post" in client.get("/bodies/").content.decode()
    assert "/bodies/" in page(loaded.wu, "/me/")


def test_the_demo_takes_its_own_bodies_away(loaded: Cast):
    demo, real = a_body(loaded), a_body(loaded, kind="squad", area=Area.objects.get(code=GAOHUA))
    Body.objects.filter(pk=real.pk).update(demo=False)
    remove_demo_bodies()
    assert not Body.objects.filter(pk=demo.pk).exists() and Body.objects.get() == real
