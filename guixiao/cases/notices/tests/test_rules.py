"""When a digest is due, what it says, what an address looks like: cell by cell."""

from datetime import datetime, timedelta

import pytest

from guixiao.cases.notices.rules import TRIES, Tried, address_of, digest, is_due, says_something, shown
from guixiao.lib.workdays import PLAIN

MONDAY = datetime(2026, 11, 2, 9, 0)
KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"


@pytest.mark.parametrize(("now", "hour", "tried", "due"), [
    (MONDAY, 8, Tried(), True),
    (MONDAY, 9, Tried(), True),
    (MONDAY, 10, Tried(), False),
    (MONDAY - timedelta(days=1), 8, Tried(), False),  # a Sunday
    (datetime(2026, 10, 1, 9, 0), 8, Tried(), False),  # National Day
    (datetime(2026, 10, 10, 9, 0), 8, Tried(), True),  # a Saturday that is worked
    (MONDAY, 8, Tried(settled=True, tries=1, last_at=MONDAY), False),
    (MONDAY, 8, Tried(tries=1, last_at=MONDAY - timedelta(minutes=9)), False),
    (MONDAY, 8, Tried(tries=1, last_at=MONDAY - timedelta(minutes=10)), True),
    (MONDAY, 8, Tried(tries=2, last_at=MONDAY - timedelta(minutes=19)), False),
    (MONDAY, 8, Tried(tries=2, last_at=MONDAY - timedelta(minutes=20)), True),
    (MONDAY, 8, Tried(tries=TRIES, last_at=MONDAY - timedelta(hours=8)), False),
])  # fmt: skip
def test_when_a_digest_is_due(now, hour, tried, due):
    assert is_due(now, hour, PLAIN, tried) is due


@pytest.mark.parametrize(("kind", "typed", "found"), [
    ("email", " wu@example.com ", "wu@example.com"),
    ("email", "wu", ""),
    ("email", "wu@example.com\nbcc: x@example.com", ""),
    ("wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", KEY),
    ("wecom", KEY, KEY),
    ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef", "0123456789abcdef"),
    ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef", "0123456789abcdef"),
    ("feishu", "https://evil.example/open-apis/bot/v2/hook/0123456789abcdef", ""),
    ("wecom", "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef", ""),
    ("pigeon", KEY, ""),
])  # fmt: skip
def test_what_an_address_looks_like(kind, typed, found):
    assert address_of(kind, typed) == found


def test_an_address_is_shown_so_that_it_is_known_again_and_cannot_be_used():
    assert shown("email", "wudui@example.com") == "wu***@example.com"
    assert KEY not in shown("wecom", KEY) and len(shown("wecom", KEY)) < 12


@pytest.mark.parametrize(("counts", "says"), [
    ({}, False), ({"late": 0, "today": 0, "new": 0}, False), ({"late": 1}, True), ({"today": 1}, True), ({"new": 1}, True),
    ({"all": 9}, False),
])  # fmt: skip
def test_only_numbers_worth_a_message_are_sent(counts, says):
    assert says_something(counts) is says


def test_a_digest_is_a_place_numbers_and_a_link():
    title, text = digest("停洞镇", MONDAY.date(), {"late": 3, "today": 2, "new": 1}, "https://g.example/day/", "zh-hans")
    assert title == "归校 · 停洞镇 · 11月2日"
    assert text == "已逾期 3 件，今天到期 2 件，新来的 1 件。\n请登录看名单：https://g.example/day/"
    assert "Late: 3. Due today: 2. New: 1." in digest("停洞镇", MONDAY.date(), {"late": 3, "today": 2, "new": 1}, "", "en")[1]


def test_what_else_is_late_is_said_where_there_is_any():
    counts = {"late": 0, "today": 0, "new": 0, "others": 2}
    assert says_something(counts)
    assert "作战令、移交、整改等逾期或今天到期 2 件。" in digest("停洞镇", MONDAY.date(), counts, "", "zh-hans")[1]
    assert "or due today: 2." in digest("停洞镇", MONDAY.date(), counts, "", "en")[1]
    assert "整改" not in digest("停洞镇", MONDAY.date(), counts | {"late": 1, "others": 0}, "", "zh-hans")[1]
