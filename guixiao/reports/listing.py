"""The list of children behind a number: which filters it has, and which rows they leave."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.http import QueryDict

from guixiao.children.models import Coverage
from guixiao.children.rules import BUCKETS, IN_EQUATION, TO_FIND
from guixiao.reports import wording

# The two databases differ in where they put what has no place: here it comes last.
PLACES = (F("town__code").asc(nulls_last=True), F("village__code").asc(nulls_last=True))
GROUPS = {wording.EVERYONE: BUCKETS, wording.OF_AGE: IN_EQUATION, wording.TO_FIND: TO_FIND}


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean the whole list, never an error; `apart` None means with and without."""

    bucket: str = wording.EVERYONE
    outcome: str = ""
    apart: bool | None = None
    poor: bool = False
    name: str = ""

    @property
    def buckets(self) -> tuple[str, ...]:
        return GROUPS.get(self.bucket, (self.bucket,))


def filters_of(query: Mapping[str, str]) -> Filters:
    bucket = query.get("bucket", "")
    return Filters(
        bucket=bucket if bucket in (*GROUPS, *BUCKETS) else wording.EVERYONE,
        outcome=query.get("outcome", "")[:30],
        apart={"0": False, "1": True}.get(query.get("apart", "")),
        poor=query.get("poor") == "1",
        name=query.get("q", "").strip()[:60],
    )


def within_bucket(rows: "QuerySet[Coverage]", filters: Filters) -> "QuerySet[Coverage]":
    rows = rows if filters.apart is None else rows.filter(apart=filters.apart)
    return rows.filter(bucket__in=filters.buckets)


def narrowed(rows: "QuerySet[Coverage]", filters: Filters) -> "QuerySet[Coverage]":
    """The rows of a bucket, narrowed by outcome, poverty register and name."""
    rows = rows.filter(outcome=filters.outcome) if filters.outcome else rows
    rows = rows.filter(poverty=True) if filters.poor else rows
    return rows.filter(child__name__icontains=filters.name) if filters.name else rows


def in_order(rows: "QuerySet[Coverage]") -> "QuerySet[Coverage]":
    """Place by place, and inside a village as the register has them: neighbours and brothers stand together."""
    return rows.select_related("round", "child", "town", "village", "school").order_by(*PLACES, "id")


def outcomes(rows: "QuerySet[Coverage]") -> list[tuple[str, int]]:
    """How many children there are for each reason, most first."""
    counted = rows.order_by().values_list("outcome").annotate(count=Count("id"))
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def without(query: QueryDict, *names: str) -> str:
    """The query string to go on with, less some of its words."""
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
