"""What a person fills in about a report, read from a form. Whatever cannot be read is left for the rules to refuse."""

from collections.abc import Mapping
from typing import Any

from guixiao.cases.alerts.asking import Saying
from guixiao.cases.alerts.rules import ANSWERS
from guixiao.cases.forms import LONGEST, day_of

SHORT = 60


def saying_of(form: Mapping[str, str]) -> Saying:
    texts = (form.get("said_by", "").strip()[:SHORT], form.get("note", "").strip()[:LONGEST])
    return Saying(day_of(form.get("since", "")), *texts)


def verb_of(form: Mapping[str, str]) -> str:
    verb = form.get("verb", "")
    return verb if verb in ANSWERS else ""


def given_of(form: Mapping[str, str]) -> dict[str, Any]:
    texts = {name: form.get(name, "").strip()[:LONGEST] for name in ("seen_by", "where")}
    return texts | {"seen_on": day_of(form.get("seen_on", ""))}
