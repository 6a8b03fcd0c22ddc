"""What a program may do about a case: what the post may, by the same rules, and two at once are told apart."""

import uuid
from typing import Any

from django.test import Client

from guixiao.audit.models import Entry
from guixiao.cases.models import Case, Event
from tests.cast import Cast
from tests.starts import start

VISIT = {"verb": "visit", "way": "home", "met": "guardian", "result": "agreed", "day": "2026-11-01", "note": "下周一来"}


@start
def case(loaded: Cast) -> Case:
    return Case.objects.filter(village__code="522633106201", bucket="not_found").first()


def words_of(case: Case, kind: str) -> str:
    """The first name that the county's policy has."""
    return next(iter(case.round.wording["effort"][kind]))


def visit(case: Case) -> dict[str, Any]:
    names = {"way": "visit_ways", "met": "visit_met", "result": "visit_results"}
    return VISIT | {name: words_of(case, kind) for name, kind in names.items()}


def out_of_school(machine: Any, user: Any, case: Case) -> Any:
    """A machine whose post has found this child out of school."""
    found = machine(user)
    out = next(name for name, row in case.round.wording["findings"].items() if row["effect"] == "out")
    paper = case.round.wording["findings"][out]["evidence"][0]
    told = found.post(f"/cases/{case.pk}/events", {"verb": "find", "version": 1, "finding": out, "evidence": paper})
    assert told["state"] == "out_of_school" and told["version"] == 2
    return found


def test_a_finding_is_written_under_the_name_of_the_post(loaded: Cast, machine, case: Case):
    shi = out_of_school(machine, loaded.shi, case)
    event = Event.objects.get(case=case, version=2)
    assert event.actor == loaded.shi and event.line == "administrative"
    assert shi.get(f"/cases/{case.pk}")["phase"]["name"] == "persuasion"
    assert [row["verb"] for row in shi.get(f"/cases/{case.pk}/events")["events"]] == ["open", "find"]
    assert Entry.objects.filter(act="case.find", actor_id=loaded.shi.pk).count() == 1
    assert Entry.objects.filter(act="token.look", detail__list="find").count() == 1


def test_a_refusal_has_the_name_and_the_words_of_the_catalogue(loaded: Cast, machine, case: Case):
    shi = machine(loaded.shi)
    told = shi.post(f"/cases/{case.pk}/events", {"verb": "find", "version": 1}, 422)
    assert told["code"] == "finding_known"
    assert told["detail"] == "请选一个核查结果。" and told["detail_en"] == "Choose a finding."
    assert shi.post(f"/cases/{case.pk}/events", {"verb": "visit", "version": 1}, 422)["code"] == "wrong_state"
    assert Case.objects.get(pk=case.pk).version == 1 and Event.objects.filter(case=case).count() == 1


def test_the_second_of_two_is_told_who_did_what_first(loaded: Cast, machine, case: Case):
    out_of_school(machine, loaded.shi, case)
    told = machine(loaded.li).post(f"/cases/{case.pk}/events", {"verb": "reopen", "version": 1, "note": "再查"}, 409)
    assert told["code"] == "moved" and told["version"] == 2
    assert told["first"]["who"] == "石所长" and told["first"]["verb"] == "find"
    assert Event.objects.filter(case=case).count() == 2


def test_a_visit_told_twice_is_kept_once(loaded: Cast, machine, case: Case):
    shi = out_of_school(machine, loaded.shi, case)
    body = visit(case) | {"version": 2, "key": str(uuid.uuid4())}
    first = shi.post(f"/cases/{case.pk}/events", body)
    again = shi.post(f"/cases/{case.pk}/events", body, 200)
    assert first == again and first["note"] == "下周一来"
    assert Event.objects.filter(case=case, verb="visit").count() == 1


def test_a_key_that_stands_for_something_else_is_refused(loaded: Cast, machine, case: Case):
    shi = out_of_school(machine, loaded.shi, case)
    body = visit(case) | {"version": 2, "key": str(Event.objects.filter(case=case).first().pk)}
    assert shi.post(f"/cases/{case.pk}/events", body, 422)["code"] == "key_taken"
    assert Event.objects.filter(case=case).count() == 2


def test_a_plan_with_a_cause_that_the_post_may_not_see_is_told_as_restricted(loaded: Cast, machine, case: Case):
    li = out_of_school(machine, loaded.li, case)
    causes = case.round.wording["effort"]["causes"]
    closed = next(name for name, row in causes.items() if row["seen_by"] and "village_squad" not in row["seen_by"])
    steps = [{"what": "上门", "who": "石所长", "by": "2026-12-31"}]
    li.post(f"/cases/{case.pk}/events",
            {"verb": "plan", "version": 2, "cause": closed, "steps": steps, "difficulties": "不能说的事"})  # fmt: skip
    told = li.get(f"/cases/{case.pk}")  # whose post may see it says what for first, on the page of the case
    assert told["plan"]["restricted"] is True and "不能说的事" not in str(told)
    assert next(step for step in told["steps"] if step["verb"] == "step_up")["missing"][0]["code"] == "matters_closed"
    assert "protection_told" not in str(told)
    assert li.post(f"/cases/{case.pk}/events", {"verb": "step_up", "version": 3}, 422)["code"] == "matters_closed"
    hidden = [user for user in (loaded.shi, loaded.yang) if not set(causes[closed]["seen_by"]) & {user.posts.get().role}]
    for user in hidden:
        other = machine(user)
        if other.ask("GET", f"/cases/{case.pk}").status_code == 200:
            told = other.get(f"/cases/{case.pk}")
            assert told["plan"] == {"restricted": True, "drafted_by": "李主任", "approved_by": "", "causes": [],
                                    "difficulties": "", "disagrees": "", "steps": []}  # fmt: skip
            assert "不能说的事" not in str(told)


def test_a_mandatory_report_is_told_to_whom_the_page_tells_it(loaded: Cast, machine, case: Case, client: Client):
    li, causes = out_of_school(machine, loaded.li, case), case.round.wording["effort"]["causes"]
    closed = next(name for name, row in causes.items() if row["seen_by"] and row["protective"])
    li.post(f"/cases/{case.pk}/events", {"verb": "plan", "version": 2, "cause": closed, "steps": [{"what": "上门"}]})
    report = {"verb": "report", "version": 3, "day": "2026-11-20", "to": "派出所", "note": "不能说的事"}
    assert li.post(f"/cases/{case.pk}/events", report)["note"] == "不能说的事", "what one did oneself, one sees"
    for user in (loaded.shi, loaded.li):
        client.force_login(user)
        page = client.get(f"/cases/{case.pk}/").context["events"]
        told = machine(user).get(f"/cases/{case.pk}/events")["events"]
        assert [(row["id"], row["note"]) for row in told] == [(str(event.pk), event.said) for event in reversed(page)]
    shi = machine(loaded.shi)
    stale = shi.post(f"/cases/{case.pk}/events", {"verb": "reopen", "version": 3, "note": "再查"}, 409)
    shown = {row["verb"] for row in shi.get(f"/cases/{case.pk}/events")["events"]}
    assert stale["first"].get("verb") == ("report" if "report" in shown else None) and "派出所" not in str(stale)


def test_a_day_to_come_and_a_field_that_nobody_knows_are_refused(loaded: Cast, machine, case: Case):
    shi = machine(loaded.shi)
    told = shi.post(f"/cases/{case.pk}/events", {"verb": "find", "version": 1, "day": "2199-01-01"}, 422)
    assert told["code"] == "day_past"
    told = shi.post(f"/cases/{case.pk}/events", {"verb": "find", "version": 1, "unknown": "x"}, 422)
    assert told["code"] == "unreadable" and told["fields"] == [
        {"where": "body.unknown", "what": "Extra inputs are not permitted"}]  # fmt: skip


def test_what_is_no_json_is_said_so(loaded: Cast, machine, case: Case):
    shi = machine(loaded.shi)
    url, auth = f"/api/v1/cases/{case.pk}/events", {"Authorization": f"Bearer {shi.text}"}
    for sent, kind, status, code in (("{", "application/json", 400, "not_json"), ("a=1", "text/plain", 415, "not_this_type"),
                                     ("x" * 3_000_000, "application/json", 413, "too_large")):  # fmt: skip
        answer = shi.client.post(url, sent, content_type=kind, headers=auth)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_program_of_the_education_line_confirms_what_the_other_found(loaded: Cast, machine, case: Case):
    """From finding to exclusion by two programs, each with the line of its post."""
    name, row = next((name, row) for name, row in case.round.wording["findings"].items() if row["effect"] == "exclude")
    shi, li = machine(loaded.shi), machine(loaded.li)
    body = {"verb": "find", "version": 1, "finding": name, "evidence": row["evidence"][0]}
    assert shi.post(f"/cases/{case.pk}/events", body)["state"] == "suspected"
    own = shi.post(f"/cases/{case.pk}/events", {"verb": "confirm", "version": 2}, 422)
    assert own["code"] == "other_person"
    assert li.post(f"/cases/{case.pk}/events", {"verb": "confirm", "version": 2})["state"] == "excluded"
