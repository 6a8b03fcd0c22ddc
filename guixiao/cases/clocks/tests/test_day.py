"""My day, and the clocks behind it: by the pages and the worker's tick, with the cast, while the days go by."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.actions import remove_demo_cases
from guixiao.cases.clocks import triggers
from guixiao.cases.clocks.actions import tick
from guixiao.cases.clocks.models import Breach, Clocked, Duty, Sweep, Task
from guixiao.cases.models import Case, Event
from guixiao.children.models import Round
from tests.cast import Cast, row

MONDAY = date(2026, 11, 2)
DUE = date(2026, 11, 11)  # seven working days
ONE = timedelta(days=1)


@pytest.fixture
def clock(monkeypatch):
    """Now is noon of the day that it was set to last."""

    class Now:
        day = MONDAY

        def __call__(self):
            return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=timezone.get_default_timezone())

    now = Now()
    monkeypatch.setattr("django.utils.timezone.now", now)
    monkeypatch.setitem(Event._meta.get_field("recorded_at").__dict__, "_get_default", now)
    return now


@pytest.fixture
def told(cast: Cast, clock) -> Cast:
    """Two children of 高华 nowhere to be found (one poor), one of 苗朗, whose post nobody holds, one who left a class."""
    cast.load([
        row(1, "not_found", name="潘小花"), row(3, "not_found", name="吴老二"),
        row(5, "not_found", name="苗朗娃", village="苗朗"),
        row(7, "left_roll", name="石三妹", school="停洞镇中心小学"),
    ], demo=True)  # fmt: skip
    tick(clock.day)
    return cast


def case_of(name: str) -> Case:
    return Case.objects.get(child__name=name)


def day_of(user, query="", *, status=200):
    client = Client()
    client.force_login(user)
    answer = client.get(f"/day/{query}")
    assert answer.status_code == status
    return answer


def names(answer) -> list[str]:
    return [row.task.case.child.name for row in answer.context["rows"]]


def act(user, name: str, verb: str, **form):
    client = Client()
    client.force_login(user)
    case = case_of(name)
    return client.post(f"/cases/{case.pk}/act/", {"verb": verb, "version": case.version} | form)


def tables() -> list[object]:
    """All that a tick may have written, but when it was."""
    return [list(model.objects.order_by("pk").values_list()) for model in (Task, Clocked)] + [
        sorted(Duty.objects.values_list("task", "post", "since")),
        sorted(Breach.objects.values_list("case", "clock", "event", "due_on", "late_from", "post", "place"), key=str),
    ]


def test_everyone_begins_with_their_day(told: Cast, client: Client):
    for user in (told.li, told.shi, told.wu, told.yang, told.wang):
        client.force_login(user)
        assert client.get("/").url == "/day/"


def test_each_sees_what_is_theirs_to_do_and_by_when(told: Cast):
    assert names(day_of(told.wu)) == ["吴老二", "潘小花"]
    assert names(day_of(told.yang)) == ["石三妹"]
    assert names(day_of(told.shi)) == ["苗朗娃"]  # nobody holds the village's post: it is the township's
    assert names(day_of(told.li)) == names(day_of(told.wang)) == []
    assert set(names(day_of(told.shi, "?who=place"))) == {"潘小花", "吴老二", "苗朗娃", "石三妹"}
    assert len(names(day_of(told.li, "?who=place"))) == 4
    assert names(day_of(told.wang, "?who=place")) == []
    answer = day_of(told.wu)
    html = answer.content.decode()
    assert answer.context["counts"] == {"late": 0, "today": 0, "new": 2, "all": 2}
    assert "2026年11月11日（周三）" in html and "7 个工作日后" in html and "核查：找到这个孩子" in html
    assert f"/cases/{case_of('潘小花').pk}/" in html and "村小分队 吴队长" in html
    assert "没有人担任" in day_of(told.shi).content.decode()


def run_out(user: User) -> None:
    """The post ends on its own last day; ended by hand before, the children on it would first be handed over."""
    user.posts.update(until=MONDAY - ONE)


def test_the_school_whose_head_has_left_is_the_county_s(told: Cast, clock):
    run_out(told.yang)
    assert names(day_of(told.li)) == ["石三妹"]


def test_each_number_opens_its_list(told: Cast, clock):
    clock.day = DUE
    assert day_of(told.wu).context["counts"] == {"late": 0, "today": 2, "new": 0, "all": 2}
    assert names(day_of(told.wu, "?tab=today")) == ["吴老二", "潘小花"] and names(day_of(told.wu, "?tab=late")) == []
    clock.day = DUE + ONE
    for tab, count in day_of(told.wu).context["counts"].items():
        assert day_of(told.wu, f"?tab={tab}").context["page"].paginator.count == count
    assert "过了 1 个工作日" in day_of(told.wu, "?tab=late").content.decode()


def test_what_was_done_leaves_the_list_at_once_and_the_other_line_is_asked(told: Cast, clock):
    act(told.wu, "潘小花", "find", finding="in_class")
    assert names(day_of(told.wu)) == ["吴老二"]
    assert names(day_of(told.li)) == ["潘小花"]  # she has no school: the education line is the county
    assert day_of(told.li).context["rows"][0].task.due_on == date(2026, 11, 5)
    act(told.li, "潘小花", "dispute", note="没有转学")
    assert names(day_of(told.li)) == [] and names(day_of(told.wu)) == ["吴老二", "潘小花"]


def test_late_work_climbs_to_the_township_and_the_county(told: Cast, clock):
    for day, seen in ((DUE + ONE, []), (date(2026, 11, 13), ["township"]), (date(2026, 11, 18), ["township", "county"])):
        clock.day = day
        found = [name for name, user in (("township", told.shi), ("county", told.li)) if "潘小花" in names(day_of(user))]
        assert found == seen, day
    assert day_of(told.li).context["counts"]["new"] == 4
    assert names(day_of(told.wu)) == ["吴老二", "潘小花"]  # it stays the village's


def test_a_breach_is_stored_once_with_who_which_and_since_when(told: Cast, clock):
    assert tick(DUE) == 0
    assert tick(DUE + ONE) == 4 and tick(DUE + ONE) == tick(DUE + 30 * ONE) == 0
    breach = Breach.objects.get(case=case_of("潘小花"))
    assert (breach.clock, breach.post, breach.due_on, breach.late_from) == ("verify", "village_squad", DUE, DUE + ONE)
    assert breach.people == [{"key": told.wu.pk, "name": "吴队长"}]
    assert Breach.objects.get(case=case_of("苗朗娃")).people == []  # a gap stays a gap
    assert Entry.objects.filter(act="task.breach").count() == 1


def test_a_breach_stays_when_the_work_is_done_and_the_database_keeps_it(told: Cast, clock):
    clock.day = DUE + ONE
    tick(clock.day)
    act(told.wu, "潘小花", "find", finding="dropped_out")
    tick(clock.day)
    assert Breach.objects.filter(case=case_of("潘小花")).count() == 1
    assert Task.objects.get(case=case_of("潘小花"), clock="verify").done_on == DUE + ONE
    assert triggers.missing(connection) == []
    remove_demo_cases()
    assert not Breach.objects.exists()  # the demo's may go


def test_nobody_can_alter_a_breach(told: Cast, clock):
    tick(DUE + ONE)
    Round.objects.update(demo=False)
    Case.objects.update(demo=False)
    for change in (lambda: Breach.objects.update(people=[]), lambda: Breach.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_missed_night_changes_nothing(told: Cast, clock):
    """The worker of one county looks every day, that of the other came back after three weeks."""

    def story(looks_every_day: bool) -> list[object]:
        with transaction.atomic():
            for number in range(21):
                clock.day = MONDAY + ONE * number
                if number == 3:
                    act(told.wu, "潘小花", "find", finding="missing")
                if number == 12:
                    act(told.yang, "石三妹", "find", finding="dropped_out")
                if looks_every_day:
                    tick(clock.day)
            tick(clock.day)
            found = sorted(
                Task.objects.values_list("case__child__name", "clock", "began_on", "due_on", "breach_on", "done_on"), key=str
            )
            late = sorted(Breach.objects.values_list("case__child__name", "clock", "due_on", "late_from", "post"))
            transaction.set_rollback(True)
        return [found, late]

    assert story(True) == story(False)
    _tasks, late = story(False)
    assert [line[:2] for line in late] == [("吴老二", "verify"), ("石三妹", "verify"), ("苗朗娃", "verify")]


def test_made_anew_from_nothing_it_is_the_same(told: Cast, clock):
    clock.day = DUE + ONE
    act(told.wu, "潘小花", "find", finding="missing")
    tick(clock.day)
    before = tables()
    Clocked.objects.all().delete()
    Task.objects.all().delete()
    tick(clock.day + ONE)
    assert tables() == before


def test_what_happened_since_the_worker_looked_is_on_the_page_at_once(told: Cast, clock):
    Sweep.objects.update(at=clock() + timedelta(hours=2))
    clock.day += ONE
    act(told.wu, "潘小花", "find", finding="missing")
    Clocked.objects.update(version=99)  # as if each had changed; to which of them something happened, the page knows
    day_of(told.shi, "?who=place")
    assert [str(one.case) for one in Clocked.objects.exclude(version=99).select_related("case__child")] == ["潘小花"]
    tick(clock.day)
    assert not Clocked.objects.filter(version=99).exists(), "the worker asks for all of them"


@pytest.mark.parametrize("other", [{"basis": "other"}, {"round": 0}])
def test_where_the_worker_looked_by_other_rules_the_page_asks_for_all(told: Cast, clock, other):
    Sweep.objects.update(at=clock() + timedelta(hours=2), **other)
    Clocked.objects.update(version=99)
    day_of(told.shi, "?who=place")
    assert not Clocked.objects.filter(version=99).exists()


def test_an_account_without_a_post_finds_no_day(told: Cast, clock):
    run_out(told.wu)
    day_of(told.wu, status=404)


def test_a_round_made_before_there_were_clocks_has_those_in_force(told: Cast, clock):
    made = Round.objects.get()
    made.wording = {name: words for name, words in made.wording.items() if name not in ("clocks", "pauses")}
    made.save()
    tick(clock.day)
    assert names(day_of(told.wu)) == ["吴老二", "潘小花"] and "核查：找到这个孩子" in day_of(told.wu).content.decode()


def test_a_page_of_my_day_takes_a_few_queries_however_many_rows(told: Cast, clock, django_assert_max_num_queries):
    client = Client()
    client.force_login(told.shi)
    client.get("/day/?who=place")
    with django_assert_max_num_queries(31):
        client.get("/day/?who=place")
