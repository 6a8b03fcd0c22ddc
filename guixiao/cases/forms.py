"""What a person fills in about a case, read from a form."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from guixiao.cases.actions import Said
from guixiao.cases.findings import finding_of
from guixiao.cases.models import Case
from guixiao.cases.months import months_later
from guixiao.cases.rules import BY_PEOPLE
from guixiao.children.models import Round

LONGEST = 500


def verb_of(form: Mapping[str, str]) -> str:
    verb = form.get("verb", "")
    return verb if verb in BY_PEOPLE else ""


def said_of(form: Mapping[str, str], made: Round) -> Said:
    """No day given: the longest that the finding allows. Whatever cannot be read is left for the rules to refuse."""
    finding = finding_of(made, form.get("finding", ""))
    until = day_of(form.get("until", ""))
    if finding and finding.months and not form.get("until"):
        until = months_later(timezone.localdate(), finding.months)
    if finding and not finding.months:
        until = None
    return Said(
        finding=finding.name if finding else "",
        evidence=form.get("evidence", "")[:40],
        note=form.get("note", "").strip()[:LONGEST],
        until=until,
        true_on=_past(day_of(form.get("true_on", ""))),
    )


def as_seen(case: Case, form: Mapping[str, str]) -> Case:
    """The case with the version that the form was drawn from: what changed since is noticed when it is written."""
    version = form.get("version", "")
    case.version = int(version) if version.isdecimal() and len(version) < 9 else 0
    return case


def chosen(form: Any) -> dict[str, int]:
    """Key -> version of the rows ticked, each "key:version"; what is no key is left out."""
    pairs = (text.partition(":") for text in form.getlist("case"))
    read = ((key_of(key), version) for key, _, version in pairs)
    return {key: int(version) for key, version in read if key and version.isdecimal() and len(version) < 9}


def key_of(text: str) -> str:
    """A key as we write it, "" where it is none: the same key may come in capitals."""
    return str(uuid_of(text) or "")


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _past(day: date | None) -> date | None:
    return day if day and day <= timezone.localdate() else None
