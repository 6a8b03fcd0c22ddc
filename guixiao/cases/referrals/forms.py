"""What a person fills in about a referral, read from a form. Whatever cannot be read is left for the rules to refuse."""

import uuid
from collections.abc import Mapping

from guixiao.cases.forms import LONGEST, day_of
from guixiao.cases.referrals.actions import Asking, Saying

SHORT = 60
WORDS = 2000


def asking_of(form: Mapping[str, str]) -> Asking:
    days = form.get("days", "").strip()
    read = (int(days) if days.isdecimal() and len(days) < 4 else 0) if days else None
    return Asking(form.get("question", ""), form.get("channel", ""), key_of(form), read, form.get("note", "").strip()[:LONGEST])


def key_of(form: Mapping[str, str]) -> uuid.UUID:
    try:
        return uuid.UUID(form.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def saying_of(form: Mapping[str, str]) -> Saying:
    """`why` are the words of a refusal, `words` those of an answer."""
    texts = {name: form.get(name, "").strip()[:SHORT] for name in ("name", "unit")}
    words = (form.get("why", "") if form.get("verb") == "refuse" else form.get("words", "")).strip()[:WORDS]
    return Saying(**texts, choice=form.get("choice", "")[:SHORT], words=words, day=day_of(form.get("day", "")))
