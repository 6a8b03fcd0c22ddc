"""What a program reads is what the page says to the same post, and the log knows of it."""

import re

import pytest
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.cases.models import Case
from tests.cast import Cast


@pytest.mark.parametrize("place", ["522633", "522633106", "522633106201", "522633106-unknown", "mine"])
def test_the_sums_hold_and_are_those_of_the_page(loaded: Cast, machine, client: Client, place):
    told = machine(loaded.li).get(f"/coverage/{place}")
    for side in ("household_register", "apart", "sighted"):
        sums = told[side]
        counted = sum(part["children"] for part in [*sums["parts"], *sums["outside"]])
        assert sums["balanced"] and counted + sums["off_by"] == sums["counted"]
        assert sums["of_school_age"] == sum(part["children"] for part in sums["parts"])
    client.force_login(loaded.li)
    page = client.get(f"/coverage/{place}/").context
    assert told["household_register"]["counted"] == page["main"].counted and told["to_find"] == page["to_find"]
    shown = {part["bucket"]: part["children"] for part in told["household_register"]["parts"]}
    assert shown == {cell.bucket: cell.count for cell in page["foot"].cells}
    assert told["rows_off"] == 0 and told["round"]["as_of"] == "2026-09-01" and told["round"]["policy"] == "test@000000000000"


def test_a_figure_is_a_list(loaded: Cast, machine):
    """Each number of the sums opens as many children."""
    shi = machine(loaded.shi)
    told = shi.get("/coverage/522633106")
    for part in told["household_register"]["parts"]:
        both = part["children"] + next(one["children"] for one in told["apart"]["parts"] if one["bucket"] == part["bucket"])
        assert shi.get(f"/children/522633106?bucket={part['bucket']}")["count"] == both


def test_an_earlier_round_is_told_by_its_number_and_no_round_as_none(cast: Cast, machine_of):
    li = machine_of(cast.li)
    assert li.get("/coverage/522633", 404)["code"] == "no_round"
    cast.load()
    first = li.get("/coverage/522633")["round"]["id"]
    cast.load([])
    assert li.get("/coverage/522633")["household_register"]["counted"] == 0
    assert li.get(f"/coverage/522633?round={first}")["household_register"]["counted"] == 36
    assert li.get("/coverage/522633?round=99999", 404)["code"] == "not_found"


def test_children_come_with_masked_numbers_and_the_log_knows_how_many(loaded: Cast, machine):
    told = machine(loaded.shi).get("/children/522633106?bucket=find")
    assert told["children"] and all(re.fullmatch(r"\d{6}\*{8}\d{4}", row["id_number"]) for row in told["children"])
    entry = Entry.objects.filter(act="token.list").first()
    assert entry.subject == "list:children" and entry.place == "/522633/522633106/" and entry.actor_id == loaded.shi.pk
    assert entry.detail["rows"] == len(told["children"]) and entry.detail["purpose"] == "数据看板"
    assert "吴阿妹" not in str(entry.detail)


def test_the_log_knows_the_first_request_of_a_kind_on_a_day(loaded: Cast, machine):
    li = machine(loaded.li)
    for _ in range(3):
        li.get("/places")
        li.get("/coverage/522633")
    assert sorted(entry.detail["kind"] for entry in Entry.objects.filter(act="token.use")) == ["coverage", "places"]


def test_the_places_of_a_token_are_those_of_its_post(loaded: Cast, machine):
    assert {row["place"] for row in machine(loaded.shi).get("/places")["places"]} == {
        "522633106", "522633106001", "522633106201", "522633106202", f"school-{loaded.school.pk}"}  # fmt: skip
    assert [row["inside"] for row in machine(loaded.yang).get("/places")["places"]] == [None]


def test_every_case_comes_once_however_many_pages(loaded: Cast, machine):
    li = machine(loaded.li)
    whole = [row["id"] for row in li.get("/cases")["cases"]]
    assert len(whole) == Case.objects.count() == li.get("/cases")["count"]
    pages, after = [], ""
    while True:
        page = li.get(f"/cases?limit=2{after}")
        pages += [row["id"] for row in page["cases"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert pages == whole
    assert li.get("/cases?after=00000000-0000-0000-0000-000000000000", 404)["code"] == "unknown_cursor"


def test_filters_are_those_of_the_page(loaded: Cast, machine, client: Client):
    shi = machine(loaded.shi)
    client.force_login(loaded.shi)
    for words in ("tab=todo", "tab=excluded", "tab=all", "tab=todo&place=522633106201", "tab=todo&poor=1"):
        shown = {str(row.pk) for row in client.get(f"/verify/?{words}").context["page"].object_list}
        assert {row["id"] for row in shi.get(f"/cases?{words}")["cases"]} == shown, words


def test_a_case_is_told_as_its_page_tells_it(loaded: Cast, machine, client: Client):
    case = Case.objects.filter(village__code="522633106201").first()
    told = machine(loaded.shi).get(f"/cases/{case.pk}")
    client.force_login(loaded.shi)
    page = client.get(f"/cases/{case.pk}/").context
    assert told["standing"]["name"] == "todo" and told["version"] == 1
    assert [step["verb"] for step in told["steps"] if step["open"]] == page["verbs_now"]
    assert told["gaps"] == page["gaps"]
    assert [rung["who"] for ladder in told["chain"] for rung in ladder["rungs"]] == [
        rung.get("who", "") for ladder in page["ladders"] for rung in ladder["rungs"]]  # fmt: skip
    assert Entry.objects.get(act="token.look").subject == f"child:{case.child_id}"


def test_my_day_is_that_of_the_page(loaded: Cast, machine, client: Client):
    told = machine(loaded.shi).get("/tasks?who=place")
    client.force_login(loaded.shi)
    page = client.get("/day/?who=place").context
    assert [row["id"] for row in told["tasks"]] == [str(row.task.pk) for row in page["rows"]] != []
    assert {"late": told["late"], "today": told["due_today"], "new": told["new"], "all": told["all"]} == page["counts"]
