"""Orders, findings of inspections, closures, bodies, joint actions and studies for a program: what the pages tell, no more."""

from collections.abc import Callable

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.bodies.models import Body
from guixiao.cases.models import Case
from guixiao.cases.orders.models import Order
from guixiao.cases.rectification.models import Item
from tests.cast import Cast

from .conftest import Machine

Of = Callable[[User], Machine]


def test_orders_with_their_figures_and_the_children_behind_them(busy: Cast, machine: Of):
    order, county, town = Order.objects.get(), machine(busy.li), machine(busy.shi)
    (row,) = county.get("/orders")["orders"]
    assert (row["number"], row["state"]["name"], row["lines"]) == ("从江作战令〔2026〕1号", "running", "both")
    parts = row["children"]
    assert parts["all"] == parts["met"] + parts["not_yet"] + parts["aside"] == order.targets.count()
    assert town.get("/orders?tab=mine")["count"] == 1 and county.get("/orders?tab=mine")["count"] == 0
    one = town.get(f"/orders/{order.pk}")
    assert one["text"] == "两条线一起查。" and one["withdrawn"] is None
    assert {told["post"]["name"] for told in one["addressees"]} >= {"township_post", "village_squad"}
    children = town.get(f"/orders/{order.pk}/children?part=not_yet")
    assert children["count"] == one["children"]["not_yet"] == len(children["children"])
    assert {child["part"]["words"]["en"] for child in children["children"]} == {"Not yet"}
    machine(busy.wang).get(f"/orders/{order.pk}", status=404)
    assert machine(busy.wang).get("/orders")["orders"] == []


def test_findings_of_inspections_with_every_step_and_a_place_of_others_is_none(busy: Cast, machine: Of):
    item = Item.objects.get()
    (row,) = machine(busy.shi).get("/rectification?place=522633106&tab=waiting")["items"]
    assert (row["id"], row["standing"]["name"], row["post"]["name"]) == (str(item.pk), "waiting", "village_squad")
    assert [(step["verb"], step["who"]) for step in row["steps"]] == [("find", "李主任"), ("mend", "吴队长")]
    assert row["case"] is None and row["place"]["place"] == "522633106201"
    assert machine(busy.li).get("/rectification?tab=late")["count"] == 0
    assert machine(busy.wang).get("/rectification")["items"] == []
    machine(busy.wang).get("/rectification?place=522633106", status=404)


def test_a_child_behind_a_finding_is_told_only_to_who_sees_its_case(busy: Cast, machine: Of):
    other = Case.objects.exclude(town__code="522633106").order_by("pk")[0]
    Item.objects.update(case=other)
    assert machine(busy.li).get("/rectification")["items"][0]["case"] == str(other.pk)
    assert machine(busy.shi).get("/rectification")["items"][0]["case"] is None


def test_closures_with_their_conditions_and_who_asked_and_confirmed(busy: Cast, machine: Of):
    (row,) = machine(busy.shi).get("/closures?tab=closed")["closures"]
    assert (row["standing"]["name"], row["asked"]["who"], row["confirmed"]["who"]) == ("closed", "吴队长", "杨校长")
    assert {one["name"]: one["holds"] for one in row["conditions"]}["return_confirmed"] is True
    assert row["case"]["phase"]["name"] == "closed" and row["closed_on"]
    assert machine(busy.shi).get("/closures?tab=closing")["count"] == 0
    assert machine(busy.wang).get("/closures")["closures"] == []


def test_bodies_joint_actions_and_studies_with_their_people(busy: Cast, machine: Of):
    told = machine(busy.shi)
    (body,) = told.get("/bodies?place=522633106")["bodies"]
    assert body["kind"]["name"] == "command_post" and body["members"][0]["name"] == "石所长"
    assert body["called"]["zh"].startswith("停洞镇") and body["called"]["en"] != body["called"]["zh"]
    assert told.get("/bodies?gone=1")["count"] == 0
    (joint,) = told.get("/joint-actions")["joint_actions"]
    assert joint["whole"] and len(joint["cases"]) == 1 and {"name": "潘警官", "unit": "停洞派出所"} in joint["team"]
    (study,) = told.get("/studies")["studies"]
    assert study["decisions"][0]["post"]["name"] == "village_squad" and study["stayed"][0]["name"] == "石所长"
    for path, name in (("/bodies", "bodies"), ("/joint-actions", "joint_actions"), ("/studies", "studies")):
        assert machine(busy.wang).get(path)[name] == []


def test_a_school_reads_its_own_part_of_a_joint_action_and_not_who_was_there(busy: Cast, machine: Of):
    Case.objects.filter(joint__isnull=False).update(school=busy.school)
    (joint,) = machine(busy.yang).get("/joint-actions")["joint_actions"]
    assert (joint["whole"], joint["text"], joint["team"], joint["others"]) == (False, "", [], 0) and len(joint["cases"]) == 1


def test_a_function_held_elsewhere_opens_nothing_to_the_token_of_a_post(busy: Cast, machine: Of):
    Body.objects.get().members.update(user=busy.wang)
    assert machine(busy.wang).get("/bodies")["bodies"] == []


def test_each_page_of_a_list_is_in_the_log_with_what_was_asked(busy: Cast, machine: Of):
    machine(busy.shi).get("/closures?tab=closed&place=522633106")
    entry = Entry.objects.filter(act="token.list", subject="list:closures").get()
    assert (entry.detail["at"], entry.detail["filter"], entry.detail["rows"]) == ("522633106", "tab=closed", 1)
    assert entry.detail["purpose"] == "数据看板"


def test_many_rows_come_page_by_page(busy: Cast, machine: Of, monkeypatch):
    monkeypatch.setattr("guixiao.api.oversight.asking.AT_ONCE", 2)
    order, told = Order.objects.get(), machine(busy.li)
    first = told.get(f"/orders/{order.pk}/children")
    second = told.get(f"/orders/{order.pk}/children?page={first['next_page']}")
    assert len(first["children"]) == 2 and first["children"][0] not in second["children"]
    assert told.get(f"/orders/{order.pk}/children?page=99999")["next_page"] is None
