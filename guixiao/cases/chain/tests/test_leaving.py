"""Whoever leaves hands over first: no post ends, no account closes, while children hang on the person by name."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import HandOverFirst, close_account, end_post, give_post, open_account
from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.actions import Said, act
from guixiao.cases.chain.actions import Person, Refused, hand_over
from guixiao.cases.chain.models import Duty
from guixiao.cases.chain.people import links_of
from guixiao.cases.models import Case, Event
from guixiao.cases.verify import events_tell_the_state
from tests.cast import Cast, row
from tests.starts import start

TODAY = timezone.localdate


@start
def told(cast: Cast) -> Cast:
    """Two children of 高华, one of 苗朗."""
    cast.load([row(1, "not_found", name="潘小花"), row(2, "not_found", name="石三妹"),
               row(3, "not_found", name="韦大妹", village="苗朗")])  # fmt: skip
    return cast


def village_head(name: str):
    case = Case.objects.select_related("child", "round").get(child__name=name)
    return next(str(link.who) for link in links_of(case, TODAY()) if link.chief.name == "village_head")


def by_page(user: User, url: str, **form) -> str:
    client = Client()
    client.force_login(user)
    return client.post(url, form, follow=True).content.decode()


def test_a_post_on_which_children_hang_does_not_end_and_the_page_says_what_to_do(told: Cast):
    post = told.wu.posts.get()
    with pytest.raises(HandOverFirst):
        end_post(post, last_day=TODAY(), by=told.li)
    page = by_page(told.li, f"/posts/{post.pk}/end/", last_day=TODAY().isoformat())
    assert "没有改：还有孩子指着这个人" in page and f"/posts/{post.pk}/hand-over/" in page
    post.refresh_from_db()
    assert post.until is None


def test_an_account_on_which_children_hang_does_not_close(told: Cast):
    with pytest.raises(HandOverFirst):
        close_account(told.wu, by=told.li)
    assert "没有改：还有孩子指着这个人" in by_page(told.li, f"/people/{told.wu.pk}/closed/")
    assert User.objects.get(pk=told.wu.pk).is_active


def test_all_is_handed_over_in_one_act_and_then_the_post_ends(told: Cast):
    post = told.wu.posts.get()
    page = by_page(told.li, f"/posts/{post.pk}/hand-over/", name="韦支书", why="吴队长调走")
    assert "2 个孩子已交接" in page
    assert village_head("潘小花") == village_head("石三妹") == "韦支书"
    assert Event.objects.filter(verb="chief_hand_over", note__isnull=False).count() == 2
    assert Event.objects.filter(verb="chief_hand_over").first().note == "吴队长调走"
    entry = Entry.objects.get(act="chief.hand_over")
    assert (entry.detail["name"], entry.detail["cases"]) == ("吴队长", 2)
    end_post(post, last_day=TODAY(), by=told.li)
    close_account(told.wu, by=told.li)
    assert village_head("潘小花") == "韦支书" and events_tell_the_state().holds


def test_a_successor_at_the_same_post_needs_no_hand_over(told: Cast):
    fan = open_account(username="fan", name="范队员", password="x")
    give_post(fan, "village_squad", at=told.wu.posts.get().area, since=TODAY())
    end_post(told.wu.posts.get(), last_day=TODAY() - timedelta(1), by=told.li)
    assert village_head("潘小花") == "范队员"


def test_a_successor_who_leaves_on_the_same_day_is_none(told: Cast):
    fan = open_account(username="fan", name="范队员", password="x")
    give_post(fan, "village_squad", at=told.wu.posts.get().area, since=TODAY(), until=TODAY())
    with pytest.raises(HandOverFirst):
        end_post(told.wu.posts.get(), last_day=TODAY(), by=told.li)


def test_where_every_child_is_settled_the_post_ends(told: Cast):
    for case in Case.objects.filter(village__name__startswith="高华"):
        act(told.wu, case, "find", Said(finding="in_class"))
        act(told.li, Case.objects.get(pk=case.pk), "confirm", Said())
    end_post(told.wu.posts.get(), last_day=TODAY(), by=told.li)


def test_whom_somebody_was_named_for_hangs_on_the_person_too(told: Cast):
    """石所长 stands for one child of 苗朗; his post is shared, his name is not."""
    case = Case.objects.get(child__name="韦大妹")
    duty = Duty.objects.create(chief="village_head", case=case, user=told.shi, since=TODAY(), made_by=told.li)
    other = open_account(username="long", name="龙所长", password="x")
    give_post(other, "township_post", at=told.shi.posts.get().area, since=TODAY())
    with pytest.raises(HandOverFirst):
        end_post(told.shi.posts.get(), last_day=TODAY(), by=told.li)
    assert hand_over(told.li, told.shi.posts.get(), Person(other), "调走") == 1
    duty.refresh_from_db()
    assert (duty.until, duty.ended_by) == (TODAY() - timedelta(1), told.li) and village_head("韦大妹") == "龙所长"
    end_post(told.shi.posts.get(), last_day=TODAY(), by=told.li)


def test_another_post_of_the_same_person_keeps_what_they_were_named_for(told: Cast):
    case = Case.objects.get(child__name="韦大妹")
    Duty.objects.create(chief="village_head", case=case, user=told.wu, since=TODAY(), made_by=told.li)
    give_post(told.wu, "village_squad", at=case.village, since=TODAY())
    hand_over(told.li, told.wu.posts.order_by("pk").first(), Person(name="韦支书"), "只管苗朗了")
    end_post(told.wu.posts.order_by("pk").first(), last_day=TODAY(), by=told.li)
    assert village_head("韦大妹") == "吴队长" and village_head("潘小花") == "韦支书"


@pytest.mark.parametrize(
    ("to", "why", "refused"),
    [({"name": "韦"}, " ", "reason"), ({}, "调走", "somebody"), ({"user": "wu"}, "调走", "to_another")],
)
def test_what_is_no_hand_over_is_refused_and_nothing_written(told: Cast, to, why, refused):
    person = Person(told.wu) if "user" in to else Person(**to)
    with pytest.raises(Refused) as error:
        hand_over(told.li, told.wu.posts.get(), person, why)
    assert error.value.why == refused and not Duty.objects.exists()


def test_done_twice_it_is_done_once(told: Cast):
    post = told.wu.posts.get()
    hand_over(told.li, post, Person(name="韦支书"), "调走")
    with pytest.raises(Refused) as error:
        hand_over(told.li, post, Person(name="韦支书"), "调走")
    assert error.value.why == "nothing_hangs" and Duty.objects.count() == 1


def test_the_person_s_page_counts_what_is_to_hand_over_and_only_the_county_hands_over(told: Cast):
    client = Client()
    client.force_login(told.li)
    assert "1 项要交接" in client.get(f"/people/{told.wu.pk}/").content.decode()
    assert "村主任" in client.get(f"/posts/{told.wu.posts.get().pk}/hand-over/").content.decode()
    client.force_login(told.shi)
    assert client.get(f"/posts/{told.wu.posts.get().pk}/hand-over/").status_code == 404
