"""What the timeline of a case shows of proofs."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from guixiao.accounts.models import User
from guixiao.cases.attachments.models import Attachment, Proof
from guixiao.cases.attachments.rules import may_withdraw
from guixiao.cases.findings import roles_of
from guixiao.cases.models import Case, Event
from guixiao.tables.kept import kept

# What of a case may want a proof afterwards.
PROVABLE = ("find", "confirm", "visit", "report", "issue", "serve", "return", "confirm_return", "observe", "relapse")


def with_proofs(user: User, case: Case, rows: Iterable[Event]) -> list[Event]:
    """The events of a case, each with `shown`: its proofs."""
    events = list(rows)
    found = _proofs_of(user, case, events)
    for event in events:
        event.shown = found.get(event.pk, [])  # type: ignore[attr-defined]  # for the template
        event.provable = event.actor_id is not None and event.verb in PROVABLE  # type: ignore[attr-defined]
    return events


def _proofs_of(user: User, case: Case, events: Iterable[Event]) -> dict[Any, list[dict[str, Any]]]:
    """Key of an event -> its proofs in the order they came: the row, its attachment, whether this person may withdraw it."""
    found: dict[Any, list[dict[str, Any]]] = {}
    roles = roles_of(user, case)
    for proof in _proofs(events=[event.pk for event in events]):
        kept: Attachment = proof.attachment
        own = kept.added_by_id == user.pk
        told = {"proof": proof, "kept": kept, "may_withdraw": may_withdraw(own=own, roles=roles)}
        found.setdefault(proof.event_id, []).append(told)
    return found


@kept
def _proofs(*, events: list[UUID]) -> Any:
    rows = Proof.objects.filter(event__in=events)
    return rows.select_related("attachment", "attachment__added_by", "attachment__withdrawn_by")
