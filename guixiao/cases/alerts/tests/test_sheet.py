"""The roll in Excel: who is away, back or was visited, seen first, written as one act, undone as one."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from guixiao.audit.models import Entry
from guixiao.cases.alerts.absence import rules
from guixiao.cases.alerts.absence.actions import raise_due
from guixiao.cases.alerts.models import Absence, Alert
from guixiao.cases.alerts.tests.test_absence import LINES, MONDAY, ONE, child, client_of, enter, lost_nobody
from guixiao.cases.alerts.wording import REFUSALS
from guixiao.cases.sheets.kinds.absences import OFFERED, WORDS
from guixiao.cases.tests.test_effort_worklists import filled, read_back, taken
from tests.cast import Cast, row


@pytest.fixture
def roll(cast: Cast, clock) -> Cast:
    clock.day = MONDAY
    cast.load([*LINES, row(8, "enrolled", name="=cmd|1")])
    return cast


def said(done: str = "不在校", day: date = MONDAY, reason: str = "") -> dict[str, str]:
    return {"怎样": done, "哪天，或从哪天起": day.isoformat(), "不在校的原因": reason}


def whys(kept) -> dict[str, str]:
    return {line["name"].lstrip("'"): line["why"] for line in kept.lines if line["why"] != "blank"}


def whole(client, told):
    kept = read_back(client, filled(taken(client, list="absences"), told))
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    return kept


def undone(client, kept) -> str:
    return client.post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()


def now(name: str = "杨四") -> tuple:
    absence = Absence.objects.get(child=child(name))
    return absence.since, absence.reason, absence.visits, absence.back_on


def test_the_roll_of_the_school_or_of_one_class_goes_out_and_nothing_in_it_runs(roll: Cast):
    client = client_of(roll.yang)
    assert "带走全校 4 人的名单，用 Excel 填" in client.get("/absence/").content.decode()
    page = client.get(f"/absence/?school={roll.school.pk}&class=五年级1班").content.decode()
    assert "带走这个班的名单" in page and 'value="五年级1班"' in page
    enter(roll, MONDAY, away=[child("杨五").pk])
    book = taken(client, list="absences")
    lines = {str(line[0].value): [cell.value for cell in line] for line in book.worksheets[0].iter_rows(min_row=2)}
    assert set(lines) == {"杨三", "杨四", "杨五", "'=cmd|1"} and lines["杨五"][2] == MONDAY.isoformat()
    assert all(cell.data_type != "f" for line in book.worksheets[0].iter_rows() for cell in line)
    offered = {cell.value for line in book.worksheets[1].iter_rows() for cell in line}
    assert {"不在校", "回来了", "家访了", "病假"} <= offered
    assert taken(client, list="absences", school=roll.school.pk, name="五年级2班").worksheets[0].max_row == 2
    assert Entry.objects.filter(act="list.export").count() == 2


def test_who_is_away_is_written_once_and_undone_as_one(roll: Cast):
    client = client_of(roll.yang)
    told = {"杨四": said(reason="病假"), "杨五": said("", reason="病假"), "杨三": said("回来了")}
    kept = read_back(client, filled(taken(client, list="absences"), told))
    assert whys(kept) == {"杨四": "", "杨五": "", "杨三": "not_away"} and not Absence.objects.exists()
    page = client.get(f"/verify/sheet/{kept.pk}/").content.decode()
    assert str(REFUSALS["not_away"]) in page and "撤销这张表，已经报告的仍等他们回应" in page
    for _ in range(2):
        client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert Absence.objects.filter(back_on=None, since=MONDAY, school=roll.school).exclude(reason="").count() == 2
    assert "已撤销 2 行" in undone(client, kept)
    assert not Absence.objects.filter(back_on=None).exists() and lost_nobody()
    assert [event.kind for event in Absence.objects.get(child=child()).events.all()] == ["away", "undone"]
    assert Entry.objects.filter(act="absence.undo").count() == 2
    assert "行没有撤销" not in undone(client, kept) and Absence.objects.get(child=child()).events.count() == 2, "pressed twice"
    whole(client, {"杨四": said()})
    assert now() == (MONDAY, now()[1], 0, None) and lost_nobody(), "what was taken back by mistake is entered anew"


def test_what_stood_before_stands_again(roll: Cast, clock):
    clock.day = MONDAY + 2 * ONE
    enter(roll, MONDAY + ONE, away=[child().pk])
    before, client = now(), client_of(roll.yang)
    for told in (said(day=MONDAY, reason="病假"), said("家访了", MONDAY + 2 * ONE), said("回来了", MONDAY + 2 * ONE)):
        kept = whole(client, {"杨四": told})
        assert now() != before and kept.__class__.objects.get(pk=kept.pk).done
        assert "已撤销 1 行" in undone(client, kept)
        assert now() == before and lost_nobody()


def test_each_rule_of_the_page_holds_in_the_file(roll: Cast):
    client = client_of(roll.yang)
    enter(roll, MONDAY, away=[child("杨五").pk])
    for told, why in (
        ({"杨四": said(day=MONDAY + ONE)}, "day_told"),
        ({"杨四": said() | {"哪天，或从哪天起": ""}}, "day_told"),
        ({"杨四": said(day=MONDAY - ONE)}, "school_day"),
        ({"杨四": said(day=MONDAY - 63 * ONE)}, "day_not_long_ago"),
        ({"杨四": said(reason="没有这个词")}, "absence_reason_known"),
        ({"杨四": said("睡着了")}, "absence_done_said"),
        ({"杨四": said("家访了")}, "not_away"),
        ({"杨五": said()}, "told_already"),
    ):
        kept = read_back(client, filled(taken(client, list="absences"), told))
        assert set(whys(kept).values()) == {why}
        assert str(REFUSALS[why]) in client.get(f"/verify/sheet/{kept.pk}/").content.decode()


def test_who_was_quicker_is_not_overwritten_and_what_went_on_is_not_undone(roll: Cast):
    client = client_of(roll.yang)
    file = filled(taken(client, list="absences"), {"杨四": said(), "杨五": said()})
    enter(roll, MONDAY, away=[child("杨五").pk])
    kept = read_back(client, file)
    assert whys(kept) == {"杨四": "", "杨五": "moved"}
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    enter(roll, MONDAY, visit=[child().pk])
    assert "1 行没有撤销" in undone(client, kept)
    assert now() == (MONDAY, "", 1, None) and lost_nobody()


def test_a_report_that_was_made_still_waits_for_those_who_answer_it(roll: Cast, clock):
    clock.day = MONDAY + timedelta(11)
    client = client_of(roll.yang)
    kept = whole(client, {"杨四": said(day=MONDAY)})
    assert Alert.objects.get().state == "open" and raise_due(clock.day) == 0
    assert "已撤销 1 行" in undone(client, kept)
    assert Alert.objects.get().state == "open" and lost_nobody(), "no child disappears by the school's own word"


def test_only_the_school_fills_in_its_roll(roll: Cast):
    file = filled(taken(client_of(roll.yang), list="absences"), {"杨四": said()})
    for user in (roll.wu, roll.shi, roll.li, roll.wang):
        assert client_of(user).post("/verify/sheet/", {"list": "absences"}).status_code == 404
        file.seek(0)
        assert client_of(user).post("/verify/sheet/read/", {"file": file}).status_code == 404
    assert not Absence.objects.exists()


def test_a_file_of_either_language_is_read_in_both():
    for at, words in enumerate(WORDS.values()):
        for language, word in zip(("zh-hans", "en"), words, strict=True):
            with translation.override(language):
                assert str(OFFERED[at]) == word


def test_of_what_was_taken_back_nothing_is_left():
    def one(kind: str, day: date = MONDAY, reason: str = ""):
        return type("Told", (), {"kind": kind, "day": day, "reason": reason})

    away, back, gone = one("away"), one("back", MONDAY + ONE), one("undone")
    assert rules.away_of([away, gone], MONDAY) == rules.Away(MONDAY, back_on=MONDAY)
    assert rules.away_of([away, back], MONDAY).back_on == MONDAY + ONE
    assert rules.away_of([away, back, gone], MONDAY).back_on is None
    assert rules.away_of([away, one("visit", reason="ill"), gone], MONDAY) == rules.Away(MONDAY)
    assert rules.away_of([away, one("away", MONDAY - ONE)], MONDAY).since == MONDAY - ONE
