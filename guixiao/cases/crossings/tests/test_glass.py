"""A county lead sees figures and lists, nothing restricted; in an emergency all, for a while, told at once and looked over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.crossings.models import Crossing, Glance
from guixiao.cases.crossings.tests.test_outside import an_officer, say
from guixiao.cases.crossings.verify import crossings_are_kept
from guixiao.cases.crossings.wording import REFUSALS
from guixiao.cases.effort.tests.test_story import act, at_desk, case_of, in_an_emergency, out, plan
from guixiao.children.models import Child
from tests.cast import Cast, a_lead
from tests.starts import start

__all__ = ["out"]
SECRET = "不能让人知道"
REASON = "孩子今天可能被带走"


@start
def kept(out: Cast) -> Cast:
    """A child whose cause only the county's office may see; nothing of the demo's."""
    plan(out.li, cause="pregnancy", difficulties=SECRET)
    Child.objects.update(demo=False)
    return out


@start
def lead(kept: Cast) -> User:
    return a_lead(kept)


def case_page(client: Client) -> str:
    return client.get(f"/cases/{case_of().pk}/").content.decode()


def number(client: Client):
    return client.post(f"/children/{case_of().child_id}/number/", {"what": "id_number"})


def test_the_lead_sees_the_county_s_figures_and_lists_and_neither_cause_nor_number(kept: Cast, lead: User):
    client = at_desk(lead)
    for url in ("/coverage/522633/", "/coverage/522633/children/", "/verify/", "/cases/", "/orders/", "/day/", "/me/"):
        assert client.get(url).status_code == 200, url
    told = case_page(client)
    assert "石三妹" in told and SECRET not in told and "怀孕" not in told and 'href="/looks/emergency/"' in told
    assert number(client).status_code == 404 and not Glance.objects.exists()
    for url in ("/review/", "/people/", "/audit/", "/rosters/", "/looks/review/"):
        assert client.get(url).status_code == 404, url


def test_on_no_line_the_lead_only_skips_a_measure(kept: Cast, lead: User):
    before = case_of().version
    for verb in ("visit", "plan", "step_up", "approve_plan", "report", "return"):
        act(lead, verb, note="x", day=timezone.localdate().isoformat())
    assert case_of().version == before


def test_in_an_emergency_it_is_open_with_a_reason_for_a_while_in_that_session(kept: Cast, lead: User, monkeypatch):
    client = at_desk(lead)
    refused = client.post("/looks/emergency/", {"words": "急"})
    assert refused.status_code == 422 and str(REFUSALS["purpose_written"]) in refused.content.decode()
    assert SECRET not in case_page(client)
    client.post("/looks/emergency/", {"words": REASON})
    told = case_page(client)
    assert SECRET in told and "紧急查看开着，还剩 30 分钟" in told
    assert kept_number(client) and SECRET not in case_page(at_desk(lead)), "another session is closed"
    real = timezone.now
    for minutes, seen in ((29, True), (30, False)):
        monkeypatch.setattr(timezone, "now", lambda minutes=minutes: real() + timedelta(minutes=minutes))
        assert (SECRET in case_page(client)) is seen, minutes
        assert (number(client).status_code == 200) is seen


def kept_number(client: Client) -> bool:
    return case_of().child.id_number in number(client).content.decode()


def test_it_is_ended_early_once(kept: Cast, lead: User):
    client = in_an_emergency(lead)
    assert SECRET in case_page(client)
    client.post("/looks/emergency/end/")
    assert SECRET not in case_page(client) and number(client).status_code == 404
    client.post("/looks/emergency/end/")
    assert Entry.objects.filter(act="glass.end").count() == 1
    client.post("/looks/emergency/", {"words": REASON})
    assert SECRET in case_page(client) and Crossing.objects.count() == 2
    again = client.post("/looks/emergency/", {"words": REASON})
    assert again.status_code == 422 and Crossing.objects.count() == 2


def test_each_page_under_it_is_kept_and_no_other(kept: Cast, lead: User):
    client = at_desk(lead)
    client.get("/cases/")
    client.post("/looks/emergency/", {"words": REASON})
    for url in (f"/cases/{case_of().pk}/", "/coverage/522633/", f"/children/{case_of().child_id}/", "/nowhere/", "/people/"):
        client.get(url)
    number(client)
    pages = list(Glance.objects.values_list("page", "child"))
    child = case_of().child_id
    assert pages == [("case", child), ("coverage", None), ("child", child), ("reveal", child)]
    assert set(Entry.objects.filter(act="child.glass").values_list("subject", flat=True)) == {f"child:{child}"}
    assert REASON not in str([entry.detail for entry in Entry.objects.all()]) and crossings_are_kept().holds
    page = at_desk(kept.li).get(f"/children/{child}/looks/").content.decode()
    assert "紧急查看时打开了这个孩子的页面" in page and "龙县长" in page


def test_the_office_and_the_administrators_are_told_at_once_and_look_it_over(kept: Cast, lead: User):
    security = an_officer(kept, "security_admin", "security")
    client = in_an_emergency(lead)
    case_page(client)
    crossing = Crossing.objects.get()
    for user, url in ((kept.li, "/verify/"), (security, "/people/")):
        told = at_desk(user).get(url).content.decode()
        assert "打开了紧急查看" in told and f"/looks/review/{crossing.pk}/" in told
    for user in (kept.shi, kept.wu, kept.yang):
        assert "紧急查看" not in at_desk(user).get("/verify/").content.decode()
    page = at_desk(security).get(f"/looks/review/{crossing.pk}/").content.decode()
    assert REASON in page and "石三妹" not in page and "案件" in page and "一个孩子" in page
    assert "石三妹" in at_desk(kept.li).get(f"/looks/review/{crossing.pk}/").content.decode()
    say(kept.li, crossing, "question", "谁报的？")
    mine = client.get("/looks/mine/").content.decode()
    assert "谁报的？" in mine
    say(lead, crossing, "answer", "派出所来电")
    say(security, crossing, "look_over")
    assert "打开了紧急查看" not in at_desk(kept.li).get("/verify/").content.decode()
    assert at_desk(lead).get(f"/looks/review/{crossing.pk}/").status_code == 404, "nobody looks over their own"


@pytest.mark.parametrize("who", ["li", "shi", "wu", "yang", "wang"])
def test_no_other_post_opens_one(kept: Cast, who: str):
    client = at_desk(getattr(kept, who))
    assert client.post("/looks/emergency/", {"words": REASON}).status_code == 404 == client.get("/looks/emergency/").status_code
    assert not Crossing.objects.exists()
