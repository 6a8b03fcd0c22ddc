"""One line for each row: what, whose duty, who held the post, when it was due, how long it took, what was said about it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guixiao.accounts.models import Post, User, role_word
from guixiao.areas.models import Area
from guixiao.cases.accountability.listing import ONE
from guixiao.cases.accountability.models import Answer
from guixiao.cases.accountability.rules import DUTY, ORDER, Spot
from guixiao.cases.accountability.sight import own_breaches, own_missed
from guixiao.cases.accountability.undone import undone
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.clocks.models import Breach, Task
from guixiao.cases.clocks.rows import word_of
from guixiao.cases.models import UNREAD_OF_CASE, Case
from guixiao.cases.orders.models import Addressee, Order
from guixiao.lib.workdays import Calendar, working_days_between


@dataclass(frozen=True)
class Fact:
    """`what`: the clock, or the order; `url`: of the case or the order, "" where it is not this person's to open; `people`: who
    held the post on the due day; `took`: working days after it until it was done, or until today; `children`: of an order."""

    kind: str
    key: int
    what: str
    child: str
    url: str
    post: str
    place: str
    people: tuple[str, ...]
    due_on: date
    late_from: date
    done_on: date | None = None
    took: int = 0
    over: bool = False
    children: int = 0
    own: bool = False
    answers: list[Answer] = field(default_factory=list)


def facts_of(user: User, spots: Sequence[Spot]) -> list[Fact]:
    """In the order of the spots."""
    keys = {kind: [spot.key for spot in spots if spot.kind == kind] for kind in (DUTY, ORDER)}
    found = {(fact.kind, fact.key): fact for fact in (*_duties(user, keys[DUTY]), *_orders(user, keys[ORDER]))}
    return [found[spot.kind, spot.key] for spot in spots if (spot.kind, spot.key) in found]


def _duties(user: User, keys: Sequence[int]) -> list[Fact]:
    read = Breach.objects.filter(pk__in=keys).select_related("case__child", "case__school").defer(*UNREAD_OF_CASE)
    rows = list(read.prefetch_related("case__round"))
    cases = {breach.case_id for breach in rows}
    seen = set(Case.objects.visible_to(user).filter(pk__in=cases).values_list("pk", flat=True))
    own = set(Breach.objects.filter(own_breaches(user), pk__in=keys).values_list("pk", flat=True))
    told = Duties(_names(rows), _done(cases), _answers(Answer.objects.filter(breach__in=keys), "breach_id"),
                  {county: calendar_of(county) for county in {breach.case.county_id for breach in rows}})  # fmt: skip
    return [_duty(breach, told, breach.case.pk in seen, breach.pk in own) for breach in rows]


@dataclass(frozen=True)
class Duties:
    """What is read once for all rows."""

    names: dict[str, str]
    done: dict[Any, date | None]
    answers: dict[Any, list[Answer]]
    calendars: dict[int, Calendar]


def _duty(breach: Breach, told: Duties, seen: bool, own: bool) -> Fact:
    case, key = breach.case, (breach.case.pk, breach.clock, breach.event_id)
    done, today = told.done.get(key), timezone.localdate()
    at = str(case.school or "") if breach.post == Post.Kind.PRINCIPAL else told.names.get(breach.place, "")
    return Fact(
        DUTY, breach.pk, word_of(case.round, "clocks", breach.clock),
        case.child.name if seen else _("不在您的辖区"), reverse("case", args=[case.pk]) if seen else "",
        role_word(breach.post), at, tuple(person["name"] for person in breach.people), breach.due_on,
        breach.late_from, done, max(0, working_days_between(breach.due_on, done or today, told.calendars[case.county_id])),
        key not in told.done, 0, own, told.answers[breach.pk],
    )  # fmt: skip


def _names(rows: Iterable[Breach]) -> dict[str, str]:
    """What the stored places are called, from the township down."""
    codes = {code for breach in rows for code in breach.place.strip("/").split("/")}
    known = {area.code: area for area in Area.objects.filter(code__in=codes)}
    found = {}
    for path in {breach.place for breach in rows}:
        parts = [known[code] for code in path.strip("/").split("/") if code in known]
        found[path] = " ".join(str(area) for area in (parts[1:] or parts))
    return found


def _done(cases: Iterable[Any]) -> dict[Any, date | None]:
    """The run of a clock -> when it was done. A run that is not there any more is no duty by today's rules."""
    told = Task.objects.filter(case__in=cases).values_list("case", "clock", "event", "done_on")
    return {(case, clock, event): done for case, clock, event, done in told}


def _answers(found: "QuerySet[Answer]", name: str) -> dict[Any, list[Answer]]:
    answers: dict[Any, list[Answer]] = defaultdict(list)
    for answer in found.select_related("by").order_by("number"):
        answers[getattr(answer, name)].append(answer)
    return answers


def _orders(user: User, keys: Sequence[int]) -> list[Fact]:
    rows = list(Addressee.objects.filter(pk__in=keys).select_related("area__parent", "school").prefetch_related("order"))
    own = set(Addressee.objects.filter(own_missed(user), pk__in=keys).values_list("pk", flat=True))
    answers = _answers(Answer.objects.filter(addressee__in=keys), "addressee_id")
    counted, people = undone(), _people(rows)
    open_to = set(Order.objects.visible_to(user).filter(pk__in=[one.order.pk for one in rows]).values_list("pk", flat=True))
    return [
        Fact(ORDER, one.pk, f"{one.order.number} {one.order.title}", "", _url(one.order, open_to),
             one.get_role_display(), str(one.area or one.school), people[one.pk], one.order.deadline,
             one.order.deadline + ONE, children=counted[one.pk].children,
             own=one.pk in own, answers=answers[one.pk])
        for one in rows
    ]  # fmt: skip


def _url(order: Order, open_to: Container[Any]) -> str:
    return reverse("order", args=[order.pk]) if order.pk in open_to else ""


def _people(rows: Sequence[Addressee]) -> dict[int, tuple[str, ...]]:
    """Who held the post of each on the last day of its order."""
    here = Q(area__in=[one.area_id for one in rows if one.area_id])
    here |= Q(school__in=[one.school_id for one in rows if one.school_id])
    posts = list(Post.objects.filter(here).select_related("user").order_by("pk"))
    return {
        one.pk: tuple(
            post.user.name for post in posts
            if (post.role, post.area_id, post.school_id) == (one.role, one.area_id, one.school_id)
            and post.in_force_on(one.order.deadline)
        )
        for one in rows
    }  # fmt: skip
