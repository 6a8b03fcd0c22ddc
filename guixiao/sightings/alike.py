"""Is the child that is typed on record already? By its number exactly, by its name with birth date and place."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.audit.models import Entry
from guixiao.children.models import Child, Coverage, Round
from guixiao.lib.pinyin import forms, patterns, plain_name
from guixiao.sightings.actions import with_number
from guixiao.sightings.likeness import LIKELY, Person, likeness
from guixiao.sightings.models import Sighting
from guixiao.sightings.rules import exact

MOST, READ_AT_MOST = 5, 300
PERSON = ("child__name", "child__birth_date", "child__sex", "child__guardian", "child__sighting__birth", "town_id", "village_id")
LOOKED_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Candidate:
    """A child on record, shown masked; `stand`: where it stands now, None where no roster of now holds it."""

    child: Child
    stand: Coverage | None


@dataclass(frozen=True)
class Alike:
    """`same_number`: a sure duplicate, of those the user may see; `hidden`: how many of those stand in other places."""

    same_number: list[Candidate] = field(default_factory=list)
    hidden: int = 0
    likely: list[Candidate] = field(default_factory=list)

    @property
    def sure(self) -> bool:
        return bool(self.same_number or self.hidden)

    @property
    def shown(self) -> list[Candidate]:
        return [*self.same_number, *self.likely]


def alike(user: User, made: Round | None, typed: Person, but: Any = None) -> Alike:
    """At most five whom the user may see; what lies elsewhere is counted, and the look is in the log."""
    same = [child for child in with_number(typed.number) if child.pk != but]
    mine = {child.pk for child in Child.objects.visible_to(user).filter(pk__in=[child.pk for child in same])}
    stands = {row.child_id: row for row in _rows(user, made).filter(child__in=same)} if made else {}
    seen = [Candidate(child, stands.get(child.pk)) for child in same if child.pk in mine or child.pk in stands]
    hidden = [child for child in same if child.pk not in mine and child.pk not in stands]
    for child in hidden:
        _looked(user, child)
    known = {child.pk for child in same} | {but}
    likely = [one for one in _likely(user, made, typed) if one.child.pk not in known] if made and typed.name else []
    return Alike(seen[:MOST], len(hidden), likely[: MOST - len(seen[:MOST])])


def _rows(user: User, made: Round | None) -> Any:
    rows = Coverage.objects.visible_to(user).filter(round=made)
    return rows.select_related("child", "town", "village", "school", "round")


def _likely(user: User, made: Round | None, typed: Person) -> list[Candidate]:
    """Those of that name or sound, and those of that birth date in that township; most alike first; only those are read whole."""
    rows = Coverage.objects.visible_to(user).filter(round=made)
    keys = list(rows.filter(_named(typed.name)).values_list("pk", flat=True)[:READ_AT_MOST])
    if typed.town and (day := exact(typed.birth)):
        keys += rows.filter(town=typed.town, child__birth_date=day).values_list("pk", flat=True)[:READ_AT_MOST]
    gone = Sighting.objects.withdrawn().values("child")
    people = (
        Coverage.objects.filter(pk__in=set(keys))
        .exclude(child__in=gone)
        .values("pk", *PERSON, *["child__id_number"] * bool(typed.number))
    )
    points = {person["pk"]: likeness(typed, _person(person)) for person in people}
    best = sorted((key for key, point in points.items() if point >= LIKELY), key=lambda key: (-points[key], key))[:MOST]
    found = {row.pk: row for row in _rows(user, made).filter(pk__in=best)}
    return [Candidate(found[key].child, found[key]) for key in best]


def _named(name: str) -> Q:
    """Sounds of a name in characters; of one in letters whatever may be meant by them."""
    if plain_name(name).isascii():
        return reduce(or_, (Q(name_key__contains=way) for either in patterns(name) for way in either), Q(pk=None))
    return reduce(or_, (Q(name_key__contains=f" {' '.join(form)}") for form in forms(name)), Q(pk=None))


def _person(told: dict[str, Any]) -> Person:
    day = told["child__birth_date"]
    birth = told["child__sighting__birth"] or (day.isoformat() if day else "")
    number = told.get("child__id_number", "")
    return Person(
        told["child__name"], birth, told["child__sex"], number, told["child__guardian"], told["town_id"], told["village_id"]
    )


def _looked(user: User, child: Child) -> None:
    """That somebody learned of a child elsewhere by its number; once in a while, not with every key pressed."""
    again = {"act": "child.lookup", "subject": f"child:{child.pk}", "actor_id": user.pk}
    if not Entry.objects.filter(**again, at__gte=timezone.now() - LOOKED_AGAIN).exists():
        place = child.village or child.town or child.county
        record(user, "child.lookup", subject=f"child:{child.pk}", place=place.path, detail={"outside": True})
