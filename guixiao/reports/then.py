"""A child as an earlier round knew it: what later rosters corrected is put back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from guixiao.children.models import Child, Correction, Round
from guixiao.tables.kept import kept


def as_then(made: Round, children: Iterable[Child]) -> None:
    """Name, number, birth date, sex and household number as they stood in this round, in memory alone; one question for all."""
    known = {child.pk: child for child in children}
    # The newest first: the correction right after this round has the last word.
    for correction in _later(children=list(known), county=made.county_id, at=made.made_at):
        setattr(known[correction.child_id], correction.field, _value(correction))


@kept
def _later(*, children: list[UUID], county: int, at: datetime) -> Any:
    later = Correction.objects.filter(child__in=children, round__county=county, round__made_at__gt=at)
    return later.order_by("-round__made_at", "-pk")


def _value(correction: Correction) -> Any:
    if correction.field == "birth_date":
        return date.fromisoformat(correction.before) if correction.before else None
    return correction.before
