"""Two rounds in the database, and what became of every child between them."""

from datetime import date

from django.db.models import Q

from guixiao.changes.actions import baseline, compare
from guixiao.changes.models import Change, Comparison
from guixiao.children.models import Round
from tests.cast import AS_OF, Cast, row
from tests.starts import start

NAMES = ("吴阿妹", "杨明", "潘月亮", "务久", "龙安琪", "孟阿平", "石光荣", "欧金凤")
LATER = date(2026, 10, 1)


def child(number: int, bucket: str, **changed):
    return row(number, bucket, **{"name": NAMES[number], "guardian": f"家长{number}"} | changed)


BEFORE = [child(0, "left_roll"), child(1, "enrolled"), child(2, "not_found"), child(3, "enrolled"), child(4, "enrolled"),
          child(5, "not_found"), child(6, "enrolled", village="苗朗")]  # fmt: skip
AFTER = [child(0, "enrolled"), child(1, "left_roll"), child(3, "enrolled"), child(4, "enrolled", town="西山", village="顶洞"),
         child(5, "enrolled_elsewhere"), child(6, "enrolled", village="高华", name="石光华"), child(7, "not_found")]  # fmt: skip


@start
def compared(cast: Cast) -> Comparison:
    cast.load(BEFORE)
    cast.load(AFTER, as_of=LATER)
    return Comparison.objects.get()


def kinds(rows) -> dict[str, str]:
    return {change.child.name: change.kind for change in rows.select_related("child")}


def test_every_change_is_there_once_and_who_did_not_change_is_not(compared: Comparison):
    assert kinds(compared.changes) == {"吴阿妹": "returned", "杨明": "lost", "潘月亮": "gone_lost", "龙安琪": "moved",
                                       "孟阿平": "explained", "石光华": "moved", "欧金凤": "came_lost"}  # fmt: skip


def test_each_post_sees_its_own_and_who_moved_is_seen_from_both(cast: Cast, compared: Comparison):
    def seen(user) -> set[str]:
        return set(kinds(Change.objects.visible_to(user)))

    assert seen(cast.li) == seen(cast.shi) == set(kinds(compared.changes))
    assert seen(cast.wang) == {"龙安琪"}
    assert seen(cast.wu) == set(kinds(compared.changes))
    assert seen(cast.yang) == {"吴阿妹", "杨明", "龙安琪", "石光华"}, "those who were or are on the school's books"


def test_who_is_in_one_round_only_is_not_taken_for_a_child_of_no_known_place(cast: Cast, compared: Comparison):
    assert not compared.changes.all().here(Q(round__county=cast.county, town=None)).exists()
    here = compared.changes.all().here(Q(town__code="522633105"))
    assert [(change.was_here, change.is_here) for change in here] == [(False, True)]


def test_a_comparison_is_made_once_and_for_any_two_rounds(cast: Cast, compared: Comparison):
    first, second = Round.objects.order_by("pk")
    assert compare(first, second) == compared
    back = compare(second, first)
    assert back.changes.count() == compared.changes.count()
    assert kinds(back.changes)["欧金凤"] == "gone_lost"
    assert not compare(first, first).changes.exists()


def test_since_last_round_skips_recounts_of_the_same_rosters(cast: Cast):
    first = cast.load(BEFORE)
    assert baseline(first) is None
    second = cast.load(AFTER, as_of=LATER)
    recount = cast.load(AFTER, as_of=LATER)
    assert baseline(second) == baseline(recount) == first
    again = cast.load(BEFORE, as_of=AS_OF)
    assert baseline(again) == recount, "of the first day there is nothing earlier: the round made before"


def test_a_permuted_round_differs_in_nothing(cast: Cast):
    cast.load(BEFORE)
    cast.load(list(reversed(BEFORE)), as_of=LATER)
    assert not Change.objects.exists()
