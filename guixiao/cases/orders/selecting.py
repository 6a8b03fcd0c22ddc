"""Which children an order is about: the filter of a draft, those who fit it now, and whom it would be addressed to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import Any, Protocol

from django.db.models import Q

from guixiao.accounts.models import role_word
from guixiao.areas.models import Area, School
from guixiao.cases.effort.listing import STILL_OUT
from guixiao.cases.models import STANDING, Case, CaseQuerySet
from guixiao.cases.orders.models import Draft
from guixiao.cases.orders.rules import LINES, POSTS
from guixiao.policy.effort import MEASURES

OUT, SUSPECTED = "out", "suspected"
# Who, by where the child stands now.
WHO: dict[str, Q] = {
    OUT: Q(phase__in=STILL_OUT),
    SUSPECTED: STANDING["todo"] | STANDING["found"] | STANDING["waiting"] | STANDING["kept"],
    **{measure: Q(phase=measure) for measure in MEASURES},
    "arrived": Q(phase="arrived"),
    "observed": Q(phase__in=("observed", "closing")),
}
OLDEST = 25


@dataclass(frozen=True)
class Wanted:
    """`places`: codes of townships and villages, none: the whole county; ages both inclusive."""

    places: tuple[str, ...] = ()
    poor: bool = False
    who: str = OUT
    youngest: int | None = None
    oldest: int | None = None

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"places": list(self.places)}


def wanted_of(kept: Mapping[str, Any]) -> Wanted:
    """Out of what a draft or an order keeps."""
    return Wanted(**{**kept, "places": tuple(kept.get("places", ()))})


def fitting(county: int, wanted: Wanted) -> CaseQuerySet:
    """The cases that fit now, one for each child."""
    asked = WHO[wanted.who]
    if wanted.places:
        areas = Area.objects.filter(code__in=wanted.places).values_list("kind", "pk")
        columns = {Area.Kind.COUNTY: "county", Area.Kind.TOWNSHIP: "town", Area.Kind.VILLAGE: "village"}
        asked &= reduce(or_, [Q(**{columns[Area.Kind(kind)]: key}) for kind, key in areas], Q(pk=None))
    if wanted.poor:
        asked &= Q(poverty=True)
    if wanted.youngest is not None:
        asked &= Q(age__gte=wanted.youngest)
    if wanted.oldest is not None:
        asked &= Q(age__lte=wanted.oldest)
    return Case.objects.current().filter(asked, county=county)


class Placed(Protocol):
    """A case, or a child of an order's set: where it belongs."""

    town_id: int | None
    village_id: int | None
    school_id: int | None


@dataclass(frozen=True)
class Goes:
    """A post that an order goes to, and how many of its children lie behind it."""

    line: str
    role: str
    at: Area | School
    children: int

    @property
    def word(self) -> str:
        return f"{self.role}-{self.at.code if isinstance(self.at, Area) else self.at.pk}"

    @property
    def role_name(self) -> str:
        return role_word(self.role)


def addressed(lines: str, rows: Iterable[Placed]) -> list[Goes]:
    """The posts on the lines of an order that its children's places have, in the order of their places."""
    rows = list(rows)
    found = []
    for line in LINES[lines]:
        for role, column in POSTS[line]:
            counted = Counter(key for row in rows if (key := getattr(row, f"{column}_id")))
            model = School if column == "school" else Area
            places = model._default_manager.filter(pk__in=counted).order_by("code")
            found += [Goes(line, role, at, counted[at.pk]) for at in places]
    return found


def unreached(lines: str, rows: Iterable[Placed]) -> dict[str, int]:
    """Line -> children behind whom nobody on it stands: no township known, no school."""
    rows = list(rows)
    column = {line: f"{POSTS[line][0][1]}_id" for line in LINES[lines]}
    counted = {line: sum(getattr(row, name) is None for row in rows) for line, name in column.items()}
    return {line: count for line, count in counted.items() if count}


def mark_of(draft: Draft, cases: Iterable[Case]) -> str:
    """Of what somebody is shown before issuing: another one where the draft or the set of children has changed."""
    keys = sorted(str(case.pk) for case in cases)
    return sha256(f"{draft.version}\n{draft.left_out}\n{keys}".encode()).hexdigest()[:20]
