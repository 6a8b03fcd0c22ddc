"""Seating a room's last rows together: `assign`, case by case, and what must hold for any scores."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.linkage.rooms import MOST, assign

NOBODY, MARGIN = -4.0, 3.0


def seats(scores: dict[tuple[str, str], float]) -> dict[str, str]:
    """By name, in the order in which the names first stand in `scores`."""
    rows, chairs = (list(dict.fromkeys(pair[side] for pair in scores)) for side in (0, 1))
    numbered = {(rows.index(row), chairs.index(chair)): bits for (row, chair), bits in scores.items()}
    return {rows[row]: chairs[chair] for row, chair in assign(numbered, nobody=NOBODY, margin=MARGIN)}


@pytest.mark.parametrize(
    ("story", "scores", "expected"),
    [
        ("nobody stands", {}, {}),
        ("one row, one chair, half a name", {("小佳", "孟大佳"): 3.5}, {"小佳": "孟大佳"}),
        ("one row, one chair, another surname", {("杨一", "吴二"): -7.3}, {}),
        ("just short of the margin", {("杨一", "吴二"): NOBODY + MARGIN - 0.1}, {}),
        (
            "孟大 may be either; 小佳 is only one of them",
            {("孟大", "孟大佳"): 4.5, ("孟大", "孟大妹"): 4.5, ("小佳", "孟大佳"): 3.5, ("小佳", "孟大妹"): -2.5},
            {"孟大": "孟大妹", "小佳": "孟大佳"},
        ),
        (
            "two namesakes, two chairs: both are in class, whoever is who",
            {(row, chair): 9.0 for row in "ab" for chair in "xy"},
            {"a": "x", "b": "y"},
        ),
        ("one row, two chairs alike: which of them is empty is not known", {("a", "x"): 5.0, ("a", "y"): 5.0}, {}),
        ("two rows alike, one chair: it is taken", {("a", "x"): 5.0, ("b", "x"): 5.0}, {"a": "x"}),
    ],
)
def test_who_sits_where(story, scores, expected):
    found = seats(scores)
    assert found == expected or (story.startswith("two") and set(found.values()) == set(expected.values()))


def test_a_full_room_is_left_alone():
    assert seats({(f"r{n}", f"c{n}"): 20.0 for n in range(MOST + 1)}) == {}


ROOMS = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(-12, 20).map(float), max_size=12)


@given(ROOMS)
def test_every_row_and_chair_at_most_once_and_no_better_seating_leaves_the_chair_empty(scores):
    found = assign(scores, nobody=NOBODY, margin=MARGIN)
    assert len({row for row, _ in found}) == len({chair for _, chair in found}) == len(found)
    best = best_total(scores, set())
    for _, chair in found:
        assert best - best_total(scores, {chair}) >= MARGIN


def best_total(scores: dict[tuple[int, int], float], empty: set[int]) -> float:
    """By trying every seating."""
    rows = sorted({row for row, _ in scores})
    chairs = [*({chair for _, chair in scores} - empty), *[None] * len(rows)]
    totals = [
        sum(NOBODY if chair is None else scores.get((row, chair), -1e9) for row, chair in zip(rows, order, strict=False))
        for order in permutations(chairs, len(rows))
    ]
    return max(totals, default=0.0)
