"""A worklist goes out in Excel and comes back filled in: seen first, written as one act, undone as one."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from guixiao.audit.models import Entry
from guixiao.cases.models import Case, Worklist
from guixiao.cases.tests.test_verification import act, case_of, rows
from guixiao.cases.verify import events_tell_the_state
from guixiao.cases.wording import REFUSALS
from tests.cast import Cast, row
from tests.starts import start

PLACE = {"finding": 7, "evidence": 8, "note": 9, "until": 10}


@start
def told(cast: Cast) -> Cast:
    cast.load([*rows(), *(row(10 + n, "not_found", name=f"=cmd|{n}") for n in range(3))])
    return cast


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def taken(client: Client):
    answer = client.post("/verify/sheet/")
    whole = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # answer.close() would close the database too
        close()
    return load_workbook(io.BytesIO(whole))


def filled(book, said: dict[str, dict[str, str]]) -> SimpleUploadedFile:
    """The book with cells filled in by the child's name."""
    sheet = book.worksheets[0]
    for line in sheet.iter_rows(min_row=2):
        for name, text in said.get(str(line[0].value).lstrip("'"), {}).items():
            line[PLACE[name] - 1].value = text
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("核查.xlsx", out.getvalue())


def read_back(client: Client, file) -> Worklist:
    answer = client.post("/verify/sheet/read/", {"file": file})
    assert answer.status_code == 302, answer
    return Worklist.objects.order_by("-made_at").first()


def test_what_goes_out_is_locked_but_for_what_is_filled_in_and_inert(told: Cast):
    book = taken(signed_in(told.shi))
    sheet = book.worksheets[0]
    assert sheet.max_row == 7 and sheet.protection.sheet
    assert [sheet.cell(2, at).protection.locked for at in (1, 7, 8, 9, 10, 11)] == [True, False, False, False, False, True]
    assert sheet.column_dimensions["K"].hidden and sheet.column_dimensions["K"].max == 12
    assert len(sheet.data_validations.dataValidation) == 3 and book.worksheets[1].sheet_state == "hidden"
    texts = [cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line) and "'=cmd|0" in texts
    assert not any("52263320150901" in str(text) for text in texts)
    assert Entry.objects.filter(act="list.export", actor_id=told.shi.pk).count() == 1


def test_it_is_seen_first_and_every_row_counted(told: Cast):
    client = signed_in(told.shi)
    book = taken(client)
    act(told.wu, case_of("吴老二"), "find", finding="died")  # meanwhile
    file = filled(book, {"潘小花": {"finding": "E2 辍学：上过，不上了", "note": "去广东了"}, "吴老二": {"finding": "A4 已去世"},
                         "石三妹": {"finding": "C2", "until": "2099-01-01"}, "=cmd|0": {"evidence": "没有的"}})  # fmt: skip
    kept = read_back(client, file)
    assert kept.counts == {"ready": 1, "blank": 2, "moved": 1, "refused": 2} and sum(kept.counts.values()) == len(kept.lines) == 6
    page = client.get(f"/verify/sheet/{kept.pk}/").content.decode()
    assert all(str(REFUSALS[why]) in page for why in ("moved", "day_to_come", "evidence_named"))
    assert case_of("潘小花").standing == "todo"


def test_it_is_written_once_and_undone_as_one(told: Cast):
    client = signed_in(told.shi)
    kept = read_back(
        client,
        filled(taken(client), {"潘小花": {"finding": "E2"}, "吴老二": {"finding": "A4 已去世"}, "石三妹": {"finding": "D3"}}),
    )
    for _ in range(2):
        client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert [case_of(name).standing for name in ("潘小花", "吴老二", "石三妹")] == ["out", "waiting", "kept"]
    assert case_of("潘小花").events.count() == 2 and Entry.objects.filter(act="case.sheet_apply").count() == 1
    act(told.li, case_of("吴老二"), "confirm")
    answer = client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True)
    assert "已撤销 2 行" in answer.content.decode() and "1 行没有撤销" in answer.content.decode()
    assert [case_of(name).standing for name in ("潘小花", "吴老二", "石三妹")] == ["todo", "excluded", "todo"]
    client.post(f"/verify/sheet/{kept.pk}/undo/")
    assert events_tell_the_state().holds


def test_who_was_quicker_between_seeing_and_writing_keeps_their_word(told: Cast):
    client = signed_in(told.shi)
    kept = read_back(client, filled(taken(client), {"潘小花": {"finding": "E2"}, "吴老二": {"finding": "E2"}}))
    act(told.wu, case_of("潘小花"), "find", finding="died")
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert case_of("潘小花").finding == "died" and case_of("吴老二").standing == "out"
    kept.refresh_from_db()
    assert kept.counts == {"ready": 1, "blank": 4, "moved": 1, "refused": 0} or kept.counts["refused"] == 1


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 damaged"])
def test_what_is_no_worklist_is_refused_with_a_reason(told: Cast, content):
    client = signed_in(told.shi)
    answer = client.post("/verify/sheet/read/", {"file": SimpleUploadedFile("a.xlsx", content)}, follow=True)
    assert (answer.redirect_chain[-1][0] == "/verify/" and "a.xlsx" in answer.content.decode()) or not content
    assert not Worklist.objects.exists()


def test_a_workbook_without_our_headings_and_a_row_of_another_township(told: Cast):
    client = signed_in(told.shi)
    book = taken(client)
    book.worksheets[0].delete_rows(1)
    out = io.BytesIO()
    book.save(out)
    answer = client.post("/verify/sheet/read/", {"file": SimpleUploadedFile("a.xlsx", out.getvalue())}, follow=True)
    assert "没有我们的表头" in answer.content.decode()
    kept = read_back(signed_in(told.wang), filled(taken(client), {"潘小花": {"finding": "E2"}}))
    assert kept.counts["refused"] == 1 and case_of("潘小花").standing == "todo"
    signed_in(told.wang).post(f"/verify/sheet/{kept.pk}/apply/")
    assert case_of("潘小花").standing == "todo"
    assert client.get(f"/verify/sheet/{kept.pk}/").status_code == 404


def test_what_was_typed_is_sealed(told: Cast):
    from django.db import connection

    client = signed_in(told.shi)
    read_back(client, filled(taken(client), {"潘小花": {"finding": "E2", "note": "村医说的"}}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT lines FROM cases_worklist")
        assert "村医".encode() not in bytes(cursor.fetchone()[0])


def test_five_hundred_at_once(cast: Cast):
    cast.load([row(n, "not_found", name=f"孩子{n}") for n in range(500)])
    client = signed_in(cast.shi)
    kept = read_back(client, filled(taken(client), {f"孩子{n}": {"finding": "A2"} for n in range(500)}))
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert Case.objects.standing("waiting").count() == 500


def test_a_child_filled_in_on_two_rows_is_written_on_neither(told: Cast):
    client = signed_in(told.shi)
    book = taken(client)
    sheet = book.worksheets[0]
    twin = [cell.value for cell in next(line for line in sheet.iter_rows(min_row=2) if line[0].value == "潘小花")]
    sheet.append([*twin[:6], "A4 已去世", *twin[7:]])
    kept = read_back(client, filled(book, {"潘小花": {"finding": "E2"}}))
    assert (kept.counts["ready"], kept.counts["refused"]) == (0, 2)
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert case_of("潘小花").standing == "todo"


def test_a_worklist_as_large_as_no_worklist_is_refused(told: Cast):
    answer = signed_in(told.shi).post(
        "/verify/sheet/read/", {"file": SimpleUploadedFile("a.xlsx", b"PK" * 2_600_000)}, follow=True
    )
    assert "不超过 5 MB" in answer.content.decode() and not Worklist.objects.exists()


def test_whoever_holds_another_post_by_now_sees_no_children_of_the_old_one(told: Cast):
    client = signed_in(told.shi)
    kept = read_back(client, filled(taken(client), {"潘小花": {"finding": "E2", "note": "去广东了"}}))
    told.shi.posts.update(area=told.wang.posts.get().area)
    page = signed_in(told.shi).get(f"/verify/sheet/{kept.pk}/").content.decode()
    assert "潘小花" not in page and "去广东了" not in page and "另有 1 行" in page
