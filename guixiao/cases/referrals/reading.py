"""What the pages show of a referral, and what the case page shows of its referrals."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.cases.effort.sight import Sight
from guixiao.cases.findings import roles_of
from guixiao.cases.models import Case, Event
from guixiao.cases.referrals.actions import sees_causes
from guixiao.cases.referrals.models import Referral
from guixiao.cases.referrals.policies import in_words
from guixiao.cases.referrals.rules import ANSWERED
from guixiao.cases.referrals.wording import FIELDS, SEXES
from guixiao.tables.kept import kept

VERBS = ("refer", "refer_answer", "refer_refuse", "refer_revoke")


def hidden(user: User, referral: Referral) -> bool:
    """Question and answer are for other posts; this one reads "restricted"."""
    seen_by = referral.words["seen_by"]
    return bool(seen_by) and not roles_of(user, referral.case) & set(seen_by)


def facts_of(referral: Referral) -> list[tuple[str, str]]:
    """What is shown of the child: the name of each field, and the text."""
    return [(str(FIELDS[name]), _text(name, referral.shown[name])) for name in referral.words["fields"]]


def _text(name: str, value: Any) -> str:
    if name == "cause":
        return _("、").join(in_words(cause) for cause in value)
    if name == "sex":
        return str(SEXES.get(value, value))
    return date_format(date.fromisoformat(value), "Y-m-d") if name == "born" and value else str(value)


def choices_of(referral: Referral) -> list[tuple[str, str]]:
    return [(name, in_words(referral.words["choices"][name])) for name in referral.words["order"]]


def choice_of(referral: Referral) -> str:
    return in_words(referral.words["choices"].get(referral.choice))


def there(sight: Sight, referral: Referral) -> bool:
    """One that tells why a child is out of school is there for those who see that, and for whoever asked it."""
    return not referral.restricted or sees_causes(sight) or referral.asked_by_id == sight.user


def about(user: User, case: Case, sight: Sight) -> dict[str, Any]:
    """Of the case page: its referrals, the newest first, each with whether this person may read it."""
    rows = [row for row in _asked(case=case.pk) if there(sight, row)]
    for row in rows:
        row.case = case
        row.is_hidden = hidden(user, row)  # for the template
    return {"referrals": rows, "answers": [row for row in rows if row.state == ANSWERED and not hidden(user, row)]}


@kept
def _asked(*, case: UUID) -> Any:
    return Referral.objects.filter(case=case).select_related("asked_by").order_by("-asked_at")


def with_referrals(user: User, case: Case, sight: Sight, events: Iterable[Event]) -> list[Event]:
    """The events of a case less those of referrals that are not there for this person; the others with `told`: one sentence."""
    found = list(events)
    keys = {key for event in found if (key := event.detail.get("referral"))}
    rows = {str(row.pk): row for row in Referral.objects.filter(pk__in=keys)} if keys else {}
    for event in found:
        if row := rows.get(event.detail.get("referral", "")):
            row.case = case
            event.referral, event.told = row, _told(user, event, row)  # type: ignore[attr-defined]  # for the template
    return [event for event in found if not hasattr(event, "referral") or there(sight, event.referral)]


def _told(user: User, event: Event, row: Referral) -> str:
    if hidden(user, row):
        return _("%(number)s 号（限制查看）") % {"number": row.number}
    said = {
        "number": row.number,
        "department": in_words(row.words["department"]),
        "question": in_words(row.words["question"]),
        "choice": choice_of(row),
        "reply": row.reply,
        "who": " ".join(row.who.get(name, "") for name in ("unit", "name")),
    }
    return (SENTENCES.get(event.verb) or SENTENCES["find"])() % said


SENTENCES: dict[str, Any] = {
    "refer": lambda: _("%(number)s 号，问%(department)s：%(question)s"),
    "refer_answer": lambda: _("%(number)s 号，%(department)s：%(choice)s。%(reply)s（%(who)s）"),
    "refer_refuse": lambda: _("%(number)s 号，%(department)s不能办：%(reply)s（%(who)s）"),
    "refer_revoke": lambda: _("%(number)s 号，问%(department)s的：%(reply)s"),
    "find": lambda: _("凭%(department)s的答复 %(number)s 号：%(choice)s"),
}
