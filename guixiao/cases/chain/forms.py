"""What a person fills in who names a chief."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.chain.actions import Person, Term

LONGEST = 500


def person_of(form: Mapping[str, str], candidates: list[User]) -> Person:
    """One of the accounts offered, or a name and a telephone number as typed; what is neither the rules refuse."""
    if user := next((user for user in candidates if str(user.pk) == form.get("user", "")), None):
        return Person(user)
    return Person(None, form.get("name", "").strip()[:60], form.get("phone", "").strip()[:30])


def term_of(form: Mapping[str, str]) -> Term:
    """No day, or none that can be read: from today, without an end."""
    since = day_of(form.get("since", "")) or timezone.localdate()
    return Term(since, day_of(form.get("until", "")), form.get("why", "")[:LONGEST], number_of(form.get("seen", "")))


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_of(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None
