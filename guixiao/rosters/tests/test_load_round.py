"""A round is stored whole, or not at all."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count

from guixiao.children.actions import EquationBroken, remove_demo_rounds
from guixiao.children.models import Child, Coverage, Round
from guixiao.rosters.models import Receipt
from guixiao.rosters.rules import SchoolNames, row_of
from tests.cast import AS_OF, Cast, Result, plain_rows, receipt_of, row


def test_every_row_stands_in_one_bucket_and_the_figures_add_up(cast: Cast):
    made = cast.load()
    assert (made.population, made.apart) == (len(plain_rows()), 2)
    assert Coverage.objects.filter(round=made).count() == Child.objects.count() == made.population
    assert Receipt.objects.get(round=made).content == receipt_of(plain_rows())


def test_places_and_schools_are_found_and_the_unknown_stay_visible(cast: Cast):
    made = cast.load()
    counted = dict(made.coverage.order_by().values_list("town__name").annotate(Count("id")))
    assert counted == {"停洞镇": 36, "西山镇": 1, None: 1}
    assert made.coverage.get(town=None).town_text == "没听过"
    assert made.coverage.filter(school=cast.school).count() == 4


def test_a_round_that_does_not_add_up_leaves_nothing_behind(cast: Cast):
    with pytest.raises(EquationBroken, match="2 counted, off by 1"):
        cast.load_result(Result([row(1, "enrolled")], receipt_of([row(1, "enrolled")] * 2)))
    with pytest.raises(EquationBroken, match="apart: 0 counted, off by -1"):
        cast.load_result(Result([row(1, "enrolled", apart=True)], receipt_of([row(1, "enrolled")])))
    assert not Round.objects.exists() and not Child.objects.exists()


def test_an_unknown_bucket_is_refused_by_the_database(cast: Cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.load([row(1, "enrolled") | {"bucket": "somewhere"}])


def test_one_child_stands_once_in_a_round(cast: Cast):
    first = cast.load().coverage.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.create(round=first.round, child=first.child, bucket="enrolled", outcome="present")


def test_the_next_round_adds_rows_and_knows_the_children_again(cast: Cast):
    cast.load([row(1, "not_found"), row(2, "enrolled")])
    later = cast.load([row(1, "enrolled", village="苗朗"), row(2, "enrolled"), row(3, "enrolled")], as_of=date(2027, 9, 1))
    assert (Round.objects.count(), Child.objects.count(), Coverage.objects.count()) == (2, 3, 5)
    child = Child.objects.get(name="吴阿妹1")
    assert [stand.bucket for stand in child.coverage.order_by("round__as_of")] == ["not_found", "enrolled"]
    assert child.village.name == "苗朗村村民委员会", "the child is where the newest round has it"
    assert child.coverage.get(round__as_of=AS_OF).village.name == "高华村村民委员会", "the old round stays as it was"
    assert later.coverage.count() == 3


def test_a_corrected_name_or_number_is_still_the_same_child(cast: Cast):
    first = [row(1, "not_found", name="吴阿妹"), row(2, "enrolled", name="杨明"), row(3, "enrolled", name="潘月亮", id_number="")]
    cast.load(first)
    corrected = [first[0] | {"name": "吴阿美"}, first[1] | {"id_number": "522633201509019999"}, first[2] | {"guardian": "潘老大"}]
    made = cast.load([*corrected, row(4, "enrolled", name="务久")], as_of=date(2027, 9, 1))
    assert Child.objects.count() == 4 and made.ambiguous == 0
    assert set(Child.objects.values_list("name", flat=True)) == {"吴阿美", "杨明", "潘月亮", "务久"}
    assert Child.objects.get(name="杨明").id_number == "522633201509019999"
    assert all(child.coverage.count() == 2 for child in Child.objects.exclude(name="务久"))


def test_a_child_who_may_be_one_of_two_stays_separate_and_is_counted(cast: Cast):
    bare = {"name": "吴阿妹", "id_number": "", "guardian": ""}
    cast.load([row(1, "enrolled", **bare), row(2, "enrolled", **bare)])
    made = cast.load([row(3, "enrolled", **bare, household_number="")], as_of=date(2027, 9, 1))
    assert (Child.objects.count(), made.ambiguous) == (3, 1)


def test_the_same_rosters_again_know_every_child_again(cast: Cast):
    cast.load()
    made = cast.load(list(reversed(plain_rows())), as_of=date(2027, 9, 1))
    assert Child.objects.count() == made.population == len(plain_rows())
    assert not Child.objects.exclude(coverage__round=made).exists()


def test_two_rows_of_one_person_are_two_rows_of_the_round(cast: Cast):
    twice = [row(1, "enrolled"), row(1, "duplicate_registration")]
    for _ in range(2):
        assert cast.load(twice).coverage.count() == 2
    assert Child.objects.count() == 2


def test_only_the_demo_is_taken_away(cast: Cast):
    cast.load([row(1, "enrolled")])
    cast.load([row(2, "enrolled")], demo=True)
    remove_demo_rounds()
    assert (Round.objects.get().demo, Child.objects.get().name) == (False, "吴阿妹1")


def test_dirty_cells_do_not_stop_a_round(cast: Cast):
    made = cast.load(
        [row(1, "not_found", birth_date="2015-02-30", name="长" * 300, id_number="", sex="", probability="", disability=None)]
    )
    child = made.coverage.get().child
    assert (child.birth_date, len(child.name), child.masked_id) == (None, 120, "")


def test_a_school_is_found_with_or_without_the_county_and_never_by_a_shared_name():
    names = SchoolNames([(1, "从江县停洞镇中心小学"), (2, "光明小学"), (3, "从江县光明小学")])
    assert [names.find(name) for name in ("停洞镇中心小学", "从江县停洞镇中心小学", "光明小学", "没有", "")] == [
        1,
        1,
        None,
        None,
        None,
    ]


def test_every_column_of_the_engine_has_its_place():
    child, coverage = row_of(row(1, "enrolled"), 1, 2, 3)
    kept = {name.removesuffix("_id").removesuffix("_text") for name in (child | coverage)} | {"id_number", "evidence"}
    assert set(row(1, "enrolled")) <= kept
