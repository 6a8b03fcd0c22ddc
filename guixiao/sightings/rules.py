"""Birth dates that are half known, where a met child stands, the sentence about it: pure."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guixiao.children.rules import age_on
from guixiao.lib.dates import as_text, parse_date
from guixiao.lib.ids import born

COUNTED, MISTAKE, KNOWN = "counted", "mistake", "known"
STATES = (COUNTED, MISTAKE, KNOWN)
WITHDRAWN = {MISTAKE: "sighted_mistake", KNOWN: "sighted_known"}
YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*年?\s*")


def read_day(text: str) -> str:
    """ "2012-05-03", "2012-05" or "2012", whatever way it was written; "" where it means no day, month or year."""
    if year := YEAR.fullmatch(text):
        return year[1]
    return as_text(parse_date(text))


def days_of(text: str) -> tuple[date, date]:
    """First and last day that a text of `read_day` may mean."""
    year, month, day = (int(part) for part in (f"{text}-00-00")[:10].split("-"))
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def exact(text: str) -> date | None:
    """The day, where it is known to the day."""
    first, last = days_of(text) if text else (None, None)
    return first if first == last else None


def birth_of(number: str, typed: str) -> str:
    """The birth date of a valid identity number where none was typed."""
    found = born(number) if number and not typed else None
    return found.isoformat() if found else typed


def outcome_of(state: str, chosen: str, birth: str, school_age: tuple[date, date]) -> str:
    """Whoever may be of school age counts as what was chosen: a year alone puts nobody out of it."""
    if state in WITHDRAWN:
        return WITHDRAWN[state]
    first, last = days_of(birth)
    oldest, youngest = school_age
    return "sighted_too_old" if last < oldest else "sighted_too_young" if first > youngest else chosen


def age_of(birth: str, day: date) -> int | None:
    """Full years; where the day or the month of birth is not known, the least it can be."""
    return age_on(days_of(birth)[1], day)


@dataclass(frozen=True)
class Met:
    """Who met the child, when, where, and since when and where it is as the state says; texts, "" for what is not known."""

    by: str
    on: date
    spot: str = ""
    since: str = ""
    where: str = ""


def sentence(met: Met, state: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """{"zh", "en"}: `state` names what was chosen; `words` what it became of it: too young, withdrawn; the same else."""
    zh = f"{met.on.year}年{met.on.month}月{met.on.day}日，{met.by}上门排查时见到：{state['zh']}"
    en = f"Met at a door on {met.on.isoformat()} by {met.by}: {state['en']}"
    zh += f"，从{met.since}起" * bool(met.since) + f"（{met.where}）" * bool(met.where) + "。"
    en += f", since {met.since}" * bool(met.since) + f" ({met.where})" * bool(met.where) + "."
    zh += f"{words['zh']}。" if words != state else "当时哪本名册里都没有这个孩子。"
    en += f" {words['en']}." if words != state else " The child was in none of the rosters."
    return {"zh": zh, "en": en}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """(field, before, after) of two snapshots of what was told."""
    return [(name, before.get(name, ""), value) for name, value in after.items() if before.get(name, "") != value]
