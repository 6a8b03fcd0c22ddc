"""An order from its draft to its result: by the pages, the worker's tick and the cast, while the days go by."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from guixiao.audit.models import Entry
from guixiao.cases.actions import remove_demo_cases
from guixiao.cases.effort.actions import remove_demo_efforts
from guixiao.cases.models import Event
from guixiao.cases.orders import triggers
from guixiao.cases.orders.actions import Acknowledged, acknowledge, judge, remove_demo_orders
from guixiao.cases.orders.models import Addressee, Draft, Order, Outcome, Receipt, Target, Withdrawal
from guixiao.cases.orders.wording import REFUSALS
from guixiao.cases.verify import events_tell_the_state, lists_tell_the_events

from .conftest import DEADLINE, Camp

ONE = timedelta(days=1)
ALL = {"石三妹", "吴老二", "潘小花", "莫西山"}


def names(answer) -> set[str]:
    return {row["case"].child.name for row in answer.context["rows"]}


def figures(answer) -> tuple[int, int, int, int]:
    counts = answer.context["counts"]
    return counts["all"], counts["met"], counts["not_yet"], counts["aside"]


def test_the_next_number_is_proposed_and_a_draft_shows_whom_it_means(camp: Camp):
    assert "从江作战令〔2026〕1号" in camp.get(camp.cast.li, "/orders/new/").content.decode()
    draft = camp.draft(goal="", deadline="")
    page = camp.get(camp.cast.li, f"/orders/drafts/{draft.pk}/").content.decode()
    assert "<b>4</b> 个孩子" in page and str(REFUSALS["goal"]) in page and str(REFUSALS["deadline"]) in page
    listed = camp.get(camp.cast.li, f"/orders/drafts/{draft.pk}/children/").content.decode()
    assert all(name in listed for name in ("石三妹", "吴老二", "潘小花", "莫西山")) and "杨未查" not in listed
    assert "从江作战令〔2026〕2号" in camp.get(camp.cast.li, "/orders/new/").content.decode()
    camp.post(camp.cast.li, f"/orders/drafts/{draft.pk}/discard/")
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("form", "children"),
    [({"poor": "1"}, {"石三妹"}), ({"place": ["522633105"]}, {"莫西山"}), ({"who": "suspected"}, {"杨未查"}),
     ({"place": ["522633106202", "522633105"]}, {"潘小花", "莫西山"}), ({"youngest": "90"}, ALL), ({"youngest": "20"}, set()),
     ({"oldest": "20", "who": "care"}, set()), ({"oldest": "20", "place": ["x"]}, ALL)],
)  # fmt: skip
def test_the_filter_says_which_children(camp: Camp, form, children):
    draft = camp.draft(**form)
    page = camp.get(camp.cast.li, f"/orders/drafts/{draft.pk}/children/")
    assert {case.child.name for case in page.context["page"]} == children


def test_it_is_issued_once_confirmed_and_then_nothing_of_it_changes(camp: Camp):
    draft = camp.draft()
    url = f"/orders/drafts/{draft.pk}/issue/"
    page = camp.get(camp.cast.li, url)
    assert "下达，锁定 4 个孩子" in page.content.decode() and "石所长" not in page.content.decode()
    answer = camp.post(camp.cast.li, url, seen=page.context["ready"].issue.now)
    order = Order.objects.get()
    assert order.pk == draft.pk and not Draft.objects.exists() and "已下达" in answer.content.decode()
    assert figures(answer) == (4, 0, 4, 0) and Target.objects.count() == 4
    assert {str(one) for one in Addressee.objects.all()} == {
        "停洞镇 乡镇指挥所", "西山镇 乡镇指挥所", "高华村 村小分队", "苗朗村 村小分队", "顶洞村 村小分队",
        "从江县停洞镇中心小学 校长",
    }  # fmt: skip
    event = Event.objects.get(case=camp.case("石三妹"), verb="ordered")
    assert event.detail == {"order": str(order.pk), "number": order.number} and events_tell_the_state().holds
    assert lists_tell_the_events().holds
    entry = Entry.objects.get(act="order.issue")
    assert entry.detail["children"] == 4 and entry.detail["addressees"] == 6 and "清零" not in str(entry.detail)
    page = camp.get(camp.cast.li, f"/cases/{camp.case('石三妹').pk}/").content.decode()
    assert f"/orders/{order.pk}/" in page and "列入作战令" in page


def test_what_is_sent_twice_or_changed_meanwhile_is_not_issued(camp: Camp):
    draft = camp.draft()
    url = f"/orders/drafts/{draft.pk}/issue/"
    seen = camp.get(camp.cast.li, url).context["ready"].issue.now
    camp.do(camp.cast.wu, "杨未查", "find", finding="dropped_out")
    assert str(REFUSALS["set_changed"]) in camp.post(camp.cast.li, url, seen=seen).content.decode() and not Order.objects.exists()
    seen = camp.get(camp.cast.li, url).context["ready"].issue.now
    camp.post(camp.cast.li, url, seen=seen)
    assert camp.post(camp.cast.li, url, seen=seen).status_code == 404
    assert Order.objects.get().targets.count() == 5


def test_a_number_is_given_once(camp: Camp):
    camp.issue()
    draft = camp.draft()
    url = f"/orders/drafts/{draft.pk}/issue/"
    answer = camp.post(camp.cast.li, url, seen=camp.get(camp.cast.li, url).context["ready"].issue.now)
    assert str(REFUSALS["number_taken"]) in answer.content.decode() and Draft.objects.count() == 1 and Order.objects.count() == 1
    assert Event.objects.filter(verb="ordered").count() == 4 and events_tell_the_state().holds


def test_of_two_who_change_a_draft_the_second_is_told(camp: Camp):
    draft = camp.draft()
    form = {"version": draft.version, "number": draft.number, "title": "甲"}
    camp.post(camp.cast.li, f"/orders/drafts/{draft.pk}/", **form)
    answer = camp.post(camp.cast.li, f"/orders/drafts/{draft.pk}/", **form | {"title": "乙"})
    assert str(REFUSALS["moved"]) in answer.content.decode() and Draft.objects.get().title == "甲"


def test_it_goes_only_to_the_posts_that_stay_ticked_and_only_they_see_it(camp: Camp):
    draft = camp.draft()
    page = camp.get(camp.cast.li, f"/orders/drafts/{draft.pk}/")
    shown = [goes.word for goes in page.context["ready"].goes]
    goes = [word for word in shown if "principal" not in word and word != "township_post-522633105"]
    form = {"version": 1, "number": draft.number, "title": draft.title, "text": draft.text, "goal": draft.goal, "lines": "both",
            "deadline": DEADLINE.isoformat(), "who": "out", "shown": shown, "goes": goes, "then": "issue"}  # fmt: skip
    answer = camp.post(camp.cast.li, f"/orders/drafts/{draft.pk}/", **form)
    camp.post(camp.cast.li, f"/orders/drafts/{draft.pk}/issue/", seen=answer.context["ready"].issue.now)
    order = Order.objects.get()
    assert order.addressees.count() == 4
    camp.get(camp.cast.yang, f"/orders/{order.pk}/", status=404)
    camp.get(camp.cast.wang, f"/orders/{order.pk}/", status=404)
    camp.get(camp.cast.shi, f"/orders/{order.pk}/")


def test_each_sees_only_its_own_part_and_every_figure_opens_its_children(camp: Camp):
    order = camp.issue()
    camp.come_back("石三妹")
    for user, whole, table in ((camp.cast.li, (4, 1, 3, 0), {"停洞镇": (3, 1), "西山镇": (1, 0)}),
                               (camp.cast.shi, (3, 1, 2, 0), {"高华村": (2, 1), "苗朗村": (1, 0)}),
                               (camp.cast.wu, (2, 1, 1, 0), {"高华村": (2, 1)}),
                               (camp.cast.yang, (2, 1, 1, 0), {"高华村": (2, 1)}),
                               (camp.cast.wang, (1, 0, 1, 0), {"顶洞村": (1, 0)})):  # fmt: skip
        page = camp.get(user, f"/orders/{order.pk}/")
        assert figures(page) == whole
        assert {str(line.area): (line.counts["all"], line.counts["met"]) for line in page.context["places"]} == table
        listed = camp.get(user, f"/orders/{order.pk}/children/?part=not_yet")
        assert len(names(listed)) == whole[2] and "石三妹" not in names(listed)
    assert names(camp.get(camp.cast.li, f"/orders/{order.pk}/children/?part=met&place=522633106")) == {"石三妹"}
    assert names(camp.get(camp.cast.shi, f"/orders/{order.pk}/children/?place=522633105")) == set()


def test_the_first_of_a_post_acknowledges_and_who_has_not_is_shown(camp: Camp):
    order = camp.issue()
    assert "作战令等我签收" in camp.get(camp.cast.wu, "/day/").content.decode()
    page = camp.get(camp.cast.wu, f"/orders/{order.pk}/")
    (mine,) = page.context["mine"]
    answer = camp.post(camp.cast.wu, f"/orders/{order.pk}/acknowledge/", addressee=mine.pk)
    assert "已签收" in answer.content.decode() and not answer.context["mine"]
    assert Receipt.objects.get().user == camp.cast.wu
    assert "作战令等我签收" not in camp.get(camp.cast.wu, "/day/").content.decode()
    with pytest.raises(Acknowledged), transaction.atomic():
        acknowledge(camp.cast.wu, mine)
    assert camp.post(camp.cast.shi, f"/orders/{order.pk}/acknowledge/", addressee=mine.pk).status_code == 404
    page = camp.get(camp.cast.li, f"/orders/{order.pk}/")
    assert (page.context["receipts"], len(page.context["addressees"])) == (1, 6)
    assert page.content.decode().count("还没签收") == 5
    camp.clock.day = DEADLINE + ONE
    (township,) = Addressee.objects.filter(area__code="522633106")
    answer = camp.post(camp.cast.shi, f"/orders/{order.pk}/acknowledge/", addressee=township.pk)
    assert str(REFUSALS["too_late"]) in answer.content.decode() and not answer.context["mine"] and Receipt.objects.count() == 1
    assert {str(one) for one in answer.context["addressees"]} == {
        "停洞镇 乡镇指挥所", "高华村 村小分队", "苗朗村 村小分队", "从江县停洞镇中心小学 校长"}  # fmt: skip


def test_near_its_last_day_it_stands_on_the_day_of_whom_it_concerns(camp: Camp):
    camp.issue()
    assert "快到期的作战令" not in camp.get(camp.cast.shi, "/day/").content.decode()
    camp.clock.day = DEADLINE - 3 * ONE
    assert "快到期的作战令" in camp.get(camp.cast.shi, "/day/").content.decode()
    assert "1 个工作日后" not in camp.get(camp.cast.shi, "/orders/?tab=soon").content.decode()


def test_who_fits_only_later_stands_beside_the_frozen_children(camp: Camp):
    order = camp.issue()
    camp.do(camp.cast.wu, "杨未查", "find", finding="dropped_out")
    page = camp.get(camp.cast.li, f"/orders/{order.pk}/")
    assert figures(page) == (4, 0, 4, 0) and page.context["later"] == 1
    assert names(camp.get(camp.cast.li, f"/orders/{order.pk}/children/?part=later")) == {"杨未查"}
    assert camp.get(camp.cast.wang, f"/orders/{order.pk}/").context["later"] == 0


def everybody_but_one(camp: Camp) -> None:
    """Two come back, one turns out to be in class."""
    camp.come_back("石三妹")
    camp.come_back("吴老二")
    camp.do(camp.cast.shi, "潘小花", "reopen")
    camp.do(camp.cast.shi, "潘小花", "find", finding="in_class")
    camp.do(camp.cast.li, "潘小花", "confirm")


def test_an_order_met(camp: Camp):
    order = camp.issue(place=["522633106"])
    everybody_but_one(camp)
    assert figures(camp.get(camp.cast.li, f"/orders/{order.pk}/")) == (3, 2, 0, 1)
    camp.clock.day = DEADLINE
    assert judge(camp.clock.day) == 0
    camp.clock.day += 5 * ONE
    assert judge(camp.clock.day) == 1 and judge(camp.clock.day) == 0
    outcome = Outcome.objects.get()
    assert (outcome.met, outcome.children, outcome.met_count, outcome.not_yet_count, outcome.aside_count) == (True, 3, 2, 0, 1)
    page = camp.get(camp.cast.wu, f"/orders/{order.pk}/")
    assert "按期完成" in page.content.decode() and figures(page) == (2, 2, 0, 0)
    assert Entry.objects.filter(act="order.judge").count() == 1


def test_an_order_missed_and_what_was_written_down_too_late(camp: Camp):
    order = camp.issue()
    camp.come_back("石三妹")
    camp.clock.day = DEADLINE + 3 * ONE
    camp.come_back("吴老二", day=DEADLINE - ONE)
    page = camp.get(camp.cast.li, f"/orders/{order.pk}/")
    assert page.context["state"] == "waiting" and figures(page) == (4, 1, 3, 0) and page.context["late"] == 1
    judge(camp.clock.day)
    outcome = Outcome.objects.get()
    assert not outcome.met and set(outcome.not_yet) == {str(camp.case(name).pk) for name in ("吴老二", "潘小花", "莫西山")}
    page = camp.get(camp.cast.li, f"/orders/{order.pk}/")
    assert "未按期完成" in page.content.decode() and "期限后才记下" in page.content.decode() and page.context["late"] == 1
    listed = camp.get(camp.cast.li, f"/orders/{order.pk}/children/?part=not_yet")
    assert names(listed) == {"吴老二", "潘小花", "莫西山"} and listed.content.decode().count("期限前做到，后来才记下") == 1
    camp.do(camp.cast.li, "潘小花", "reopen")
    assert figures(camp.get(camp.cast.li, f"/orders/{order.pk}/")) == (4, 1, 3, 0)


def test_whoever_leaves_again_before_the_last_day_is_not_back(camp: Camp):
    order = camp.issue()
    camp.come_back("石三妹")
    camp.clock.day += 2 * ONE
    camp.do(camp.cast.yang, "石三妹", "relapse")
    page = camp.get(camp.cast.li, f"/orders/{order.pk}/")
    assert figures(page) == (4, 0, 4, 0) and page.context["later"] == 0


def test_a_relapse_after_the_last_day_changes_no_result(camp: Camp):
    order = camp.issue(place=["522633106201"])
    camp.come_back("石三妹")
    camp.come_back("吴老二")
    camp.clock.day = DEADLINE + ONE
    camp.do(camp.cast.yang, "石三妹", "relapse")
    judge(camp.clock.day)
    assert Outcome.objects.get().met and figures(camp.get(camp.cast.li, f"/orders/{order.pk}/")) == (2, 2, 0, 0)


def test_it_is_withdrawn_with_a_reason_and_only_before_its_last_day_is_over(camp: Camp):
    order = camp.issue()
    assert str(REFUSALS["reason"]) in camp.post(camp.cast.li, f"/orders/{order.pk}/withdraw/", reason=" ").content.decode()
    assert "撤回" in camp.post(camp.cast.li, f"/orders/{order.pk}/withdraw/", reason="重新下达").content.decode()
    assert str(REFUSALS["withdrawn"]) in camp.post(camp.cast.li, f"/orders/{order.pk}/withdraw/", reason="再来").content.decode()
    assert Withdrawal.objects.get().reason == "重新下达"
    assert "重新下达" in camp.get(camp.cast.wu, f"/orders/{order.pk}/").content.decode()
    camp.clock.day = DEADLINE + ONE
    assert judge(camp.clock.day) == 0
    second = camp.issue(number="2号", deadline=(DEADLINE + ONE).isoformat())
    camp.clock.day += ONE
    assert str(REFUSALS["over"]) in camp.post(camp.cast.li, f"/orders/{second.pk}/withdraw/", reason="算了").content.decode()


def test_the_paper_names_children_only_where_asked_and_only_ones_own(camp: Camp):
    order = camp.issue()
    plain = camp.get(camp.cast.shi, f"/orders/{order.pk}/print/").content.decode()
    assert order.number in plain and "十一月清零" in plain and "2026年11月13日（周五）" in plain and "石三妹" not in plain
    named = camp.get(camp.cast.shi, f"/orders/{order.pk}/print/?names=1").content.decode()
    assert "石三妹" in named and "莫西山" not in named


def test_what_was_issued_stays_by_the_database_itself(camp: Camp):
    order = camp.issue()
    camp.post(camp.cast.wu, f"/orders/{order.pk}/acknowledge/", addressee=Addressee.objects.get(area__name__startswith="高华").pk)
    judge(DEADLINE + ONE)
    assert triggers.missing(connection) == []
    for model in (Order, Target, Addressee, Receipt, Outcome):
        field = next(field for field in model._meta.fields if not field.primary_key)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**{field.attname: getattr(model.objects.first(), field.attname)})
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        triggers.remove(connection)
        cursor.execute("UPDATE orders_order SET demo = %s", [False])
        triggers.put(connection)
        Order.objects.all().delete()


def test_the_demo_takes_its_orders_away(camp: Camp):
    camp.issue()
    camp.draft(number="2号")
    remove_demo_efforts()
    remove_demo_orders()
    remove_demo_cases()
    assert not Order.objects.exists() and not Draft.objects.exists() and not Target.objects.exists()


def test_title_and_text_are_sealed_in_the_table(camp: Camp):
    camp.issue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, text FROM orders_order")
        assert not any(word.encode() in bytes(cell) for cell in cursor.fetchone() for word in ("清零", "劝返"))
