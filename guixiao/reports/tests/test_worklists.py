"""What waits for somebody, taken along in Excel: an order's children, reports of absence, moves, referrals – as on the page."""

from typing import Any

import pytest
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.cases.models import Case
from guixiao.cases.moves.actions import offer
from guixiao.cases.moves.asking import target_of
from guixiao.cases.orders.models import Order
from guixiao.cases.referrals.models import Referral
from guixiao.reports.tests.test_exports import listed, taken, text_of, told
from tests.alerts import an_alert
from tests.cast import Cast
from tests.orders import an_order
from tests.referrals import a_question


def at(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rows_of(user: Any, path: str) -> list[dict[str, Any]]:
    content = taken(at(user).post(path))
    assert "<f>" not in text_of(content)
    head, *rows = listed(content)
    said = told(content)
    assert said["行数"] == str(len(rows)) and said["导出人"].startswith(user.name)
    return [dict(zip(head, line, strict=True)) for line in rows]


def test_the_children_of_an_order_with_how_far_each_is(loaded: Cast):
    order = an_order(loaded)
    first = order.targets.select_related("case__child").order_by("case__name_key")[0].case
    at(loaded.wu).post(f"/cases/{first.pk}/act/", {"verb": "find", "version": first.version, "finding": "elsewhere_outside"})
    url = f"/orders/{order.pk}/children/"
    page = at(loaded.shi).get(url)
    assert f'href="{url}export/?"' in page.content.decode()
    rows = rows_of(loaded.shi, f"{url}export/")
    assert [row["姓名"] for row in rows] == [row["case"].child.name for row in page.context["rows"]]
    assert {row["按这道令"] for row in rows} <= {"已完成", "还没完成", "不再要求"} and rows[0][
        "到哪天"
    ] == order.deadline.isoformat()
    part = at(loaded.shi).get(f"{url}?part=not_yet").context["page"].paginator.count
    assert len(rows_of(loaded.shi, f"{url}export/?part=not_yet")) == part
    assert rows_of(loaded.shi, f"{url}export/?part=later") == []
    assert at(loaded.wang).get(f"{url}export/").status_code == 404, "an order that is not addressed to them"
    assert Entry.objects.filter(act="list.export", subject="list:order").count() == 3


def test_reports_of_absence_with_who_says_so_and_what_was_answered(loaded: Cast):
    alert = an_alert(loaded)
    page = at(loaded.shi).get("/alerts/?tab=all")
    assert "/alerts/export/?tab=all" in page.content.decode()
    (row,) = rows_of(loaded.shi, "/alerts/export/?tab=all")
    assert (row["姓名"], row["从哪天起没来"], row["回应"]) == (alert.child.name, alert.since.isoformat(), "等人回应")
    assert row["谁说的"] == alert.said_by and row["谁报告的"] == alert.raised_by.name
    assert rows_of(loaded.shi, "/alerts/export/?tab=refused") == []
    assert rows_of(loaded.wang, "/alerts/export/?tab=all") == []
    assert at(loaded.wang).get("/alerts/export/?place=522633106").status_code == 404
    assert at(loaded.wu).get("/alerts/export/").status_code == 404, "a village takes no list along"


def test_moves_of_a_part_or_all_of_them(loaded: Cast):
    case = Case.objects.filter(village__code="522633106201").select_related("child", "round", "county").order_by("pk")[0]
    offer(loaded.shi, case, target_of("522633105", loaded.county.pk), "搬去西山了")
    assert "/moves/export/" in at(loaded.wang).get("/moves/").content.decode()
    for user, part in ((loaded.shi, "others"), (loaded.wang, "mine"), (loaded.li, "")):
        (row,) = rows_of(user, f"/moves/export/?part={part}")
        assert (row["姓名"], row["到哪里"], row["谁提的"], row["答复"]) == (case.child.name, "西山镇", "石所长", "等答复")
    assert rows_of(loaded.shi, "/moves/export/?part=mine") == []


def test_referrals_of_ones_own_and_a_question_for_other_posts_stays_restricted(loaded: Cast):
    referral = a_question(loaded, loaded.shi).referral
    assert "/referrals/export/" in at(loaded.shi).get("/referrals/").content.decode()
    (row,) = rows_of(loaded.shi, "/referrals/export/")
    assert (row["编号"], row["姓名"], row["谁问的"]) == (referral.number, referral.case.child.name, "石所长")
    assert row["问什么"] == referral.words["question"]["zh"] and row["怎么样了"] == "等答复"
    assert rows_of(loaded.li, "/referrals/export/") == [] and len(rows_of(loaded.li, "/referrals/export/?who=place")) == 1
    Referral.objects.update(words=referral.words | {"seen_by": ["principal"]})
    (row,) = rows_of(loaded.shi, "/referrals/export/")
    assert (row["哪个部门"], row["问什么"]) == ("限制查看", "限制查看")
    assert rows_of(loaded.wang, "/referrals/export/?who=place") == []


@pytest.mark.parametrize("path", ["/alerts/export/", "/moves/export/", "/referrals/export/"])
def test_an_empty_list_is_a_file_without_rows(loaded: Cast, path: str):
    assert rows_of(loaded.shi, path) == [] and not Order.objects.exists()
