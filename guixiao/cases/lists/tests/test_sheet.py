"""The task list in Excel: what was done is read back where the task's own package lets one say so, and undone as one."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from guixiao.cases.rectification.actions import Said, act
from guixiao.cases.rectification.models import Item
from guixiao.cases.rectification.rules import MEND
from guixiao.cases.rectification.verify import items_stand_where_their_steps_say
from guixiao.cases.rectification.wording import REFUSALS as OF_ITEMS
from guixiao.cases.sheets.kinds.tasks import OWN
from guixiao.cases.studies.models import Decision
from guixiao.cases.studies.wording import REFUSALS as OF_DECISIONS
from guixiao.cases.tests.test_effort_worklists import at_desk, day, filled, read_back, saved, taken
from tests.bodies import a_study
from tests.cast import Cast, row
from tests.inspections import an_item
from tests.starts import start

CALL, LEDGER = "给三户打视频电话", "台账与入户情况不符"
DONE = {"办好了没有": "办好了", "哪天办好的": "", "谁办的": "村医", "办得怎么样": "都打通了"}


@start
def busy(cast: Cast) -> Cast:
    """To be done by 高华: a decision of a study, an item of an inspection, and a child to look for."""
    cast.load([row(1, "not_found", name="潘小花")])
    a_study(cast)
    an_item(cast)
    return cast


def done(**changed: str) -> dict[str, str]:
    return DONE | {"哪天办好的": day()} | changed


def whys(kept) -> dict[str, str]:
    return {line["name"]: line["why"] for line in kept.lines}


def test_what_is_done_is_written_where_its_own_action_is_and_undone_as_one(busy: Cast):
    client = at_desk(busy.wu)
    book = taken(client, list="tasks", who="mine")
    lines = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows(min_row=2)]
    assert {line[0] for line in lines} >= {CALL, LEDGER} and {line[4] for line in lines} == {"吴队长"}
    clock = next(line[0] for line in lines if line[2] == "潘小花")
    kept = read_back(client, filled(book, {CALL: done(), LEDGER: done(), clock: done()}))
    assert whys(kept) == {CALL: "", LEDGER: "", clock: "elsewhere"}
    page = client.get(f"/verify/sheet/{kept.pk}/").content.decode()
    assert str(OWN["elsewhere"]) in page and "/lists/tasks/?kind=clock" in page and "村医" in page
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    decision, item = Decision.objects.get(), Item.objects.get()
    assert decision.done_by == busy.wu and decision.done_word == f"都打通了（{day()}，村医）"
    assert (item.state, item.mended_by, item.steps.last().text) == ("mended", busy.wu, "都打通了（村医）")
    answer = client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert "已撤销 2 行" in answer
    decision.refresh_from_db(), item.refresh_from_db()
    assert decision.done_at is None and decision.done_word == ""
    assert (item.state, item.mended_by, item.version) == ("open", None, 3) and items_stand_where_their_steps_say().holds
    assert "收回了整改的报告" in client.get(reverse("item", args=[item.pk])).content.decode()


def test_a_row_that_cannot_be_written_says_why(busy: Cast):
    client = at_desk(busy.wu)
    book = taken(client, list="tasks", who="mine")
    for said, why, words in (
        ({CALL: done(办好了没有="")}, "done_said", OWN["done_said"]),
        ({CALL: done(哪天办好的=(timezone.localdate() + timedelta(1)).isoformat())}, "day_done", OWN["day_done"]),
        ({CALL: done(办得怎么样="")}, "decided.word", OF_DECISIONS["word"]),
        ({LEDGER: done(办得怎么样="")}, "mend.say_what", OF_ITEMS["say_what"]),
        ({LEDGER: done(哪天办好的=day(1))}, "mend.day_past", OF_ITEMS["day_past"]),
    ):
        kept = read_back(client, filled(book, {CALL: dict.fromkeys(DONE, ""), LEDGER: dict.fromkeys(DONE, "")} | said))
        assert set(whys(kept).values()) == {"blank", why}, why
        assert str(words) in client.get(f"/verify/sheet/{kept.pk}/").content.decode()


def test_who_was_quicker_keeps_their_word_and_what_others_must_do_is_not_ones_own(busy: Cast):
    client = at_desk(busy.wu)
    file = filled(taken(client, list="tasks"), {CALL: done(), LEDGER: done()})
    act(busy.wu, Item.objects.get(), MEND, Said("核对过了", timezone.localdate()))
    kept = read_back(client, file)
    assert whys(kept)[LEDGER] == "moved" and whys(kept)[CALL] == ""
    file.seek(0)
    assert whys(read_back(at_desk(busy.shi), file))[CALL] == "decided.not_yours"
    file.seek(0)
    assert set(whys(read_back(at_desk(busy.wang), file)).values()) <= {"not_listed", "blank"}


def test_what_was_looked_at_since_is_not_undone(busy: Cast):
    client = at_desk(busy.wu)
    kept = read_back(client, filled(taken(client, list="tasks", who="mine"), {LEDGER: done()}))
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    act(busy.shi, Item.objects.get(), "pass", Said("", timezone.localdate()))
    assert "1 行没有撤销" in client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()
    assert Item.objects.get().state == "closed"


def test_a_row_that_names_another_task_than_its_key_is_done_for_nobody(busy: Cast):
    client = at_desk(busy.wu)
    book = taken(client, list="tasks", who="mine")
    filled(book, {CALL: done(), LEDGER: done()})
    names = {line[0].value: line[0] for line in book.worksheets[0].iter_rows(min_row=2) if line[0].value in (CALL, LEDGER)}
    names[CALL].value, names[LEDGER].value = LEDGER, CALL
    kept = read_back(client, saved(book))
    assert whys(kept)[CALL] == whys(kept)[LEDGER] == "other_row"
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert Decision.objects.get().done_at is None and Item.objects.get().state == "open"
