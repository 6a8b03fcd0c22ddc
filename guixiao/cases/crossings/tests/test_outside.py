"""A child of another place: who it is and whom to call, for a purpose, recorded, looked over by somebody else."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.crossings import triggers
from guixiao.cases.crossings.actions import remove_demo_crossings
from guixiao.cases.crossings.models import Crossing, Glance, Remark
from guixiao.cases.crossings.verify import crossings_are_kept
from guixiao.cases.crossings.wording import REFUSALS
from guixiao.cases.models import Case
from guixiao.children.models import Child, Coverage
from guixiao.lib.masks import masked_id
from tests.cast import PASSWORD, Cast
from tests.starts import start

PURPOSE = "家长带孩子来我镇报名"
NOBODY = "没有找到"


@start
def child(loaded: Cast) -> Child:
    """A suspected child of 高华 in 停洞, no demo's."""
    Child.objects.update(demo=False)
    return Case.objects.filter(village__code="522633106201", bucket="not_found").first().child


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(user: User, child: Child | None = None, **changed: str):
    said = {"number": child.id_number if child else "", "purpose": "came_here", "words": PURPOSE} | changed
    return desk(user).post("/looks/outside/", said)


def text(answer) -> str:
    return answer.content.decode()


def test_another_township_finds_who_it_is_and_whom_to_call_and_nothing_else(loaded: Cast, child: Child):
    answer = ask(loaded.wang, child)
    told = text(answer).partition("<main")[2]
    assert answer.status_code == 200 and child.name in told and masked_id(child.id_number) in told
    assert "停洞镇" in told and "高华" in told and "待核查" in told and "石所长" in told
    for hidden in (
        child.id_number,
        child.guardian,
        child.phone,
        child.ethnicity,
        str(child.pk),
        f"/cases/{child.cases.get().pk}",
    ):
        assert hidden not in told, hidden
    assert "no-store" in answer.headers["Cache-Control"]


def test_by_name_both_parts_must_be_the_child_s_own(loaded: Cast, child: Child):
    born = child.birth_date.isoformat()
    assert child.masked_id in text(ask(loaded.wang, name=child.name, born=born))
    assert NOBODY in text(ask(loaded.wang, name=child.name, born="2015-09-02"))
    assert NOBODY in text(ask(loaded.wang, name=child.name[:2], born=born)), "part of a name finds nobody"
    assert NOBODY in text(ask(loaded.wang, number="522633201509019999"))


def test_of_many_of_one_name_only_a_few_are_shown(loaded: Cast, child: Child):
    far = Child.objects.filter(coverage__round__current__isnull=False, town__code="522633106")[:5]
    Child.objects.filter(pk__in=[one.pk for one in far]).update(name="同名")
    told = text(ask(loaded.wang, name="同名", born=child.birth_date.isoformat()))
    assert told.count("found-one") == 3 and "还有同名同日生" in told
    assert Glance.objects.count() == 3


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"number": "0001"}, "number_whole"), ({"number": ""}, "whom"), ({"purpose": ""}, "purpose_chosen"),
     ({"words": "看看"}, "purpose_written")],
)  # fmt: skip
def test_without_a_whole_question_nothing_is_shown_and_nothing_kept(loaded: Cast, child: Child, changed, why):
    answer = ask(loaded.wang, child, **changed)
    assert answer.status_code == 422 and str(REFUSALS[why]) in text(answer) and child.masked_id not in text(answer)
    assert not Crossing.objects.exists() and child.id_number not in text(answer)


def test_reading_the_page_finds_nobody_whatever_stands_in_the_address(loaded: Cast, child: Child):
    answer = desk(loaded.wang).get("/looks/outside/", {"number": child.id_number, "purpose": "came_here", "words": PURPOSE})
    assert answer.status_code == 200 and child.name not in text(answer) and not Crossing.objects.exists()


def test_what_was_looked_for_is_kept_nowhere_and_that_it_was_is_kept_for_good(loaded: Cast, child: Child):
    ask(loaded.wang, child)
    ask(loaded.wang, number="522633201509019999")
    first, second = Crossing.objects.order_by("at")
    assert [glance.child for glance in first.glances.all()] == [child] and not second.glances.exists()
    assert (first.user, first.words, first.post.role) == (loaded.wang, PURPOSE, "township_post")
    log = str([(entry.act, entry.subject, entry.detail) for entry in Entry.objects.all()])
    assert child.name not in log and "522633201509019999" not in log and PURPOSE not in log
    seen = Entry.objects.get(act="child.outside")
    assert (seen.subject, seen.actor_id, seen.place) == (f"child:{child.pk}", loaded.wang.pk, child.village.path)
    assert list(Entry.objects.filter(act="outside.ask").values_list("detail__found", flat=True).order_by("sequence")) == [1, 0]
    with pytest.raises(DatabaseError), transaction.atomic():
        Crossing.objects.update(purpose="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Glance.objects.all().delete()
    assert crossings_are_kept().holds
    triggers.remove(connection)
    assert not crossings_are_kept().holds


def test_on_one_day_nobody_asks_more_often_than_the_policy_says(loaded: Cast, child: Child, monkeypatch):
    monkeypatch.setattr("guixiao.cases.crossings.actions.asked_today", lambda user: 9 + Crossing.objects.own(user).count())
    assert child.masked_id in text(ask(loaded.wang, child))
    refused = ask(loaded.wang, child)
    assert refused.status_code == 422 and child.masked_id not in text(refused) and "明天再查" in text(refused)
    assert child.name not in text(ask(loaded.wang, child)) and Crossing.objects.count() == 1
    assert Crossing.objects.filter(user=loaded.shi).count() == 0, "another person's day is their own"


def test_a_child_of_one_s_own_place_needs_no_question(loaded: Cast, child: Child):
    told = text(ask(loaded.shi, child))
    assert "就在您这里" in told and "found-one" not in told and not Glance.objects.exists()


def test_the_school_that_has_a_child_is_called_too_and_a_child_in_class_has_no_case(loaded: Cast):
    pupil = Coverage.objects.filter(bucket="enrolled", school=loaded.school).first().child
    told = text(ask(loaded.wang, pupil))
    assert "杨校长" in told and "没有立案" in told


def test_who_looked_tells_the_child_s_own_place(loaded: Cast, child: Child):
    ask(loaded.wang, child)
    page = text(desk(loaded.shi).get(f"/children/{child.pk}/looks/"))
    assert "从别处查到这个孩子" in page and "乡镇指挥所 西山镇" in page and "孩子来了我们这里" in page and "王所长" not in page
    assert "王所长" in text(desk(loaded.li).get(f"/children/{child.pk}/looks/"))
    assert "The child has come here" in text(desk_in_english(loaded.shi).get(f"/children/{child.pk}/looks/"))


def desk_in_english(user: User) -> Client:
    client = desk(user)
    client.cookies["django_language"] = "en"
    return client


def say(user: User, crossing: Crossing, verb: str, words: str = "", seen: int | str | None = None):
    address = f"/looks/mine/{crossing.pk}/answer/" if verb == "answer" else f"/looks/review/{crossing.pk}/remark/"
    seen = crossing.remarks.count() if seen is None else seen
    return desk(user).post(address, {"verb": verb, "words": words, "seen": seen}, follow=True)


def test_it_is_looked_over_questioned_answered_and_looked_over_again(loaded: Cast, child: Child):
    ask(loaded.wang, child)
    crossing = Crossing.objects.get()
    page = text(desk(loaded.li).get("/looks/review/"))
    assert "王所长" in page and f"/looks/review/{crossing.pk}/" in page
    assert child.name in text(desk(loaded.li).get(f"/looks/review/{crossing.pk}/"))
    assert str(REFUSALS["words_given"]) in text(say(loaded.li, crossing, "question"))
    say(loaded.li, crossing, "question", "哪位家长？")
    mine = text(desk(loaded.wang).get("/looks/mine/"))
    assert "哪位家长？" in mine and "有疑问，等说明" in mine and "answer/" in mine and child.name not in mine
    say(loaded.wang, crossing, "answer", "吴家的父亲，登记在册")
    assert "吴家的父亲" in text(desk(loaded.li).get(f"/looks/review/{crossing.pk}/"))
    say(loaded.li, crossing, "look_over")
    assert [remark.state for remark in crossing.remarks.all()] == ["questioned", "answered", "settled"]
    assert f"/looks/review/{crossing.pk}/" not in text(desk(loaded.li).get("/looks/review/"))
    assert f"/looks/review/{crossing.pk}/" in text(desk(loaded.li).get("/looks/review/?tab=settled"))


def test_of_two_who_say_something_at_once_the_second_is_told(loaded: Cast, child: Child):
    ask(loaded.wang, child)
    crossing = Crossing.objects.get()
    assert say(loaded.li, crossing, "look_over", seen="9" * 5000).status_code == 200, "a number of any length is none"
    assert not crossing.remarks.exists()
    say(loaded.li, crossing, "look_over", seen=0)
    assert str(REFUSALS["moved"]) in text(say(loaded.li, crossing, "question", "为什么？", seen=0))
    assert Remark.objects.count() == 1


def an_officer(cast: Cast, role: str = "county_officer", username: str = "second") -> User:
    user = open_account(username=username, name="另一位主任", password=PASSWORD)
    give_post(user, role, at=cast.county, since=date(2020, 1, 1))
    return user


def test_nobody_looks_over_their_own(loaded: Cast):
    ask(loaded.li, number="522633201509019999")
    crossing = Crossing.objects.get()
    assert str(REFUSALS["somebody_else"]) in text(say(loaded.li, crossing, "look_over"))
    assert "look_over" not in text(desk(loaded.li).get(f"/looks/review/{crossing.pk}/"))
    say(an_officer(loaded), crossing, "look_over")
    assert Remark.objects.get().verb == "look_over"


def test_the_audit_administrator_looks_over_without_a_child_s_name(loaded: Cast, child: Child):
    ask(loaded.wang, child)
    crossing = Crossing.objects.get()
    say(loaded.li, crossing, "question", f"{child.name}是谁家的？")
    auditor = an_officer(loaded, "audit_admin", "auditor")
    for address in ("/looks/review/?tab=all", f"/looks/review/{crossing.pk}/"):
        page = text(desk(auditor).get(address))
        assert "王所长" in page and child.name not in page and child.masked_id not in page and str(child.pk) not in page
    assert f"{'×' * len(child.name)}是谁家的" in page
    say(loaded.wang, crossing, "answer", "家长来了")
    say(auditor, crossing, "look_over")
    assert crossing.remarks.last().by == auditor


@pytest.mark.parametrize("who", ["shi", "wu", "yang", "wang"])
def test_no_other_post_reads_or_looks_over(loaded: Cast, child: Child, who: str):
    ask(loaded.wang, child)
    crossing, client = Crossing.objects.get(), desk(getattr(loaded, who))
    assert client.get("/looks/review/").status_code == client.get(f"/looks/review/{crossing.pk}/").status_code == 404
    assert client.post(f"/looks/review/{crossing.pk}/remark/", {"verb": "look_over", "seen": 0}).status_code == 404
    if who != "wang":
        assert client.post(f"/looks/mine/{crossing.pk}/answer/", {"words": "x", "seen": 0}).status_code == 404
        assert "王所长" not in text(client.get("/looks/mine/"))


def test_the_demo_s_go_with_it_and_nothing_real(loaded: Cast, child: Child):
    ask(loaded.wang, child)  # a real person, a child of the demo's round
    Child.objects.update(demo=True)
    ask(loaded.wang, child)
    User.objects.filter(pk=loaded.shi.pk).update(demo=True)
    ask(User.objects.get(pk=loaded.shi.pk), number="522633201509019999")
    say(loaded.li, Crossing.objects.get(user=loaded.shi), "look_over")
    remove_demo_crossings()
    assert {crossing.user for crossing in Crossing.objects.all()} == {loaded.wang}
    assert Glance.objects.filter(demo=True).count() == 0 == Remark.objects.count()


def test_whoever_searches_and_finds_nobody_is_shown_the_door(loaded: Cast):
    page = text(desk(loaded.wang).get("/coverage/522633105/children/", {"q": "没有的人"}))
    assert 'href="/looks/outside/"' in page
    assert 'href="/looks/outside/"' in text(desk(loaded.wang).get("/me/"))
