"""Looks beyond one's place: none can be taken back, each stands in the log."""

from django.db import connection

from guixiao.audit.models import Entry
from guixiao.cases.crossings import triggers
from guixiao.cases.crossings.models import Crossing
from guixiao.lib.verifying import Check, Outcome, first

ACTS = ("outside.ask", "glass.open")


def crossings_are_kept() -> Outcome:
    """The database refuses to change them, and each stands in the log."""
    lost = tuple(f"the trigger {name} is missing or switched off" for name in triggers.missing(connection))
    told = set(Entry.objects.filter(act__in=ACTS).values_list("subject", flat=True))
    keys = [str(key) for key in Crossing.objects.values_list("pk", flat=True)]
    faults, more = first(f"crossing {key} is not in the log" for key in keys if f"crossing:{key}" not in told)
    return Outcome("crossings.kept", "越出自己地方的查看都在", "every look beyond one's place is kept", f"{len(keys):,}",
                   (*lost, *faults), more)  # fmt: skip


verify_checks: tuple[Check, ...] = (crossings_are_kept,)
