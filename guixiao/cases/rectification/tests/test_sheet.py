"""The rectification list in Excel: put right and looked at again, offline, seen first, written as one act, undone as one."""

from django.utils import timezone, translation

from guixiao.cases.accountability.tests.conftest import see
from guixiao.cases.rectification.actions import Said, act
from guixiao.cases.rectification.models import Item
from guixiao.cases.rectification.rules import FAIL, MEND, PASS, WITHDRAW
from guixiao.cases.rectification.verify import items_stand_where_their_steps_say
from guixiao.cases.rectification.wording import REFUSALS
from guixiao.cases.sheets.kinds.items import OFFERED, OWN, WORDS
from guixiao.cases.tests.test_effort_worklists import at_desk, day, filled, read_back, taken
from tests.cast import Cast
from tests.inspections import an_item
from tests.starts import start

LEDGER, PAPERS, SEATS = "台账与入户情况不符", "送达回证没有存档", "=cmd|1"


@start
def busy(cast: Cast) -> Cast:
    """Two findings for 高华 and one for the township of 停洞; the second is put right already."""
    cast.load()
    an_item(cast)
    act(cast.wu, an_item(cast, text=PAPERS), MEND, Said("补了", timezone.localdate()))
    an_item(cast, "522633106", text=SEATS)
    return cast


def one(finding: str) -> Item:
    return next(item for item in Item.objects.all() if item.finding == finding)


def said(done: str, **more: str) -> dict[str, str]:
    return {"办了什么": done, "哪天办的": day(), "谁办的": "村医", "怎么整改的，或看到了什么": "逐户走了"} | more


def mistaken(why: str = "和第1条重复") -> dict[str, str]:
    return {"办了什么": "记错了，撤回这一条", "记错了的，为什么撤回": why}


def whys(kept) -> dict[str, str]:
    return {line["name"].lstrip("'"): line["why"] for line in kept.lines}


def test_the_list_goes_out_as_it_is_filtered_and_nothing_in_it_runs(busy: Cast):
    client = at_desk(busy.li)
    page = see(busy.li, path="/rectification/").content.decode()
    assert "带走这 3 条，用 Excel 填" in page and 'name="list" value="items"' in page
    sheet = taken(client, list="items", tab="open").worksheets[0]
    assert sheet.max_row == 4 and sheet.protection.sheet
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert taken(client, list="items", tab="waiting").worksheets[0].max_row == 2
    assert taken(at_desk(busy.shi), list="items", who="mine").worksheets[0].max_row == 3, "its own, and what it may look at again"


def test_what_was_put_right_is_written_once_and_undone_as_one(busy: Cast):
    client = at_desk(busy.wu)
    kept = read_back(client, filled(taken(client, list="items"), {LEDGER: said("整改好了"), PAPERS: said("整改好了")}))
    assert whys(kept) == {LEDGER: "", PAPERS: "item.wrong_state"}, "the township's own is not on the village's list"
    assert one(LEDGER).state == "open", "nothing is written by looking"
    assert str(REFUSALS["wrong_state"]) in client.get(f"/verify/sheet/{kept.pk}/").content.decode()
    for _ in range(2):
        client.post(f"/verify/sheet/{kept.pk}/apply/")
    step = one(LEDGER).steps.last()
    assert (step.verb, step.text, step.true_on.isoformat(), step.actor) == (MEND, "逐户走了（村医）", day(), busy.wu)
    client.post(f"/verify/sheet/{kept.pk}/undo/")
    assert (one(LEDGER).state, one(LEDGER).mended_by, one(LEDGER).version) == ("open", None, 3)
    assert one(PAPERS).state == "mended" and items_stand_where_their_steps_say().holds


def test_second_looks_are_written_and_undone_as_they_were_before(busy: Cast):
    act(busy.wu, one(LEDGER), MEND, Said("改了", timezone.localdate()))
    client, before = at_desk(busy.li), one(PAPERS).deadline
    told = {LEDGER: said("复查：已整改到位"), PAPERS: said("复查：没有整改到位", **{"没有到位的，新的期限": day(-20)})}
    kept = read_back(client, filled(taken(client, list="items"), told))
    assert whys(kept) == {LEDGER: "", PAPERS: "", SEATS: "blank"}
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert (one(LEDGER).state, one(PAPERS).state) == ("closed", "open")
    assert (one(PAPERS).deadline.isoformat(), one(PAPERS).failed) == (day(-20), 1)
    assert "已撤销 2 行" in client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert (one(LEDGER).state, one(PAPERS).state, one(PAPERS).deadline, one(PAPERS).failed) == ("mended", "mended", before, 0)
    assert one(LEDGER).mended_by == busy.wu and items_stand_where_their_steps_say().holds
    assert "收回了复查的结果" in see(busy.li, path=f"/rectification/items/{one(LEDGER).pk}/").content.decode()


def test_what_was_written_by_mistake_is_withdrawn_with_its_reason_and_undoing_leads_back_to_where_it_stood(busy: Cast):
    client = at_desk(busy.li)
    kept = read_back(client, filled(taken(client, list="items"), {PAPERS: mistaken(), SEATS: mistaken("不是镇里的事")}))
    assert whys(kept) == {LEDGER: "blank", PAPERS: "", SEATS: ""}
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    step = one(SEATS).steps.last()
    assert (one(SEATS).state, step.verb, step.text, step.true_on) == ("withdrawn", WITHDRAW, "不是镇里的事", timezone.localdate())
    page = see(busy.li, "?tab=withdrawn", path="/rectification/").content.decode()
    assert "撤回：不是镇里的事" in page and see(busy.li, path="/rectification/").context["counts"]["withdrawn"] == 2
    again = read_back(client, filled(taken(client, list="items", tab="withdrawn"), {SEATS: mistaken()}))
    assert whys(again)[SEATS] == "item.wrong_state"
    assert "已撤销 2 行" in client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert (one(PAPERS).state, one(PAPERS).mended_by, one(SEATS).state) == ("mended", busy.wu, "open")
    assert items_stand_where_their_steps_say().holds
    assert "收回了撤回，这一条还在" in see(busy.li, path=f"/rectification/items/{one(SEATS).pk}/").content.decode()
    assert "撤回：" not in see(busy.li, "?tab=all", path="/rectification/").content.decode()


def test_each_rule_of_the_page_holds_in_the_file(busy: Cast):
    for user, told, why in (
        (busy.wu, {PAPERS: said("复查：已整改到位")}, "item.own_mending"),
        (busy.shi, {LEDGER: said("整改好了")}, "item.not_yours"),
        (busy.li, {PAPERS: said("复查：没有整改到位")}, "item.new_deadline"),
        (busy.li, {PAPERS: said("复查：已整改到位", 哪天办的=day(1))}, "item.day_of_look"),
        (busy.wu, {LEDGER: said("整改好了", **{"怎么整改的，或看到了什么": ""})}, "item.say_what"),
        (busy.wu, {LEDGER: said("办好了")}, "done_said"),
        (busy.shi, {SEATS: mistaken()}, "item.not_recorder"),
        (busy.li, {SEATS: mistaken("")}, "item.say_mistake"),
        (busy.li, {SEATS: {"记错了的，为什么撤回": "重复"}}, "done_said"),
    ):
        client = at_desk(user)
        kept = read_back(client, filled(taken(client, list="items"), told))
        assert set(whys(kept).values()) <= {"blank", why} and why in whys(kept).values(), why
        words = OWN.get(why) or REFUSALS[why.removeprefix("item.")]
        assert str(words) in client.get(f"/verify/sheet/{kept.pk}/").content.decode()


def test_whoever_wrote_first_is_not_overwritten_and_what_went_on_is_not_undone(busy: Cast):
    client = at_desk(busy.wu)
    file = filled(taken(client, list="items"), {LEDGER: said("整改好了")})
    kept = read_back(client, file)
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    file.seek(0)
    assert whys(read_back(client, file))[LEDGER] == "moved"
    act(busy.shi, one(LEDGER), FAIL, Said("没对", timezone.localdate(), one(LEDGER).deadline))
    act(busy.wu, one(LEDGER), MEND, Said("又改了", timezone.localdate()))
    assert "1 行没有撤销" in client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert one(LEDGER).state == "mended", "what was put right later is not of this worklist"


def test_an_outsider_finds_none_of_the_rows(busy: Cast):
    file = filled(taken(at_desk(busy.wu), list="items"), {LEDGER: said("整改好了")})
    assert set(whys(read_back(at_desk(busy.wang), file)).values()) <= {"not_listed", "blank"}


def test_a_file_of_either_language_is_read_in_both():
    for at, words in enumerate(WORDS.values()):
        for language, word in zip(("zh-hans", "en"), words, strict=True):
            with translation.override(language):
                assert str(OFFERED[at]) == word
    assert list(WORDS) == [MEND, PASS, FAIL, WITHDRAW]
