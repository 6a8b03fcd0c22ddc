"""What inspectors drew, in Excel: filled in at the door or after a call, seen first, written as one act, undone as one."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from guixiao.audit.models import Entry
from guixiao.cases.accountability.tests.conftest import see
from guixiao.cases.closures.actions import remove_demo_draws
from guixiao.cases.closures.models import Draw, Look, Sample
from guixiao.cases.closures.verify import samples_are_what_was_drawn
from guixiao.cases.closures.wording import OUTCOMES, REFUSALS
from guixiao.cases.models import Case, Worklist
from guixiao.cases.sheets.kinds.rechecks import OWN, WORDS
from guixiao.cases.tests.test_effort_worklists import at_desk, day, filled, holds, read_back, taken
from guixiao.cases.wording import REFUSALS as OF_CASES
from tests.cast import Cast
from tests.closures import a_draw
from tests.starts import start

IN, OUT, LOST = "还在班里", "不在班里", "没找到"


@start
def drawn(back: Cast) -> Cast:
    """Five of the twelve closed cases."""
    a_draw(back.li, back)
    return back


def names() -> list[str]:
    return [sample.case.child.name for sample in Sample.objects.select_related("case__child").order_by("position")]


def sample_of(name: str) -> Sample:
    return Sample.objects.select_related("case", "draw").get(case__child__name=name)


def outcome(name: str, result: str, **more: str) -> dict[str, dict[str, str]]:
    told = {"复查结果": result, "哪天复查的": day(), "谁去看的，或谁打的电话": "督查员", "看到了什么、问了谁": "打电话问了班主任"}
    return {name: told | more}


def whys(kept: Worklist) -> dict[str, str]:
    return {line["name"]: line["why"] for line in kept.lines}


def sheet(client: Client, said: dict[str, dict[str, str]]) -> SimpleUploadedFile:
    return filled(taken(client, list="rechecks", draw=str(Draw.objects.get().pk)), said)


def state(name: str) -> tuple[str, int]:
    case = Case.objects.current().get(child__name=name)
    return case.state, case.episode


def tally(cast: Cast) -> dict[str, int]:
    return see(cast.li, path=f"/closures/draws/{Draw.objects.get().pk}/").context["tally"]


def test_what_has_no_outcome_goes_out_and_nothing_in_it_runs(drawn: Cast):
    made, client = Draw.objects.get(), at_desk(drawn.li)
    for path in (f"/closures/draws/{made.pk}/", "/closures/draws/"):
        page = see(drawn.li, path=path).content.decode()
        assert "带走没有结果的 5 个，用 Excel 填" in page and 'name="list" value="rechecks"' in page
    book = taken(client, list="rechecks", draw=str(made.pk)).worksheets[0]
    lines = [[cell.value for cell in line] for line in book.iter_rows()]
    assert [line[0] for line in lines[1:]] == names() and book.protection.sheet
    assert lines[0][:6] == ["姓名", "住处", "学校", "班级", "销号日期", "上次复查"]
    assert all(cell.data_type != "f" for line in book.iter_rows() for cell in line)
    first, second = names()[:2]
    for name, result in ((first, "in_class"), (second, "not_found")):
        told = {"outcome": result, "day": day(), "version": 0, "note": "家里没人"}
        client.post(f"/closures/samples/{sample_of(name).pk}/look/", told)
    again = [[cell.value for cell in line] for line in taken(client, list="rechecks").worksheets[0].iter_rows(min_row=2)]
    assert [line[0] for line in again] == names()[1:] and again[0][5] == LOST, "who was not found is looked for again"


def test_looks_are_written_once_and_a_child_not_in_class_is_out_of_school_again_until_it_is_undone(drawn: Cast):
    client, (kept, gone, lost, *_) = at_desk(drawn.li), names()
    read = read_back(client, sheet(client, outcome(kept, IN) | outcome(gone, OUT) | outcome(lost, LOST)))
    assert sorted(whys(read).values()) == ["", "", "", "blank", "blank"] and not Look.objects.exists()
    assert "马上重新列为失学辍学" in client.get(f"/verify/sheet/{read.pk}/").content.decode()
    for _ in range(2):
        client.post(f"/verify/sheet/{read.pk}/apply/")
    assert tally(drawn) == {"": 2, "in_class": 1, "not_in_class": 1, "not_found": 1, "all": 5}
    assert (state(kept), state(gone)) == (("closed", 1), ("out_of_school", 2)) and holds()
    look = Look.objects.get(outcome="not_in_class")
    assert (look.note, look.by, look.reopened) == ("打电话问了班主任（督查员）", drawn.li, True)
    assert "已撤销 3 行" in client.post(f"/verify/sheet/{read.pk}/undo/", follow=True).content.decode()
    assert tally(drawn) == {"": 5, "in_class": 0, "not_in_class": 0, "not_found": 0, "all": 5}
    assert state(gone) == ("closed", 1) and holds() and samples_are_what_was_drawn().holds
    assert see(drawn.li, path="/closures/").context["counts"] == {"closing": 0, "closed": 12, "back": 0, "all": 12}
    assert see(drawn.li, "?kind=recheck", path="/lists/tasks/").context["page"].paginator.count == 5
    assert "收回了复查的结果" in see(drawn.li, path=f"/closures/draws/{Draw.objects.get().pk}/").content.decode()
    assert Entry.objects.filter(act="closure.unlook").count() == 3
    second = read_back(client, sheet(client, outcome(gone, OUT)))
    client.post(f"/verify/sheet/{second.pk}/apply/")
    assert state(gone) == ("out_of_school", 2) and holds(), "the void episode is taken up again"


def test_each_rule_of_the_page_holds_in_the_file(drawn: Cast):
    client, name = at_desk(drawn.li), names()[0]
    for said, why in (
        (outcome(name, "在"), "sample.outcome_named"),
        (outcome(name, IN, 哪天复查的=day(-1)), "sample.day_of_look"),
        (outcome(name, IN, 哪天复查的=day(1)), "sample.day_of_look"),
        (outcome(name, OUT, **{"看到了什么、问了谁": ""}), "sample.say_what"),
        (outcome(name, IN, 哪天复查的="上周"), "day_unread"),
    ):
        kept = read_back(client, sheet(client, said))
        assert whys(kept)[name] == why
        words = REFUSALS.get(why.removeprefix("sample.")) or OF_CASES[why]
        assert str(words) in client.get(f"/verify/sheet/{kept.pk}/").content.decode()
        client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert not Look.objects.exists()


def test_who_asked_or_confirmed_does_not_look_again_by_file_either(drawn: Cast):
    name = names()[0]
    case = sample_of(name).case
    event = case.events.get(verb="confirm_closure")
    case.events.create(case=case, version=case.version + 1, verb="confirm_closure", state="closed", true_on=event.true_on,
                       actor=drawn.li, line="education")  # fmt: skip
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    client = at_desk(drawn.li)
    assert whys(read_back(client, sheet(client, outcome(name, IN))))[name] == "sample.own_closure"


def test_a_row_that_names_another_child_is_written_for_nobody(drawn: Cast):
    client = at_desk(drawn.li)
    book = taken(client, list="rechecks")
    one, other = names()[:2]
    lines = list(book.worksheets[0].iter_rows(min_row=2))
    lines[0][0].value, lines[1][0].value = other, one  # only the names were sorted
    kept = read_back(client, filled(book, outcome(one, IN) | outcome(other, IN)))
    assert whys(kept)[one] == whys(kept)[other] == "other_row"
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert not Look.objects.exists()


def test_whoever_looked_first_is_not_overwritten_and_what_went_on_is_not_undone(drawn: Cast):
    client, (kept, gone, *_) = at_desk(drawn.li), names()
    file = sheet(client, outcome(kept, LOST) | outcome(gone, OUT))
    read = read_back(client, file)
    client.post(f"/verify/sheet/{read.pk}/apply/")
    file.seek(0)
    assert whys(read_back(client, file))[kept] == "moved"
    told = {"outcome": "in_class", "day": day(), "version": 1}
    client.post(f"/closures/samples/{sample_of(kept).pk}/look/", told)
    case = Case.objects.current().get(child__name=gone)
    visit = {"verb": "visit", "version": case.version, "day": day(), "way": "by_phone", "met": "guardian",
             "result": "undecided"}  # fmt: skip
    at_desk(drawn.wu if case.town.code == "522633106" else drawn.wang).post(f"/cases/{case.pk}/act/", visit)
    assert Case.objects.get(pk=case.pk).version > case.version, "somebody went to see the child"
    assert "2 行没有撤销" in client.post(f"/verify/sheet/{read.pk}/undo/", follow=True).content.decode()
    assert tally(drawn)["in_class"] == tally(drawn)["not_in_class"] == 1 and state(gone) == ("out_of_school", 2) and holds()


def test_who_does_not_see_the_draw_finds_no_list_and_no_row(drawn: Cast):
    name = names()[0]
    file = sheet(at_desk(drawn.li), outcome(name, IN))
    key = str(Draw.objects.get().pk)
    for user, status in ((drawn.shi, 404), (drawn.wu, 404), (drawn.yang, 404), (drawn.wang, 404)):
        assert at_desk(user).post("/verify/sheet/", {"list": "rechecks", "draw": key}).status_code == status
    assert set(whys(read_back(at_desk(drawn.shi), file)).values()) == {"not_listed", "blank"}
    assert str(OWN["not_listed"]) in at_desk(drawn.shi).get(
        f"/verify/sheet/{Worklist.objects.order_by('-made_at').first().pk}/").content.decode()  # fmt: skip
    file.seek(0)
    assert at_desk(drawn.yang).post("/verify/sheet/read/", {"file": file}).status_code == 404
    assert at_desk(drawn.li).post("/verify/sheet/", {"list": "rechecks", "draw": "x"}).status_code == 404


def test_the_demo_goes_with_looks_that_were_taken_back(drawn: Cast):
    client = at_desk(drawn.li)
    read = read_back(client, sheet(client, outcome(names()[0], IN)))
    client.post(f"/verify/sheet/{read.pk}/apply/")
    client.post(f"/verify/sheet/{read.pk}/undo/")
    remove_demo_draws()
    assert not Look.objects.exists()


def test_a_file_of_either_language_is_read_in_both():
    for name, words in WORDS.items():
        for language, word in zip(("zh-hans", "en"), words, strict=True):
            with translation.override(language):
                assert str(OUTCOMES[name]) == word
