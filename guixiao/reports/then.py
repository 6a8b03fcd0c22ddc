"""A child as an earlier round knew it: what later rosters corrected is put back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from guixiao.children.models import Child, Correction, Round


def as_then(made: Round, children: Iterable[Child]) -> None:
    """Name, number, birth date, sex and household number as they stood in this round, in memory alone; one question for all."""
    known = {child.pk: child for child in children}
    later = Correction.objects.filter(child__in=known, round__county=made.county_id, round__made_at__gt=made.made_at)
    # The newest first: the correction right after this round has the last word.
    for correction in later.order_by("-round__made_at", "-pk"):
        setattr(known[correction.child_id], correction.field, _value(correction))


def _value(correction: Correction) -> Any:
    if correction.field == "birth_date":
        return date.fromisoformat(correction.before) if correction.before else None
    return correction.before
