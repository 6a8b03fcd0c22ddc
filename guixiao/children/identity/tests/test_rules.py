"""Corrections do not make a child two; nothing makes two children one."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.children.identity.rules import TOLD, Facts, recognise, refreshed

MEI = Facts(number="522699201003050021", name="吴阿妹", birth=date(2010, 3, 5), household="H1", village=1, guardian="吴老三",
            school=7, sound="吴啊妹", sex="F")  # fmt: skip


def known_again(row: Facts, *known: Facts) -> int | None:
    return recognise([row], known).child_of.get(0)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "吴啊妹"},
        {"name": "务久", "sound": "务久"},
        {"number": "522699201003050048"},
        {"number": ""},
        {"birth": date(2010, 5, 3)},
        {"birth": None},
        {"household": "H9", "village": 2},
        {"household": "H9", "village": 2, "guardian": "潘老大"},
        {"household": "", "number": "", "village": 2},
        {"household": "", "number": "", "guardian": ""},
        {"guardian": "", "school": None, "sex": "M"},
        {"number": "", "name": "吴啊妹", "sound": "吴啊妹"},
        {"number": "", "household": "", "birth": None},
        {"number": "", "birth": date(2010, 12, 12), "guardian": ""},
    ],
)
def test_a_corrected_fact_leaves_a_child_itself(changed):
    assert known_again(MEI._replace(**changed), MEI) == 0
    assert known_again(MEI, MEI._replace(**changed)) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "吴阿美", "sound": "吴啊美", "birth": date(2012, 1, 1)},  # the number of a sister
        {"number": "522699201003059996", "household": "H9"},  # a namesake born on the same day
        {"number": "522699201003059996", "household": "", "guardian": ""},
        {"name": "王小明", "sound": "王小明", "number": ""},  # a twin without a number
        {"household": "H9", "village": 2, "guardian": "潘老大", "number": "", "school": 8},
        {"number": "", "household": "", "birth": date(2011, 3, 5)},
        {"number": "", "household": "", "guardian": "", "sex": "M"},
    ],
)
def test_another_child_is_never_taken_for_it(changed):
    found = recognise([MEI._replace(**changed)], [MEI])
    assert found.child_of == {} and not found.ambiguous


def test_twins_keep_apart_though_the_roster_swaps_their_numbers():
    twins = [MEI, MEI._replace(number="522699201003050045", name="吴阿美", sound="吴啊美")]
    swapped = [twins[0]._replace(number=twins[1].number), twins[1]._replace(number=twins[0].number)]
    assert recognise(swapped, twins).child_of == {0: 0, 1: 1}


def test_one_row_that_may_be_two_children_is_new_and_counted():
    namesakes = [MEI._replace(number="", household="H1", guardian="甲"), MEI._replace(number="", household="H2", guardian="乙")]
    found = recognise([MEI._replace(number="", household="", guardian="")], namesakes)
    assert found.child_of == {} and found.ambiguous == {0}


def test_the_second_registration_of_a_person_stays_the_second():
    double = MEI._replace(household="98", guardian="", duplicate=True, number="")
    assert recognise([double, MEI], [MEI, double]).child_of == {0: 1, 1: 0}
    assert recognise([MEI._replace(household="H5", village=3)], [double, MEI]).child_of == {0: 1}, "moved, the double struck off"
    assert recognise([double, MEI], [MEI]).child_of == {1: 0}, "registered a second time since"


def test_two_rows_that_nothing_tells_apart_are_two_children_again():
    rows = [MEI._replace(order=("enrolled",)), MEI._replace(order=("not_found",))]
    assert recognise(rows, [MEI._replace(order=("a",)), MEI._replace(order=("b",))]).child_of == {0: 0, 1: 1}
    assert recognise(rows, [MEI]).child_of == {0: 0}
    assert recognise(rows[:1], [MEI, MEI]).child_of == {0: 0}


def test_a_child_of_the_last_round_comes_before_one_of_long_ago():
    old = MEI._replace(latest=False, household="H7")
    assert recognise([MEI._replace(household="H9")], [old, MEI]).child_of == {0: 1}
    assert recognise([MEI._replace(household="H9")], [old]).child_of == {0: 0}, "gone for a year, and back"


def test_an_empty_cell_takes_nothing_away_from_a_child_but_a_place():
    child = {"name": "吴阿妹", "id_number": "5226", "village_id": 1, "school_id": 7}
    row = {"name": "吴啊妹", "id_number": "", "village_id": None, "school_id": 8}
    assert refreshed(child, row) == {"name": "吴啊妹", "id_number": "5226", "village_id": None, "school_id": 8}


# Populations

NAMES = st.sampled_from(["吴阿妹", "吴阿美", "务久", "杨明", "杨明军", "潘月亮"])
DAYS = st.integers(0, 20).map(lambda n: date(2010, 1, 1) + timedelta(n))
MAYBE = st.sampled_from


@st.composite
def people(draw: st.DrawFn) -> list[Facts]:
    """Anything a register may hold: namesakes, twins, missing cells, the same person twice."""
    found = []
    for n in range(draw(st.integers(0, 12))):
        name = draw(st.one_of(NAMES, st.just("")))
        number = draw(MAYBE(["", f"52269920100101{n:04}", "522699201001010001"]))
        found.append(Facts(number, draw(st.one_of(DAYS, st.none())), draw(MAYBE(["", "H1", "H2", f"H{n}"])),
                           draw(MAYBE([None, 1, 2])), draw(MAYBE(["", "吴老三", "杨老大"])), draw(MAYBE([None, 7])), name, name,
                           draw(MAYBE(["", "M", "F"])), draw(st.booleans()), draw(st.booleans()), (n,)))  # fmt: skip
    return found


def told(facts: Facts) -> tuple:
    return facts[: len(TOLD)]


@given(rows=people(), known=people(), data=st.data())
def test_the_order_of_rows_and_children_changes_nothing(rows, known, data):
    def pairs(rows: list[Facts], known: list[Facts]) -> Counter:
        found = recognise(rows, known)
        assert len(set(found.child_of.values())) == len(found.child_of), "a child served two rows"
        return Counter((rows[row], known[child]) for row, child in found.child_of.items())

    permuted = data.draw(st.permutations(rows)), data.draw(st.permutations(known))
    assert pairs(rows, known) == pairs(*permuted)
    ambiguous = Counter(rows[at] for at in recognise(rows, known).ambiguous)
    assert ambiguous == Counter(permuted[0][at] for at in recognise(*permuted).ambiguous)


@given(rows=people())
def test_the_same_rosters_again_find_every_child_again(rows):
    known = [row._replace(latest=True) for row in rows]
    found = recognise(known, known)
    whole = {at for at, row in enumerate(rows) if sum(map(bool, row[:7])) > 1}
    assert whole <= set(found.child_of), "a row with two facts or more is found again"
    assert all(told(known[row]) == told(known[child]) for row, child in found.child_of.items())
    assert not found.ambiguous & whole


@st.composite
def families(draw: st.DrawFn) -> list[Facts]:
    """A register in order: every child has its own number, and a name of its own in its household."""
    found = []
    for household in range(draw(st.integers(1, 5))):
        for name in draw(st.sets(NAMES, min_size=1, max_size=3)):
            number = f"52269920100101{len(found):03}X"
            home = (f"H{household}", household % 2 + 1, f"家长{household}")
            found.append(Facts(number, draw(DAYS), *home, None, name, name, "F"))
    return found


CORRECTIONS = {"name": "新名", "number": "522699201001019999", "birth": date(2009, 9, 9), "household": "H99", "village": 9,
               "guardian": "新家长", "school": 7}  # fmt: skip


@given(known=families(), data=st.data())
def test_one_correction_for_every_child_and_everyone_is_still_there(known, data):
    def corrected(at: int, child: Facts) -> Facts:
        field = data.draw(st.sampled_from(["", *CORRECTIONS]))
        value = f"{CORRECTIONS[field]}{at}" if field in ("name", "number", "guardian") else CORRECTIONS.get(field)
        return child._replace(**{field: value}) if field else child

    rows = [corrected(at, child) for at, child in enumerate(known)]
    assert recognise(rows, known).child_of == {at: at for at in range(len(known))}


@given(known=families(), data=st.data())
def test_who_went_and_who_came_are_never_one(known, data):
    gone = data.draw(st.sampled_from(range(len(known))))
    guardian = data.draw(MAYBE([known[gone].guardian, ""]))
    came = known[gone]._replace(number="522699200909090009", household="H77", guardian=guardian)
    rows = [*known[:gone], came, *known[gone + 1 :]]
    assert gone not in recognise(rows, known).child_of
