"""Who is not in class today: entered by the school by the page, made a report by the rule, while the days go by."""

from datetime import date, timedelta

import pytest
from django.test import Client

from guixiao.accounts.actions import give_post, open_account
from guixiao.areas.models import School
from guixiao.audit.models import Entry
from guixiao.cases.alerts.absence import actions
from guixiao.cases.alerts.absence.actions import raise_due
from guixiao.cases.alerts.actions import accept_silent, remove_demo_alerts
from guixiao.cases.alerts.models import Absence, AbsenceEvent, Alert
from guixiao.cases.alerts.verify import verify_checks
from guixiao.cases.alerts.wording import REFUSALS
from guixiao.cases.clocks.models import Term
from guixiao.cases.models import Case
from guixiao.cases.verify import cases_cover_suspects, events_tell_the_state
from guixiao.children.models import Child
from guixiao.children.verify import equations
from tests.cast import Cast, row

MONDAY = date(2026, 11, 2)
ONE = timedelta(1)
LINES = [
    row(3, "enrolled", name="杨三", class_name="2班"),
    row(4, "enrolled", name="杨四"),
    row(5, "enrolled", name="杨五"),
    row(6, "left_roll", name="石三妹", school="停洞镇中心小学"),
    row(7, "enrolled", name="莫西山", town="西山", village="", school="西山镇中学"),
]


@pytest.fixture
def roll(cast: Cast, clock) -> Cast:
    clock.day = MONDAY
    cast.load(LINES)
    return cast


def child(name: str = "杨四") -> Child:
    return Child.objects.get(name=name)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(roll: Cast, name: str = "五年级1班", **more: str) -> str:
    words = {"school": roll.school.pk, "class": name} | more
    return "/absence/?" + "&".join(f"{key}={value}" for key, value in words.items())


def enter(roll: Cast, day: date, user=None, name: str = "五年级1班", **form):
    told = {"school": roll.school.pk, "class": name, "day": day.isoformat()} | form
    return client_of(user or roll.yang).post("/absence/", told, follow=True)


def says(page, words) -> bool:
    return str(words) in page.content.decode()


def lost_nobody() -> bool:
    checks = (cases_cover_suspects, events_tell_the_state, equations, *verify_checks)
    return [check.__name__ for check in checks if not check().holds] == []


def test_the_school_sees_its_classes_and_ticks_only_who_is_away(roll: Cast):
    page = client_of(roll.yang).get("/absence/")
    assert [(row.name, row.pupils, row.away) for row in page.context["classes"]] == [("五年级1班", 2, 0), ("五年级2班", 1, 0)]
    one = client_of(roll.yang).get(url(roll)).context
    assert [line.child.name for line in one["here"]] == ["杨四", "杨五"] and not one["gone"] and one["day"] == MONDAY
    after = enter(roll, MONDAY, away=[child().pk])
    assert says(after, "1 个没来") and [line.child.name for line in after.context["gone"]] == ["杨四"]
    absence = Absence.objects.get()
    assert (absence.since, absence.school, absence.visits, absence.back_on) == (MONDAY, roll.school, 0, None)
    event = absence.events.get()
    assert (event.kind, event.day, event.actor) == ("away", MONDAY, roll.yang)
    entry = Entry.objects.get(act="absence.enter")
    assert (entry.actor_name, entry.subject) == ("杨校长", f"child:{child().pk}")
    rows = client_of(roll.yang).get("/absence/").context["classes"]
    assert [(row.away, row.reported) for row in rows] == [(1, 0), (0, 0)]


def test_the_same_entry_twice_is_one(roll: Cast, clock):
    for _ in range(2):
        enter(roll, MONDAY, away=[child().pk])
    clock.day = MONDAY + ONE
    again = enter(roll, MONDAY + ONE, visit=[child().pk], **{f"reason-{child().pk}": "sick"})
    assert says(again, "1 次家访") and says(again, "1 个原因")
    again = enter(roll, MONDAY + ONE, visit=[child().pk], **{f"reason-{child().pk}": "sick"})
    assert says(again, "没有新的")
    absence = Absence.objects.get()
    assert (absence.visits, absence.reason, absence.events.count()) == (1, "sick", 3)


def test_the_fourth_day_without_a_reason_is_a_report_and_silence_makes_it_a_case(roll: Cast, clock):
    """三个工作日以上: Monday to Wednesday are nothing, Thursday is a report; the worker finds it by itself, once."""
    enter(roll, MONDAY, away=[child().pk])
    told = []
    for ahead in (1, 2, 3, 3, 4):
        clock.day = MONDAY + ahead * ONE
        told.append(raise_due(clock.day))
    assert told == [0, 0, 1, 0, 0]
    alert = Alert.objects.get()
    assert (alert.source, alert.since, alert.raised_by, alert.absence) == ("rule", MONDAY, None, Absence.objects.get())
    page = client_of(roll.wu).get(f"/alerts/{alert.pk}/")
    assert says(page, "连续三个上学日以上") and page.context["open"] == {"accept": True, "refuse": True}
    assert client_of(roll.yang).get(f"/alerts/{alert.pk}/").context["open"] == {"accept": True, "refuse": False}
    assert client_of(roll.yang).get(url(roll)).context["gone"][0].alert == alert
    clock.day = MONDAY + 14 * ONE
    assert accept_silent(clock.day) == 1
    assert Case.objects.get(child=child()).standing == "todo" and lost_nobody()
    assert client_of(roll.yang).get(url(roll)).context["gone"][0].sought


def test_a_reason_excuses_days_but_not_for_ever(roll: Cast, clock):
    enter(roll, MONDAY, away=[child().pk])
    enter(roll, MONDAY, **{f"reason-{child().pk}": "sick"})
    told = {}
    for ahead in range(25):
        clock.day = MONDAY + ahead * ONE
        told[ahead] = raise_due(clock.day)
    assert [ahead for ahead, made in told.items() if made] == [17], "ten days excused, three allowed: the fourteenth school day"


def test_who_comes_back_in_time_is_no_report_and_one_day_in_class_begins_anew(roll: Cast, clock):
    enter(roll, MONDAY, away=[child().pk])
    clock.day = MONDAY + 3 * ONE
    assert says(enter(roll, clock.day, back=[child().pk]), "1 个回来了")
    assert raise_due(clock.day) == 0
    clock.day += ONE
    enter(roll, clock.day, away=[child().pk])
    assert [(absence.since, absence.back_on) for absence in Absence.objects.order_by("since")] == [
        (MONDAY, MONDAY + 3 * ONE), (MONDAY + 4 * ONE, None)
    ]  # fmt: skip
    assert raise_due(clock.day) == 0


def test_back_by_mistake_does_not_begin_anew(roll: Cast, clock):
    """Ticked as back and away again on the same day: it was never in class."""
    enter(roll, MONDAY, away=[child().pk])
    clock.day = MONDAY + 3 * ONE
    enter(roll, clock.day, back=[child().pk])
    after = enter(roll, clock.day, away=[child().pk])
    assert Absence.objects.get().back_on is None and says(after, "1 个按规定报告了")
    assert Alert.objects.get().since == MONDAY and lost_nobody()


def test_a_day_before_that_was_forgotten_counts(roll: Cast, clock):
    clock.day = MONDAY + 3 * ONE
    enter(roll, clock.day, away=[child().pk])
    assert not Alert.objects.exists()
    page = client_of(roll.yang).get(url(roll, day=MONDAY.isoformat())).context
    assert [line.child.name for line in page["here"]] == ["杨四", "杨五"], "on that day the child is not known to be away"
    enter(roll, MONDAY, away=[child().pk])
    assert Absence.objects.get().since == MONDAY and Alert.objects.get().source == "rule"


def test_an_answer_does_not_end_an_absence_it_is_asked_again(roll: Cast, clock):
    enter(roll, MONDAY, away=[child().pk])
    clock.day = MONDAY + 3 * ONE
    raise_due(clock.day)
    said = {"verb": "refuse", "reason": "sick_leave", "seen_by": "吴队长", "where": "县医院，住院证明"}
    client_of(roll.wu).post(f"/alerts/{Alert.objects.get().pk}/answer/", said)
    assert Alert.objects.get().state == "refused"
    told = {}
    for ahead in range(4, 40):
        clock.day = MONDAY + ahead * ONE
        told[ahead] = raise_due(clock.day)
    assert [ahead for ahead, made in told.items() if made] == [32], "after twenty school days more"
    assert Alert.objects.latest("raised_at").second and lost_nobody()


def test_holidays_and_vacations_are_no_days_away(roll: Cast, clock):
    Term.objects.create(county=roll.county, name="上学期", first=date(2026, 9, 1), last=date(2027, 1, 15))
    Term.objects.create(county=roll.county, name="下学期", first=date(2027, 3, 1), last=date(2027, 7, 9))
    clock.day = date(2027, 1, 14)
    enter(roll, clock.day, away=[child().pk])
    assert not any(raise_due(date(2027, 2, day)) for day in range(1, 29))
    clock.day = date(2027, 3, 2)
    assert raise_due(clock.day) == 1, "two days before the winter holiday, two after it"
    assert says(enter(roll, date(2027, 2, 3), away=[child("杨五").pk]), REFUSALS["school_day"])


@pytest.mark.parametrize(("ahead", "why"), [(1, "day_told"), (-61, "day_not_long_ago"), (-1, "school_day")])
def test_a_day_that_cannot_be_is_refused_and_nothing_is_written(roll: Cast, ahead, why):
    page = enter(roll, MONDAY + ahead * ONE, away=[child().pk])
    assert page.status_code == 422 and says(page, REFUSALS[why]) and not Absence.objects.exists()
    assert page.context["ticked"] == [str(child().pk)], "what was ticked stays ticked"


def test_a_reason_that_the_policy_does_not_know_is_refused(roll: Cast):
    enter(roll, MONDAY, away=[child().pk])
    page = enter(roll, MONDAY, visit=[child().pk], **{f"reason-{child().pk}": "holiday"})
    assert page.status_code == 422 and says(page, REFUSALS["absence_reason_known"])
    assert Absence.objects.get().events.count() == 1, "all of it or nothing"


def test_the_page_opens_on_the_last_school_day(roll: Cast, clock):
    clock.day = date(2026, 10, 6)
    assert client_of(roll.yang).get(url(roll)).context["day"] == date(2026, 9, 30)


def test_nobody_else_enters_and_nobody_for_another_school(roll: Cast):
    """The outsider finds nothing: another school's principal, village, township, county; nor is another class's child taken."""
    other = School.objects.create(code="x7", name="从江县西山镇中学", county=roll.county)
    roll.load(LINES)
    mo = open_account(username="mo", name="莫校长", password="x")
    give_post(mo, "principal", at=other, since=date(2020, 1, 1))
    for user in (roll.wu, roll.shi, roll.li, roll.wang):
        assert client_of(user).get("/absence/").status_code == 404
        assert enter(roll, MONDAY, user, away=[child().pk]).status_code == 404
    assert [row.name for row in client_of(mo).get("/absence/").context["classes"]] == ["五年级1班"]
    assert client_of(mo).get(url(roll)).status_code == 404
    assert enter(roll, MONDAY, mo, away=[child().pk]).status_code == 404
    mine = {"school": other.pk, "class": "五年级1班", "day": MONDAY.isoformat(), "away": [child().pk]}
    assert client_of(mo).post("/absence/", mine).status_code == 404, "a child of another school in one's own class"
    assert enter(roll, MONDAY, away=[child("杨三").pk]).status_code == 404, "a child of another class"
    for wrong in ("", "x", "99999999", "9" * 30):
        assert client_of(roll.yang).get(f"/absence/?school={wrong}&class=五年级1班").status_code == 404
    assert client_of(roll.yang).get(url(roll, "六年级")).status_code == 404
    assert not Absence.objects.exists()


def test_who_is_looked_for_already_gets_no_second_report(roll: Cast, clock):
    sister = child("石三妹")
    absence = Absence.objects.create(child=sister, school=roll.school, county=roll.county, since=MONDAY)
    AbsenceEvent.objects.create(absence=absence, kind="away", day=MONDAY, actor=roll.yang)
    clock.day = MONDAY + 10 * ONE
    assert raise_due(clock.day) == 0 and not Alert.objects.exists() and lost_nobody()


def test_of_two_workers_at_once_one_reports(roll: Cast, clock, monkeypatch):
    enter(roll, MONDAY, away=[child().pk])
    clock.day = MONDAY + 10 * ONE
    plain, others = actions.raise_by_rule, []

    def behind(absence: Absence) -> Alert | None:
        """The other worker has seen the same list, and is quicker."""
        if not others:
            others.append(None)
            others[0] = raise_due(clock.day)
        return plain(absence)

    monkeypatch.setattr(actions, "raise_by_rule", behind)
    assert (raise_due(clock.day), others) == (0, [1])
    assert Alert.objects.count() == 1 == Entry.objects.filter(act="alert.raise").count()


def test_a_child_that_came_back_sits_in_the_class_of_its_return(roll: Cast, clock):
    sister = child("石三妹")
    before = Case.objects.get(child=sister)
    for verb, user, form in (
        ("find", roll.wu, {"finding": "dropped_out", "true_on": (MONDAY - 60 * ONE).isoformat()}),
        (
            "return",
            roll.wu,
            {"day": MONDAY.isoformat(), "school": roll.school.pk, "placement": "own_grade", "class_name": "五年级1班"},
        ),
        ("confirm_return", roll.yang, {}),
    ):
        before.refresh_from_db()
        client_of(user).post(f"/cases/{before.pk}/act/", {"verb": verb, "version": before.version} | form)
    assert "石三妹" in [line.child.name for line in client_of(roll.yang).get(url(roll)).context["here"]]
    enter(roll, MONDAY, away=[sister.pk])
    clock.day = MONDAY + 3 * ONE
    assert raise_due(clock.day) == 1
    clock.day = MONDAY + 30 * ONE
    assert accept_silent(clock.day) == 0, "that it left again only people say"
    client_of(roll.wu).post(f"/alerts/{Alert.objects.get().pk}/answer/", {"verb": "accept"})
    again = Case.objects.current().get(child=sister)
    assert (again.episode, again.standing) == (2, "out") and lost_nobody()


def test_verify_tells_an_absence_that_was_lost(roll: Cast, clock):
    enter(roll, MONDAY, away=[child().pk])
    clock.day = MONDAY + 10 * ONE
    assert not lost_nobody(), "no worker has run for a week"
    raise_due(clock.day)
    assert lost_nobody()
    AbsenceEvent.objects.all().delete()
    assert not lost_nobody()


def test_the_demo_takes_its_absences_with_it(roll: Cast):
    enter(roll, MONDAY, away=[child().pk])
    Absence.objects.update(demo=True)
    remove_demo_alerts()
    assert not Absence.objects.exists() and not AbsenceEvent.objects.exists()


def test_my_day_says_what_waits_and_leads_to_the_classes(roll: Cast, clock):
    enter(roll, MONDAY, away=[child().pk])
    clock.day = MONDAY + 3 * ONE
    raise_due(clock.day)
    assert says(client_of(roll.yang).get("/day/"), 'href="/absence/"')
    assert says(client_of(roll.wu).get("/day/"), 'href="/alerts/?tab=mine"')
    assert not says(client_of(roll.wang).get("/day/"), "/alerts/?tab=mine")


def test_many_children_are_a_few_questions(roll: Cast, django_assert_max_num_queries):
    roll.load([*LINES, *(row(100 + number, "enrolled", name=f"杨{number}") for number in range(50))])
    client = client_of(roll.yang)
    with django_assert_max_num_queries(30):
        found = client.get(url(roll)).context
    assert len(found["here"]) == 52
