"""A child met at a door from round to round: known again in a roster, else carried over; whatever is done, the sums hold."""

import uuid
from contextlib import suppress
from datetime import date

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guixiao.changes.models import Change
from guixiao.children import verify as figures
from guixiao.children.actions import make_current
from guixiao.children.models import Child, Coverage, CurrentRound, Round
from guixiao.children.tally import tally_faults
from guixiao.rosters.imports.actions import restore
from guixiao.sightings import actions
from guixiao.sightings import verify as met
from guixiao.sightings.models import Sighting
from tests.cast import Cast, plain_rows, row
from tests.met import told

LATER = date(2026, 10, 8)
IN_REGISTER = {"name": "潘小山", "id_number": "522699201605030013", "birth_date": "2016-05-03", "sex": "M", "guardian": "潘老大",
               "household_number": "H777"}  # fmt: skip


def add(cast: Cast, **changed) -> Sighting:
    return actions.add(cast.wu, told(**{"name": "潘小山", "sex": "M", "guardian": "潘老大"} | changed), uuid.uuid4())


def faults() -> list[str]:
    outcomes = [check() for check in (*figures.verify_checks, *met.verify_checks)]
    return [fault for outcome in outcomes for fault in outcome.faults]


def stands(made: Round, sighting: Sighting) -> Coverage | None:
    return Coverage.objects.filter(round=made, child=sighting.child_id).first()


def test_who_is_in_none_of_the_next_rosters_is_carried_over(loaded: Cast):
    sighting = add(loaded)
    later = loaded.load(plain_rows(), as_of=LATER)
    row_of = stands(later, sighting)
    assert (row_of.roster, row_of.bucket) == ("sighted", "not_found") and later.sighted == 1
    assert not Change.objects.filter(comparison__after=later, child=sighting.child_id).exists(), "nothing changed for it"
    assert faults() == []


def test_who_is_in_the_next_roster_is_the_same_child_counted_once(loaded: Cast):
    sighting = add(loaded)
    children = Child.objects.count()
    later = loaded.load([*plain_rows(), row(900, "enrolled", **IN_REGISTER)], as_of=LATER)
    row_of = stands(later, sighting)
    assert (row_of.roster, row_of.bucket) == ("households", "enrolled") and later.sighted == 0
    assert Child.objects.count() == children and Child.objects.get(pk=sighting.child_id).id_number == IN_REGISTER["id_number"]
    assert Change.objects.get(comparison__after=later, child=sighting.child_id).kind == "explained"
    assert faults() == []
    with pytest.raises(actions.Refused):
        actions.withdraw(loaded.wu, sighting, "mistake", "没有")
    gone = loaded.load(plain_rows(), as_of=date(2026, 11, 8))
    assert stands(gone, sighting).roster == "sighted", "gone from the rosters again, it is not forgotten"
    assert faults() == []


@pytest.mark.parametrize("birth", ["2016-05", "2016"])
def test_a_birth_date_known_by_halves_is_recognised_by_village_and_guardian(loaded: Cast, birth):
    sighting = add(loaded, birth=birth)
    later = loaded.load([*plain_rows(), row(900, "enrolled", **IN_REGISTER)], as_of=LATER)
    assert stands(later, sighting).bucket == "enrolled" and later.sighted == 0 and faults() == []


def test_a_recount_and_an_earlier_version_keep_the_child(loaded: Cast):
    first = Round.objects.get()
    sighting = add(loaded)
    recount = loaded.load(plain_rows())
    late = actions.add(loaded.wu, told(name="龙小凤", guardian="龙老大", birth="2014-02-02"), uuid.uuid4())
    assert stands(recount, sighting) and stands(recount, late) and not stands(first, late)
    restore(first, recount, loaded.li, "先看旧的")
    first.refresh_from_db()
    assert stands(first, sighting) and stands(first, late) and first.sighted == 2 and faults() == []
    actions.withdraw(loaded.wu, late, "mistake", "录错了")
    restore(recount, first, loaded.li, "回来")
    assert stands(recount, late).outcome == "sighted_mistake" and faults() == []


def test_nobody_is_taken_for_a_child_that_was_entered_by_mistake(loaded: Cast):
    sighting = add(loaded)
    actions.withdraw(loaded.wu, sighting, "mistake", "没有这个孩子")
    later = loaded.load([*plain_rows(), row(900, "enrolled", **IN_REGISTER)], as_of=LATER)
    assert stands(later, sighting) is None and later.sighted == 0 and faults() == []
    assert Coverage.objects.filter(round=later, child__name="潘小山").count() == 1


def test_who_grows_out_of_school_age_stands_outside(loaded: Cast):
    add(loaded, birth="2011-09-15")
    loaded.load(plain_rows(), as_of=date(2030, 9, 20))
    assert Coverage.objects.get(round__as_of=date(2030, 9, 20), roster="sighted").outcome == "sighted_too_old"
    assert faults() == []


def test_an_earlier_round_names_the_child_as_it_was_named_then(loaded: Cast, client: Client):
    first = Round.objects.get()
    sighting = add(loaded)
    loaded.load(plain_rows(), as_of=LATER)
    actions.correct(loaded.wu, sighting, told(name="潘晓山", guardian="潘老大"), "名字写错了")
    client.force_login(loaded.li)
    assert "潘小山" in client.get(f"/coverage/522633/children/?met=1&round={first.pk}").content.decode()
    assert "潘晓山" in client.get("/coverage/522633/children/?met=1").content.decode()
    assert "潘小山" in client.get(f"/children/{sighting.child_id}/").content.decode(), "among what was corrected"


@pytest.mark.parametrize("place", ["522633", "522633106", "522633106201"])
def test_what_changed_since_the_last_round_adds_up_with_children_met(loaded: Cast, client: Client, place):
    carried, known = add(loaded), add(loaded, name="龙小凤", birth="2015-02-02", guardian="龙老大")
    registered = IN_REGISTER | {"name": "龙小凤", "birth_date": "2015-02-02", "guardian": "龙老大", "id_number": ""}
    loaded.load([*plain_rows(), row(900, "enrolled", **registered)], as_of=LATER)
    add(loaded, name="石大海", birth="2014-01-01", guardian="石老大")
    client.force_login(loaded.li)
    answer = client.get(f"/coverage/{place}/changes/")
    assert answer.status_code == 200 and answer.context["summary"].flow.balanced
    changed = {one.child_id: one.kind for one in Change.objects.filter(comparison__after__as_of=LATER)}
    assert carried.child_id not in changed and changed[known.child_id] == "explained" and "came_lost" in changed.values()


def test_a_child_added_to_the_round_shown_is_told_in_its_comparison(loaded: Cast):
    later = loaded.load(plain_rows(), as_of=LATER)
    sighting = add(loaded)
    assert Change.objects.get(comparison__after=later, child=sighting.child_id).kind == "came_lost"


WHAT = st.sampled_from(
    ["add", "add_elsewhere", "correct", "move", "withdraw", "known", "take_back", "recount", "roster", "restore"]
)


@given(st.lists(st.tuples(WHAT, st.integers(0, 5)), min_size=1, max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sums_hold_after_whatever_is_done(cast: Cast, deeds):
    from django.db import transaction

    with transaction.atomic():
        day = transaction.savepoint()
        try:
            cast.load(SMALL)
            for number, (what, which) in enumerate(deeds):
                _do(cast, what, which, number)
                assert faults() == [], (what, which)
            for made in Round.objects.all():
                assert not tally_faults(made)
                rows = Coverage.objects.filter(round=made).count()
                assert rows == made.population + made.sighted, "each row is counted once"
            shown = CurrentRound.objects.get().round
            assert {str(one.child_id) for one in Sighting.objects.counted()} <= {
                str(key) for key in Coverage.objects.filter(round=shown).values_list("child", flat=True)
            }
        finally:
            transaction.savepoint_rollback(day)


SMALL = [row(n, bucket) for n, bucket in enumerate(("enrolled", "not_found", "left_roll", "in_review"))]
NAMES = ("潘小山", "龙小凤", "石大海", "杨春兰", "韦平", "莫晓")


def _do(cast: Cast, what: str, which: int, number: int) -> None:
    """One deed; one that is refused as things stand does nothing."""
    people = list(Sighting.objects.order_by("pk"))
    one = people[which % len(people)] if people else None
    if what.startswith("add"):
        village = "522633105201" if what == "add_elsewhere" else "522633106201"
        actions.add(cast.li, told(village, name=NAMES[which], birth=f"{2008 + which}-0{which + 1}"), uuid.uuid4())
    elif what == "recount":
        cast.load(SMALL)
    elif what == "roster":
        born = f"{2008 + which}-0{which + 1}-03"
        known = {"name": NAMES[which], "birth_date": born, "guardian": "吴老四", "id_number": "", "household_number": ""}
        cast.load([*SMALL, row(50 + which, "enrolled", **known)], as_of=LATER)
    elif what == "restore":
        made = list(Round.objects.order_by("pk"))
        restore(made[which % len(made)], CurrentRound.objects.get().round, cast.li, "x")
    elif one:
        _change(cast, what, one)


def _change(cast: Cast, what: str, one: Sighting) -> None:
    deeds = {
        "correct": lambda: actions.correct(cast.li, one, told(name=one.child.name, birth="2015", outcome="sighted_left"), "更正"),
        "move": lambda: actions.correct(cast.li, one, told("522633105201", name=one.child.name), "搬了"),
        "withdraw": lambda: actions.withdraw(cast.li, one, "mistake", "错"),
        "known": lambda: actions.withdraw(cast.li, one, "known", "同", Child.objects.exclude(pk=one.child_id).first()),
        "take_back": lambda: actions.take_back(cast.li, one, "对"),
    }
    with suppress(actions.Refused):
        deeds[what]()


def test_a_round_that_is_shown_by_hand_again_is_still_the_county_s(loaded: Cast):
    """`make_current` alone does not stand anybody anywhere: `restore` does, and verify would tell."""
    first = Round.objects.get()
    loaded.load(plain_rows(), as_of=LATER)
    add(loaded)
    make_current(first)
    assert len(faults()) == 1 and "stands nowhere" in faults()[0]
