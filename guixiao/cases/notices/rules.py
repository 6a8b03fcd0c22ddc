"""When a digest goes out, what it says, and what an address must look like: pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guixiao.lib.workdays import Calendar

EMAIL, WECOM, DINGTALK, FEISHU = "email", "wecom", "dingtalk", "feishu"
KINDS = (EMAIL, WECOM, DINGTALK, FEISHU)
ROBOTS = (WECOM, DINGTALK, FEISHU)
TRIES = 5
WAIT = timedelta(minutes=10)  # after the first failure; twice as long after each further one
COUNTED = ("late", "today", "new", "others")
_EMAIL = re.compile(r"[^@\s/:]+@[^@\s/:]+\.[^@\s/:]+")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,100}")
# What the group's own page shows as the robot's address, and the key inside it.
_WEBHOOKS = {
    WECOM: re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([A-Za-z0-9_-]{16,100})"),
    DINGTALK: re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=([A-Za-z0-9_-]{16,100})"),
    FEISHU: re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([A-Za-z0-9_-]{16,100})"),
}


def address_of(kind: str, typed: str) -> str:
    """The mail address, or the robot's key out of what was pasted (all of its address, or the key); "" where it is neither."""
    typed = typed.strip()
    if kind == EMAIL:
        return typed if _EMAIL.fullmatch(typed) and len(typed) <= 200 else ""
    webhook = _WEBHOOKS.get(kind)
    found = webhook.fullmatch(typed) if webhook else None
    if found:
        return found[1]
    return typed if webhook and _KEY.fullmatch(typed) else ""


def shown(kind: str, address: str) -> str:
    """As a page shows it: enough to know it again, not enough to use it."""
    if kind == EMAIL:
        name, _, host = address.partition("@")
        return f"{name[:2]}***@{host}"
    return f"{address[:4]}…{address[-4:]}" if len(address) > 12 else "…"


@dataclass(frozen=True)
class Tried:
    """What has been done about the digest of one day. `settled`: sent, or nothing to say."""

    settled: bool = False
    tries: int = 0
    last_at: datetime | None = None


def is_due(now: datetime, hour: int, calendar: Calendar, tried: Tried) -> bool:
    """Once on each working day from its hour on; after a failure again, later and later. `now` is the county's own time."""
    if tried.settled or now.hour < hour or not calendar.is_working(now.date()):
        return False
    if tried.last_at is None or not tried.tries:
        return True
    return tried.tries < TRIES and now - tried.last_at >= WAIT * 2 ** (tried.tries - 1)


def says_something(counts: Mapping[str, int]) -> bool:
    return any(counts.get(name, 0) for name in COUNTED)


def digest(place: str, day: date, counts: Mapping[str, int], url: str, language: str) -> tuple[str, str]:
    """Title and text. Numbers, the place and a link: whoever reads a group's messages sees no child's name."""
    late, today, new, others = (counts.get(name, 0) for name in COUNTED)
    if language == "en":
        title = f"Guixiao · {place} · {day.isoformat()}"
        more = f" Orders, moves, inspections and the like, late or due today: {others}." if others else ""
        return title, f"Late: {late}. Due today: {today}. New: {new}.{more}\nSee the list: {url}"
    title = f"归校 · {place} · {day.month}月{day.day}日"
    more = f"作战令、移交、整改等逾期或今天到期 {others} 件。" if others else ""
    return title, f"已逾期 {late} 件，今天到期 {today} 件，新来的 {new} 件。{more}\n请登录看名单：{url}"
