"""The only writers of the county's calendar. What was judged late before stays; what still runs follows the new calendar."""

from datetime import date

from django.db import IntegrityError, transaction

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.cases.clocks.calendar.rules import day_refusal, term_refusal
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.clocks.models import KnownYear, OwnDay, Term
from guixiao.cases.effort.actions import look_again


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def set_day(by: User, county: Area, day: date | None, name: str, *, off: bool) -> OwnDay:
    """A day off, or a day worked, of the county's own. Said already, by whoever: Refused."""
    with transaction.atomic():
        why = day_refusal(day, name, off=off, works=day is not None and calendar_of(county).is_working(day))
        if why or day is None:
            raise Refused(why or "day_unread")
        try:
            with transaction.atomic():
                kept = OwnDay.objects.create(county=county, day=day, off=off, name=name, set_by=by)
        except IntegrityError:
            raise Refused("day_said") from None
        record(by, "calendar.day", place=county.path, detail={"day": str(day), "off": off, "name": name})
    return kept


@transaction.atomic
def remove_day(by: User, kept: OwnDay) -> None:
    """Taken back: the day is again what the State Council says."""
    if OwnDay.objects.filter(pk=kept.pk).delete()[0]:
        record(by, "calendar.day_removed", place=kept.county.path, detail={"day": str(kept.day), "name": kept.name})


def set_term(by: User, county: Area, name: str, first: date | None, last: date | None) -> Term:
    """First and last day of a term; terms of one county never overlap."""
    with transaction.atomic():
        others = list(Term.objects.filter(county=county).values_list("first", "last"))
        why = term_refusal(name, first, last, others)
        if why or first is None or last is None:
            raise Refused(why or "day_unread")
        try:
            with transaction.atomic():
                kept = Term.objects.create(county=county, name=name, first=first, last=last, set_by=by)
        except IntegrityError:
            raise Refused("term_overlaps") from None
        look_again(county)
        record(by, "calendar.term", place=county.path, detail={"name": name, "first": str(first), "last": str(last)})
    return kept


@transaction.atomic
def remove_term(by: User, kept: Term) -> None:
    if Term.objects.filter(pk=kept.pk).delete()[0]:
        look_again(kept.county)
        told = {"name": kept.name, "first": str(kept.first), "last": str(kept.last)}
        record(by, "calendar.term_removed", place=kept.county.path, detail=told)


@transaction.atomic
def know_year(by: User, county: Area, year: int) -> None:
    """The county says that it has entered all days of a year the national calendar does not have; twice is once."""
    if KnownYear.objects.get_or_create(county=county, year=year, defaults={"set_by": by})[1]:
        record(by, "calendar.year", place=county.path, detail={"year": year})


@transaction.atomic
def forget_year(by: User, county: Area, year: int) -> None:
    if KnownYear.objects.filter(county=county, year=year).delete()[0]:
        record(by, "calendar.year_removed", place=county.path, detail={"year": year})
