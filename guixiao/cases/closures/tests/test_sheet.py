"""The closure list in Excel: confirmed by the other line or sent back with a reason, written as one act, undone as one."""

from django.utils import translation

from guixiao.cases.accountability.tests.conftest import see
from guixiao.cases.models import Case, Event
from guixiao.cases.sheets.kinds.closures import CONFIRM, OFFERED, REFUSE
from guixiao.cases.tests.test_effort_worklists import at_desk, day, filled, holds, read_back, taken
from guixiao.cases.wording import REFUSALS
from tests.cast import Cast, row
from tests.starts import start

KEPT, SENT_BACK, EARLY = "石三妹", "=cmd|1", "潘小花"


@start
def asked(cast: Cast) -> Cast:
    """Three children of 高华 whose closure 吴队长 asked for; one was looked at too few times."""
    cast.load([row(n, "left_roll", name=name, school="停洞镇中心小学") for n, name in enumerate((KEPT, SENT_BACK, EARLY))])
    for case in Case.objects.select_related("child"):
        waiting(cast, case, points=() if case.child.name == EARLY else ("day5", "month1", "month3", "next_term"))
    return cast


def waiting(cast: Cast, case: Case, points: tuple[str, ...]) -> None:
    steps = [("find", "out_of_school", cast.wu, {}), ("return", "returned", cast.wu, {"school": cast.school.pk}),
             ("confirm_return", "returned", cast.yang, {})]  # fmt: skip
    steps += [("observe", "returned", cast.yang, {"point": point}) for point in points]
    for verb, state, actor, detail in [*steps, ("ask_closure", "returned", cast.wu, {})]:
        case.version += 1
        line = "administrative" if actor == cast.wu else "education"
        Event.objects.create(case=case, version=case.version, verb=verb, state=state, true_on=day(200), actor=actor, line=line,
                             place=case.path, detail=detail)  # fmt: skip
    Case.objects.filter(pk=case.pk).update(
        state="returned", phase="closing", version=case.version, returned_on=day(200), finding="dropped_out", effect="out",
        still=False, receiving=cast.school, found_by=cast.wu, found_line="administrative")  # fmt: skip


def phase(name: str) -> str:
    return Case.objects.current().get(child__name=name).phase


def whys(kept) -> dict[str, str]:
    return {line["name"].lstrip("'"): line["why"] for line in kept.lines}


def said(done: str, note: str = "") -> dict[str, str]:
    return {"确认还是不同意": done, "说明": note}


def test_those_that_wait_go_out_with_what_they_lack_and_nothing_runs(asked: Cast):
    page = see(asked.yang, path="/closures/").content.decode()
    assert "带走等确认的 3 个，用 Excel 填" in page and 'name="list" value="closures"' in page
    assert "带走等确认的" not in see(asked.yang, "?tab=closed", path="/closures/").content.decode()
    sheet = taken(at_desk(asked.yang), list="closures").worksheets[0]
    lines = {str(line[0].value).lstrip("'"): [cell.value for cell in line] for line in sheet.iter_rows(min_row=2)}
    assert (lines[EARLY][5], lines[KEPT][5] or "", lines[KEPT][6]) == ("在校观察看完", "", "吴队长")
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line) and sheet.protection.sheet


def test_the_other_line_confirms_or_sends_back_and_undoes_all_of_it_as_one(asked: Cast):
    client = at_desk(asked.yang)
    told = {KEPT: said("确认销号"), SENT_BACK: said("不同意销号", "上周缺了三天"), EARLY: said("确认销号")}
    kept = read_back(client, filled(taken(client, list="closures"), told))
    assert whys(kept) == {KEPT: "", SENT_BACK: "", EARLY: "points_done"} and phase(KEPT) == "closing"
    assert str(REFUSALS["points_done"]) in client.get(f"/verify/sheet/{kept.pk}/").content.decode()
    for _ in range(2):
        client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert (phase(KEPT), phase(SENT_BACK), phase(EARLY)) == ("closed", "observed", "closing") and holds()
    closed = Case.objects.get(child__name=KEPT)
    assert (closed.state, closed.closed_on.isoformat()) == ("closed", day())
    assert Event.objects.get(verb="refuse_closure").note == "上周缺了三天"
    assert "已撤销 2 行" in client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert {phase(name) for name in (KEPT, SENT_BACK, EARLY)} == {"closing"} and holds()
    again = Case.objects.get(child__name=KEPT)
    assert (again.state, again.closed_on, again.current) == ("returned", None, True)
    assert see(asked.yang, path="/closures/").context["counts"] == {"closing": 3, "closed": 0, "back": 0, "all": 3}


def test_each_rule_of_the_page_holds_in_the_file(asked: Cast):
    for user, told, why in (
        (asked.wu, said("确认销号"), "not_own_closure"),
        (asked.yang, said("不同意销号"), "reason_given"),
        (asked.yang, said("好"), "closure_said"),
    ):
        client = at_desk(user)
        kept = read_back(client, filled(taken(client, list="closures"), {KEPT: told}))
        assert whys(kept)[KEPT] == why and str(REFUSALS[why]) in client.get(f"/verify/sheet/{kept.pk}/").content.decode()


def test_who_was_quicker_is_not_overwritten_and_a_child_away_since_is_not_closed_again(asked: Cast):
    client = at_desk(asked.yang)
    file = filled(taken(client, list="closures"), {KEPT: said("确认销号"), SENT_BACK: said("确认销号")})
    kept = read_back(client, file)
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    file.seek(0)
    assert whys(read_back(client, file))[KEPT] == "moved"
    case = Case.objects.get(child__name=KEPT)
    at_desk(asked.wu).post(f"/cases/{case.pk}/act/", {"verb": "relapse", "version": case.version, "day": day(), "note": "走了"})
    answer = client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert "已撤销 1 行" in answer and "1 行没有撤销" in answer
    assert (phase(KEPT), phase(SENT_BACK)) == ("persuasion", "closing") and holds()


def test_an_outsider_finds_none_of_the_rows(asked: Cast):
    file = filled(taken(at_desk(asked.yang), list="closures"), {KEPT: said("确认销号")})
    assert set(whys(read_back(at_desk(asked.wang), file)).values()) <= {"not_listed", "blank"}
    assert phase(KEPT) == "closing"


def test_a_file_of_either_language_is_read_in_both():
    for at, words in enumerate((CONFIRM, REFUSE)):
        for language, word in zip(("zh-hans", "en"), words, strict=True):
            with translation.override(language):
                assert str(OFFERED[at]) == word
