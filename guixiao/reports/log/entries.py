"""Which entries of the log a county officer reads, and how one is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area
from guixiao.audit.models import Entry
from guixiao.children.models import Child
from guixiao.reports.log.wording import ACTS, DETAILS, KINDS, NUMBERS, PLAIN, WHAT, WRITTEN

PER_PAGE = 50
OUT = ("export", "print", "download", "list")
ACTS_OF = {
    "looks": Q(
        act__in=("child.reveal", "child.matters", "child.outside", "outside.ask", "child.glass", "glass.open", "token.look")
    ),
    "exports": reduce(or_, (Q(act__endswith=f".{verb}") for verb in OUT)),
    "sessions": Q(act__startswith="session.") | Q(act__startswith="factor."),
}
ACTS_OF["changes"] = ~reduce(or_, ACTS_OF.values())


@dataclass(frozen=True)
class Asked:
    """Filters as they came in the URL; what makes no sense is left out."""

    kind: str = ""
    who: int | None = None
    child: UUID | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None

    @property
    def narrow(self) -> bool:
        return any((self.kind, self.who, self.child, self.since, self.until))


@dataclass(frozen=True)
class Told:
    """One entry in words. `child`: key and name of a child the reader may see; `unnamed`: the key alone, for an administrator who
    must tell one child's entries from another's."""

    entry: Entry
    act: str
    place: str
    child: tuple[str, str] | None
    unnamed: str
    person: str
    detail: str


def asked(query: Mapping[str, str]) -> Asked:
    kind = query.get("kind", "")
    return Asked(
        kind=kind if kind in KINDS else "",
        who=_number(query.get("who", "")),
        child=_uuid(query.get("child", "")),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        before=_number(query.get("before", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def readable(user: User) -> "QuerySet[Entry]":
    """What concerns the reader's own county; what concerns no place, where there is no other county here."""
    paths = [county.path for county in user.counties]
    inside = reduce(or_, (Q(place__startswith=path) for path in paths), Q(pk=None))
    alone = not Area.objects.filter(kind=Area.Kind.COUNTY).exclude(path__in=paths).exists()
    return Entry.objects.filter(inside | Q(place="") if paths and alone else inside)


def chosen(user: User, wanted: Asked) -> "QuerySet[Entry]":
    """Every entry that was asked for, on whatever page."""
    rows = readable(user).filter(ACTS_OF.get(wanted.kind, Q()))
    rows = rows.filter(Q(actor_id=wanted.who) | Q(subject=f"user:{wanted.who}")) if wanted.who else rows
    rows = rows.filter(subject=f"child:{wanted.child}") if wanted.child else rows
    rows = rows.filter(at__gte=_midnight(wanted.since)) if wanted.since else rows
    return rows.filter(at__lt=_midnight(wanted.until, days=1)) if wanted.until else rows


def page_of(user: User, wanted: Asked) -> list[Entry]:
    """One entry more than a page holds, if there are more: newest first."""
    rows = chosen(user, wanted)
    rows = rows.filter(sequence__lt=wanted.before) if wanted.before else rows
    return list(rows.order_by("-sequence")[: PER_PAGE + 1])


def _midnight(day: date, days: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(days=days)


def people(user: User) -> list[tuple[int, str]]:
    """Whose doings can be asked for: everyone of the county who ever held a post."""
    held = Post.objects.visible_to(user).values("user")
    return [(person.pk, person.name) for person in User.objects.filter(pk__in=held).order_by("username")]


def told(user: User, entries: Iterable[Entry]) -> list[Told]:
    """With the names of places, persons and those children that the reader may see."""
    entries = list(entries)
    children = _named(Child.objects.visible_to(user), _keys(entries, "child:"))
    persons = _named(User.objects, _keys(entries, "user:"))
    places = {area.path: str(area) for area in Area.objects.filter(path__in={entry.place for entry in entries})}
    return [_told(entry, children, persons, places, blind=user.administrator) for entry in entries]


def _keys(entries: Iterable[Entry], kind: str) -> list[str]:
    return [entry.subject.removeprefix(kind) for entry in entries if entry.subject.startswith(kind)]


def _named(rows: Any, keys: list[str]) -> dict[str, str]:
    return {str(key): name for key, name in rows.filter(pk__in=keys).values_list("pk", "name")} if keys else {}


def _told(
    entry: Entry, children: dict[str, str], persons: dict[str, str], places: dict[str, str], *, blind: bool = False
) -> Told:
    kind, _, key = entry.subject.partition(":")
    child = (key, children[key]) if kind == "child" and key in children else None
    person = persons.get(key, "") if kind == "user" and key != str(entry.actor_id) else ""
    act = str(ACTS.get(entry.act, entry.act))
    if entry.act == "child.reveal":
        act = f"{act}: {WHAT.get(entry.detail.get('what', ''), '')}"
    english = (get_language() or "").startswith("en")
    said = [f"{DETAILS[name]} {_value(name, (english and entry.detail.get(f'{name}_en')) or value, blind=blind)}"
            for name, value in entry.detail.items() if name in DETAILS and value not in (None, "", person)]  # fmt: skip
    return Told(
        entry, act, places.get(entry.place, ""), child, key if blind and kind == "child" else "", person, " · ".join(said)
    )


def _value(name: str, value: Any, *, blind: bool) -> str:
    """What somebody wrote in words of their own may name a child: an administrator learns only that it was written."""
    if blind and name not in PLAIN:
        return str(WRITTEN)
    return str(NUMBERS.get(value, value)) if name == "numbers" else str(value)
