"""Which of the changes a list shows, from the words in its URL."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from django.db.models import Q

from guixiao.changes.rules import (
    CAME_LOST,
    ELSEWHERE,
    EXPLAINED,
    GONE_LOST,
    GROUPS,
    KINDS,
    LOST,
    NOWHERE,
    OUTGROWN,
    RETURNED,
    SIDES,
    kind_here,
)

# The numbers at the head of the page: what a county head asks first.
HEADS = {"new": (LOST, CAME_LOST), "vanished": (GONE_LOST, OUTGROWN), "returned": (RETURNED,), "explained": (EXPLAINED,)}
EVERY, CORRECTED = "all", "corrected"


@dataclass(frozen=True)
class Filters:
    """`kind`: a kind, one of HEADS, EVERY or CORRECTED; `whence` and `where`: a row and a column of the small table."""

    kind: str = EVERY
    whence: str = ""
    where: str = ""

    @property
    def unmoved(self) -> bool:
        """The diagonal of the table: those who stand in the same group as before, most of whom did not change at all."""
        return self.whence == self.where and self.whence in GROUPS

    @property
    def kinds(self) -> tuple[str, ...]:
        return KINDS if self.kind == EVERY else HEADS.get(self.kind, (self.kind,))


def filters_of(query: Mapping[str, str]) -> Filters:
    """Unknown words mean everything, never an error."""
    kind, whence, where = (query.get(name, "") for name in ("kind", "from", "to"))
    return Filters(
        kind if kind in (*KINDS, *HEADS, CORRECTED) else EVERY,
        whence if whence in SIDES else "",
        where if where in SIDES else "",
    )


def wanted(filters: Filters) -> Q:
    """For `Change.objects.here(…)`; what a change is called here is asked of the pure rule alone."""
    called = Q() if filters.kind == EVERY else Q(pk__isnull=True)
    for kind, was, now in product(KINDS if called else (), (True, False), (True, False)):
        if kind_here(kind, was, now) in filters.kinds:
            called |= Q(kind=kind, was_here=was, is_here=now)
    return called & _on("before", "was_here", filters.whence) & _on("after", "is_here", filters.where)


def _on(side: str, here: str, group: str) -> Q:
    if not group:
        return Q()
    if group == NOWHERE:
        return Q(**{f"bucket_{side}": ""})
    if group == ELSEWHERE:
        return Q(**{here: False}) & ~Q(**{f"bucket_{side}": ""})
    return Q(**{here: True, f"bucket_{side}__in": GROUPS[group]})
