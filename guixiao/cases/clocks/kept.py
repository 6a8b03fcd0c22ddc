"""What a round keeps of its policy's clocks and pauses (`Round.wording`), and those clocks again; the county's calendar."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, fields
from datetime import date
from typing import Any

from guixiao.areas.models import Area
from guixiao.cases.bodies.policies import bodies_for
from guixiao.cases.clocks.models import KnownYear, OwnDay, Term
from guixiao.cases.keyplaces.listing import marks_of
from guixiao.cases.keyplaces.rules import Mark, is_key
from guixiao.children.models import Round
from guixiao.lib.once import once
from guixiao.lib.workdays import NATIONAL, Calendar
from guixiao.policy import policy_for
from guixiao.policy.model import Clock
from guixiao.tables.kept import kept

LISTS = ("states", "starts", "ends", "resumes", "duty")


@dataclass(frozen=True)
class Keys:
    """The clocks that run shorter at key places, and every mark of the county."""

    days: Mapping[str, int] = field(default_factory=dict)
    marks: Sequence[Mark] = ()

    def days_for(self, clock: str, places: Collection[Any], day: date) -> int | None:
        """Of what began on the day at one of these places; None: the clock's own."""
        return self.days[clock] if clock in self.days and is_key(self.marks, places, day) else None

    @property
    def said(self) -> list[Any]:
        return [sorted(self.days.items()), [[str(value) for value in astuple(mark)] for mark in self.marks]] if self.marks else []


def keys_of(made: Round) -> Keys:
    """Where no clock runs shorter, nobody asks which places are marked."""
    days = bodies_for(made).key_places.days
    return Keys(days, marks_of(made.county_id)) if days else Keys()


def kept_clocks(policy: Any) -> dict[str, Any]:
    """Clocks and pauses, in the order of the rule file, as `Round.wording` keeps them."""
    clocks = {name: _plain(asdict(clock)) | {"at": at} for at, (name, clock) in enumerate(policy.clocks.items())}
    return {"clocks": clocks, "pauses": {name: {**pause.names, "days": pause.days} for name, pause in policy.pauses.items()}}


def _plain(clock: dict[str, Any]) -> dict[str, Any]:
    return {**clock.pop("names"), **clock}


def wording_of(made: Round) -> Mapping[str, Any]:
    """A round made before rounds kept clocks has those of the rules in force on its day."""
    told: dict[str, Any] = made.wording
    return told if "clocks" in told else {**told, **kept_clocks(policy_for(made.as_of))}


def clocks_of(made: Round) -> dict[str, Clock]:
    told = wording_of(made)["clocks"]
    in_order = sorted(told.items(), key=lambda item: item[1]["at"])  # PostgreSQL keeps no order of keys
    return {name: _clock(words) for name, words in in_order}


def _clock(words: dict[str, Any]) -> Clock:
    values: dict[str, Any] = {field.name: words[field.name] for field in fields(Clock) if field.name in words}
    values |= {name: tuple(words[name]) for name in LISTS}
    values["climb"] = dict(sorted(words["climb"].items(), key=lambda step: step[1]))
    return Clock(names={"zh": words["zh"], "en": words["en"]}, **values)


def calendar_of(county: Area | int) -> Calendar:
    return _calendar(county.pk if isinstance(county, Area) else county)


@once
def _calendar(county: int) -> Calendar:
    days = _own_days(county=county)
    return Calendar(
        holidays=frozenset(day for day, off in days if off),
        workdays=frozenset(day for day, off in days if not off),
        years=frozenset(_years(county=county)),
        terms=tuple(_terms(county=county)),
    )


@kept
def _own_days(*, county: int) -> Any:
    return OwnDay.objects.filter(county=county).values_list("day", "off")


@kept
def _years(*, county: int) -> Any:
    return KnownYear.objects.filter(county=county).values_list("year", flat=True)


@kept
def _terms(*, county: int) -> Any:
    return Term.objects.filter(county=county).values_list("first", "last")


def basis_of(made: Round, calendar: Calendar, keys: Keys) -> str:
    """Of the clocks, the calendar and the key places: another word where one of them changes."""
    told = wording_of(made)
    said = [
        told["clocks"], told.get("lines"), NATIONAL[-1], sorted(calendar.years), sorted(map(str, calendar.holidays)),
        sorted(map(str, calendar.workdays)), [[str(day) for day in term] for term in calendar.terms],
        *keys.said,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
