"""Whatever a school, the people around a child and the rosters do, in whatever order: nobody who is away is lost by it."""

from contextlib import suppress
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guixiao.cases.actions import Moved, Refused, Said, act
from guixiao.cases.alerts.absence.actions import enter, raise_due
from guixiao.cases.alerts.absence.due import is_due
from guixiao.cases.alerts.absence.rules import Entry
from guixiao.cases.alerts.actions import Answered, accept, accept_silent, raise_alert, refuse
from guixiao.cases.alerts.asking import Saying, current_round
from guixiao.cases.alerts.models import Absence, Alert
from guixiao.cases.alerts.policies import alerts_for
from guixiao.cases.alerts.rules import LOOKED_FOR
from guixiao.cases.alerts.verify import absences_tell_their_events
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.listing import balance
from guixiao.cases.models import Case
from guixiao.cases.rules import STANDINGS
from guixiao.cases.verify import verify_checks
from guixiao.children.models import Child, Coverage
from guixiao.children.rules import BUCKETS
from guixiao.children.verify import equations
from tests.cast import Cast, row
from tests.starts import rolled_back

PEOPLE = ("li", "shi", "wu", "yang")
MONDAY = date(2026, 9, 7)
REASONS = ("unknown", "sick", "leave", "")
SCHOOL = st.tuples(st.just("school"), st.sampled_from(["away", "away", "back", "visit"]), st.sampled_from(REASONS))
TELL = st.tuples(st.just("tell"), st.sampled_from(PEOPLE), st.just(""))
ANSWER = st.tuples(st.sampled_from(["accept", "refuse"]), st.sampled_from(PEOPLE), st.sampled_from(["in_class", "sick_leave"]))
FIND = st.tuples(st.just("find"), st.sampled_from(PEOPLE), st.sampled_from(["in_class", "dropped_out", "missing"]))
CONFIRM = st.tuples(st.just("confirm"), st.sampled_from(PEOPLE), st.just(""))
DAYS = st.tuples(st.just("days"), st.sampled_from(["1", "3", "9", "40"]), st.just(""))
ROSTERS = st.tuples(st.just("rosters"), st.sampled_from(["enrolled", "enrolled", "left_roll", "not_found"]), st.just(""))
STEP = st.one_of(SCHOOL, SCHOOL, TELL, ANSWER, ANSWER, FIND, CONFIRM, DAYS, DAYS, ROSTERS)


def load(cast: Cast, bucket: str) -> None:
    rows = [row(4, bucket, name="杨四", school="停洞镇中心小学"), row(5, "enrolled", name="杨五")]
    cast.load(rows, as_of=timezone.localdate())


def child() -> Child:
    return Child.objects.get(name="杨四")


def walk(cast: Cast, kind: str, what: str, word: str) -> None:
    user = getattr(cast, what, cast.yang)
    waits = Alert.objects.filter(child=child(), state="open").first()
    case = Case.objects.current().select_related("round", "child").filter(child=child()).first()
    today = timezone.localdate()
    if kind == "rosters":
        load(cast, what)
    elif kind == "school":
        entry = Entry(today, what == "away", word, what == "visit", what == "back")
        enter(cast.yang, current_round(child()), cast.school, today, {child(): entry})
    elif kind == "tell":
        raise_alert(user, child(), Saying(today, "组长"), uuid4())
    elif kind == "accept" and waits:
        accept(user, waits)
    elif kind == "refuse" and waits:
        refuse(user, waits, word, {"seen_by": "王老师", "seen_on": today, "where": "县医院"})
    elif kind in ("find", "confirm") and case:
        away = word == "missing"
        act(user, case, kind, Said(word, "police_note" if away else "", until=today + timedelta(30) if away else None))


def holds(before: set) -> set:
    """No bucket, no case and no report is lost; each accepted one has its case, each refused one says where the child is."""
    assert [check.__name__ for check in (*verify_checks, absences_tell_their_events) if not check().holds] == []
    made = current_round(child())
    assert Coverage.objects.get(round=made, child=child()).bucket in BUCKETS
    counts = balance(Case.objects.current())
    assert sum(counts[name] for name in STANDINGS) == counts["all"] == Case.objects.current().count()
    for alert in Alert.objects.select_related("case"):
        assert (alert.case is not None) == (alert.state == "accepted")
        if alert.state == "refused":
            assert all(getattr(alert, need) for need in alerts_for(made).coverage_reasons[alert.reason].needs)
    now = {*Alert.objects.values_list("pk", flat=True), *Case.objects.values_list("pk", flat=True)}
    assert before <= now and not Alert.objects.filter(state="accepted").exclude(case__child=child()).exists()
    return now


def somebody_knows(made) -> bool:
    """Of an absence that the rule makes a report of: it waits, or the child is looked for, or was answered for lately."""
    absence = Absence.objects.filter(child=child(), back_on=None).first()
    today = timezone.localdate()
    if absence is None or not is_due(absence, made, calendar_of(made.county), today):
        return True
    case = Case.objects.current().filter(child=child()).first()
    waits = Alert.objects.filter(child=child(), state="open").exists()
    answered = Alert.objects.filter(absence=absence, answered_at__gt=timezone.now() - timedelta(60)).exists()
    return waits or answered or (case is not None and case.standing in LOOKED_FOR)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=6, max_size=24))
def test_no_sequence_loses_a_child(cast: Cast, clock, steps):
    with rolled_back():
        clock.day, known = MONDAY, set()
        load(cast, "enrolled")
        walk(cast, "school", "away", "")
        for kind, what, word in steps:
            clock.day += timedelta(int(what) if kind == "days" else 0)
            with suppress(Refused, Moved, Answered):
                walk(cast, kind, what, word)
            raise_due(clock.day)
            accept_silent(clock.day)
            known = holds(known)
            assert somebody_knows(current_round(child()))
            assert kind != "rosters" or equations().holds  # nothing else writes what they add up
        assert equations().holds


def test_however_long_nobody_does_anything_the_child_is_looked_for(cast: Cast, clock):
    clock.day = MONDAY
    load(cast, "enrolled")
    walk(cast, "school", "away", "sick")
    for ahead in range(0, 60, 7):
        clock.day = MONDAY + timedelta(ahead)
        raise_due(clock.day)
        accept_silent(clock.day)
    assert Case.objects.get(child=child()).standing == "todo"
