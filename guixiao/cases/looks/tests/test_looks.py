"""Restricted matters open for a purpose, for a while, in one session; who looked is told to those whom it concerns."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from guixiao.audit.models import Entry
from guixiao.cases.effort.actions import remove_demo_efforts
from guixiao.cases.effort.tests.test_story import act, at_desk, case_of, day, in_an_emergency, knowing, out, plan, says
from guixiao.cases.effort.wording import REFUSALS as OF_EFFORT
from guixiao.cases.looks import triggers
from guixiao.cases.looks.actions import remove_demo_looks
from guixiao.cases.looks.models import Look
from guixiao.cases.looks.verify import looks_are_kept
from guixiao.cases.looks.wording import CLOSED, REFUSALS
from guixiao.cases.models import Case
from tests.cast import Cast, a_lead
from tests.starts import start

__all__ = ["out"]
SECRET = "不能让人知道"


@start
def kept(out: Cast) -> Cast:
    """A child whose cause only the county may see; the township approved the plan."""
    plan(out.li, cause="pregnancy", difficulties=SECRET)
    act(out.shi, "approve_plan")
    return out


def page(client, url: str = "") -> str:
    return client.get(url or f"/cases/{case_of().pk}/").content.decode()


def looks_page(user) -> str:
    return page(at_desk(user), f"/children/{case_of().child_id}/looks/")


def open_it(client, **said):
    return client.post(f"/cases/{case_of().pk}/matters/", said, follow=True)


def test_the_county_sees_the_cause_only_after_it_said_what_for(kept: Cast):
    client = at_desk(kept.li)
    before = page(client)
    assert SECRET not in before and "怀孕" not in before.partition('id="cause"')[0] and "写明用途后打开" in before
    assert says(open_it(client), REFUSALS["purpose_chosen"])
    assert says(open_it(client, purpose="other", words="看"), REFUSALS["purpose_written"])
    assert SECRET not in page(client) and not Look.objects.exists()
    assert says(open_it(client, purpose="protect", words="派出所来问"), SECRET)
    assert SECRET in page(client), "it stays open for a while"
    entry = Entry.objects.get(act="child.matters")
    assert (entry.actor_id, entry.subject) == (kept.li.pk, f"child:{case_of().child_id}")
    assert entry.detail["purpose"] == "保护、强制报告、转介" and "派出所" not in str(entry.detail)


def test_it_is_open_in_that_session_for_that_child_and_for_those_minutes_only(kept: Cast, monkeypatch):
    client = knowing(kept.li)
    assert SECRET in page(client) and SECRET not in page(at_desk(kept.li)), "another session, another purpose"
    real = timezone.now
    for minutes, seen in ((14, True), (15, False), (60 * 24, False)):
        monkeypatch.setattr(timezone, "now", lambda minutes=minutes: real() + timedelta(minutes=minutes))
        assert (SECRET in page(client)) is seen, minutes


def test_the_panel_beside_the_list_shows_no_more_than_the_page(kept: Cast):
    headers = {"hx-request": "true", "hx-target": "panel"}
    answer = at_desk(kept.li).get(f"/cases/{case_of().pk}/", headers=headers).content.decode()
    assert SECRET not in answer and "强制报告的" not in answer


@pytest.mark.parametrize("who", ["shi", "wu", "yang", "wang"])
def test_a_post_that_the_policy_does_not_name_finds_no_door(kept: Cast, who: str):
    client = at_desk(getattr(kept, who))
    assert open_it(client, purpose="plan").status_code == 404 and not Look.objects.exists()
    assert "matters" not in page(client)


def test_nobody_steps_up_without_having_looked_why(kept: Cast):
    shut = at_desk(kept.li)
    for verb in ("step_up", "skip"):
        assert says(act(kept.li, verb, client=shut, note="快"), CLOSED)
    assert str(OF_EFFORT["protection_told"]) not in page(shut)
    act(kept.li, "report", to="公安局", day=day())
    assert says(act(kept.li, "skip", client=shut, note="快"), CLOSED) and case_of().phase == "persuasion"
    act(a_lead(kept), "skip", client=in_an_emergency(a_lead(kept)), note="快")
    assert case_of().phase == "care"


def test_a_cause_that_every_post_sees_needs_no_purpose(out: Cast):
    for cause in ("poverty", "disability"):
        plan(out.li, cause=cause, difficulties=SECRET)
        assert all(SECRET in page(at_desk(user)) for user in (out.li, out.shi, out.wu, out.yang))


def test_the_county_reads_who_looked_by_name_and_the_posts_of_the_child_which_posts_did(kept: Cast):
    open_it(at_desk(kept.li), purpose="check", words="县督查组要求")
    at_desk(kept.wu).post(f"/children/{case_of().child_id}/number/", {"what": "phone"})
    whole = looks_page(kept.li)
    assert all(word in whole for word in ("李主任", "吴队长", "打开了限制查看的内容", "核对、督查", "县督查组要求", "电话"))
    for user in (kept.shi, kept.wu, kept.yang):
        told = looks_page(user)
        assert "村小分队" in told and "电话" in told and "李主任" not in told
        assert "吴队长" not in told.partition("<main")[2], "their names are the county's"


def test_who_may_not_know_why_is_not_told_that_somebody_looked(kept: Cast):
    """That somebody looked, or for protection, or at a proof of the report, would tell that there is one."""
    before = {who: rows_in(looks_page(getattr(kept, who))) for who in ("wu", "shi", "yang")}
    open_it(at_desk(kept.li), purpose="protect")
    for who, rows in before.items():
        told = looks_page(getattr(kept, who))
        assert rows_in(told) == rows and "保护" not in told and "限制查看的内容</td>" not in told


def rows_in(html: str) -> int:
    return html.count("<tr>")


def test_lists_that_may_hold_the_child_are_shown_to_the_county(kept: Cast):
    for user, place in ((kept.shi, "522633106"), (kept.wang, "522633105")):
        assert at_desk(user).post(f"/coverage/{place}/children/export/", {"numbers": "masked"}).getvalue()
    told = looks_page(kept.li)
    assert "停洞镇" in told.partition("可能带走了")[2] and "西山镇" not in told.partition("可能带走了")[2]
    assert "可能带走了" not in looks_page(kept.shi)


def test_the_outsider_finds_neither_page_nor_door(kept: Cast):
    client = at_desk(kept.wang)
    assert client.get(f"/children/{case_of().child_id}/looks/").status_code == 404


def test_the_log_of_the_county_names_the_act_and_its_purpose(kept: Cast):
    knowing(kept.li, "visit")
    told = page(at_desk(kept.li), "/audit/?kind=looks")
    assert "打开了限制查看的内容" in told and "准备走访、劝返" in told


def test_the_database_keeps_every_look_and_verify_says_so(kept: Cast):
    knowing(kept.li)
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.update(purpose="visit")
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.all().delete()
    assert looks_are_kept().holds
    triggers.remove(connection)
    assert not looks_are_kept().holds
    Look.objects.filter(purpose="plan").delete()
    triggers.put(connection)


def test_the_demo_s_looks_go_with_it_and_nothing_real(kept: Cast):
    knowing(kept.li)
    remove_demo_looks()
    assert Look.objects.count() == 1
    Case.objects.update(demo=True)
    knowing(kept.li)
    remove_demo_looks()
    remove_demo_efforts()
    assert Look.objects.filter(demo=False).count() == 1 and not Look.objects.filter(demo=True).exists()
