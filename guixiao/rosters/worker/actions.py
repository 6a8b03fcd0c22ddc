"""The writers of the worker: take an import, keep it, and leave it in its next state. Each is one conditional update that
fails where another worker has the import by now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from guixiao.audit.actions import record
from guixiao.children.models import Round
from guixiao.linkage.reading import Phrase
from guixiao.rosters.files.actions import keep_reading
from guixiao.rosters.files.reading import Reading
from guixiao.rosters.imports.rules import WORK, Sign, State
from guixiao.rosters.models import Import, ImportFile

MOST_ATTEMPTS = 5  # deaths of a worker over one import before it is left to a person
FREE = {"worker": "", "lease_until": None}
GAVE_UP = Phrase(
    f"工作进程处理它时连续 {MOST_ATTEMPTS} 次中途停止，可能是内存不够或文件有问题。名册没有改动，可以再试。",
    f"the worker died over it {MOST_ATTEMPTS} times in a row: too little memory, or a broken file. Nothing was changed; "
    "it can be tried again.",
)


class LostLease(RuntimeError):
    """Another worker has the import, or its files have changed: what was worked out is worth nothing."""


def lease_from(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.LEASE_SECONDS)


def claim(worker: str, now: datetime, **only: Any) -> Import | None:
    """The import that has waited longest (readings first), now ours; None where nothing waits."""
    idle = Q(lease_until=None) | Q(lease_until__lt=now)
    waiting = Import.objects.filter(idle, state__in=sorted(WORK), **only)
    for version in waiting.select_related("county").order_by(F("confirmed_at").asc(nulls_first=True), "made_at"):
        if version.attempt >= MOST_ATTEMPTS:
            _give_up(version, now)
        elif _take(version, worker, now):
            return version
    return None


def _take(version: Import, worker: str, now: datetime) -> bool:
    """One runs in a county at a time: the constraint says so where two workers ask at once."""
    target = State.RUNNING if version.state == State.QUEUED else State(version.state)
    changed = {"state": target, "worker": worker, "lease_until": lease_from(now), "attempt": version.attempt + 1}
    mine = _as_seen(version)
    try:
        with transaction.atomic():
            taken = mine.update(**changed)
    except IntegrityError:
        return False
    for name, value in changed.items():
        setattr(version, name, value)
    return bool(taken)


def _as_seen(version: Import) -> Any:
    """The row, if nobody has touched it since."""
    return Import.objects.filter(pk=version.pk, state=version.state, revision=version.revision, worker=version.worker,
                                 attempt=version.attempt, lease_until=version.lease_until)  # fmt: skip


def _give_up(version: Import, now: datetime) -> None:
    _as_seen(version).update(state=State.FAILED, error=GAVE_UP._asdict(), finished_at=now, **FREE)


def renew(version: Import, worker: str, now: datetime) -> bool:
    """A sign of life; False where the import is no longer ours."""
    return bool(_ours(version, worker).update(lease_until=lease_from(now)))


def release(version: Import, worker: str) -> None:
    """Given back unfinished: whoever comes next begins anew at once."""
    _ours(version, worker).update(**FREE)


def _ours(version: Import, worker: str) -> Any:
    return Import.objects.filter(pk=version.pk, worker=worker, revision=version.revision, state=version.state)


def _leave(version: Import, worker: str, state: State, **fields: Any) -> None:
    if not _ours(version, worker).update(state=state, **FREE, **fields):
        raise LostLease(str(version.pk))


@transaction.atomic
def finish_check(version: Import, worker: str, readings: Sequence[tuple[ImportFile, Reading]], signs: Sequence[Sign]) -> None:
    """What reading told, and the rows that were not accepted: whole, or not at all."""
    for item, reading in readings:
        keep_reading(item, reading)
    _leave(version, worker, State.CHECKED, signs=[sign.told() for sign in signs], attempt=0)


@transaction.atomic
def hold(version: Import, worker: str, signs: Sequence[Sign]) -> None:
    """Compared, and it looks like the wrong file: nothing of it is kept until somebody explains."""
    _leave(version, worker, State.HELD, signs=[sign.told() for sign in signs], attempt=0)
    told = {"signs": [sign.kind for sign in signs]}
    record(None, "import.hold", subject=f"import:{version.pk}", place=version.county.path, detail=told)


def finish(version: Import, worker: str, made: Round, corrected: Sequence[str]) -> None:
    """The last state, in the caller's transaction, which writes the round: both stay, or neither."""
    _leave(version, worker, State.DONE, round=made, finished_at=timezone.now(), corrected=list(corrected))


def check_again(version: Import, worker: str) -> None:
    """The files read differently from what was confirmed: back to the check, for a new confirmation."""
    _leave(version, worker, State.CHECKING, confirmed_at=None, confirmed_by=None, attempt=0)


@transaction.atomic
def fail(version: Import, worker: str, error: Phrase) -> None:
    """Why it could not be done; nothing is lost, and it can be tried again."""
    _leave(version, worker, State.FAILED, error=error._asdict(), finished_at=timezone.now(), attempt=F("attempt"))
    record(None, "import.fail", subject=f"import:{version.pk}", place=version.county.path)
