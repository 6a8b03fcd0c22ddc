"""The page that explains: in plain words, with the measured errors of the round that is shown."""

import pytest
from django.test import Client

from guixiao.rosters.models import Receipt
from tests.cast import Cast

AUDIT = {
    "copies": {"planted": 200, "found": 197, "review": 1, "wrong": 0, "lost": 2},
    "strangers": {"register_side": {"planted": 1000, "linked": 3}},
    "estimated_missed": {"expected": 0.7, "at_most_95": 2.4},
    "estimated_false_alarms": {"expected": None, "at_most_95": None},
}
FILES = [{"roster": "households", "accepted": 3487}]


@pytest.mark.parametrize("who", ["li", "shi", "wu", "yang"])
def test_it_tells_the_errors_of_this_round(loaded: Cast, client: Client, who):
    receipt = Receipt.objects.get()
    receipt.content |= {"audit": AUDIT, "files": FILES, "schools_without_roll": ["x"]}
    receipt.save()
    client.force_login(getattr(loaded, who))
    html = client.get("/method/").content.decode()
    for words in ("0.7", "2.4", "认对 197 条", "没认出 2 条", "1,000 个并不存在的孩子：有 3 个", "户籍册 3,487",
                  "有 1 所学校没有交点名册", "名在人不在", "未找到", 'id="term-audit"', "—"):  # fmt: skip
        assert words in html, words


def test_without_a_round_or_an_audit_it_still_explains(cast: Cast, client: Client):
    client.force_login(cast.shi)
    assert "怎么比对的" in client.get("/method/").content.decode()
    cast.load()
    html = client.get("/method/").content.decode()
    assert "可能错在哪里" in html and "这一轮的误差" not in html
