"""The chain of digests, and what a detail may hold: pure."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from guixiao.lib.crypto import sm3
from guixiao.lib.masks import without_numbers

START = "0" * 64  # what the first entry has for the digest before it
ACT = re.compile(r"[a-z_]+\.[a-z_]+")


class Chained(Protocol):
    """An entry as the chain sees it."""

    sequence: int
    at: datetime
    actor_id: int | None
    actor_name: str
    act: str
    subject: str
    place: str
    detail: Any
    previous: str
    digest: str


def digest_of(entry: Chained) -> str:
    """64 hex characters of SM3 over everything the entry says and the digest before it."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [
        entry.sequence,
        at,
        entry.actor_id,
        entry.actor_name,
        entry.act,
        entry.subject,
        entry.place,
        entry.detail,
        entry.previous,
    ]
    return sm3(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hex()


def broken_links(entries: Iterable[Chained]) -> Iterable[str]:
    """One sentence for every entry (they come in their order) that was changed, or does not follow the one before."""
    before, expected = START, 1
    for entry in entries:
        if entry.sequence != expected:
            yield f"entries {expected} to {entry.sequence - 1} are missing"
        if entry.previous != before:
            yield f"entry {entry.sequence} does not follow the one before it"
        if entry.digest != digest_of(entry):
            yield f"entry {entry.sequence} was changed"
        before, expected = entry.digest, entry.sequence + 1


def cleaned(detail: Mapping[str, Any] | None) -> dict[str, Any]:
    """Small JSON without fractions (databases write those in their own way), every identity and telephone number masked."""
    return {str(name): _clean(value) for name, value in (detail or {}).items()}


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _clean(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(inner) for inner in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    if value is None or isinstance(value, bool | int):
        return value
    return without_numbers(str(value).replace("\0", ""))
