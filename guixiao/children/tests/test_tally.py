"""The tally of a round is what its rows are, and says so where it is not."""

from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection
from django.db.models import Sum

from guixiao.children.models import Coverage, Round, Tally
from guixiao.children.tally import SUMMED_BY, tally_faults
from tests.cast import Cast, row


def test_every_row_is_counted_once(loaded: Cast):
    made = Round.objects.get()
    sums = dict(Tally.objects.filter(round=made).values_list("by").annotate(sum=Sum("count")))
    assert sums == dict.fromkeys([Tally.ALL, *SUMMED_BY], made.population)
    assert tally_faults(made) == []


def test_children_alike_in_everything_are_one_line(cast: Cast):
    made = cast.load([row(3, "enrolled"), row(6, "enrolled"), row(9, "enrolled", sex="M")])
    assert sorted(made.tally.filter(by=Tally.ALL).values_list("sex", "count")) == [("F", 2), ("M", 1)]


def test_a_row_too_many_or_too_few_is_named(loaded: Cast):
    made = Round.objects.get()
    moved = Coverage.objects.filter(bucket="suspended").first()
    Coverage.objects.filter(pk=moved.pk).update(sex="M")
    tally, rows = tally_faults(made)
    assert tally.startswith("only in the tally") and "'suspended'" in tally and rows.startswith("only in the rows")
    moved.delete()
    assert len(tally_faults(made)) == 1


def test_a_sum_by_one_thing_that_is_off_is_named(loaded: Cast):
    made = Round.objects.get()
    made.tally.filter(by="age", bucket="suspended").update(count=99)
    assert any("'count': 99" in fault for fault in tally_faults(made))


def test_at_most_so_many_are_named(loaded: Cast):
    made = Round.objects.get()
    Tally.objects.all().delete()
    assert len(tally_faults(made, most=3)) == 3


def test_a_round_says_what_the_child_was_then(cast: Cast):
    made = cast.load(
        [row(1, "enrolled", name="覃 阿妹", birth_date="2015-09-02", disability="肢体"), row(2, "enrolled", birth_date="")]
    )
    first, second = made.coverage.order_by("row")
    assert (first.age, first.sex, first.disabled) == (10, "F", True)
    assert first.name_key.startswith(" qin a mei/ tan a mei/覃阿妹=q=a=m")
    assert second.age is None


def test_rounds_of_an_earlier_version_are_filled_in(loaded: Cast):
    columns = ("pk", "age", "sex", "disabled", "name_key")
    wanted = list(Coverage.objects.order_by("pk").values_list(*columns))
    Coverage.objects.update(age=None, sex="", disabled=False, name_key="")
    import_module("guixiao.children.migrations.0004_earlier_rounds_tallied").fill_columns(apps, SimpleNamespace())
    assert list(Coverage.objects.order_by("pk").values_list(*columns)) == wanted


def test_rounds_of_an_earlier_version_are_summed_up(loaded: Cast):
    made = Round.objects.get()
    made.tally.exclude(by=Tally.ALL).delete()
    assert tally_faults(made)
    schema = SimpleNamespace(connection=connection, quote_name=connection.ops.quote_name)
    import_module("guixiao.children.migrations.0010_tally_by_one_thing").sum_up(apps, schema)
    assert tally_faults(made), "then of the whole county, now of each township"
    import_module("guixiao.children.migrations.0013_tally_by_township").by_township(apps, schema)
    assert tally_faults(made) == []
