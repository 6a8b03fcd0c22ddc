"""A suspected child until it is settled: by the pages, with the cast, over several rounds of rosters."""

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from guixiao.audit.models import Entry
from guixiao.cases import triggers
from guixiao.cases.actions import expire, remove_demo_cases
from guixiao.cases.models import Case, Event
from guixiao.cases.rules import STANDINGS
from guixiao.cases.verify import cases_cover_suspects, events_tell_the_state
from guixiao.cases.wording import REFUSALS, VERBS
from tests.cast import Cast, row
from tests.starts import start

SUSPECTS = ("not_found", "left_roll")


def rows(**changed):
    """Two children of 高华 nowhere to be found, one who left the class of 停洞's school, one in class."""
    of = {
        "nowhere": row(1, "not_found", name="潘小花"),
        "nowhere_too": row(2, "not_found", name="吴老二"),
        "left": row(3, "left_roll", name="石三妹", school="停洞镇中心小学"),
        "in_class": row(4, "enrolled", name="杨四"),
    }
    return [line for line in ({**of, **changed}).values() if line is not None]


@start
def told(cast: Cast) -> Cast:
    cast.load(rows())
    return cast


def case_of(name: str) -> Case:
    return Case.objects.select_related("child").get(child__name=name)


def act(user, case: Case, verb: str, **form):
    client = Client()
    client.force_login(user)
    fresh = Case.objects.get(pk=case.pk)
    return client.post(f"/cases/{case.pk}/act/", {"verb": verb, "version": fresh.version} | form, follow=True)


def says(response, words) -> bool:
    return str(words) in response.content.decode()


def test_every_suspect_of_a_round_gets_one_case_and_nobody_else(told: Cast):
    assert sorted(case.child.name for case in Case.objects.all()) == ["吴老二", "潘小花", "石三妹"]
    assert {case.child.name: case.assigned for case in Case.objects.all()} == {
        "吴老二": "village",
        "潘小花": "village",
        "石三妹": "school",
    }
    assert all([event.verb for event in case.events.all()] == ["open"] for case in Case.objects.all())
    assert cases_cover_suspects().holds and events_tell_the_state().holds


def test_the_village_finds_and_the_school_line_confirms(told: Cast):
    case = case_of("潘小花")
    assert says(act(told.wu, case, "find", finding="in_class", note="学籍截图 3 号"), VERBS["find"])
    case.refresh_from_db()
    assert (case.standing, case.found_by, case.found_line, case.evidence) == (
        "waiting",
        told.wu,
        "administrative",
        "roll_extract",
    )
    assert says(act(told.wu, case, "confirm"), REFUSALS["other_person"])
    assert says(act(told.shi, case, "confirm"), REFUSALS["other_line"])
    assert case_of("潘小花").standing == "waiting"
    assert says(act(told.li, case, "confirm"), VERBS["confirm"])
    assert case_of("潘小花").standing == "excluded"
    assert [event.verb for event in case.events.all()] == ["confirm", "find", "open"]
    assert Entry.objects.filter(act="case.confirm", subject=f"child:{case.child_id}", actor_id=told.li.pk).count() == 1
    assert events_tell_the_state().holds


def test_whoever_disagrees_sends_it_back_with_a_reason(told: Cast):
    case = case_of("石三妹")
    act(told.yang, case, "find", finding="moved_school")
    assert says(act(told.shi, case, "dispute"), REFUSALS["reason_given"])
    act(told.shi, case, "dispute", note="电话问过，没有转学")
    case.refresh_from_db()
    assert (case.standing, case.finding, case.found_by) == ("todo", "", None)
    page = act(told.shi, case, "find", finding="dropped_out")
    assert case_of("石三妹").standing == "out" and says(page, "电话问过，没有转学")


def test_one_takes_back_one_s_own_finding_and_nobody_else_s(told: Cast):
    case = case_of("潘小花")
    act(told.wu, case, "find", finding="died")
    assert says(act(told.shi, case, "withdraw"), REFUSALS["own_finding"])
    act(told.wu, case, "withdraw")
    assert case_of("潘小花").standing == "todo"


def test_missing_is_still_looked_for_and_asked_again_when_the_day_comes(told: Cast):
    case = case_of("潘小花")
    act(told.wu, case, "find", finding="missing")
    case.refresh_from_db()
    today = timezone.localdate()
    assert (case.standing, case.settled) == ("kept", False) and today < case.until <= today + timedelta(31)
    assert expire(case.until - timedelta(1)) == 0
    assert expire(case.until) == 1
    assert expire(case.until + timedelta(40)) == 0
    assert case_of("潘小花").standing == "todo"
    event = case.events.first()
    assert (event.verb, event.finding, event.actor) == ("expire", "missing", None)


def test_sick_leave_needs_a_second_person_and_a_day(told: Cast):
    case, far = case_of("潘小花"), timezone.localdate() + timedelta(800)
    assert says(act(told.wu, case, "find", finding="sick_leave", until=far.isoformat()), REFUSALS["day_to_come"])
    act(told.wu, case, "find", finding="sick_leave", until=(timezone.localdate() + timedelta(30)).isoformat())
    assert case_of("潘小花").standing == "waiting"
    act(told.li, case, "confirm")
    assert case_of("潘小花").standing == "watched" and case_of("潘小花").settled


def test_the_same_form_twice_does_it_once_and_the_later_of_two_clerks_is_told(told: Cast):
    case = case_of("潘小花")
    seen = {"verb": "find", "finding": "abroad", "version": case.version}
    first, second = Client(), Client()
    first.force_login(told.wu)
    second.force_login(told.shi)
    first.post(f"/cases/{case.pk}/act/", seen)
    page = second.post(f"/cases/{case.pk}/act/", seen | {"finding": "died"}, follow=True)
    assert case_of("潘小花").finding == "abroad" and case.events.count() == 2
    assert says(page, REFUSALS["found_already"]) or says(page, "吴队长")
    act(told.wu, case, "withdraw")
    page = second.post(f"/cases/{case.pk}/act/", seen | {"finding": "died"}, follow=True)  # drawn two changes ago
    assert says(page, "吴队长刚才先办了") and case_of("潘小花").finding == ""


def settle(told: Cast, name: str, finding: str) -> Case:
    act(told.wu, case_of(name), "find", finding=finding)
    act(told.li, case_of(name), "confirm")
    return case_of(name)


def test_what_was_settled_is_not_asked_again_unless_facts_changed(told: Cast):
    settle(told, "潘小花", "no_such_person")
    told.load(rows())
    assert case_of("潘小花").standing == "excluded"
    changed = row(1, "left_roll", name="潘小花", school="停洞镇中心小学")
    told.load(rows(nowhere=changed))
    case = case_of("潘小花")
    assert case.standing == "todo" and case.events.first().verb == "ask_again"
    assert set(case.events.first().detail["changed"]) == {"bucket", "outcome"}
    assert cases_cover_suspects().holds and events_tell_the_state().holds


def test_a_child_whom_the_next_rosters_find_is_told_and_waits_for_people(told: Cast):
    told.load(rows(nowhere=row(1, "enrolled", name="潘小花")))
    case = case_of("潘小花")
    assert (case.standing, case.still, case.bucket) == ("found", False, "enrolled")
    assert case.events.first().verb == "found_by_rosters"
    client = Client()
    client.force_login(told.wu)
    assert "潘小花" in client.get("/verify/?tab=found").content.decode()
    told.load(rows())
    assert case_of("潘小花").events.first().verb == "listed_again"


def test_many_are_settled_with_one_proof_in_one_act(told: Cast):
    client = Client()
    client.force_login(told.shi)
    page = client.get("/verify/").content.decode()
    ticked = re.findall(r'name="case" value="([^"]+)"', page)
    assert len(ticked) == 3
    answer = client.post(
        "/verify/many/", {"verb": "find", "finding": "number_wrong", "note": "派出所 12 号", "case": ticked}, follow=True
    )
    assert says(answer, "3 个孩子已记下")
    assert {case.standing for case in Case.objects.all()} == {"waiting"}
    again = client.post("/verify/many/", {"verb": "find", "finding": "died", "case": ticked}, follow=True)
    assert says(again, "3 个没有记下") and {case.finding for case in Case.objects.all()} == {"number_wrong"}
    officer = Client()
    officer.force_login(told.li)
    done = officer.post("/verify/many/", {"verb": "confirm", "tab": "mine", "all": "1"}, follow=True)
    assert says(done, "3 个孩子已记下") and {case.standing for case in Case.objects.all()} == {"excluded"}
    assert Entry.objects.filter(act="case.find_many").count() == 1


def test_the_line_adds_up_at_every_place(told: Cast):
    settle(told, "潘小花", "died")
    act(told.wu, case_of("吴老二"), "find", finding="dropped_out")
    for user in (told.li, told.shi, told.wu):
        client = Client()
        client.force_login(user)
        counts = client.get("/verify/").context["counts"]
        assert sum(counts[name] for name in STANDINGS) == counts["all"]
    assert counts["all"] == 3 and counts["out"] == counts["excluded"] == counts["todo"] == 1


def test_a_school_sees_its_own_and_the_outsider_nothing(told: Cast):
    client = Client()
    client.force_login(told.yang)
    assert [case.child.name for case in client.get("/verify/?tab=all").context["page"]] == ["石三妹"]
    client.force_login(told.wang)
    assert client.get("/verify/?tab=all").context["counts"]["all"] == 0
    assert client.get("/verify/?place=522633106").status_code == 404
    case = case_of("潘小花")
    for answer in (client.get(f"/cases/{case.pk}/"), client.post(f"/cases/{case.pk}/act/", {"verb": "find"})):
        assert answer.status_code == 404
    client.post("/verify/many/", {"verb": "find", "finding": "died", "case": [f"{case.pk}:1"]})
    assert case_of("潘小花").standing == "todo"


def test_no_number_is_looked_for_in_a_url(told: Cast):
    client = Client()
    client.force_login(told.li)
    answer = client.post("/verify/", {"q": "522633201509010001"})
    assert answer.status_code == 302 and "5226332015" not in answer.url
    assert [case.child.name for case in client.get("/verify/?q=pxh").context["page"]] == ["潘小花"]


def test_what_was_written_in_a_note_is_sealed_and_events_stay(told: Cast):
    act(told.wu, case_of("潘小花"), "find", finding="died", note="村医说的")
    event = Event.objects.get(verb="find")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM cases_event WHERE note IS NOT NULL")
        assert all("村医".encode() not in bytes(note) for (note,) in cursor.fetchall())
    assert event.note == "村医说的" and not triggers.missing(connection)
    for change in (
        lambda: Event.objects.filter(pk=event.pk).update(verb="open"),
        lambda: Event.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Event.objects.get(pk=event.pk).verb == "find"


def test_the_demo_may_be_removed_and_nothing_real(cast: Cast):
    cast.load(rows(), demo=True)
    remove_demo_cases()
    assert not Case.objects.exists() and not Event.objects.exists()


def test_verify_notices_a_case_that_nobody_opened_and_one_changed_by_hand(told: Cast):
    Case.objects.filter(child__name="潘小花").update(state="excluded", finding="died", effect="exclude")
    assert not events_tell_the_state().holds
    with transaction.atomic():
        triggers.remove(connection)
        lost = case_of("吴老二")
        lost.events.all().delete()
        lost.delete()
        triggers.put(connection)
    assert not cases_cover_suspects().holds


def test_a_day_before_it_was_known(told: Cast):
    act(told.wu, case_of("潘小花"), "find", finding="dropped_out", true_on="2026-09-01")
    event = Event.objects.get(verb="find")
    assert event.true_on == date(2026, 9, 1) and event.recorded_at.date() >= event.true_on


def test_the_child_s_page_leads_to_its_case(told: Cast):
    case = settle(told, "潘小花", "died")
    client = Client()
    client.force_login(told.wu)
    page = client.get(f"/children/{case.child_id}/").content.decode()
    assert f"/cases/{case.pk}/" in page and "已去世" in page


def test_a_key_in_capitals_is_the_same_key_and_what_is_none_is_left_out(told: Cast):
    client, case = Client(), case_of("潘小花")
    client.force_login(told.shi)
    ticked = [f"{str(case.pk).upper()}:1", "nonsense:1", f"{case.pk}:x", ":", f"{case.pk}"]
    client.post("/verify/many/", {"verb": "find", "finding": "died", "case": ticked})
    assert case_of("潘小花").standing == "waiting" and case_of("吴老二").standing == "todo"


def test_verify_notices_that_events_could_be_altered(told: Cast):
    assert events_tell_the_state().holds
    triggers.remove(connection)
    assert "cases_event_no_delete" in str(events_tell_the_state().faults)
    triggers.put(connection)
    assert events_tell_the_state().holds


@pytest.mark.parametrize(("line", "verb"), [(None, "in_no_roster"), (row(1, "in_review", name="潘小花"), "")])
def test_who_is_in_no_roster_any_more_or_only_may_be_somebody_is_still_looked_for(told: Cast, line, verb):
    told.load(rows(nowhere=line))
    case = case_of("潘小花")
    assert (case.standing, case.still) == ("todo", True)
    assert [event.verb for event in case.events.all()] == [verb, "open"] if verb else ["open"]
    told.load(rows(nowhere=line))
    assert case.events.count() == 1 + bool(verb)
    assert events_tell_the_state().holds


def test_who_was_settled_then_in_class_and_then_gone_again_is_asked_about(told: Cast):
    settle(told, "潘小花", "in_class")
    told.load(rows(nowhere=row(1, "enrolled", name="潘小花")))
    assert case_of("潘小花").standing == "excluded"
    told.load(rows())
    case = case_of("潘小花")
    assert case.standing == "todo" and case.events.first().verb == "ask_again"
