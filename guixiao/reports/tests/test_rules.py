"""The table and the bar, from counted rows."""

from hypothesis import given
from hypothesis import strategies as st

from guixiao.children.rules import BUCKETS, IN_EQUATION, Equation
from guixiao.reports.rules import BAR, THINNEST, lines, segments, sort, sums

COUNTED = [("a", "enrolled", 5), ("a", "not_found", 2), ("b", "enrolled", 1), (None, "out_of_scope", 3)]


def test_a_line_for_every_place_even_without_children_and_for_what_lies_in_none():
    table = lines(COUNTED, keys=["a", "b", "c"])
    assert [(line.key, line.total, line.rows) for line in table] == [("a", 7, 7), ("b", 1, 1), ("c", 0, 0), (None, 0, 3)]


def test_a_cell_says_how_far_it_moved_since_the_last_round():
    line = lines(COUNTED, [("a", "enrolled", 7)], ["a"])[0]
    assert [cell.moved for cell in line.cells if cell.bucket in ("enrolled", "not_found")] == [-2, 2]
    assert all(cell.moved == 0 for cell in lines(COUNTED)[0].cells), "no round before: nothing moved"


def test_the_foot_is_the_equation_itself():
    table = lines(COUNTED, [("a", "enrolled", 7)])
    foot = sums(Equation(11, {"enrolled": 6, "not_found": 2, "out_of_scope": 3}), table)
    assert (foot.total, foot.rows) == (8, 11)
    assert foot.cells[0].moved == sum(line.cells[0].moved for line in table)


def test_sorting_is_by_a_bucket_or_the_total_and_else_leaves_the_order():
    table = lines([*COUNTED, ("b", "not_found", 9)])
    assert [line.key for line in sort(table, "not_found")] == ["b", "a", None]
    assert [line.key for line in sort(table, "total")] == ["b", "a", None]
    assert sort(table, "nonsense") == table


@given(st.dictionaries(st.sampled_from(BUCKETS), st.integers(0, 60_000)))
def test_the_bar_is_exactly_full_and_no_part_is_too_thin(parts):
    bar = segments(Equation(sum(parts.values()), parts))
    assert [part.bucket for part in bar] == [name for name in IN_EQUATION if parts.get(name)]
    assert all(part.width >= THINNEST for part in bar)
    assert [part.x for part in bar] == [sum(other.width for other in bar[:n]) for n in range(len(bar))]
    assert not bar or sum(part.width for part in bar) == BAR
