"""The lists of the return effort in Excel: visits and looks filled in offline, seen first, written as one act, undone as one."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from guixiao.audit.models import Entry
from guixiao.cases.clocks.models import Task
from guixiao.cases.effort.progress import progress_of
from guixiao.cases.models import Case, Worklist
from guixiao.cases.verify import verify_checks
from guixiao.cases.wording import REFUSALS
from guixiao.children.models import Round
from tests.cast import Cast, row
from tests.starts import start

VISIT = {"哪天走访的": "", "怎么走访的": "入户", "见到了谁": "监护人", "结果": "还没想好"}
CHILDREN = ("石三妹", "潘小花", "吴老二", "=cmd|1")


def day(ago: int = 0) -> str:
    return (timezone.localdate() - timedelta(ago)).isoformat()


def at_desk(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def case_of(name: str) -> Case:
    return Case.objects.current().select_related("child", "round").get(child__name=name)


def act(user, name: str, verb: str, **form):
    case = case_of(name)
    return at_desk(user).post(f"/cases/{case.pk}/act/", {"verb": verb, "version": case.version} | form, follow=True)


@start
def out(cast: Cast) -> Cast:
    """Four children of 高华 who dropped out; one of them has a name that a spreadsheet would run."""
    cast.load([row(n, "left_roll", name=name, school="停洞镇中心小学") for n, name in enumerate(CHILDREN)])
    for name in CHILDREN:
        act(cast.wu, name, "find", finding="dropped_out", true_on=day(60))
    return cast


@start
def back(out: Cast) -> Cast:
    """All of them came back three weeks ago: the first look is due."""
    for name in CHILDREN:
        act(out.wu, name, "return", day=day(21), school=out.school.pk, placement="own_grade", class_name="五年级1班")
        act(out.yang, name, "confirm_return")
    return out


def taken(client: Client, **form):
    answer = client.post("/verify/sheet/", form)
    assert answer.status_code == 200, answer
    whole = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # answer.close() would close the database too
        close()
    return load_workbook(io.BytesIO(whole))


def saved(book, name: str = "劝返.xlsx") -> SimpleUploadedFile:
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def filled(book, said: dict[str, dict[str, str]]) -> SimpleUploadedFile:
    """The book with cells filled in by the child's name and the column's heading."""
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for line in sheet.iter_rows(min_row=2):
        for head, text in said.get(str(line[0].value).lstrip("'"), {}).items():
            assert not line[heads.index(head)].protection.locked, f"{head} is not to be filled in"
            line[heads.index(head)].value = text
    return saved(book)


def read_back(client: Client, file) -> Worklist:
    answer = client.post("/verify/sheet/read/", {"file": file})
    assert answer.status_code == 302 and "/verify/sheet/" in answer["Location"], answer
    return Worklist.objects.order_by("-made_at").first()


def holds() -> bool:
    return all(check().holds for check in verify_checks)


def visits(name: str) -> int:
    return progress_of(case_of(name).events.told()).all_visits


def visit(**changed) -> dict[str, str]:
    return VISIT | {"哪天走访的": day(1)} | changed


def test_the_list_of_the_page_goes_out_with_the_words_of_the_policy_and_nothing_that_runs(out: Cast):
    book = taken(at_desk(out.wu), list="persuasion", tab="out")
    sheet = book.worksheets[0]
    assert sheet.max_row == 5 and sheet.protection.sheet and len(sheet.data_validations.dataValidation) == 4
    offered = {cell.value for line in book.worksheets[1].iter_rows() for cell in line}
    assert {"入户", "监护人", "还没想好"} <= offered
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert "'=cmd|1" in [line[0].value for line in sheet.iter_rows()]
    assert Entry.objects.get(act="list.export").detail["rows"] == 4


def test_visits_are_seen_first_written_once_and_taken_back_as_one(out: Cast):
    client = at_desk(out.wu)
    book = taken(client, list="persuasion", tab="out")
    act(out.yang, "吴老二", "visit", way="by_phone", met="guardian", result="undecided", day=day())  # meanwhile
    kept = read_back(client, filled(book, {"石三妹": visit(说明="家里同意", 答应哪天返校=day(-7)), "吴老二": visit(),
                                           "潘小花": visit(结果="没有这个词"), "=cmd|1": visit(哪天走访的="前天")}))  # fmt: skip
    assert kept.counts == {"ready": 1, "blank": 0, "moved": 1, "refused": 2}
    page = client.get(f"/verify/sheet/{kept.pk}/").content.decode()
    assert all(str(REFUSALS[why]) in page for why in ("moved", "visit_told", "day_unread"))
    assert visits("石三妹") == 0, "nothing is written by looking"
    for _ in range(2):
        client.post(f"/verify/sheet/{kept.pk}/apply/")
    told = case_of("石三妹").events.get(verb="visit")
    assert (told.true_on.isoformat(), told.detail["way"], told.detail["promised"], told.line) == (
        day(1), "at_home", day(-7), "administrative")  # fmt: skip
    assert told.note == "家里同意" and visits("吴老二") == 1 and visits("潘小花") == 0
    client.post(f"/verify/sheet/{kept.pk}/undo/")
    assert visits("石三妹") == 0 and [one.verb for one in case_of("石三妹").events.all()[:2]] == ["take_back", "visit"]
    assert Entry.objects.filter(act="case.sheet_apply").count() == Entry.objects.filter(act="case.sheet_undo").count() == 1
    assert holds()


def test_a_visit_happened_whoever_wrote_since(out: Cast):
    client = at_desk(out.wu)
    book = taken(client, list="persuasion")
    act(out.yang, "石三妹", "visit", way="by_phone", met="guardian", result="undecided", day=day())
    kept = read_back(client, filled(book, {"石三妹": visit(), "潘小花": visit()}))
    assert "别人改过的也记下" in client.get(f"/verify/sheet/{kept.pk}/").content.decode()
    client.post(f"/verify/sheet/{kept.pk}/apply/", {"moved": "1"})
    kept.refresh_from_db()
    assert (visits("石三妹"), visits("潘小花")) == (2, 1) and kept.counts["ready"] == 2


def test_what_somebody_went_on_from_stays(out: Cast):
    client = at_desk(out.wu)
    kept = read_back(client, filled(taken(client, list="persuasion"), {"石三妹": visit(), "潘小花": visit()}))
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    act(out.yang, "石三妹", "visit", way="by_phone", met="guardian", result="undecided", day=day())
    answer = client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert "已撤销 1 行" in answer and "1 行没有撤销" in answer
    assert (visits("石三妹"), visits("潘小花")) == (2, 0)


def test_of_two_worklists_the_later_is_undone_first(out: Cast):
    client, kept = at_desk(out.wu), []
    for _ in range(2):
        kept.append(read_back(client, filled(taken(client, list="persuasion"), {"石三妹": visit()})))
        client.post(f"/verify/sheet/{kept[-1].pk}/apply/")
    for worklist, left in ((kept[1], 1), (kept[0], 0)):
        client.post(f"/verify/sheet/{worklist.pk}/undo/")
        assert visits("石三妹") == left
    assert holds()


def test_a_visit_taken_back_starts_the_clock_again(out: Cast):
    made, client = Round.objects.get(), at_desk(out.wu)
    made.wording["clocks"]["visit"] = made.wording["clocks"]["verify"] | {
        "states": ["out_of_school"], "starts": ["find"], "ends": ["visit"], "duty": ["village_squad"]}  # fmt: skip
    made.save()
    client.get("/day/")
    before = set(Task.objects.open().values_list("case", "clock", "due_on"))
    kept = read_back(client, filled(taken(client, list="persuasion"), {name: visit() for name in CHILDREN}))
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    client.get("/day/")
    assert len(before) == 4 and not Task.objects.open().exists()
    client.post(f"/verify/sheet/{kept.pk}/undo/")
    client.get("/day/")
    assert set(Task.objects.open().values_list("case", "clock", "due_on")) == before


def test_my_day_goes_out_as_the_children_behind_it(out: Cast):
    client = at_desk(out.wu)
    page = client.get("/day/").content.decode()
    assert "带走一张表" in page
    act(out.li, "吴老二", "reopen", note="再查一次")
    for name, rows in (("persuasion", 3), ("verification", 1)):
        book = taken(client, list=name, **{"from": "day", "tab": "all", "who": "place"})
        assert book.worksheets[0].max_row == 1 + rows
    answer = client.post("/verify/sheet/", {"list": "observation", "from": "day"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/day/" and "至少一行" in answer.content.decode()


def test_looks_are_written_and_who_is_not_in_class_is_looked_for_again(back: Cast):
    client = at_desk(back.yang)
    book = taken(client, list="observation", tab="look")
    assert {line[5].value for line in book.worksheets[0].iter_rows(min_row=2)} == {"上学第5天"}
    kept = read_back(client, filled(book, {
        "石三妹": {"在校没有": "在班里", "说明": "跟得上"}, "潘小花": {"在校没有": "不在校", "说明": "跟父母走了"},
        "吴老二": {"在校没有": "不在校", "哪天看的，或从哪天起不在校": day(2), "说明": "跟父母走了"},
        "=cmd|1": {"说明": "忘了选"}}))  # fmt: skip
    assert kept.counts == {"ready": 2, "blank": 0, "moved": 0, "refused": 2}
    page = client.get(f"/verify/sheet/{kept.pk}/").content.decode()
    assert all(str(REFUSALS[why]) in page for why in ("day_gone", "in_class_said")) and "已经有人接着办的不动" in page
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert case_of("石三妹").next_look > timezone.localdate() and case_of("石三妹").phase == "observed"
    assert (case_of("吴老二").episode, case_of("吴老二").phase) == (2, "persuasion")
    assert holds()
    answer = client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert "已撤销 2 行" in answer and "行没有撤销" not in answer
    assert case_of("石三妹").next_look <= timezone.localdate()
    assert (case_of("吴老二").episode, case_of("吴老二").phase, case_of("吴老二").state) == (1, "observed", "returned")
    assert holds(), "no child is lost by undoing"


def test_a_file_of_another_post_acts_only_on_what_its_reader_may_act_on(out: Cast):
    file = filled(taken(at_desk(out.wu), list="persuasion"), {name: visit() for name in CHILDREN})
    wang = at_desk(out.wang)
    kept = read_back(wang, file)
    assert kept.counts["refused"] == 4 and {line["why"] for line in kept.lines} == {"not_listed"}
    wang.post(f"/verify/sheet/{kept.pk}/apply/")
    assert not any(visits(name) for name in CHILDREN)
    assert at_desk(out.wu).get(f"/verify/sheet/{kept.pk}/").status_code == 404
    assert at_desk(out.wu).post(f"/verify/sheet/{kept.pk}/apply/").status_code == 404


def test_a_list_that_is_none_and_a_place_that_is_not_ones_own_are_not_there(out: Cast):
    assert at_desk(out.wu).post("/verify/sheet/", {"list": "teachers"}).status_code == 404
    assert at_desk(out.wang).post("/verify/sheet/", {"list": "persuasion", "place": "522633106"}).status_code == 404


@pytest.mark.parametrize(("change", "said"), [
    (lambda sheet: sheet.delete_cols(7), ("工作表“劝返”", "第 1 行", "“哪天走访的”列", "没有这一列")),
    (lambda sheet: sheet.cell(1, 5, "结果"), ("第 1 行", "“结果”列", "这一列有两次")),
    (lambda sheet: sheet.delete_rows(1), ("没有我们的表头",)),
])  # fmt: skip
def test_a_workbook_whose_headings_were_changed_says_where(out: Cast, change, said):
    client = at_desk(out.wu)
    book = taken(client, list="persuasion")
    change(book.worksheets[0])
    answer = client.post("/verify/sheet/read/", {"list": "persuasion", "file": saved(book, "走访.xlsx")}, follow=True)
    assert answer.redirect_chain[-1][0] == "/cases/" and not Worklist.objects.exists()
    assert all(words in answer.content.decode() for words in ("走访.xlsx", *said))


@pytest.mark.parametrize(("kind", "filters"), [("observation", {"tab": "look"}), ("verification", {}), ("tasks", {})])
def test_a_sheet_taken_along_in_english_is_read_back_in_chinese(back: Cast, kind, filters):
    act(back.li, "=cmd|1", "relapse", day=day(1), note="走了")
    act(back.li, "=cmd|1", "reopen", note="再查")
    client = at_desk(back.yang)
    client.cookies["django_language"] = "en"
    book = taken(client, list=kind, **filters)
    sheet, offered = book.worksheets[0], [cell.value for cell in book.worksheets[1]["A"]]
    assert sheet.cell(1, 1).value in ("Name", "What to do")
    at = next(at for at, cell in enumerate(sheet[1]) if not sheet.cell(2, at + 1).protection.locked)
    for number, line in enumerate(sheet.iter_rows(min_row=2)):
        line[at].value = offered[number % len(offered)]
    del client.cookies["django_language"]
    kept = read_back(client, saved(book))
    assert kept.lines and not {line["why"] for line in kept.lines} & {"in_class_said", "done_said", "finding_known"}


def test_every_figure_of_the_preview_opens_its_rows(out: Cast):
    client = at_desk(out.wu)
    book = taken(client, list="persuasion", tab="out")
    kept = read_back(client, filled(book, {"石三妹": visit(), "潘小花": visit(结果="没有这个词")}))
    assert kept.counts == {"ready": 1, "blank": 2, "moved": 0, "refused": 1}
    shown = {part: client.get(f"/verify/sheet/{kept.pk}/?part={part}").content.decode() for part in ("all", *kept.counts, "")}
    assert {part: page.count('<th scope="row">') for part, page in shown.items()} == {"all": 4, **kept.counts, "": 2}
    assert "石三妹" in shown["ready"] and "潘小花" in shown["refused"] and "没有这样的行" in shown["moved"]


def test_a_row_that_names_another_child_than_its_key_is_written_for_nobody(out: Cast):
    """Only the first column was sorted, or pasted one row off: the visit would be another child's."""
    wu = at_desk(out.wu)
    book = taken(wu, list="persuasion", tab="out")
    names = [line[0] for line in book.worksheets[0].iter_rows(min_row=2)]
    said = dict.fromkeys(CHILDREN, visit())
    file = filled(book, said)
    names[0].value, names[1].value = names[1].value, f" {names[0].value}　"
    kept = read_back(wu, saved(book))
    assert [line["why"] for line in kept.lines] == ["other_row", "other_row", "", ""]
    assert str(REFUSALS["other_row"]) in wu.get(f"/verify/sheet/{kept.pk}/").content.decode()
    wu.post(f"/verify/sheet/{kept.pk}/apply/")
    assert sum(visits(name) for name in CHILDREN) == 2
    assert [line["why"] for line in read_back(wu, file).lines].count("other_row") == 0, "as it was, nothing slipped"


def test_a_day_that_a_program_kept_as_a_number_is_shown_as_the_day_it_was_taken_for(out: Cast):
    wu = at_desk(out.wu)
    number = str((timezone.localdate() - timedelta(1)).toordinal() - 693594)
    kept = read_back(wu, filled(taken(wu, list="persuasion", tab="out"), {"石三妹": visit(**{"哪天走访的": number})}))
    html = wu.get(f"/verify/sheet/{kept.pk}/").content.decode()
    assert kept.counts["ready"] == 1 and day(1) in html and number not in html
