"""A village is marked, comes first, has its badge and shorter clocks, and is ended early."""

import re
from dataclasses import replace
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.models import Entry
from guixiao.cases.clocks.actions import tick
from guixiao.cases.clocks.models import Task
from guixiao.cases.keyplaces.actions import remove_demo_key_places
from guixiao.cases.keyplaces.models import KeyPlace
from guixiao.cases.keyplaces.wording import REFUSALS
from guixiao.children.models import Round
from tests.bodies import a_key_place
from tests.cast import SHIPPED, Cast, row
from tests.starts import start

ONE = timedelta(days=1)
TINGDONG, XISHAN, GAOHUA, MIAOLANG = "522633106", "522633105", "522633106201", "522633106202"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, url: str) -> str:
    answer = client_of(user).get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def mark(user: User, place: str, **changed: str) -> str:
    today = timezone.localdate()
    form = {"place": place, "reason": "remote", "first": today.isoformat(), "last": (today + 30 * ONE).isoformat()}
    return client_of(user).post("/key-places/mark/", form | changed, follow=True).content.decode()


def order_of(html: str, *names: str) -> list[str]:
    found = re.search(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    assert found
    return sorted(names, key=found[1].index)


def test_a_key_township_comes_first_with_its_badge_and_the_figures_add_up(loaded: Cast):
    before = page(loaded.li, "/coverage/522633/?by=town")
    assert order_of(before, "西山镇", "停洞镇") == ["西山镇", "停洞镇"] and "key-place" not in before
    told = mark(loaded.li, TINGDONG, note="路远")
    assert "停洞镇已标为重点" in told and "偏远、路难走" in told and "路远" in told
    after = page(loaded.li, "/coverage/522633/?by=town")
    assert order_of(after, "西山镇", "停洞镇") == ["停洞镇", "西山镇"] and after.count("key-place") == 1
    figures = [sorted(re.findall(r"bucket=\w+\">([\d,]+)<", html)) for html in (before, after)]
    assert figures[0] == figures[1]
    assert "key-place" in page(loaded.shi, f"/coverage/{TINGDONG}/") and "key-place" in page(loaded.shi, "/day/?who=place")
    assert KeyPlace.objects.get().demo and Entry.objects.get(act="key_place.mark").detail["reason"] == "remote"


def test_children_of_a_key_village_come_first_on_the_worklist(cast: Cast):
    cast.load([row(1, "not_found", name="吴高华"), row(2, "not_found", name="潘苗朗", village="苗朗"),
               row(3, "not_found", name="莫西山", town="西山", village="顶洞")], demo=True)  # fmt: skip
    assert order_of(page(cast.li, "/verify/"), "吴高华", "潘苗朗", "莫西山") == ["莫西山", "吴高华", "潘苗朗"]
    mark(cast.shi, MIAOLANG)
    html = page(cast.li, "/verify/")
    assert order_of(html, "吴高华", "潘苗朗", "莫西山") == ["潘苗朗", "莫西山", "吴高华"] and html.count("key-place") == 1
    assert "key-place" in page(cast.li, "/coverage/522633106/?by=village")


def test_a_township_marks_its_villages_and_the_county_townships(loaded: Cast):
    assert str(REFUSALS["county_marks"]) in mark(loaded.shi, TINGDONG)
    assert client_of(loaded.shi).post("/key-places/mark/", {"place": XISHAN}).status_code == 404
    assert client_of(loaded.wu).post("/key-places/mark/", {"place": GAOHUA}).status_code == 404
    assert "高华村已标为重点" in mark(loaded.shi, GAOHUA, note="山高路远")
    assert str(REFUSALS["marked"]) in mark(loaded.li, GAOHUA)
    assert str(REFUSALS["kind"]) in mark(loaded.li, "522633")
    assert str(REFUSALS["too_long"]) in mark(loaded.li, MIAOLANG, last="2031-01-01")
    assert "山高路远" in page(loaded.wu, "/key-places/") and "山高路远" not in page(loaded.wang, "/key-places/")


def test_ended_early_it_says_why_and_is_told_once(loaded: Cast):
    kept = a_key_place(loaded)
    url, client = f"/key-places/{kept.pk}/end/", client_of(loaded.shi)
    assert str(REFUSALS["why"]) in client.post(url, follow=True).content.decode()
    told = client.post(url, {"why": "都回来了"}, follow=True).content.decode()
    assert "以前的" in told and "都回来了" in told and "石所长提前结束" in told
    assert str(REFUSALS["over"]) in client_of(loaded.li).post(url, {"why": "也说"}, follow=True).content.decode()
    kept.refresh_from_db()
    assert kept.ended_by == loaded.shi and kept.ended_on == timezone.localdate() and kept.mark.until == kept.ended_on


@start
def shorter(cast: Cast) -> Cast:
    """The county says that verification has three working days at key places."""
    cast.load([row(1, "not_found", name="吴高华"), row(2, "not_found", name="潘苗朗", village="苗朗")], demo=True)
    made = Round.objects.get()
    key_places = replace(SHIPPED.bodies.key_places, days={"verify": 3})
    made.wording["bodies"]["key_places"] = {**vars(key_places)}
    made.save()
    return cast


def due() -> dict[str, date]:
    tick(timezone.localdate())
    return dict(Task.objects.values_list("case__village__name", "due_on"))


def test_what_begins_at_a_key_place_has_fewer_days_if_the_county_says_so(shorter: Cast):
    before = due()
    assert len(set(before.values())) == 1
    kept = a_key_place(shorter)
    after = due()
    village = Area.objects.get(code=GAOHUA).name
    assert after[village] < before[village] and {**after, village: None} == {**before, village: None}
    kept.ended_on = timezone.localdate()
    kept.save()
    assert due() == after, "it ended later than the case began"
    assert "期限短些" in page(shorter.li, "/key-places/")
    KeyPlace.objects.update(first=timezone.localdate() + ONE, ended_on=None)
    assert due() == before, "it begins later than the case"


def test_the_demo_takes_its_key_places_away(loaded: Cast):
    a_key_place(loaded)
    remove_demo_key_places()
    assert not KeyPlace.objects.exists()
