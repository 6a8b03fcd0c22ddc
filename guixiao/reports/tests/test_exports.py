"""Lists taken along in Excel: the same as on the page, whole, inert, masked, and in the log."""

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.test import Client

from guixiao.accounts.rules import MAY
from guixiao.audit.models import Entry
from guixiao.changes.actions import compare
from guixiao.children.models import Child, Correction
from tests.cast import Cast, row

LIST = "/coverage/522633106/children/"
EXPORT = f"{LIST}export/"
WHOLE = re.compile(r"\d{17}[\dX]|1\d{10}")


def taken(answer: Any) -> bytes:
    assert answer.status_code == 200 and answer.headers["Content-Type"].endswith("spreadsheetml.sheet"), answer.status_code
    return b"".join(answer.streaming_content)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in line] for line in sheet.iter_rows()] for sheet in book}


def told(content: bytes) -> dict[str, str]:
    return {line[0]: line[1] for line in sheets(content)["说明"] if line[0]}


def listed(content: bytes) -> list[list[Any]]:
    return list(sheets(content).values())[1]


def text_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def exported() -> list[Entry]:
    return list(Entry.objects.filter(act="list.export").order_by("sequence"))


def test_the_file_has_the_rows_the_order_and_the_columns_of_the_page(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    client.post("/lists/columns/", {"column": ["name", "state", "age", "poverty"]})
    query = "bucket=find&sort=-name"
    page = client.get(f"{LIST}?{query}").context["page"]
    content = taken(client.post(f"{EXPORT}?{query}", {"purpose": "下村核对"}))
    header, *rows = listed(content)
    assert header == ["姓名", "在哪一栏", "年龄", "脱贫监测"]
    assert [line[0] for line in rows] == [found.child.name for found in page.rows] and len(rows) == page.count
    said = told(content)
    assert said["行数"] == str(page.count) and said["地方"] == "停洞镇" and "按姓名排" in said["条件"]
    assert said["用途"] == "下村核对" and said["导出人"].startswith("石所长") and said["名册截至"] == "2026-09-01"
    assert said["规则版本"] == "test@000000000000" and f"{page.count} 行" in said["表"]


def test_how_many_rows_there_are_stands_on_the_buttons_and_in_the_log(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    page = client.get(f"{LIST}?bucket=not_found")
    count = page.context["page"].count
    assert f"导出 Excel（{count} 行）" in page.content.decode()
    assert f"导出 {count} 行" in client.get(f"{EXPORT}?bucket=not_found").content.decode()
    taken(client.post(f"{EXPORT}?bucket=not_found&poor=1", {"purpose": "入户"}))
    (entry,) = exported()
    assert entry.actor_name == "石所长" and entry.place == "/522633/522633106/" and entry.subject == "list:children"
    assert entry.detail["rows"] == len(listed(taken(client.post(f"{EXPORT}?bucket=not_found&poor=1")))) - 1
    assert entry.detail["purpose"] == "入户" and entry.detail["numbers"] == "masked" and "脱贫" in entry.detail["filter"]


def test_what_was_typed_into_the_search_stands_in_the_file_and_not_in_the_log(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    content = taken(client.post(f"{EXPORT}?q=吴阿妹1"))
    assert "吴阿妹1" in told(content)["条件"] and len(listed(content)) > 1
    assert "吴阿妹" not in str(exported()[0].detail) and "按姓名" in exported()[0].detail["filter"]


def test_numbers_are_masked_unless_the_post_may_and_says_what_for(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    client.post("/lists/columns/", {"column": ["name", "state", "id_number", "phone"]})
    assert not WHOLE.search(text_of(taken(client.post(EXPORT))))
    refused = client.post(EXPORT, {"numbers": "full", "purpose": " 核对 "})
    assert refused.status_code == 422 and "写明用途" in refused.content.decode() and len(exported()) == 1
    full = listed(taken(client.post(EXPORT, {"numbers": "full", "purpose": "和派出所核对户口"})))
    child = Child.objects.get(name="吴阿妹0", coverage__village__name__startswith="高华")
    assert ["吴阿妹0", child.id_number, child.phone] in [[line[0], line[2], line[3]] for line in full]
    entry = exported()[-1]
    assert entry.detail["numbers"] == "full" and entry.detail["purpose"] == "和派出所核对户口"


@pytest.mark.parametrize("who", ["shi", "yang"])
def test_a_post_that_may_not_gets_no_full_numbers_however_it_asks(loaded: Cast, client: Client, who: str):
    user = getattr(loaded, who)
    assert not user.may("export_numbers") and user.may("export")
    client.force_login(user)
    url = f"/coverage/{user.current_posts[0].place_code}/children/export/"
    assert "完整号码" not in client.get(url).content.decode()
    assert client.post(url, {"numbers": "full", "purpose": "和派出所核对户口"}).status_code == 404
    assert not exported()


def test_who_may_not_export_finds_neither_the_button_nor_the_page(loaded: Cast, client: Client):
    assert "export" not in MAY["village_squad"]
    client.force_login(loaded.wu)
    assert "导出" not in client.get("/coverage/522633106201/children/").content.decode()
    assert client.get("/coverage/522633106201/children/export/").status_code == 404
    client.force_login(loaded.wang)
    assert {client.get(EXPORT).status_code, client.post(EXPORT).status_code} == {404} and not exported()


def test_a_childs_hostile_cells_are_inert_text(cast: Cast, client: Client):
    names = ["=cmd|' /C calc'!A0", "\u200b=1+1", "＋1", "<f>1</f>", "@SUM(A1)", "吴阿妹"]
    cast.load([row(n, "not_found", name=name, guardian="-2+3") for n, name in enumerate(names)])
    client.force_login(cast.shi)
    client.post("/lists/columns/", {"column": ["name", "state", "guardian"]})
    content = taken(client.post(EXPORT))
    found = {line[0] for line in listed(content)[1:]}
    assert found >= {"'=cmd|' /C calc'!A0", "'\u200b=1+1", "'＋1", "<f>1</f>", "'@SUM(A1)", "吴阿妹"}
    assert {line[2] for line in listed(content)[1:]} == {"'-2+3"} and "<f>" not in text_of(content)


def test_made_up_data_says_so_in_the_name_of_the_file_and_on_every_sheet(loaded: Cast, client: Client):
    loaded.county.rounds.update(demo=True)
    client.force_login(loaded.shi)
    answer = client.post(EXPORT)
    content = taken(answer)
    assert "%E6%BC%94%E7%A4%BA" in answer.headers["Content-Disposition"]
    assert told(content)["数据"] == "演示数据，纯属虚构" and all("演示" in name or name == "说明" for name in sheets(content))


def test_changes_are_taken_along_with_both_sides(cast: Cast, client: Client):
    first = cast.load([row(n, "not_found" if n < 3 else "enrolled") for n in range(6)])
    second = cast.load([row(n, "enrolled" if n < 2 else "not_found") for n in range(6)])
    compare(first, second)
    client.force_login(cast.shi)
    url = "/coverage/522633106/changes/"
    assert "导出 Excel（3 行）" in client.get(url).content.decode()
    content = taken(client.post(f"{url}export/?kind=all"))
    header, *rows = listed(content)
    back, lost = ([(f"吴阿妹{n}", *sides) for n in who] for who, sides in (
        (range(2), ("未找到", "在校")), (range(3, 6), ("在校", "未找到"))))  # fmt: skip
    assert len(header) == 16 and [(line[0], line[3], line[9]) for line in rows] == [*back, *lost]
    assert not WHOLE.search(text_of(content)) and exported()[0].detail["rows"] == 5


def test_doubts_log_and_people_are_taken_along_by_those_who_see_them(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    page = client.get("/review/list/?state=open").context["page"]
    doubts = listed(taken(client.post("/review/list/export/?state=open")))
    assert [line[0] for line in doubts[1:]] == [str(doubt.coverage.child) for doubt in page] and len(doubts) > 1
    people = listed(taken(client.post("/people/export/")))
    assert {"李主任", "石所长"} <= {line[0] for line in people}
    log = listed(taken(client.post("/audit/export/?kind=exports")))
    assert [line[2] for line in log[1:]] == ["导出名单", "导出名单"] and {line[1] for line in log[1:]} == {"李主任"}
    assert [entry.subject for entry in exported()] == ["list:doubts", "list:people", "list:log"]


def test_an_earlier_round_names_a_child_as_it_was_named_then(cast: Cast, client: Client):
    first = cast.load([row(1, "not_found", name="吴阿妹")])
    cast.load([row(1, "not_found", name="吴梅")])
    assert Correction.objects.filter(field="name").count() == 1
    client.force_login(cast.shi)
    assert "吴梅" in (now := client.get(LIST).content.decode()) and "吴阿妹" not in now
    then = client.get(f"{LIST}?round={first.pk}").content.decode()
    assert ">吴阿妹<" in then and ">吴梅<" not in then
    assert listed(taken(client.post(f"{EXPORT}?round={first.pk}")))[1][0] == "吴阿妹"


def test_a_list_on_paper_stands_in_the_log_without_what_was_typed(loaded: Cast, client: Client):
    client.force_login(loaded.shi)
    page = client.get("/coverage/522633106/print/?bucket=find&q=吴阿妹").content.decode()
    entry = Entry.objects.get(act="list.print")
    assert (entry.actor_id, entry.place) == (loaded.shi.pk, "/522633/522633106/")
    assert entry.detail["rows"] == page.count('<th scope="row">') > 0
    assert entry.detail["at"] == "停洞镇" and entry.detail["numbers"] == "masked" and "吴阿妹" not in str(entry.detail)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # xlsxwriter leaves its half archive to the collector
def test_a_list_that_changes_while_it_is_written_is_asked_for_again(loaded: Cast, client: Client, monkeypatch):
    client.force_login(loaded.shi)
    monkeypatch.setattr("guixiao.reports.exports.children.rows_of", lambda *_: iter(()))
    answer = client.post(EXPORT, {"purpose": "下村核对"})
    assert answer.status_code == 409 and "请再按一次" in answer.content.decode() and not exported()
