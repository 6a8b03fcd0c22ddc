"""不在校 filled in by mistake: undone with its worklist the child is under observation as it was, and was never away."""

import pytest
from django.utils import timezone

from guixiao.cases.actions import Refused, Said
from guixiao.cases.chain.leaving import open_cases_at
from guixiao.cases.clocks.actions import tick
from guixiao.cases.clocks.models import Task
from guixiao.cases.closures.listing import Filters, closures_of, counts
from guixiao.cases.effort import actions as effort
from guixiao.cases.effort.listing import ALL, STILL_OUT, balance, filters_of, narrowed
from guixiao.cases.effort.progress import lived, progress_of
from guixiao.cases.effort.voiding import take_back_relapse
from guixiao.cases.models import Case
from guixiao.cases.orders.rules import MET, Happened, part_of
from guixiao.cases.tests.test_effort_worklists import (
    CHILDREN,
    act,
    at_desk,
    back,
    case_of,
    day,
    filled,
    holds,
    out,
    read_back,
    taken,
)
from guixiao.children.models import Round
from tests.cast import Cast, cast, row
from tests.inspections import an_item

__all__ = ["back", "cast", "out"]
ONE = CHILDREN[2]
AWAY = {"在校没有": "不在校", "哪天看的，或从哪天起不在校": day(2), "说明": "跟父母走了"}


def applied(cast: Cast, *names: str):
    client = at_desk(cast.yang)
    kept = read_back(client, filled(taken(client, list="observation", tab="look"), dict.fromkeys(names, AWAY)))
    client.post(f"/verify/sheet/{kept.pk}/apply/")
    assert [case_of(name).episode for name in names] == [2] * len(names)
    return kept


def undone(cast: Cast, kept) -> str:
    return at_desk(cast.yang).post(f"/verify/sheet/{kept.pk}/undo/", follow=True).content.decode()


def test_all_of_it_is_undone_as_one_and_no_list_clock_or_count_has_it(back: Cast):
    made = Round.objects.get()
    clock = made.wording["clocks"]["verify"] | {"duty": ["village_squad"]}
    visit = {"states": ["out_of_school"], "starts": ["find", "relapse"], "ends": ["visit"]}
    look = {"states": ["returned"], "starts": ["confirm_return"], "ends": ["relapse"]}
    made.wording["clocks"] |= {"visit": clock | visit, "look": clock | look}
    made.save()
    tick(timezone.localdate())
    before = {name: (case_of(name).pk, case_of(name).next_look, case_of(name).receiving_id) for name in CHILDREN}
    open_before = set(Task.objects.filter(done_on=None).values_list("pk", flat=True))
    assert open_before
    kept = applied(back, *CHILDREN[:3])
    tick(timezone.localdate())
    assert Task.objects.filter(case=case_of(ONE), done_on=None).exists()
    assert open_cases_at(back.county).count() == 4, "of a child who left again the new episode alone hangs on the posts"
    assert "已撤销 3 行" in undone(back, kept)
    tick(timezone.localdate())
    assert {name: (case_of(name).pk, case_of(name).next_look, case_of(name).receiving_id) for name in CHILDREN} == before
    assert set(Task.objects.filter(done_on=None).values_list("pk", flat=True)) == open_before
    assert open_cases_at(back.county).count() == 4, "and one begun by mistake on nobody"
    told = balance(narrowed(Case.objects.current(), filters_of({})))
    assert told["observed"] == told[ALL] == 4 and not sum(told[name] for name in STILL_OUT)
    assert progress_of(case_of(ONE).events.told(), relapses=case_of(ONE).episode - 1).relapses == 0
    assert counts(closures_of(back.li, Filters()))["all"] == 0 and holds()
    page = at_desk(back.yang).get(f"/cases/{case_of(ONE).pk}/").content.decode()
    assert "收回上一条" in page and "这是以前的一案" not in page
    assert Case.objects.filter(current=False).count() == 3, "what was said and taken back stays to be read"


def test_the_next_time_the_child_leaves_is_the_first(back: Cast):
    undone(back, applied(back, ONE))
    act(back.yang, ONE, "relapse", day=day(1), note="走了")
    case = case_of(ONE)
    assert (case.episode, case.phase, case.version) == (2, "persuasion", 3) and Case.objects.filter(child=case.child).count() == 2
    assert progress_of(case.events.told()).out_since.isoformat() == day(1) and holds()
    assert case.opened_at is not None and case.events.count() == 3


def test_rosters_that_miss_a_closed_child_begin_the_episode_that_was_void(back: Cast):
    undone(back, applied(back, ONE))
    Case.objects.filter(pk=case_of(ONE).pk).update(state="closed", phase="closed", closed_on=day(1), still=False)
    back.load(
        [row(n, "left_roll", name=name, school="停洞镇中心小学") for n, name in enumerate(CHILDREN)], as_of=timezone.localdate()
    )
    case = case_of(ONE)
    assert (case.episode, case.state, case.version) == (2, "suspected", 3)
    assert [event.verb for event in case.events.order_by("version")] == ["relapse", "take_back", "open"]


@pytest.mark.parametrize("how", ["visit", "named", "again"])
def test_where_somebody_went_on_it_stays(back: Cast, how: str):
    kept = applied(back, ONE)
    if how == "visit":
        act(back.wu, ONE, "visit", way="by_phone", met="guardian", result="undecided", day=day())
    elif how == "named":
        an_item(back, case=case_of(ONE))
    else:
        act(back.wu, ONE, "return", day=day(), school=back.school.pk, placement="own_grade", class_name="五年级1班")
    answer = undone(back, kept)
    assert "1 行没有撤销" in answer and case_of(ONE).episode == 2 and holds()


def test_nobody_takes_a_relapse_back_by_the_plain_step(back: Cast):
    applied(back, ONE)
    again = case_of(ONE)
    before = Case.objects.select_related("round", "child").get(child=again.child, episode=1)
    for case in (again, before):
        with pytest.raises(Refused):
            effort.do(back.yang, case, "take_back", Said(given={"of": case.version}))
    with pytest.raises(Refused):
        take_back_relapse(back.wu, before, Said(given={"of": before.version}))
    assert case_of(ONE).pk == again.pk and holds()


def test_an_order_sees_the_child_where_it_is():
    today = timezone.localdate()

    def told(number: int, version: int, verb: str, state: str = "returned", **detail: object) -> Happened:
        return Happened(number, version, verb, state, "out", "education", today, today, 1, detail)

    came = [told(1, 1, "find", "out_of_school"), told(1, 2, "return", school=7), told(1, 3, "confirm_return")]
    left = [told(1, 4, "relapse"), told(1, 5, "take_back", of=4)]
    void = [told(2, 1, "relapse", "out_of_school", episode=2), told(2, 2, "take_back", "out_of_school", of=1)]
    assert (
        part_of("returned", "", [*came, *left, *void], today) == MET != part_of("returned", "", [*came, left[0], void[0]], today)
    )
    assert lived([*came, *left, *void]) == [*came, *left]
