"""Why is this child on my list: one page with the rounds, the rows, the weights, the decisions and what to do next."""

import json
import re
from datetime import date

import pytest
from django.test import Client

from guixiao.children.models import Child, Coverage
from guixiao.reports.why.advice import ADVICE, advice_for
from guixiao.reports.why.rules import ABSENT, BAR, Mark, fields, latest_of_each_day, shown, since
from tests.cast import Cast, row
from tests.starts import start

LATER = date(2026, 10, 1)
NUMBER = "522633201509010001"


def cells(**texts: str) -> list[dict[str, str]]:
    return [{"name": name, "text": text} for name, text in texts.items()]


def weighed(**said: tuple[str, float]) -> list[dict[str, object]]:
    return [{"field": field, "level": level, "weight": weight} for field, (level, weight) in said.items()]


OWN = {"roster": "households", "file": "户籍.xlsx", "sheet": "常住人口", "row": 12,
       "cells": cells(name="吴阿妹", id_number=NUMBER, household_number="990018656")}  # fmt: skip
LINKED = {"step": "scored", "weight": 16.0, "roster": "enrolments", "file": "学籍.xlsx", "sheet": "学籍信息", "row": 357,
          "fields": weighed(name=("pet_alone", -2.5), number=("equal_other_name", 12.0)),
          "cells": cells(name="<b>小妹</b>", phone="13885501234、13885505678")}  # fmt: skip
EVIDENCE = json.dumps([OWN, LINKED])


def page(client: Client, user, child, query: str = "") -> str:
    client.force_login(user)
    answer = client.get(f"/children/{child.pk}/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@start
def told(cast: Cast) -> Child:
    cast.load([row(1, "not_found")])
    cast.load([row(1, "left_roll", step="scored", evidence=EVIDENCE, id_number=NUMBER)], as_of=LATER)
    return Child.objects.get()


def test_the_rounds_are_a_timeline_and_the_page_says_since_when(cast: Cast, told: Child, client: Client):
    html = page(client, cast.wu, told)
    assert re.search(r"2026年9月1日.*未找到.*2026年10月1日.*在册不在校", html, re.DOTALL)
    assert "从 2026年10月1日（周四）起" in html
    first = Coverage.objects.get(bucket="not_found").round_id
    assert "从 2026年9月1日（周二）起" in page(client, cast.wu, told, f"round={first}")


def test_every_row_is_told_with_its_place_its_cells_masked_and_its_weights(cast: Cast, told: Child, client: Client):
    html = page(client, cast.wu, told)
    for words in ("常住人口", "第 12 行", "学籍信息", "第 357 行", "一方是小名", "−2.5", "身份证号相同但姓名不同", "+12.0",
                  "+16.0", "138****1234", "138****5678", "522633********0001"):  # fmt: skip
        assert words in html, words
    assert NUMBER not in html and "13885501234" not in html and "990018656" not in html
    assert "<b>小妹" not in html


def test_it_says_what_to_do_and_what_would_change_it(cast: Cast, told: Child, client: Client):
    html = page(client, cast.wu, told)
    assert "问班主任哪天起没有来" in html and "点名到了" in html


def test_a_round_without_evidence_still_names_its_rows(loaded: Cast, client: Client):
    stands = Coverage.objects.filter(bucket="enrolled", apart=False, village__name__startswith="高华").first()
    html = page(client, loaded.wu, stands.child)
    assert "户籍.xlsx" in html and "学籍.xlsx" in html and "第 7 行" in html


def test_a_round_in_which_the_child_lived_elsewhere_is_not_opened(cast: Cast, client: Client):
    cast.load([row(1, "not_found", town="西山", village="顶洞")])
    cast.load([row(1, "enrolled")], as_of=LATER)
    html = page(client, cast.shi, Child.objects.get())
    assert "县内别处" in html and "未找到" not in html and "顶洞" not in html


def test_a_correction_is_told_with_the_number_masked(cast: Cast, client: Client):
    cast.load([row(1, "enrolled", id_number=NUMBER)])
    cast.load([row(1, "enrolled", id_number="522633201509019999")], as_of=LATER)
    html = page(client, cast.shi, Child.objects.get())
    assert "<del>522633********0001</del>" in html and "<ins>522633********9999</ins>" in html


def test_the_outsider_finds_no_page(cast: Cast, told: Child, client: Client):
    client.force_login(cast.wang)
    assert client.get(f"/children/{told.pk}/").status_code == 404


def test_the_page_asks_little_of_the_database(cast: Cast, told: Child, client: Client, django_assert_max_num_queries):
    client.force_login(cast.shi)
    with django_assert_max_num_queries(30):
        client.get(f"/children/{told.pk}/")


# Pure


def test_since_is_the_beginning_of_the_unbroken_run():
    marks = [
        Mark(date(2026, month, 1), bucket) for month, bucket in ((1, "a"), (2, "b"), (3, ABSENT), (4, "b"), (5, "b"), (6, "a"))
    ]
    assert since(marks, date(2026, 5, 1)) == date(2026, 4, 1)
    assert since(marks, date(2026, 6, 1)) == date(2026, 6, 1)
    assert since(marks, date(2026, 1, 1)) == date(2026, 1, 1)


def test_of_several_rounds_of_a_day_the_last_counts():
    days = [Mark(date(2026, 2, 1), "b"), Mark(date(2026, 1, 1), "a"), Mark(date(2026, 2, 1), "c")]
    assert latest_of_each_day(days) == [Mark(date(2026, 1, 1), "a"), Mark(date(2026, 2, 1), "c")]


def test_a_bar_goes_to_its_side_and_no_further_than_its_end():
    for_it, against, endless = fields([{"field": "name", "level": "equal", "weight": 10.0}, {"field": "sex", "level": "else",
                                      "weight": -5.0}, {"field": "number", "level": "of tomorrow", "weight": 99.0}])  # fmt: skip
    assert (for_it.start, for_it.length, for_it.zh) == (0.0, BAR / 2, "姓名相同")
    assert (against.start, against.length) == (-BAR / 4, BAR / 4)
    assert (endless.length, endless.zh) == (BAR, "of tomorrow")


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("id_number", "522633201509010001", "522633********0001"),
        ("id_number", "522633 20150901 0001", "522633 20****0001"),
        ("student_number", "G522633201509010001", "G522633********0001"),
        ("household_number", "990018656", "*******56"),
        ("phone", "13885501234、0855", "138****1234、****"),
        ("name", "吴阿妹", "吴阿妹"),
        ("address", "高华村3组 13885501234", "高华村3组 138****1234"),
    ],
)
def test_a_cell_is_shown_masked(name, text, masked):
    found = shown(name, text)
    assert found == masked or (name == "id_number" and "*" in found and "20150901" not in found)


def test_every_reason_has_its_advice_and_a_countys_own_falls_back_to_its_bucket():
    from guixiao.policy import load_policy

    assert set(load_policy("congjiang-2019").outcomes) <= set(ADVICE)
    assert advice_for("not_found", "made up") == ADVICE["nowhere"]
    assert advice_for("suspended", "made up") != ADVICE["nowhere"]
