"""The task list: what my day shows, and what else somebody has to do; by the pages, with the cast."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.accountability.tests.conftest import DUE, ONE, Now, case_of, see
from guixiao.cases.moves.actions import offer
from guixiao.cases.moves.asking import target_of
from guixiao.cases.orders.models import Order
from guixiao.cases.raw import Keys
from guixiao.cases.studies.actions import decide, tick_done
from guixiao.cases.studies.models import Decision
from tests.alerts import an_alert
from tests.bodies import a_study
from tests.cast import Cast
from tests.orders import an_order
from tests.referrals import a_question

TASKS = "/lists/tasks/"
EVERYBODY = ("li", "shi", "wu", "yang", "wang")


def tasks(user: User, query: str = ""):
    return see(user, query, path=TASKS).context


def rows(user: User, query: str = "") -> list[tuple[str, str]]:
    return [(task.spot.kind, task.line.about) for task in tasks(user, query)["tasks"]]


@pytest.fixture
def busy(late: Cast, clock: Now) -> Cast:
    """Besides what is late: an order that runs, a child of 高华 offered to 苗朗, a question to the police."""
    clock.day = DUE + 5 * ONE
    an_order(late, number="从江作战令〔2026〕2号", title="再查一遍")
    offer(late.wu, case_of("吴老二"), target_of("522633106202", late.county.pk), "搬家了")
    a_question(late, late.shi, case_of("潘小花"))
    return late


@pytest.mark.parametrize("name", EVERYBODY)
def test_it_has_the_tasks_of_my_day_with_the_same_figures(busy: Cast, name: str):
    user = getattr(busy, name)
    for who in ("mine", "place"):
        day = see(user, f"?who={who}", path="/day/").context
        listed = tasks(user, f"?kind=clock&who={who}")
        assert listed["page"].paginator.count == day["counts"]["all"] == listed["counts"]["all"]
        assert (listed["counts"]["late"], listed["counts"]["today"]) == (day["counts"]["late"], day["counts"]["today"])
        assert [Keys()[task.spot.key] for task in listed["tasks"]] == [row.task.pk for row in day["rows"]]
        assert [(task.days, task.line.what) for task in listed["tasks"]] == [(row.days, row.what) for row in day["rows"]]


@pytest.mark.parametrize("name", EVERYBODY)
def test_what_my_day_says_of_orders_moves_and_departments_is_in_it(busy: Cast, name: str):
    user = getattr(busy, name)
    page = see(user, path="/day/").content.decode()
    counted = tasks(user, "?who=mine")["of_kinds"]
    for kind, words in (("receipt", "作战令等我签收"), ("move", "移交来的，等我答复"), ("referral", "协查要看一看")):
        assert (f"{words} <b>{counted[kind]}</b>" in page) == (counted[kind] > 0), (kind, counted[kind])


def test_what_a_study_decided_is_a_task_of_whose_it_is_until_it_is_done(busy: Cast):
    study = a_study(busy)
    decide(busy.shi, study, "联系务工地派出所", busy.yang, timezone.localdate() + ONE)
    for name, mine, place in (("wu", 1, 2), ("shi", 0, 2), ("li", 0, 2), ("yang", 1, 1), ("wang", 0, 0)):
        user = getattr(busy, name)
        assert tasks(user, "?who=mine")["of_kinds"]["decided"] == mine, name
        assert tasks(user)["of_kinds"]["decided"] == place, name
    [first, second] = [
        (task.line.what, [who.names for who in task.line.who]) for task in tasks(busy.li, "?kind=decided")["tasks"]
    ]
    assert first == ("联系务工地派出所", [("杨校长",)]) and second == ("给三户打视频电话", [("吴队长",)])
    assert not rows(busy.li, "?kind=decided&place=522633105") and len(rows(busy.li, "?kind=decided&place=522633106")) == 2
    tick_done(busy.wu, Decision.objects.get(role="village_squad"), "打了")
    assert tasks(busy.wu, "?who=mine")["of_kinds"]["decided"] == 0


def test_a_report_that_waits_is_a_task_of_the_other_line(cast: Cast):
    cast.load(demo=True)
    alert = an_alert(cast)  # by the village, of a child at school
    for name, mine, place in (("wu", 0, 1), ("shi", 0, 1), ("li", 1, 1), ("yang", 1, 1), ("wang", 0, 0)):
        user = getattr(cast, name)
        assert tasks(user, "?who=mine")["of_kinds"]["alert"] == mine, name
        assert tasks(user)["of_kinds"]["alert"] == place, name
    task = tasks(cast.li, "?kind=alert")["tasks"][0]
    assert task.line.url == f"/alerts/{alert.pk}/" and task.line.about == alert.child.name
    assert [who.names for who in task.line.who] == [("杨校长",)] and task.spot.due > timezone.localdate()
    assert not rows(cast.li, "?kind=alert&place=522633105") and len(rows(cast.li, "?kind=alert&place=522633106")) == 1


def test_everything_of_the_place_stands_in_one_list_by_its_days_and_adds_up(busy: Cast):
    listed = tasks(busy.li)
    counts, of_kinds = listed["counts"], listed["of_kinds"]
    assert counts["all"] == counts["late"] + counts["today"] + counts["coming"] == sum(of_kinds.values()) - of_kinds["all"]
    assert of_kinds["clock"] == 5 and of_kinds["receipt"] == 4 and of_kinds["move"] == 1 and of_kinds["referral"] == 1
    days = [task.spot.due for task in listed["tasks"]]
    assert days == sorted(days)


def test_it_is_narrowed_by_place_line_kind_and_lateness(busy: Cast):
    assert {about for kind, about in rows(busy.li, "?place=522633105")} == {"莫西山"}
    education = tasks(busy.li, "?line=education")["tasks"]
    assert education and {task.spot.post for task in education} <= {"county_officer", "principal"}
    both = [len(rows(busy.li, f"?line={line}")) for line in ("administrative", "education")]
    assert sum(both) == tasks(busy.li)["counts"]["all"] - 1  # the police are on neither line
    assert {task.state for task in tasks(busy.li, "?state=late")["tasks"]} == {"late"}
    assert len(rows(busy.li, "?kind=x&state=x&who=x&line=x&place=x")) == tasks(busy.li)["counts"]["all"]


def test_each_row_says_who_and_by_when_and_a_gap_stays_a_gap(busy: Cast):
    by_child = {task.line.about: task for task in tasks(busy.li, "?kind=clock")["tasks"]}
    assert by_child["潘小花"].days == -3 and by_child["潘小花"].line.who[0].names == ("吴队长",)
    assert by_child["苗朗娃"].line.who[0].names == ()
    move = tasks(busy.li, "?kind=move")["tasks"][0]
    assert move.line.place == "停洞镇 苗朗村" and [who.names for who in move.line.who] == [("石所长",)]
    receipts = {task.line.place: task.line.who[0].names for task in tasks(busy.li, "?kind=receipt")["tasks"]}
    assert receipts["停洞镇"] == ("石所长",) and receipts["苗朗村"] == ()


def test_an_order_is_first_to_be_acknowledged_then_to_be_met(busy: Cast):
    assert tasks(busy.shi, "?who=mine")["of_kinds"]["receipt"] == 1
    order = Order.objects.get(number="从江作战令〔2026〕2号")
    client = see(busy.shi, path=f"/orders/{order.pk}/").client
    mine = order.addressees.get(role="township_post")
    client.post(f"/orders/{order.pk}/acknowledge/", {"addressee": mine.pk})
    counted = tasks(busy.shi, "?who=mine")["of_kinds"]
    assert (counted["receipt"], counted["order"]) == (0, 1)


def test_nobody_sees_another_place(busy: Cast):
    page = see(busy.wang, path=TASKS).content.decode()
    assert "莫西山" in page and not any(name in page for name in ("潘小花", "吴老二", "再查一遍"))
    assert "莫西山" not in see(busy.shi, path=TASKS).content.decode()
    assert "警" not in "".join(task.line.what for task in tasks(busy.wu)["tasks"])  # a squad asks no department
    assert tasks(busy.wu)["of_kinds"]["referral"] == 0


def test_the_paper_and_the_file_have_the_same_rows(busy: Cast):
    paper = see(busy.li, "?place=522633106", path="/lists/tasks/print/")
    assert len(paper.context["tasks"]) == tasks(busy.li, "?place=522633106")["counts"]["all"]
    assert Entry.objects.filter(act="list.print", subject="list:tasks").count() == 1
    page = see(busy.li, "?kind=clock", path="/lists/tasks/export/")
    assert page.context["export"].count == 5
    answer = page.client.post("/lists/tasks/export/?kind=clock")
    book = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "潘小花" in text and "没有人担任" in text and "<f>" not in text
    assert Entry.objects.get(act="list.export").subject == "list:tasks"
    see(busy.wu, path="/lists/tasks/export/", status=404)


def test_each_door_has_the_number_of_its_list(busy: Cast):
    for name in EVERYBODY:
        for door in see(getattr(busy, name), path="/lists/").context["doors"]:
            opened = see(getattr(busy, name), path=door.url).context
            assert door.number == opened["page"].paginator.count, (name, door.name)


def test_a_page_takes_a_few_queries_however_many_rows(busy: Cast, django_assert_max_num_queries):
    see(busy.li, path=TASKS)
    client = see(busy.li, path=TASKS).client
    with django_assert_max_num_queries(45):
        client.get(TASKS)
