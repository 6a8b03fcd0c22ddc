"""The only writer of the log."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone

from guixiao.audit.models import Entry
from guixiao.audit.rules import ACT, START, cleaned, digest_of
from guixiao.lib.masks import without_numbers

CHAIN = 0x6775_6978  # the advisory lock under which PostgreSQL's writers take turns


class Actor(Protocol):
    """A user of ours."""

    pk: Any
    name: Any


@transaction.atomic(savepoint=False)
def record(
    actor: Actor | None, act: str, *, subject: str = "", place: str = "", detail: Mapping[str, Any] | None = None
) -> Entry:
    """Append one entry, in the transaction of what it tells of: both stay, or neither.

    Call it last: from here to the commit every other writer of the log waits. `actor` None: the system itself. `act`: noun.verb.
    `subject`: kind:key (`child:<uuid>`, `round:7`). `place`: the path of the area it concerns. `detail`: small JSON; numbers of
    persons are masked, names of children have no business there.
    """
    if not ACT.fullmatch(act):
        raise ValueError(f"{act!r} is not noun.verb")
    take_turn()
    last, digest = Entry.objects.order_by("-sequence").values_list("sequence", "digest").first() or (0, START)
    entry = Entry(
        sequence=last + 1,
        at=timezone.now(),
        actor_id=actor.pk if actor else None,
        actor_name=str(actor.name)[:120] if actor else "",
        act=act,
        subject=without_numbers(subject)[:120],
        place=place[:60],
        detail=cleaned(detail),
        previous=digest,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def take_turn() -> None:
    """From here to the commit every other writer of the log waits: also for whoever must decide on what nobody changes meanwhile.

    SQLite's writers take turns anyhow (IMMEDIATE). Should two ever meet, `previous` is unique: the chain cannot fork.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN])
