"""A report is raised, taken up or answered with where the child is, by the pages, with the cast; no child is lost by it."""

import uuid
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from guixiao.audit.models import Entry
from guixiao.cases.alerts import actions
from guixiao.cases.alerts.actions import accept_by_silence, accept_silent, remove_demo_alerts
from guixiao.cases.alerts.models import Alert
from guixiao.cases.alerts.wording import REFUSALS
from guixiao.cases.clocks.models import OwnDay, Term
from guixiao.cases.listing import balance
from guixiao.cases.models import Case
from guixiao.cases.rules import STANDINGS
from guixiao.cases.verify import cases_cover_suspects, events_tell_the_state
from guixiao.children.models import Child, Coverage
from guixiao.children.verify import equations
from tests.alerts import an_alert
from tests.cast import Cast, row
from tests.starts import start

SEEN = {"reason": "in_class", "seen_by": "王老师"}


def day(ago: int = 0) -> str:
    return (timezone.localdate() - timedelta(ago)).isoformat()


def send(user, url: str, **form):
    client = Client()
    client.force_login(user)
    return client.post(url, form, follow=True)


def child(name: str = "杨四") -> Child:
    return Child.objects.get(name=name)


def tell(user, name: str = "杨四", **form):
    told = {"since": day(2), "said_by": "组长", "note": "三天没见到", "key": uuid.uuid4()}
    return send(user, f"/children/{child(name).pk}/alert/", **told | form)


def answer(user, verb: str, **form):
    return send(user, f"/alerts/{Alert.objects.latest('raised_at').pk}/answer/", verb=verb, **form)


def says(page, words) -> bool:
    return str(words) in page.content.decode()


def case_of(name: str = "杨四") -> Case:
    return Case.objects.current().select_related("child", "round").get(child__name=name)


LINES = [
    row(3, "left_roll", name="石三妹", school="停洞镇中心小学"),
    row(4, "enrolled", name="杨四"),
    row(5, "enrolled", name="杨五"),
]


@start
def roll(cast: Cast) -> Cast:
    """杨四 and 杨五 are in class by the rosters, 石三妹 is not."""
    cast.load(LINES)
    return cast


def test_the_village_reports_the_school_takes_it_up_and_the_child_is_a_suspect_like_any_other(roll: Cast):
    before = list(Coverage.objects.order_by("pk").values())
    assert says(tell(roll.wu), "组长")
    alert = Alert.objects.get()
    assert (alert.state, alert.line, alert.second, alert.bucket) == ("open", "administrative", False, "enrolled")
    answer(roll.yang, "accept")
    case = case_of()
    assert (case.standing, case.reported, case.bucket) == ("todo", True, "enrolled")
    event = case.events.get()
    assert (event.verb, event.actor, event.note, event.true_on.isoformat()) == ("reported", roll.yang, "三天没见到", day(2))
    counts = balance(Case.objects.current())
    assert counts["todo"] == counts["all"] == 2 == sum(counts[name] for name in STANDINGS)
    assert list(Coverage.objects.order_by("pk").values()) == before, "the figures of a round are never altered"
    assert cases_cover_suspects().holds and events_tell_the_state().holds and equations().holds
    send(roll.wu, f"/cases/{case.pk}/act/", verb="find", finding="dropped_out", version=case.version)
    assert case_of().standing == "out"


def test_who_reports_does_not_answer_and_nobody_of_the_same_line_but_the_school(roll: Cast):
    tell(roll.wu)
    assert says(answer(roll.wu, "accept"), REFUSALS["other_person"])
    assert says(answer(roll.shi, "accept"), REFUSALS["other_side"])
    assert says(answer(roll.shi, "refuse", seen_on=day(), **SEEN), REFUSALS["other_side"])
    assert answer(roll.wang, "accept").status_code == 404
    assert Alert.objects.get().state == "open" and not Case.objects.filter(child=child()).exists()


def test_a_no_says_where_the_child_is_by_whom_it_was_seen_and_when(roll: Cast):
    tell(roll.wu)
    assert says(answer(roll.yang, "refuse"), REFUSALS["reason_known"])
    assert says(answer(roll.yang, "refuse", **SEEN), REFUSALS["reason_told"])
    assert says(answer(roll.yang, "refuse", seen_on=day(), reason="in_class"), REFUSALS["reason_told"])
    assert says(answer(roll.yang, "refuse", seen_on=day(9), **SEEN), REFUSALS["seen_since"])
    assert says(answer(roll.yang, "refuse", seen_on=day(-1), **SEEN), REFUSALS["seen_since"])
    answer(roll.yang, "refuse", seen_on=day(), **SEEN)
    alert = Alert.objects.get()
    assert (alert.state, alert.seen_by, alert.case) == ("refused", "王老师", None)
    client = Client()
    client.force_login(roll.wu)
    page = client.get(f"/children/{child().pk}/").content.decode()
    assert "王老师" in page and f"/alerts/{alert.pk}/" in page and f"/children/{child().pk}/alert/" in page


def test_the_second_of_a_term_goes_to_the_county_which_alone_says_no(roll: Cast):
    tell(roll.wu)
    answer(roll.yang, "refuse", seen_on=day(), **SEEN)
    tell(roll.shi)
    assert Alert.objects.filter(second=True).count() == 1
    assert says(answer(roll.yang, "refuse", seen_on=day(), **SEEN), REFUSALS["county_decides"])
    answer(roll.li, "refuse", seen_on=day(), **SEEN)
    tell(roll.wu)
    answer(roll.yang, "accept")
    assert case_of().standing == "todo", "to take it up is anybody's"


def test_only_a_child_that_nobody_looks_for_can_be_reported_once_at_a_time(roll: Cast):
    assert says(tell(roll.wu, "石三妹"), REFUSALS["not_looked_for"])
    assert says(tell(roll.wu, since=day(-1)), REFUSALS["day_past"])
    assert says(tell(roll.wu, since=""), REFUSALS["day_past"])
    assert says(tell(roll.wu, said_by=" "), REFUSALS["sayer_named"])
    assert tell(roll.wang).status_code == 404
    key = uuid.uuid4()
    tell(roll.wu, key=key)
    assert not says(tell(roll.wu, key=key), REFUSALS["not_reported"]), "the same form sent twice"
    assert says(tell(roll.shi), REFUSALS["not_reported"])
    assert [alert.pk for alert in Alert.objects.all()] == [key]
    answer(roll.yang, "accept")
    assert says(tell(roll.shi), REFUSALS["not_looked_for"])


def test_the_next_rosters_neither_close_nor_lose_a_reported_child(roll: Cast):
    tell(roll.wu)
    answer(roll.yang, "accept")
    roll.load(LINES, as_of=date(2026, 10, 1))
    case = case_of()
    assert (case.standing, case.state, case.still, case.reported) == ("todo", "suspected", True, True)
    assert [event.verb for event in case.events.all()] == ["reported"]
    roll.load([line for line in LINES if line["name"] != "杨四"], as_of=date(2026, 11, 1))
    assert case_of().standing == "todo"
    roll.load(LINES, as_of=date(2026, 11, 2))
    assert case_of().standing == "todo"
    send(roll.wu, f"/cases/{case.pk}/act/", verb="find", finding="in_class", version=case_of().version)
    send(roll.yang, f"/cases/{case.pk}/act/", verb="confirm", version=case_of().version)
    roll.load(LINES, as_of=date(2026, 11, 3))
    assert (case_of().standing, case_of().events.first().verb) == ("excluded", "confirm")
    tell(roll.shi)
    assert Alert.objects.latest("raised_at").second
    answer(roll.li, "accept")
    assert (case_of().standing, case_of().finding, case_of().events.first().verb) == ("todo", "", "reported")
    assert events_tell_the_state().holds and cases_cover_suspects().holds


def test_who_had_come_back_leaves_again_as_a_new_episode(roll: Cast):
    case = case_of("石三妹")
    send(roll.wu, f"/cases/{case.pk}/act/", verb="find", finding="dropped_out", true_on=day(60), version=case.version)
    send(roll.wu, f"/cases/{case.pk}/act/", verb="return", day=day(20), school=roll.school.pk, placement="own_grade",
         version=case_of("石三妹").version)  # fmt: skip
    send(roll.yang, f"/cases/{case.pk}/act/", verb="confirm_return", version=case_of("石三妹").version)
    assert case_of("石三妹").standing == "returned"
    tell(roll.yang, "石三妹", since=day(30))
    assert not accept_by_silence(Alert.objects.get(), timezone.localdate() + timedelta(60)), "only people say it left again"
    answer(roll.wu, "accept")
    again = case_of("石三妹")
    assert (again.episode, again.standing, again.events.get(verb="relapse").true_on.isoformat()) == (2, "out", day(20))
    assert Alert.objects.get().case == again


def test_silence_takes_it_up_after_the_days_of_the_policy_and_only_once(roll: Cast):
    alert = an_alert(roll, child=child())
    today = timezone.localdate()
    assert not accept_by_silence(alert, today + timedelta(2))
    assert accept_by_silence(alert, today + timedelta(7))
    assert not accept_by_silence(alert, today + timedelta(8))
    assert (case_of().standing, Alert.objects.get().answered_by, case_of().events.count()) == ("todo", None, 1)
    assert says(answer(roll.yang, "refuse", seen_on=day(), **SEEN), "到期没有人回应")


def test_the_worker_takes_up_what_nobody_answered_whenever_it_runs(roll: Cast, clock):
    """Raised on a Monday; three working days are allowed, the weekend and a holiday of the county's own do not count."""
    clock.day = date(2026, 11, 2)
    OwnDay.objects.create(county=roll.county, day=date(2026, 11, 4), off=True, name="斗牛节")
    tell(roll.wu, since="2026-11-02")
    told = []
    for ahead in (0, 3, 4, 5, 5, 30):
        clock.day = date(2026, 11, 2) + timedelta(ahead)
        told.append(accept_silent(clock.day))
    assert told == [0, 0, 0, 0, 0, 1], "3, 5 and 6 November are the three days, 7 and 8 a weekend; a missed month changes nothing"
    assert accept_silent(clock.day) == 0 and case_of().events.count() == 1
    assert case_of().standing == "todo" and events_tell_the_state().holds


def test_of_two_workers_at_once_one_takes_it_up(roll: Cast, clock, monkeypatch):
    clock.day = date(2026, 11, 2)
    tell(roll.wu, since="2026-11-02")
    clock.day = date(2026, 11, 9)
    plain, others = actions.accept_by_silence, []

    def behind(alert: Alert, today: date) -> bool:
        """The other worker has seen the same list, and is quicker."""
        if not others:
            others.append(None)
            others[0] = accept_silent(today)
        return plain(alert, today)

    monkeypatch.setattr(actions, "accept_by_silence", behind)
    assert (accept_silent(clock.day), others) == (0, [1])
    assert case_of().events.count() == 1 and Entry.objects.filter(act="alert.accept").count() == 1


def test_silence_leaves_who_had_come_back_to_people_and_who_is_in_no_roster_to_the_list(roll: Cast, clock):
    tell(roll.wu)
    roll.load(LINES[:1], as_of=date(2026, 11, 1))
    clock.day = timezone.localdate() + timedelta(60)
    assert accept_silent(clock.day) == 0
    assert Alert.objects.get().state == "open", "it still waits, in the list of reports"


def test_a_term_is_the_countys_own(roll: Cast, clock):
    """A second report of the term goes to the county; with the next term it begins anew."""
    clock.day = date(2026, 11, 2)
    tell(roll.wu, since="2026-11-02")
    answer(roll.yang, "refuse", seen_on="2026-11-02", **SEEN)
    Term.objects.create(county=roll.county, name="下学期", first=date(2027, 3, 1), last=date(2027, 7, 9))
    for day, second in ((date(2027, 1, 20), True), (date(2027, 3, 2), False)):
        clock.day = day
        tell(roll.wu, since=day.isoformat())
        assert Alert.objects.latest("raised_at").second is second
        answer(roll.li, "refuse", seen_on=day.isoformat(), **SEEN)


def test_the_demo_takes_its_reports_with_it(roll: Cast):
    an_alert(roll, child=child())
    remove_demo_alerts()
    assert Alert.objects.count() == 1
    Alert.objects.update(demo=True)
    remove_demo_alerts()
    assert not Alert.objects.exists()


def test_of_two_who_answer_at_once_one_does_and_the_other_is_told(roll: Cast):
    tell(roll.wu)
    answer(roll.yang, "refuse", seen_on=day(), **SEEN)
    assert says(answer(roll.li, "accept"), "杨校长刚才先回应了")
    assert not Case.objects.filter(child=child()).exists()


def test_the_outsider_finds_nothing(roll: Cast):
    alert = an_alert(roll, child=child())
    client = Client()
    client.force_login(roll.wang)
    assert client.get("/alerts/").context["counts"]["all"] == 0
    assert client.get("/alerts/?place=522633106").status_code == 404
    urls = (f"/alerts/{alert.pk}/", f"/children/{alert.child_id}/alert/")
    assert [client.get(url).status_code for url in urls] == [404, 404]


def test_the_list_says_what_waits_for_whom(roll: Cast):
    an_alert(roll, child=child())
    client = Client()
    for user, mine in ((roll.wu, 0), (roll.shi, 0), (roll.yang, 1), (roll.li, 1)):
        client.force_login(user)
        context = client.get("/alerts/?place=" if user == roll.yang else "/alerts/").context
        assert (context["counts"]["open"], context["counts"]["mine"], len(context["page"])) == (1, mine, 1)


def test_the_coverage_page_says_beside_the_figures_who_is_reported_and_each_number_is_a_list(roll: Cast):
    client = Client()

    def beside(user, url: str) -> tuple[int, int, int]:
        client.force_login(user)
        told = client.get(url).context["reported"]
        lists = [client.get(f"/alerts/?tab={tab}").context["page"].paginator.count for tab in ("open", "sought")]
        assert [told["open"], told["sought"]] == lists and told["all"] == sum(lists)
        return told["all"], told["open"], told["sought"]

    assert beside(roll.li, "/coverage/522633/") == (0, 0, 0)
    an_alert(roll, child=child())
    an_alert(roll, child=child("杨五"))
    for user, url in ((roll.li, "522633"), (roll.wu, "522633106201"), (roll.yang, f"school-{roll.school.pk}")):
        assert beside(user, f"/coverage/{url}/") == (2, 2, 0)
    answer(roll.yang, "accept")
    assert beside(roll.shi, "/coverage/522633106/") == (2, 1, 1)
    assert beside(roll.wang, "/coverage/522633105/") == (0, 0, 0)
