"""The log: nothing was changed, left out or put between, and the database still refuses to."""

from collections.abc import Iterator

from django.db import connection

from guixiao.audit import triggers
from guixiao.audit.models import Entry
from guixiao.audit.rules import broken_links
from guixiao.lib.verifying import Check, Outcome, first

PAGE = 5000


def chain() -> Outcome:
    """Every digest worked out again, in order. The last, written down elsewhere, proves later that the end was not cut off."""
    faults, more = first(broken_links(_entries()))
    last = Entry.objects.order_by("-sequence").first()
    told = f"{last.sequence:,} ({last.sequence}:{last.digest})" if last else "0"
    return Outcome("audit.chain", "日志一条接一条，没有改过", "the log is whole and unchanged", told, faults, more)


def _entries() -> Iterator[Entry]:
    after = 0
    while page := list(Entry.objects.filter(sequence__gt=after).order_by("sequence")[:PAGE]):
        yield from page
        after = page[-1].sequence


def append_only() -> Outcome:
    missing = tuple(f"the trigger {name} is missing or switched off" for name in triggers.missing(connection))
    return Outcome(
        "audit.append_only", "数据库拒绝改、删日志", "the database refuses to change the log", connection.vendor, missing
    )


verify_checks: tuple[Check, ...] = (chain, append_only)
