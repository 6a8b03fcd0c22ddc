"""Headers said by the county, rows corrected, versions counted again and restored, copies taken along."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.children.models import CurrentRound, Round
from guixiao.lib.inert import inert
from guixiao.rosters.files import store
from guixiao.rosters.imports.rules import State
from guixiao.rosters.models import AsideRow, Correction, HeaderMeaning, Import
from guixiao.rosters.tests.test_imports import confirmed
from guixiao.rosters.worker.loop import work_once
from tests.cast import AS_OF, Cast
from tests.desk import HOUSE, a_checked_file, checked, households, name_of, number_of, table, uploads


@pytest.fixture
def li(cast: Cast, client: Client) -> Client:
    client.force_login(cast.li)
    return client


def columns_of(client: Client, item: object) -> dict[str, str]:
    """Header -> the name of its select on the page."""
    page = client.get(f"/rosters/files/{item.pk}/headers/")
    return {column.label: f"c{index}" for index, column in enumerate(page.context["columns"])}


# Headers


def test_what_the_county_says_of_a_header_is_read_so_and_remembered(cast: Cast, li: Client):
    item = a_checked_file(cast)
    assert item.receipt["headers"].get("former_name") is None and "土名" in item.receipt["unused_headers"]
    li.post(f"/rosters/files/{item.pk}/headers/", {columns_of(li, item)["土名"]: "former_name"})
    assert work_once("test")
    item.refresh_from_db()
    assert item.receipt["headers"]["former_name"] == ["土名"]
    confirmed(cast, Import.objects.get())
    assert "+" in Round.objects.get().policy, "the round says that the county's own words were used"
    again = checked(cast, uploads(households=13, enrolments=9)).files.get(roster="households")
    assert again.receipt["headers"]["former_name"] == ["土名"], "the next files are read so without asking"
    html = li.get(f"/rosters/files/{again.pk}/headers/").content.decode()
    assert "按本县说的" in html
    li.post(f"/rosters/files/{again.pk}/headers/", {columns_of(li, again)["土名"]: "="})
    assert work_once("test") and not HeaderMeaning.objects.exists()


def test_a_column_can_be_left_out(cast: Cast, li: Client):
    item = a_checked_file(cast)
    li.post(f"/rosters/files/{item.pk}/headers/", {columns_of(li, item)["户号"]: "-"})
    assert work_once("test")
    item.refresh_from_db()
    assert "household_number" not in item.receipt["headers"] and "户号" in item.receipt["unused_headers"]


def test_a_file_refused_for_its_headers_is_read_once_they_are_said(cast: Cast, li: Client):
    strange = ("户号", "娃儿叫啥", "性别", "出生日期", "号码那一栏", "与户主关系", "住址", "户口状态", "土名")
    version = checked(cast, [SimpleUploadedFile("户籍.csv", table(strange, households()))])
    item = version.files.get()
    assert item.problem or not item.roster
    li.post(f"/rosters/files/{item.pk}/slot/", {"roster": "households"})
    assert work_once("test")
    names = columns_of(li, item)
    assert "娃儿叫啥" in names
    li.post(f"/rosters/files/{item.pk}/headers/", {names["娃儿叫啥"]: "name", names["号码那一栏"]: "id_number"})
    assert work_once("test")
    item.refresh_from_db()
    assert (item.problem, item.accepted, item.rows_in) == (None, 12, 14)


def test_a_nonsensical_answer_changes_nothing(cast: Cast, li: Client):
    item = a_checked_file(cast)
    li.post(f"/rosters/files/{item.pk}/headers/", {"c0": "DROP TABLE", "c999": "name", "cx": "name"})
    assert Import.objects.get().state == State.CHECKED and not HeaderMeaning.objects.exists()


# Rows


def rejected(cast: Cast) -> AsideRow:
    return a_checked_file(cast).rows.get(reason="no_identity")


def test_a_rejected_row_is_corrected_and_joins_the_run_under_its_own_place(cast: Cast, li: Client):
    row = rejected(cast)
    answer = li.post(f"/rosters/rows/{row.pk}/", {"c1": "潘补上", "c4": number_of(77)}, follow=True)
    assert "下次比对就计入" in answer.content.decode()
    done = confirmed(cast, Import.objects.get())
    assert done.state == State.DONE and done.round.population == 13
    child = done.round.coverage.get(child__name="潘补上")
    assert (child.file, child.row) == ("户籍（更正）", 15)
    files = {file["file"]: (file["rows_in"], file["accepted"]) for file in done.round.receipt.content["files"]}
    assert files["户籍.csv"] == (14, 12) and files["户籍（更正）.csv"] == (1, 1)


def test_a_correction_that_is_not_enough_says_why_and_waits(cast: Cast, li: Client):
    row = rejected(cast)
    html = li.post(f"/rosters/rows/{row.pk}/", {"c6": "停洞镇高华村"}, follow=True).content.decode()
    assert "还不能收：没有姓名也没有号码" in html
    assert Correction.objects.get().problem == "no_identity"
    assert confirmed(cast, Import.objects.get()).round.population == 12


def test_a_correction_after_the_import_waits_for_a_recount_and_can_be_undone(cast: Cast, li: Client):
    row = rejected(cast)
    first = confirmed(cast, Import.objects.get())
    li.post(f"/rosters/rows/{row.pk}/", {"c1": "潘补上"})
    assert "还没有计入" in li.get("/rosters/").content.decode()
    li.post("/rosters/recount/", {"reason": "corrections"})
    assert work_once("test")
    second = Import.objects.get(reason="corrections")
    assert (second.state, second.round.population, first.round.population) == (State.DONE, 13, 12)
    assert "还没有计入" not in li.get("/rosters/").content.decode()
    assert [item.read.pk for item in second.files.all()] == [item.pk for item in first.files.all()]
    li.post(f"/rosters/rows/{row.pk}/undo/")
    assert "还没有计入" in li.get("/rosters/").content.decode()
    li.post("/rosters/recount/", {"reason": "corrections"})
    assert work_once("test")
    assert Round.objects.count() == 3 and CurrentRound.objects.get().round.population == 12
    assert Correction.objects.get().undone_by == cast.li, "what was corrected stays on record"


def test_the_rows_can_be_taken_along_in_the_layout_of_their_file_and_dropped_in_again(cast: Cast, li: Client):
    item = a_checked_file(cast)
    answer = li.post(f"/rosters/files/{item.pk}/rows.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    told, header, *rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert "2 行没有收下" in told[0] and tuple(header[: len(HOUSE)]) == HOUSE
    assert [row[1] for row in rows] == ["12", None] and [row[-2] for row in rows] == ["合计行", "没有姓名也没有号码"]
    assert Entry.objects.filter(act="file.rows").count() == 1
    corrected = SimpleUploadedFile("户籍-补.xlsx", answer.content)
    version = checked(cast, [corrected])
    assert version.files.get(file__name="户籍-补.xlsx").roster == "households"


@pytest.mark.parametrize(
    "text", ["=1+1", "+861", "-2", "@SUM(A1)", "\t=1", "\u200b=cmd|' /C calc'!A0", "\ufeff \u00a0=1", "＝1", "\r\n=1"]
)
def test_every_cell_of_an_export_is_inert_also_behind_what_one_does_not_see(text: str):
    assert inert(text) == f"'{text}"
    assert inert("吴阿妹") == "吴阿妹" and inert("") == "" and inert("'=1") == "'=1"


def test_a_formula_in_a_row_is_text_in_the_workbook(cast: Cast, li: Client):
    rows = [*households(), ["=cmd|' /C calc'!A0", "", "\u200b=1+1", "", "", "", "", "", ""]]
    version = checked(cast, [SimpleUploadedFile("户籍.csv", table(HOUSE, rows))])
    answer = li.post(f"/rosters/files/{version.files.get().pk}/rows.xlsx")
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert [cell.value for cell in cells if "=" in str(cell.value)] == ["'=cmd|' /C calc'!A0", "'\u200b=1+1"]


# Versions


def test_an_earlier_version_is_restored_and_the_later_one_again(cast: Cast, li: Client):
    first = confirmed(cast, checked(cast)).round
    second = confirmed(cast, checked(cast, uploads(households=13, enrolments=9))).round
    page = li.get(f"/rosters/rounds/{first.pk}/restore/")
    assert page.status_code == 200 and li.post(f"/rosters/rounds/{first.pk}/restore/", {"current": second.pk}).status_code == 422
    told = {"current": second.pk, "why": "公安的户籍拿错了月份"}
    assert li.post(f"/rosters/rounds/{first.pk}/restore/", told).status_code == 302
    assert CurrentRound.objects.get().round == first
    entry = Entry.objects.get(act="round.restore")
    assert (entry.detail["round"], entry.detail["instead_of"]) == (first.pk, second.pk)
    answer = li.post(f"/rosters/rounds/{first.pk}/restore/", told, follow=True)
    assert answer.status_code == 200, "already current: nothing to do"
    html = li.post(
        f"/rosters/rounds/{second.pk}/restore/", {"current": second.pk, "why": "刚才弄错了"}, follow=True
    ).content.decode()
    assert "这一步没有做" in html, "the page was older than the restoration"
    li.post(f"/rosters/rounds/{second.pk}/restore/", {"current": first.pk, "why": "刚才弄错了"})
    assert CurrentRound.objects.get().round == second
    assert li.get("/coverage/522633/").context["round"] == second


def test_the_original_is_given_byte_for_byte_and_who_took_it_is_recorded(cast: Cast, li: Client):
    item = a_checked_file(cast)
    answer = li.post(f"/rosters/files/{item.pk}/original/")
    assert b"".join(answer.streaming_content) == table(HOUSE, households())
    assert "attachment" in answer["Content-Disposition"] and answer["Cache-Control"] == "no-store"
    entry = Entry.objects.get(act="file.original")
    assert entry.actor_name == "李主任" and entry.detail["sha256"] == item.file.sha256


def test_rosters_of_the_last_version_are_carried_over_and_are_no_sign(cast: Cast, li: Client):
    confirmed(cast, checked(cast))
    version = checked(cast, [SimpleUploadedFile("户籍.csv", table(HOUSE, households(13)))])
    assert [sign["kind"] for sign in version.signs] == ["gone"]
    assert "沿用上一版的 8 行" in li.get(f"/rosters/{version.pk}/").content.decode()
    li.post(f"/rosters/{version.pk}/carry/", {"roster": "enrolments"})
    assert work_once("test")
    version.refresh_from_db()
    assert version.signs == [] and version.files.get(roster="enrolments").accepted == 8
    assert confirmed(cast, version).state == State.DONE


def test_a_file_of_a_killed_upload_is_swept_and_nothing_else(cast: Cast):
    item = a_checked_file(cast)
    stray = store.folder() / str(item.version_id) / "stray.sealed"
    draft = stray.with_name(".draft-x")
    stray.write_bytes(b"x")
    draft.write_bytes(b"x")
    assert store.sweep() == 0, "it may be arriving just now"
    later = stray.stat().st_mtime + timedelta(hours=2).total_seconds()
    assert store.sweep(now=later) == 2
    assert store.path_of(item.file.place).exists() and not stray.exists() and not draft.exists()


def test_names_of_children_stand_nowhere_in_clear_on_the_disk(cast: Cast):
    confirmed(cast, checked(cast))
    files = [path for path in store.folder().rglob("*") if path.is_file()]
    assert files and AS_OF
    for path in files:
        text = path.read_bytes()
        assert name_of(1).encode() not in text and number_of(1).encode() not in text, path
