"""A question that tells why a child is out of school: asked by those alone to whom that is open, and there for nobody else."""

import uuid

import pytest
from django.test import Client

from guixiao.cases.actions import Refused
from guixiao.cases.effort.tests.test_story import act, at_desk, case_of, knowing, out, plan
from guixiao.cases.referrals.models import Referral
from tests.cast import Cast
from tests.referrals import a_question
from tests.starts import start

__all__ = ["out"]


@start
def kept(out: Cast) -> Cast:
    """A child whose cause only the county may see."""
    plan(out.li, cause="pregnancy", difficulties="不能让人知道")
    act(out.shi, "approve_plan")
    return out


def report(client: Client) -> object:
    form = {"question": "protection", "channel": "paper", "key": str(uuid.uuid4())}
    return client.post(f"/cases/{case_of().pk}/refer/", form)


def test_it_is_asked_only_after_somebody_said_what_for(kept: Cast):
    shut = report(at_desk(kept.li))
    assert shut.status_code == 422 and "先在案件页说明用途" in shut.content.decode()
    assert report(at_desk(kept.shi)).status_code == 422, "whom the policy does not name"
    with pytest.raises(Refused):
        a_question(kept, kept.shi, case_of(), question="protection", channel="paper")
    assert not Referral.objects.exists()
    assert report(knowing(kept.li)).status_code == 302
    referral = Referral.objects.get()
    assert referral.restricted and referral.shown["cause"] == [{"zh": "怀孕、生育", "en": "Pregnancy or childbirth"}]


def test_whoever_does_not_see_the_cause_does_not_find_it(kept: Cast):
    report(knowing(kept.li))
    referral = Referral.objects.get()
    for user in (kept.shi, kept.wu):
        page = at_desk(user).get(f"/cases/{case_of().pk}/").content.decode()
        assert referral.number not in page and "请查这个孩子有没有受到伤害" not in page, user
    desk = at_desk(kept.shi)
    assert desk.get(f"/referrals/{referral.pk}/").status_code == 404
    assert desk.get(f"/referrals/{referral.pk}/sheet/").status_code == 404
    assert desk.get("/referrals/?who=place").context["counts"]["all"] == 0


def test_its_letter_is_printed_only_while_the_cause_is_open(kept: Cast):
    report(knowing(kept.li))
    referral = Referral.objects.get()
    assert at_desk(kept.li).get(f"/referrals/{referral.pk}/sheet/").status_code == 302
    assert "怀孕" not in at_desk(kept.li).get(f"/referrals/{referral.pk}/").content.decode()
    assert "怀孕、生育" in knowing(kept.li).get(f"/referrals/{referral.pk}/sheet/").content.decode()
