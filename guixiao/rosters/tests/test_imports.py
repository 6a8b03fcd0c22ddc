"""From files dropped in to a round: every row accounted for, nothing shown before the confirmation, nothing half there."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from guixiao.audit.models import Entry
from guixiao.children.models import Coverage, CurrentRound, Round
from guixiao.rosters.imports import actions
from guixiao.rosters.imports.actions import Answer
from guixiao.rosters.imports.rules import TRANSITIONS, State
from guixiao.rosters.models import Import, ImportFile, RosterFile
from guixiao.rosters.worker import actions as work
from guixiao.rosters.worker.job import work_on
from guixiao.rosters.worker.loop import work_once
from tests.cast import AS_OF, Cast
from tests.desk import HOUSE, PUPILS, checked, enrolments, households, table, uploads

ANSWER = Answer(AS_OF, "national-2024")


def confirmed(cast: Cast, version: Import, answer: Answer = ANSWER) -> Import:
    actions.confirm(version, cast.li, answer)
    assert work_once("test")
    version.refresh_from_db()
    return version


def test_files_find_their_slots_and_every_row_is_accounted_for(cast: Cast):
    files = {item.roster: item for item in checked(cast).files.all()}
    house = files["households"]
    assert (house.rows_in, house.accepted, house.set_aside, house.rejected) == (14, 12, 1, 1)
    assert files["enrolments"].rows_in == files["enrolments"].accepted == 8
    kept = {row.reason: (row.row, row.cells[:4]) for row in house.rows.all()}
    assert kept == {"total_row": (14, ["合计", "12"]), "no_identity": (15, ["H99", None, "女", "2015-03-01"])}


def test_nothing_reaches_the_children_before_the_confirmation(cast: Cast):
    version = checked(cast)
    assert version.state == State.CHECKED and not Round.objects.exists()
    done = confirmed(cast, version)
    assert (done.state, done.error, done.signs) == (State.DONE, None, [])
    assert done.round.population == Coverage.objects.filter(round=done.round).count() == 12
    assert CurrentRound.objects.get().round == done.round and done.round.made_by == cast.li
    files = {file["file"]: file["accepted"] for file in done.round.receipt.content["files"]}
    assert files == {item.file.name: item.accepted for item in version.files.all()}, "the dry run and the run read alike"


def test_the_page_tells_the_balance_and_offers_one_button(cast: Cast, client: Client):
    version = checked(cast)
    client.force_login(cast.li)
    html = client.get(f"/rosters/{version.pk}/").content.decode()
    assert "读到 <b>14</b> 行" in html and "收下 <b>12</b>" in html and "退回 <b>1</b>" in html
    assert html.count('class="btn btn-primary btn-lg go"') == 1
    answer = client.post(f"/rosters/{version.pk}/confirm/", {"as_of": "2026-09-01", "policy": "national-2024"})
    assert answer.status_code == 302 and Import.objects.get().state == State.QUEUED


def test_a_wrong_day_is_told_beside_its_field(cast: Cast, client: Client):
    version = checked(cast)
    client.force_login(cast.li)
    for day in ("", "gestern", "1999-01-01", (timezone.localdate() + timedelta(days=1)).isoformat()):
        answer = client.post(f"/rosters/{version.pk}/confirm/", {"as_of": day})
        assert answer.status_code == 422 and 'id="as_of-error"' in answer.content.decode(), day
    assert Import.objects.get().state == State.CHECKED


def test_a_file_that_cannot_be_used_is_told_beside_it_and_stops_the_confirmation(cast: Cast, client: Client):
    client.force_login(cast.li)
    version = checked(cast, [uploads()[0], SimpleUploadedFile("学籍.xlsx", b"PK\x03\x04broken")])
    refused = version.files.get(file__name="学籍.xlsx")
    assert "残缺" in refused.problem["zh"] and "truncated" in refused.problem["en"]
    assert version.files.get(roster="households").accepted == 12
    client.post(f"/rosters/{version.pk}/confirm/", {"as_of": "2026-09-01"})
    version.refresh_from_db()
    assert version.state == State.CHECKED
    client.post(f"/rosters/files/{refused.pk}/remove/")
    assert work_once("test") and RosterFile.objects.count() == 1
    assert client.post(f"/rosters/{version.pk}/confirm/", {"as_of": "2026-09-01"}).status_code == 302
    version.refresh_from_db()
    assert version.state == State.QUEUED


def test_a_slot_can_be_changed_and_the_file_is_read_again(cast: Cast, client: Client):
    version = checked(cast)
    item = version.files.get(roster="enrolments")
    client.force_login(cast.li)
    client.post(f"/rosters/files/{item.pk}/slot/", {"roster": "elsewhere"})
    assert Import.objects.get().state == State.CHECKING
    assert work_once("test")
    item.refresh_from_db()
    assert (item.roster, item.chosen, item.accepted) == ("elsewhere", True, 8)
    assert client.post(f"/rosters/files/{item.pk}/slot/", {"roster": "nonsense"}).status_code == 404


def test_without_a_household_register_there_is_nothing_to_compare_with(cast: Cast, client: Client):
    version = checked(cast, uploads()[1:])
    client.force_login(cast.li)
    page = client.get(f"/rosters/{version.pk}/").content.decode()
    assert "还缺户籍名册" in page and "btn-lg go" not in page
    client.post(f"/rosters/{version.pk}/confirm/", {"as_of": "2026-09-01"})
    assert Import.objects.get().state == State.CHECKED


def test_a_file_given_up_leaves_the_disk(cast: Cast, settings):
    version = checked(cast)
    from guixiao.rosters.files.actions import remove_file
    from guixiao.rosters.files.store import path_of

    item = version.files.get(roster="enrolments")
    path = path_of(item.file.place)
    assert path.exists() and "吴" not in path.read_bytes().decode("utf-8", "ignore")
    remove_file(item, cast.li)
    assert not ImportFile.objects.filter(pk=item.pk).exists()


# Signs of a wrong file


def test_a_fifth_less_rows_than_in_the_last_version_must_be_explained(cast: Cast, client: Client):
    confirmed(cast, checked(cast, uploads(households=12, enrolments=10)))
    version = checked(cast, uploads(households=11, enrolments=8))
    assert [(sign["kind"], sign["roster"], sign["count"], sign["of"]) for sign in version.signs] == [
        ("fewer", "enrolments", 8, 10)
    ]
    client.force_login(cast.li)
    told = {"as_of": "2026-09-01", "policy": "national-2024"}
    answer = client.post(f"/rosters/{version.pk}/confirm/", told)
    assert answer.status_code == 422 and "请写明为什么没有弄错" in answer.content.decode()
    assert client.post(f"/rosters/{version.pk}/confirm/", told | {"explanation": "两个班撤并了"}).status_code == 302
    assert work_once("test")
    version.refresh_from_db()
    assert (version.state, version.explanation, version.explained[0]["kind"]) == (State.DONE, "两个班撤并了", "fewer")


def test_a_roster_that_is_gone_a_file_from_before_and_rows_twice_are_signs(cast: Cast):
    first = checked(cast, uploads())
    confirmed(cast, first)
    again = households()
    twice = SimpleUploadedFile("户籍.csv", table(HOUSE, [*again, *(["H", *row[1:]] for row in again[:12])]))
    signs = {sign["kind"]: sign for sign in checked(cast, [twice]).signs}
    assert signs.keys() == {"gone", "twice"} and (signs["twice"]["count"], signs["twice"]["of"]) == (12, 24)
    actions.discard(Import.objects.get(state=State.CHECKED), cast.li)
    signs = checked(cast, uploads()).signs
    assert [(sign["kind"], sign["roster"]) for sign in signs] == [("same_before", "households"), ("same_before", "enrolments")]


def test_half_unmatched_is_held_after_the_comparison_and_nothing_of_it_is_kept(cast: Cast, client: Client):
    strangers = [
        [*row[:3], f"莫{row[3]}", row[4], f"2014-0{n % 9 + 1}-03", "", "", "在读"] for n, row in enumerate(enrolments(8))
    ]
    files = [uploads()[0], SimpleUploadedFile("学籍.csv", table(PUPILS, strangers))]
    version = confirmed(cast, checked(cast, files))
    assert version.state == State.HELD and not Round.objects.exists()
    assert [(sign["kind"], sign["roster"]) for sign in version.signs] == [("unmatched", "enrolments")]
    client.force_login(cast.li)
    assert "不在户籍册" in client.get(f"/rosters/{version.pk}/").content.decode()
    done = confirmed(cast, version, Answer(AS_OF, "national-2024", "邻县并入的学校"))
    assert done.state == State.DONE and done.round.population == 20


def test_an_older_day_than_the_current_version_must_be_explained(cast: Cast, client: Client):
    confirmed(cast, checked(cast, uploads(households=12)))
    version = checked(cast, uploads(households=13, enrolments=9))
    client.force_login(cast.li)
    answer = client.post(f"/rosters/{version.pk}/confirm/", {"as_of": "2026-08-01", "policy": "national-2024"})
    assert answer.status_code == 422 and "还早" in answer.content.decode()


# Whoever else is at it


def test_what_is_under_way_cannot_be_changed_and_says_so(cast: Cast, client: Client):
    version = checked(cast)
    actions.confirm(version, cast.li, ANSWER)
    client.force_login(cast.li)
    item = version.files.first()
    for url, told in ((f"/rosters/files/{item.pk}/remove/", {}), (f"/rosters/{version.pk}/again/", {})):
        html = client.post(url, told, follow=True).content.decode()
        assert "这一步没有做" in html, url
    assert client.post("/rosters/upload/", {"files": uploads(households=3)}, follow=True).status_code == 200
    assert version.files.count() == 2 and Import.objects.count() == 1
    client.post(f"/rosters/{version.pk}/back/")
    assert Import.objects.get().state == State.CHECKED


def test_a_check_of_files_that_have_changed_meanwhile_is_worth_nothing(cast: Cast):
    version = checked(cast)
    item = version.files.get(roster="enrolments")
    from guixiao.rosters.files.actions import choose_slot

    choose_slot(item, "elsewhere", cast.li)
    taken = work.claim("slow", timezone.now())
    choose_slot(item, "enrolments", cast.li)
    work_on(taken, "slow")
    assert Import.objects.get().state == State.CHECKING, "the slow worker's word does not count"
    assert work_once("quick") and Import.objects.get().state == State.CHECKED


def test_a_dead_worker_s_import_is_taken_over_and_finished_once(cast: Cast):
    version = checked(cast)
    actions.confirm(version, cast.li, ANSWER)
    now = timezone.now()
    dead = work.claim("dead", now)
    assert work.claim("other", now) is None, "while the lease runs nobody takes it"
    later = now + timedelta(minutes=5)
    taken = work.claim("other", later)
    assert (taken.pk, taken.attempt) == (version.pk, 2)
    work_on(taken, "other")
    work_on(dead, "dead")
    assert Round.objects.count() == 1 and Import.objects.get().state == State.DONE
    assert Coverage.objects.count() == 12


def test_an_import_that_kills_its_workers_is_left_to_a_person(cast: Cast, client: Client):
    version = checked(cast)
    actions.confirm(version, cast.li, ANSWER)
    now = timezone.now()
    for number in range(work.MOST_ATTEMPTS):
        assert work.claim(f"w{number}", now + timedelta(hours=number)) is not None
    assert work.claim("last", now + timedelta(days=1)) is None
    version.refresh_from_db()
    assert version.state == State.FAILED and "5" in version.error["zh"]
    client.force_login(cast.li)
    client.post(f"/rosters/{version.pk}/again/")
    assert work_once("test") and Import.objects.get().state == State.DONE


def test_a_failure_is_told_and_leaves_nothing_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog):
    version = checked(cast)

    def broken(*args: object, **options: object) -> None:
        raise ValueError("522699201503010011 is a secret")

    monkeypatch.setattr("guixiao.rosters.worker.job.load_round", broken)
    failed = confirmed(cast, version)
    assert failed.state == State.FAILED and "ValueError" in failed.error["zh"] and not Round.objects.exists()
    assert "522699" not in caplog.text and "522699" not in str(failed.error)


def test_one_import_runs_in_a_county_at_a_time(cast: Cast):
    version = checked(cast)
    actions.confirm(version, cast.li, ANSWER)
    other = Import.objects.create(county=cast.county, reason="decisions", state="queued", base=version, as_of=AS_OF,
                                  confirmed_at=timezone.now() + timedelta(seconds=1))  # fmt: skip
    assert work.claim("a", timezone.now()).pk == version.pk
    assert work.claim("b", timezone.now()) is None
    assert Import.objects.get(pk=other.pk).state == State.QUEUED


def test_each_step_is_in_the_log_without_a_number(cast: Cast):
    confirmed(cast, checked(cast))
    acts = list(Entry.objects.order_by("sequence").values_list("act", flat=True))
    assert [act for act in acts if act.startswith(("file.", "import."))] == [
        "file.add",
        "file.add",
        "import.confirm",
        "import.done",
    ]
    assert "52269920" not in "".join(str(entry.detail) for entry in Entry.objects.all())


def test_every_state_can_be_left_but_the_two_last():
    assert {state for state, after in TRANSITIONS.items() if not after} == {State.DONE, State.DISCARDED}
    assert set(TRANSITIONS) == set(State) and date.min < AS_OF
