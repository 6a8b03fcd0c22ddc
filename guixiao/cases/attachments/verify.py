"""Every proof has its file, and what opens is what was kept. That every sealed file opens at all says `vault.files`."""

import hashlib
from collections.abc import Iterator

from django.db import connection

from guixiao.cases.attachments import store, triggers
from guixiao.cases.attachments.models import Attachment
from guixiao.lib.crypto import Unopened
from guixiao.lib.verifying import Check, Outcome, first

SAMPLE = 500  # of the files, spread over all of them, whose content is compared


def proofs_are_here() -> Outcome:
    rows = list(Attachment.objects.order_by("pk").values_list("pk", "kind", "sha256"))
    every = max(len(rows) // SAMPLE, 1)
    faults, more = first(fault for number, row in enumerate(rows) for fault in _faults(*row, whole=number % every == 0))
    lost = tuple(f"the trigger {name} is missing or switched off" for name in triggers.missing(connection))
    told = f"{len(rows):,} files, {len(rows[::every]):,} compared"
    return Outcome("attachments.files", "佐证都在，都没变过", "every proof is here, unchanged", told, (*lost, *faults), more)


def _faults(key: object, kind: str, sha256: str, *, whole: bool) -> Iterator[str]:
    path, thumb = store.paths_of(key)  # type: ignore[arg-type]  # a UUID
    wanted = [path, thumb] if kind == Attachment.Kind.PICTURE else [path]
    missing = [f"attachment {key}: {one.name} is not there" for one in wanted if not one.is_file()]
    yield from missing
    if whole and not missing:
        yield from _unlike(key, sha256)


def _unlike(key: object, sha256: str) -> Iterator[str]:
    digest = hashlib.sha256()
    try:
        for piece in store.content_of(key):  # type: ignore[arg-type]  # a UUID
            digest.update(piece)
    except Unopened as error:
        yield f"attachment {key}: {error}"
    else:
        if digest.hexdigest() != sha256:
            yield f"attachment {key}: it is not what was kept"


verify_checks: tuple[Check, ...] = (proofs_are_here,)
