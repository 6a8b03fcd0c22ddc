"""Looks: none can be taken back."""

from django.db import connection

from guixiao.audit.models import Entry
from guixiao.cases.looks import triggers
from guixiao.cases.looks.models import Look
from guixiao.lib.verifying import Check, Outcome, first


def looks_are_kept() -> Outcome:
    """The database refuses to change them, and each stands in the log."""
    lost = tuple(f"the trigger {name} is missing or switched off" for name in triggers.missing(connection))
    told = {entry.detail.get("look") for entry in Entry.objects.filter(act="child.matters").only("detail").iterator()}
    looks = [str(key) for key in Look.objects.values_list("pk", flat=True)]
    faults, more = first(f"look {key} is not in the log" for key in looks if key not in told)
    return Outcome("looks.kept", "谁看过都在", "every look is kept", f"{len(looks):,}", (*lost, *faults), more)


verify_checks: tuple[Check, ...] = (looks_are_kept,)
