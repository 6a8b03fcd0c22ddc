"""A list of tens of thousands is turned to any page without a walk through all before it: with the same children on it."""

from typing import Any

import pytest
from django.test import Client

from guixiao.reports import listing
from guixiao.reports.columns import COLUMNS
from guixiao.reports.filters import filters_of
from guixiao.reports.listing import Listing
from guixiao.reports.spots import find_spot
from tests.cast import Cast, row

LIST = "/coverage/522633/children/"
SORTS = ["", *(sign + name for name, column in COLUMNS.items() if column.order for sign in ("", "-"))]


def one_of_many(n: int, bucket: str) -> dict[str, Any]:
    village, town = ("高华", "苗朗", "没听过")[n % 3], "停洞" if n % 5 else ("西山" if n % 2 else "没听过")
    born = "" if n % 11 == 0 else f"20{9 + n % 8:02}-0{1 + n % 9}-01"
    return row(n, bucket, village=village, town=town, birth_date=born, sex="FM"[n % 2], disability="肢体" * (n % 7 == 0),
               poverty=n % 3 == 0, apart=n % 13 == 0)  # fmt: skip


@pytest.fixture
def long(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Eighty children who differ in everything; pages of seven, and every list counts as long."""
    monkeypatch.setattr(listing, "PER_PAGE", 7)
    buckets = ("enrolled", "not_found", "out_of_scope", "left_roll")
    cast.load([one_of_many(n, buckets[n * n % 4]) for n in range(80)])
    return cast


def pages(found: Listing) -> list[int]:
    return [child.pk for number in range(1, found.page("1").last + 1) for child in found.page(str(number)).rows]


def listed(cast: Cast, **words: str) -> Listing:
    made = cast.county.rounds.get()
    return Listing(cast.li, made, find_spot(cast.li, "522633"), filters_of(words))


@pytest.mark.parametrize("words", [{}, {"bucket": "find"}, {"apart": "0"}, {"sex": "F"}, {"q": "吴阿妹1"}, {"met": "0"}])
@pytest.mark.parametrize("sort", SORTS)
def test_every_child_stands_on_one_page_and_in_the_order_of_the_whole(long: Cast, monkeypatch, sort: str, words: dict[str, str]):
    whole = list(listed(long, sort=sort, **words).keys)
    monkeypatch.setattr(listing, "ENTERED_FROM", 0)
    found = listed(long, sort=sort, **words)
    assert pages(found) == whole and len(set(whole)) == len(whole) == found.count


def test_a_page_of_a_long_list_is_asked_for_by_its_own_groups_alone(long: Cast):
    groups = listed(long, sort="age")._groups()
    assert sum(count for _, count in groups) == 80 and len(groups) > 5
    wanted, ahead = listing.entered(groups, 30)
    assert ahead <= 30 and wanted and sum(listed(long).rows.filter(group).count() for group in wanted) < 40


def test_a_very_long_list_is_not_sorted_by_what_no_index_holds_and_does_not_offer_it(long: Cast, client: Client, monkeypatch):
    client.force_login(long.li)
    client.post("/lists/columns/", {"column": ["name", "state", "age", "guardian"]})
    short = client.get(LIST).content.decode()
    assert "sort=guardian" in short and "名单太长" not in short
    monkeypatch.setattr(listing, "SORTED_AT_MOST", 79)
    html = client.get(LIST).content.decode()
    assert "sort=guardian" not in html and "sort=age" in html and "sort=name" in html
    assert '请先缩小到 79 行以内：<span class="told">监护人</span> </p>' in html, "it says which head is no link, and why"
    assert list(listed(long, sort="guardian").keys) == list(listed(long).keys)
    assert listed(long, sort="guardian", bucket="find").sorted_by == "guardian", "narrowed, it is"


def test_those_who_are_alike_go_township_by_township_and_only_what_was_asked_for_is_turned(long: Cast):
    for sort in ("sex", "-sex"):
        rows = [(row.sex, row.town_id or 10**9) for row in listed(long, sort=sort).page("1").rows]
        rows += [(row.sex, row.town_id or 10**9) for row in listed(long, sort=sort).page("2").rows]
        assert rows == sorted(rows, key=lambda one: one[1]) and {sex for sex, _ in rows} == {"M" if sort == "-sex" else "F"}
