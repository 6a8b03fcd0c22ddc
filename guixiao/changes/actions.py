"""The only writer of comparisons: what it stores can be worked out again from the two rounds at any time."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from guixiao.changes.models import Change, Comparison
from guixiao.changes.rules import Stand, kind_of
from guixiao.children.bulk import insert
from guixiao.children.models import Coverage, Round
from guixiao.tables.kept import kept

PLACES = ("town_id", "village_id", "school_id")
STAND = ("bucket", "outcome", *PLACES)
BATCH = 4000


def baseline(made: Round) -> Round | None:
    """What "since last round" means: the newest round of an earlier day; where there is none, the round made before.

    A recount of the same rosters is held against the rosters before them, not against itself.
    """
    earlier = _earlier(county=made.county_id, day=made.as_of) or _made_before(county=made.county_id, at=made.made_at, key=made.pk)
    return next(iter(earlier), None)


@kept
def _earlier(*, county: int, day: date) -> Any:
    return Round.objects.filter(county=county, as_of__lt=day).order_by("-as_of", "-made_at", "-id")[:1]


@kept
def _made_before(*, county: int, at: datetime, key: int) -> Any:
    return Round.objects.filter(county=county, made_at__lte=at, pk__lt=key)[:1]


@transaction.atomic
def compare(before: Round, after: Round) -> Comparison:
    """The comparison of two rounds of one county; made where it is not there yet."""
    found = Comparison.objects.filter(before=before, after=after).first()
    if found:
        return found
    made = Comparison.objects.create(before=before, after=after)
    differing = sorted([*_kept(before, after), *_in_one_only(before, after)], key=_by_place)
    for start in range(0, len(differing), BATCH):
        insert(Change, [{"comparison_id": made.pk, **change} for change in differing[start : start + BATCH]])
    return made


@transaction.atomic
def compare_again(after: Round, child: Any) -> None:
    """One child's stand in a round has changed by hand: every comparison that ends or begins there tells it anew."""
    for comparison in Comparison.objects.filter(Q(after=after) | Q(before=after)).select_related("before", "after"):
        Change.objects.filter(comparison=comparison, child=child).delete()
        stands = {stand.pop("round_id"): stand for stand in Coverage.objects.filter(
            child=child, round__in=(comparison.before_id, comparison.after_id)).values("round_id", *STAND)}  # fmt: skip
        before, now = stands.get(comparison.before_id), stands.get(comparison.after_id)
        if (before or now) and _differ(before, now):
            insert(Change, [{"comparison_id": comparison.pk, **_change(child, before, now)}])


def _differ(before: dict[str, Any] | None, now: dict[str, Any] | None) -> bool:
    if before is None or now is None:
        return True
    return any(before[name] != now[name] for name in ("bucket", *PLACES))


def _kept(before: Round, after: Round) -> Iterator[dict[str, Any]]:
    """Children of both rounds who do not stand as they did, or not where they did."""
    rows = Coverage.objects.filter(round=after).annotate(
        then=FilteredRelation("child__coverage", condition=Q(child__coverage__round=before))
    )
    changed = Q(pk__isnull=True)
    for name in PLACES:
        rows = rows.annotate(
            **{f"{name}_now": Coalesce(F(name), Value(0)), f"{name}_then": Coalesce(F(f"then__{name}"), Value(0))}
        )
        changed |= ~Q(**{f"{name}_now": F(f"{name}_then")})
    rows = rows.filter(then__isnull=False).filter(changed | ~Q(bucket=F("then__bucket"))).order_by("pk")
    names = [*STAND, *(f"then__{name}" for name in STAND)]
    for child, *values in rows.values_list("child_id", *names).iterator(BATCH):
        now, earlier = values[: len(STAND)], values[len(STAND) :]
        yield _change(child, dict(zip(STAND, earlier, strict=True)), dict(zip(STAND, now, strict=True)))


def _in_one_only(before: Round, after: Round) -> Iterator[dict[str, Any]]:
    for stood, other in ((before, after), (after, before)):
        there = Exists(Coverage.objects.filter(round=other, child=OuterRef("child")))
        rows = Coverage.objects.filter(~there, round=stood).order_by("pk")
        for child, *values in rows.values_list("child_id", *STAND).iterator(BATCH):
            stand = dict(zip(STAND, values, strict=True))
            yield _change(child, stand, None) if stood is before else _change(child, None, stand)


@transaction.atomic
def remove_demo_comparisons() -> None:
    Change.objects.filter(comparison__after__demo=True).delete()
    Comparison.objects.filter(after__demo=True).delete()


NOBODY: dict[str, Any] = {"bucket": "", "outcome": "", "town_id": None, "village_id": None, "school_id": None}


def _change(child: Any, before: dict[str, Any] | None, now: dict[str, Any] | None) -> dict[str, Any]:
    kind = kind_of(*(Stand(stand["bucket"], stand["outcome"]) if stand else None for stand in (before, now)))
    found: dict[str, Any] = {"child_id": child, "kind": kind}
    for side, stand in (("before", before or NOBODY), ("after", now or NOBODY)):
        for name, value in stand.items():
            field, _, key = name.partition("_")
            found[f"{field}_{side}{'_' + key if key else ''}"] = value
    return found


def _by_place(change: dict[str, Any]) -> tuple[int, int]:
    """The keys of places ascend with their codes: lists of changes go from village to village by themselves."""
    return (
        change["town_after_id"] or change["town_before_id"] or 0,
        change["village_after_id"] or change["village_before_id"] or 0,
    )
