"""The writers of imports: opened, changed, confirmed, given up."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.cases.following import follow_round
from guixiao.children.actions import make_current
from guixiao.children.models import Round
from guixiao.rosters.files.store import forget
from guixiao.rosters.imports.rules import EDITABLE, OPEN, Reason, State, sources_of
from guixiao.rosters.models import Correction, Import, ImportFile, RosterFile
from guixiao.sightings.actions import stand_again

FREE: dict[str, Any] = {"worker": "", "lease_until": None, "attempt": 0}


@dataclass(frozen=True)
class Answer:
    """What a person says when confirming; `signs` are those that only this answer raises."""

    as_of: date
    policy: str = ""
    explanation: str = ""
    signs: Sequence[Mapping[str, Any]] = ()


class Refused(RuntimeError):
    """The import has gone on since the page was shown, or what was asked does not follow from its state."""


def move(version: Import, target: State, *, only: Sequence[str] = (), **fields: Any) -> None:
    """From a state that allows it to `target`, in one conditional update; Refused where the import stands elsewhere."""
    sources = [state for state in sources_of(target) if not only or state in only]
    if not Import.objects.filter(pk=version.pk, state__in=sources).update(state=target, **fields):
        raise Refused(f"no longer in a state that may become {target}")
    for name, value in {"state": str(target), **fields}.items():
        if not hasattr(value, "resolve_expression"):
            setattr(version, name, value)


def open_import(county: Area, user: User | None) -> Import:
    """The import that is open for new rosters, or a new one; one at a time."""
    found = _open_one(county)
    if found:
        return found
    try:
        with transaction.atomic():
            return Import.objects.create(county=county, made_by=user, demo=bool(user and user.demo))
    except IntegrityError:
        return _open_one(county) or Import.objects.get(county=county, state__in=OPEN)


def _open_one(county: Area) -> Import | None:
    return Import.objects.filter(county=county, reason=Reason.ROSTERS, state__in=OPEN).first()


@contextmanager
def changing(version: Import) -> Iterator[None]:
    """Files of the import are changed inside: whatever was read or said of them before is worth nothing afterwards."""
    with transaction.atomic():
        move(version, State.CHECKING, only=sorted(EDITABLE), revision=F("revision") + 1, signs=[], explained=[],
             explanation="", error=None, **FREE)  # fmt: skip
        yield
        if not version.files.exists():
            move(version, State.DRAFT)


@transaction.atomic
def confirm(version: Import, user: User | None, answer: Answer) -> None:
    """Into the queue. What looks wrong must be explained."""
    signs, explanation = [*version.signs, *answer.signs], answer.explanation.strip()
    if signs and not explanation:
        raise Refused("signs of a wrong file need an explanation")
    explained = [*version.explained, *(sign for sign in signs if sign not in version.explained)]
    move(version, State.QUEUED, only=[version.state], as_of=answer.as_of, policy=answer.policy, confirmed_by=user,
         confirmed_at=timezone.now(), explained=explained, explanation=explanation or version.explanation, signs=[],
         error=None, **FREE)  # fmt: skip
    told = {"as_of": answer.as_of.isoformat(), "signs": [sign["kind"] for sign in explained], "explanation": bool(explanation)}
    record(user, "import.confirm", subject=f"import:{version.pk}", place=version.county.path, detail=told)


@transaction.atomic
def discard(version: Import, user: User | None) -> None:
    """Given up; its files stay on record."""
    move(version, State.DISCARDED, finished_at=timezone.now(), **FREE)
    record(user, "import.discard", subject=f"import:{version.pk}", place=version.county.path)


@transaction.atomic
def take_back(version: Import, user: User) -> None:
    """Out of the queue, before a worker has begun."""
    move(version, State.CHECKED, only=[State.QUEUED], **FREE)
    record(user, "import.take_back", subject=f"import:{version.pk}", place=version.county.path)


@transaction.atomic
def try_again(version: Import, user: User) -> None:
    """A failed import once more: compared again if it was confirmed, else read again."""
    target = State.QUEUED if version.confirmed_at else State.CHECKING
    move(version, target, only=[State.FAILED], error=None, **FREE)
    record(user, "import.try_again", subject=f"import:{version.pk}", place=version.county.path)


@transaction.atomic
def recount(base: Import, user: User | None, reason: str) -> Import:
    """The files of the current version once more, with the decisions and corrections made since, into the queue.

    One that waits already will know of them too: it is given instead.
    """
    waiting = Import.objects.filter(county=base.county_id, state=State.QUEUED).exclude(reason=Reason.ROSTERS).first()
    if waiting:
        return waiting
    kept = {name: getattr(base, name) for name in ("county", "as_of", "policy", "explained", "explanation", "demo")}
    made = Import.objects.create(**kept, reason=reason, state=State.QUEUED, base=base, made_by=user, confirmed_by=user,
                                 confirmed_at=timezone.now())  # fmt: skip
    ImportFile.objects.bulk_create([repeated(item, made) for item in base.files.select_related("read_in")])
    record(user, "import.recount", subject=f"import:{made.pk}", place=made.county.path, detail={"reason": str(reason)})
    return made


@transaction.atomic
def restore(made: Round, current: Round, user: User, why: str) -> None:
    """The pages show an earlier (or later) version again; nothing is changed or lost, and the way back is the same."""
    if not make_current(made, user, instead_of=current):
        raise Refused("another version is current by now")
    stand_again(made)
    follow_round(made, user)
    told = {"round": made.pk, "instead_of": current.pk, "why": why}
    record(user, "round.restore", subject=f"round:{made.pk}", place=made.county.path, detail=told)


def repeated(item: ImportFile, version: Import) -> ImportFile:
    """The same file in the same slot of another import, with what reading it told."""
    kept = ("file", "roster", "position", "rows_in", "accepted", "set_aside", "rejected", "receipt")
    return ImportFile(
        version=version, chosen=True, carried=True, read_in=item.read, **{name: getattr(item, name) for name in kept}
    )


@transaction.atomic
def remove_demo_imports() -> None:
    """Imports of the demo's officers, with their files; anything real stays."""
    Correction.objects.filter(file__used_in__version__demo=True).delete()
    demo = Import.objects.filter(demo=True)
    folders = list(demo)
    ImportFile.objects.filter(version__demo=True).update(read_in=None)
    demo.update(base=None)
    files = list(RosterFile.objects.filter(used_in__version__demo=True).values_list("pk", flat=True))
    demo.delete()
    RosterFile.objects.filter(pk__in=files, used_in=None).delete()
    for version in folders:
        transaction.on_commit(partial(forget, version))
