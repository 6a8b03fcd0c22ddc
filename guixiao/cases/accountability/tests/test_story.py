"""Who sees which facts, what is said beside them, and that nothing of it changes: by the pages, with the cast."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, connection, transaction

from guixiao.accounts.models import Post
from guixiao.audit.models import Entry
from guixiao.cases.accountability import triggers
from guixiao.cases.accountability.actions import Refused, answer_breach, remove_demo_answers
from guixiao.cases.accountability.models import Answer
from guixiao.cases.accountability.wording import REFUSALS
from guixiao.cases.actions import Said, act, remove_demo_cases
from guixiao.cases.clocks.actions import tick
from guixiao.cases.clocks.models import Breach
from guixiao.cases.orders.actions import remove_demo_orders
from guixiao.cases.orders.models import Addressee
from guixiao.children.models import Round
from tests.cast import Cast

from .conftest import DUE, ONE, case_of, say, see


def duties(answer) -> set[str]:
    return {fact.child for fact in answer.context["facts"] if fact.kind == "duty"}


def orders(answer) -> dict[str, int]:
    return {f"{fact.place} {fact.post}": fact.children for fact in answer.context["facts"] if fact.kind == "order"}


def breach_of(name: str) -> Breach:
    return Breach.objects.get(case=case_of(name))


def url_of(name: str) -> str:
    return f"/accountability/duties/{breach_of(name).pk}/answer/"


def test_the_county_sees_all_of_it_and_the_line_adds_up(late: Cast):
    page = see(late.li)
    assert duties(page) == {"潘小花", "吴老二", "苗朗娃", "莫西山", "石三妹"}
    assert orders(page) == {
        "停洞镇 乡镇指挥所": 4, "高华村 村小分队": 3, "苗朗村 村小分队": 1, "从江县停洞镇中心小学 校长": 1,
    }  # fmt: skip
    counts = page.context["counts"]
    assert counts["all"] == counts["duty"] + counts["order"] == len(page.context["facts"])
    facts = {fact.child: fact for fact in page.context["facts"]}
    assert facts["潘小花"].people == ("吴队长",) and facts["苗朗娃"].people == ()  # a gap stays a gap
    assert (facts["潘小花"].due_on, facts["潘小花"].late_from, facts["潘小花"].took) == (DUE, DUE + ONE, 2)
    assert f"/cases/{case_of('潘小花').pk}/" in page.content.decode()


def test_another_post_sees_only_its_own(late: Cast):
    assert duties(see(late.wu)) == {"潘小花", "吴老二"} and set(orders(see(late.wu))) == {"高华村 村小分队"}
    assert duties(see(late.yang)) == {"石三妹"}
    assert duties(see(late.shi)) == set() and set(orders(see(late.shi))) == {"停洞镇 乡镇指挥所"}
    assert duties(see(late.wang)) == set() and orders(see(late.wang)) == {}
    assert "没有到期没办的事" in see(late.wang).content.decode()


def test_the_policy_says_who_sees_all_of_a_place(late: Cast):
    made = Round.objects.get(current__isnull=False)
    made.wording["accountability"] = {"names": ["township_post"], "sample": True}
    made.save()
    assert duties(see(late.shi)) == {"潘小花", "吴老二", "苗朗娃", "石三妹"} and duties(see(late.wang)) == {"莫西山"}
    assert duties(see(late.li)) == set()


def test_it_is_narrowed_by_kind_place_and_days_and_by_no_person(late: Cast):
    assert duties(see(late.li, "?place=522633105")) == {"莫西山"} and orders(see(late.li, "?place=522633105")) == {}
    assert see(late.li, "?kind=order").context["page"].paginator.count == see(late.li).context["counts"]["order"]
    assert see(late.li, f"?since={DUE + 3 * ONE}").context["page"].paginator.count == 0
    assert duties(see(late.li, f"?until={DUE + ONE}&kind=duty")) == duties(see(late.li))
    everything = see(late.li).context["counts"]
    assert see(late.li, f"?who={late.wu.pk}&sort=people&kind=x&place=x&since=x").context["counts"] == everything


def test_the_person_answers_once_adds_to_it_and_alters_nothing(late: Cast):
    answer = say(late.wu, url_of("潘小花"), "山路塌方，11月13日才进村。")
    assert "山路塌方" in answer.content.decode() and "当时不在这个岗位" not in answer.content.decode()
    say(late.wu, url_of("潘小花"), "已上门。", 1)
    assert [(one.number, one.text, one.held_then) for one in Answer.objects.all()] == [
        (1, "山路塌方，11月13日才进村。", True), (2, "已上门。", True),
    ]  # fmt: skip
    assert "山路塌方" in see(late.li).content.decode()
    entry = Entry.objects.filter(act="accountability.answer").first()
    assert "塌方" not in str(entry.detail) and "潘小花" not in str(entry.detail)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM accountability_answer")
        assert all("塌方".encode() not in bytes(text) for (text,) in cursor.fetchall())


def test_a_second_writer_is_told_and_keeps_the_words(late: Cast):
    say(late.wu, url_of("潘小花"), "第一句")
    second = say(late.wu, url_of("潘小花"), "第二句，没有看到第一句", 0)
    assert second.status_code == 409 and str(REFUSALS["moved"]) in second.content.decode()
    assert "第二句，没有看到第一句</textarea>" in second.content.decode() and Answer.objects.count() == 1
    assert say(late.wu, url_of("潘小花"), " ", 1).status_code == 409 and Answer.objects.count() == 1


def test_nobody_answers_for_another_post(late: Cast):
    assert say(late.li, url_of("潘小花"), "替他说").status_code == 409  # sees it, and it is not the county's duty
    for user in (late.shi, late.yang, late.wang):
        assert say(user, url_of("潘小花"), "x").status_code == 404
    with pytest.raises(Refused, match="not_yours"):
        answer_breach(late.shi, breach_of("潘小花"), "x", 0)
    assert not Answer.objects.exists()


def test_who_left_the_post_still_sees_and_answers_and_opens_no_child(late: Cast, clock):
    Post.objects.filter(user=late.wu).update(until=DUE)
    late.wu.posts.create(role="village_squad", area=case_of("莫西山").village, since=DUE + ONE)
    page = see(late.wu)
    assert "潘小花" not in page.content.decode() and f"/cases/{case_of('潘小花').pk}/" not in page.content.decode()
    assert duties(page) == {"不在您的辖区", "莫西山"}  # what was the post's then, and what is the new post's now
    say(late.wu, url_of("潘小花"), "我当时在")
    say(late.wu, url_of("莫西山"), "我才来")
    assert {one.text: one.held_then for one in Answer.objects.all()} == {"我当时在": True, "我才来": False}
    Post.objects.filter(user=late.wu, until=DUE).update(until=DUE - ONE)
    assert duties(see(late.wu)) == {"莫西山"}  # not held on the due day


def test_a_missed_order_is_answered_by_its_post(late: Cast):
    mine = Addressee.objects.get(role="village_squad", area__code="522633106201")
    url = f"/accountability/orders/{mine.pk}/answer/"
    assert "说了" in say(late.wu, url, "说了").content.decode()
    assert say(late.yang, url, "x").status_code == 404 and say(late.li, url, "x", 1).status_code == 409
    assert Answer.objects.get().addressee_id == mine.pk and Answer.objects.get().held_then
    assert "说了" in see(late.li, "?kind=order").content.decode()


def test_what_is_done_later_stays_in_the_list_with_how_long_it_took(late: Cast, clock):
    clock.day = DUE + timedelta(days=5)  # Monday
    act(late.wu, case_of("潘小花"), "find", Said("dropped_out", note="因为"))
    tick(clock.day)
    clock.day += timedelta(days=7)
    fact = next(fact for fact in see(late.wu).context["facts"] if fact.child == "潘小花" and fact.what)
    assert (fact.done_on, fact.took) == (DUE + timedelta(days=5), 3)


def test_no_page_ranks_or_counts_people(late: Cast):
    page = see(late.li).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert "sort=" not in main and "who=" not in main
    assert not re.search(r"吴队长\s*[（(]?\d", main)
    days = [fact.late_from for fact in see(late.li).context["facts"]]
    assert days == sorted(days, reverse=True)


def test_the_paper_and_the_file_have_the_same_rows(late: Cast):
    say(late.wu, url_of("潘小花"), "=1+1")
    paper = see(late.li, "?place=522633106", path="/accountability/print/")
    assert "潘小花" in paper.content.decode() and "莫西山" not in paper.content.decode()
    assert Entry.objects.filter(act="list.print", subject="list:accountability").count() == 1
    assert "潘小花" not in see(late.yang, path="/accountability/print/").content.decode()
    page = see(late.li, "?kind=duty", path="/accountability/export/")
    assert page.context["export"].count == 5
    client = page.client
    answer = client.post("/accountability/export/?kind=duty")
    book = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "潘小花" in text and "吴队长" in text and "<f>" not in text
    assert Entry.objects.get(act="list.export").subject == "list:accountability"
    see(late.wu, path="/accountability/export/", status=404)


def test_answers_are_kept_by_the_database_and_the_demo_may_go(late: Cast):
    say(late.wu, url_of("潘小花"), "记下")
    assert triggers.missing(connection) == []
    remove_demo_answers()
    assert not Answer.objects.exists()
    Answer.objects.create(breach=breach_of("潘小花"), number=1, text="真的", by=late.wu, held_then=True)
    for change in (lambda: Answer.objects.update(number=9), lambda: Answer.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_demo_goes_with_what_was_said(late: Cast):
    say(late.wu, url_of("潘小花"), "记下")
    for remove in (remove_demo_answers, remove_demo_orders, remove_demo_cases):
        remove()
    assert not Answer.objects.exists() and not Breach.objects.exists()
