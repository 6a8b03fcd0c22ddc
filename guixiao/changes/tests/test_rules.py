"""What a change is called, cell by cell; and that the small table adds up, or says that it does not."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guixiao.changes.rules import ELSEWHERE, GROUP_OF, GROUPS, KINDS, NOWHERE, Stand, flow, grouped, kind_here, kind_of, side
from guixiao.children.rules import BUCKETS, OUTSIDE, TO_FIND

WORDS = {".": "moved", "c": "changed", "L": "lost", "l": "came_lost", "+": "came", "-": "gone", "x": "gone_lost", "r": "returned",
         "e": "explained", "s": "shifted"}  # fmt: skip
# One row for each bucket before (the last: in no roster), one letter for each bucket after (the last: in no roster).
TABLE = """
    enrolled                . c c c c c L L L c c -
    enrolled_elsewhere      c . c c c c L L L c c -
    graduated               c c . c c c L L L c c -
    suspended               c c c . c c L L L c c -
    home_taught             c c c c . c L L L c c -
    deferred                c c c c c . L L L c c -
    left_roll               r e e e r e . s s e e x
    not_found               e e e e e e s . s e e x
    in_review               e e e e e e s s . e e x
    duplicate_registration  c c c c c c L L L . c -
    out_of_scope            c c c c c c L L L c . -
    -                       + + + + + + l l l + +
"""


def cells() -> list[tuple[str, str, str]]:
    found = []
    for line in TABLE.split("\n"):
        before, *letters = line.split() or [""]
        found += [(before, after, WORDS[letter]) for after, letter in zip([*BUCKETS, "-"], letters, strict=False)]
    return found


def stand(bucket: str) -> Stand | None:
    return None if bucket == "-" else Stand(bucket, "x")


@pytest.mark.parametrize(("before", "after", "kind"), cells())
def test_the_kind_of_every_pair_of_buckets(before, after, kind):
    assert kind_of(stand(before), stand(after)) == kind


def test_the_table_has_every_pair():
    assert len(cells()) == (len(BUCKETS) + 1) ** 2 - 1


@pytest.mark.parametrize("before", TO_FIND)
def test_a_child_that_grew_too_old_before_it_was_found_was_not_explained(before):
    assert kind_of(Stand(before), Stand("out_of_scope", "too_old")) == "outgrown"
    assert kind_of(Stand(before), Stand("out_of_scope", "deceased")) == "explained"
    assert kind_of(Stand("enrolled"), Stand("out_of_scope", "too_old")) == "changed"


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_missing_now_is_missing_where_it_is_now(kind):
    assert kind_here(kind, True, True) == kind
    here = kind_here(kind, False, True)
    assert here == ("moved_in" if kind in ("moved", "changed") else kind)
    there = kind_here(kind, True, False)
    assert there == (kind if kind in ("gone", "gone_lost") else "moved_away")


def test_every_bucket_is_in_one_group():
    assert sorted(GROUP_OF) == sorted(BUCKETS) and sum(map(len, GROUPS.values())) == len(BUCKETS)
    assert (side("enrolled", True), side("enrolled", False), side("", False)) == ("in_class", ELSEWHERE, NOWHERE)
    assert {GROUP_OF[bucket] for bucket in OUTSIDE} == {"outside"}


SIDE = st.sampled_from([*BUCKETS, "", "away " + BUCKETS[0]])


def sides(before: str, after: str) -> tuple[str, str]:
    return tuple(side(bucket.removeprefix("away "), not bucket.startswith("away ")) for bucket in (before, after))


@given(st.lists(st.tuples(SIDE, SIDE)))
def test_before_less_gone_and_new_is_now(people):
    """Each child is told as (bucket before, bucket after) at a place; only those who changed are told to the table."""
    here = [(before, after) for before, after in people if any(bucket and " " not in bucket for bucket in (before, after))]
    moves = Counter(sides(before, after) for before, after in here if before != after)
    before, now = (grouped((pair[at], 1) for pair in here if pair[at] and " " not in pair[at]) for at in (0, 1))
    table = flow(before, now, [(*pair, count) for pair, count in moves.items()])
    assert table.balanced
    assert table.was - table.left(NOWHERE) - table.left(ELSEWHERE) + table.joined(NOWHERE) + table.joined(ELSEWHERE) == table.are
    assert sum(table.cells.values()) == len(here)
    if here:
        group = GROUP_OF[next(bucket for pair in here for bucket in pair if bucket in BUCKETS)]
        assert not flow(before, now | {group: now.get(group, 0) + 1}, [(*pair, count) for pair, count in moves.items()]).balanced
        assert not flow(before | {group: before.get(group, 0) + 1}, now, [(*pair, n) for pair, n in moves.items()]).balanced
