"""The only writers of proofs."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.audit.models import Entry
from guixiao.cases.attachments import store
from guixiao.cases.attachments.models import Attachment, Proof
from guixiao.cases.attachments.papers import looked_into
from guixiao.cases.attachments.pictures import drawn_anew
from guixiao.cases.attachments.rules import HEAD, MOST_BYTES, MOST_FILES, PICTURE, REFUSED, kind_of, safe_name, sort_of
from guixiao.cases.attachments.unfit import Unfit
from guixiao.cases.models import Case, Event

BATCH = 500


@dataclass
class TakenIn:
    """Files sealed on the disk that no row knows yet, and those that were not kept: name and why (wording.UNFIT)."""

    kept: list[Attachment] = field(default_factory=list)
    unfit: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def taken_in(user: User, uploads: Sequence[Any]) -> Iterator[TakenIn]:
    """Around what is done to cases and `attach`: one transaction, and no file stays where it fails.

    The files are looked at before it begins: drawing a photo anew takes longer than others should wait.
    """
    taken = _looked_at(user, uploads)
    try:
        with transaction.atomic():
            yield taken
    except BaseException:
        store.remove(row.pk for row in taken.kept)
        raise


def _looked_at(user: User, uploads: Sequence[Any]) -> TakenIn:
    """Seal what is fit, in the order it came; the same file twice is kept once."""
    taken = TakenIn()
    for number, upload in enumerate(uploads):
        try:
            row = _sealed(user, upload) if number < MOST_FILES else None
            if row is None:
                raise Unfit("too_many")
        except Unfit as unfit:
            taken.unfit.append((upload.name or "", unfit.why))
            continue
        if row.came in {other.came for other in taken.kept}:
            store.remove([row.pk])
        else:
            taken.kept.append(row)
    return taken


def _sealed(user: User, upload: Any) -> Attachment:
    """A row, not saved, whose file lies sealed."""
    if upload.size > MOST_BYTES or getattr(upload, "too_large", False):
        raise Unfit("too_large")
    content = upload.read()
    sort = sort_of(content[:HEAD])
    kind = kind_of(sort)
    if not kind:
        raise Unfit(sort if sort in REFUSED else "empty" if not content else "unknown")
    row = Attachment(kind=kind, name=safe_name(upload.name or "", kind), came=hashlib.sha256(content).hexdigest(), added_by=user)
    if kind == PICTURE:
        drawn = drawn_anew(content, sort)
        row.width, row.height, row.size = drawn.width, drawn.height, len(drawn.content)
        row.sha256 = store.put(row.pk, drawn.content, drawn.thumb)
    else:
        row.pages, row.size = looked_into(content), len(content)
        row.sha256 = store.put(row.pk, content)
    return row


@transaction.atomic
def attach(user: User, events: Sequence[Event], rows: Sequence[Attachment]) -> None:
    """Each file proves each event; one that an event has already, or that nothing is to be proven by, goes again."""
    known = set(Proof.objects.filter(event__in=[event.pk for event in events]).values_list("event", "attachment__came"))
    wanted = {row.pk: [event for event in events if (event.pk, row.came) not in known] for row in rows}
    used = [row for row in rows if wanted[row.pk]]
    for row in used:
        row.demo = any(event.case.demo for event in wanted[row.pk])
    Attachment.objects.bulk_create(used)
    Proof.objects.bulk_create([Proof(event=event, attachment=row, demo=event.case.demo) for row in used
                               for event in wanted[row.pk]], batch_size=BATCH)  # fmt: skip
    transaction.on_commit(lambda: store.remove(row.pk for row in rows if not wanted[row.pk]))
    for row in used:
        told = {"attachment": str(row.pk), "cases": [str(event.case_id) for event in wanted[row.pk]], "pages": row.pages}
        record(user, "proof.add", subject=_subject([event.case for event in wanted[row.pk]]), place=user.path, detail=told)


def _subject(cases: Sequence[Case]) -> str:
    return f"child:{cases[0].child_id}" if len(cases) == 1 else ""


@transaction.atomic
def withdraw(user: User, proof: Proof, why: str) -> bool:
    """Served to nobody from now on; False where somebody did so before. The sealed file stays for the record."""
    rows = Attachment.objects.filter(pk=proof.attachment_id, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=user, withdrawn_why=why):
        return False
    case = proof.event.case
    told = {"attachment": str(proof.attachment_id), "case": str(case.pk)}
    record(user, "proof.withdraw", subject=f"child:{case.child_id}", place=case.path, detail=told)
    return True


def record_look(user: User, proof: Proof, *, small: bool) -> None:
    """Every look at a file; of the small pictures on a case's page the first of each person and day."""
    case = proof.event.case
    act, subject = ("proof.glance" if small else "proof.look"), f"child:{case.child_id}"
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if small and Entry.objects.filter(actor_id=user.pk, subject=subject, act=act, at__gte=today).exists():
        return
    record(user, act, subject=subject, place=case.path, detail={"case": str(case.pk), "attachment": str(proof.attachment_id)})


def sweep(now: float | None = None) -> int:
    """Remove what a killed process left: files of no row; how many."""
    left = store.strays(_keys(), now)
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _keys() -> list[uuid.UUID]:
    return list(Attachment.objects.values_list("pk", flat=True))


@transaction.atomic
def remove_demo_proofs() -> None:
    """The demo's files with their rows."""
    keys = list(Attachment.objects.filter(demo=True).values_list("pk", flat=True))
    Proof.objects.filter(demo=True).delete()
    Attachment.objects.filter(pk__in=keys, proofs=None).delete()
    transaction.on_commit(lambda: store.remove(keys))
