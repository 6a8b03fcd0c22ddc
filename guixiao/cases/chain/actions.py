"""The only writers of duties: naming a chief, taking it back, handing over."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area, School
from guixiao.audit.actions import record
from guixiao.cases.chain.leaving import Hanging, hanging_on, open_cases_at
from guixiao.cases.chain.models import Duty
from guixiao.cases.chain.rules import Chief, Nomination, hand_over_refusal, may_name, nomination_refusal
from guixiao.cases.chain.words import chiefs_of
from guixiao.cases.models import Case, Event


class Refused(Exception):
    """A rule stands in the way: nothing was written. `why`: a name of wording.REFUSALS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Person:
    """An account, or somebody without one by name and telephone."""

    user: User | None = None
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Spot:
    """What somebody is named for: one case, or a place; `posts`: what the one who names holds on its path."""

    at: Case | Area | School
    posts: frozenset[str]

    @property
    def columns(self) -> dict[str, Any]:
        return {{Case: "case", Area: "area", School: "school"}[type(self.at)]: self.at}


@dataclass(frozen=True)
class Term:
    """From a day until a day, both included; `seen`: the duty that stood when the form was drawn; why."""

    since: date
    until: date | None = None
    why: str = ""
    seen: int | None = None


def name_chief(by: User, chief: Chief | None, spot: Spot, person: Person, term: Term) -> Duty:
    """Somebody is chief of a case or a place from a day on; whoever was named before is so until the day before."""
    try:
        return _named(by, chief, spot, person, term)
    except IntegrityError as error:  # another officer named somebody in the same moment
        raise Refused("named_meanwhile") from error


@transaction.atomic
def _named(by: User, chief: Chief | None, spot: Spot, person: Person, term: Term) -> Duty:
    held = standing(chief.name, spot) if chief else None
    said = Nomination(chief, spot.posts, person.user is not None, person.name, term.since, term.until,
                      held.pk if held else None, term.seen)  # fmt: skip
    if (why := nomination_refusal(said)) or chief is None:
        raise Refused(why)
    if held:
        _end(held, by, term.since - timedelta(1))
    duty = new_duty(chief.name, spot, person, term, by)
    duty.save(force_insert=True)
    _tell(by, "chief.name", spot, duty, term.why)
    return duty


def new_duty(chief: str, spot: Spot, person: Person, term: Term, by: User) -> Duty:
    who = {"user": person.user} if person.user else {"name": person.name.strip(), "phone": person.phone.strip()}
    return Duty(chief=chief, since=term.since, until=term.until, why=term.why.strip(), made_by=by, **spot.columns, **who)


def standing(chief: str, spot: Spot) -> Duty | None:
    """Who was named last and not taken back."""
    return Duty.objects.filter(chief=chief, ended_by=None, **spot.columns).first()


@transaction.atomic
def take_back(by: User, duty: Duty, spot: Spot, chief: Chief | None, why: str) -> None:
    """Whoever was named is so no longer, from today; the post counts again. What the policy no longer has anyone ends."""
    if chief and not may_name(chief, spot.posts):
        raise Refused("may_name")
    if not why.strip():
        raise Refused("reason")
    _end(duty, by, timezone.localdate() - timedelta(1))
    _tell(by, "chief.take_back", spot, duty, why)


def _end(duty: Duty, by: User, last_day: date) -> None:
    until = min(duty.until, last_day) if duty.until else last_day
    if not Duty.objects.filter(pk=duty.pk, ended_by=None).update(until=until, ended_by=by):
        raise Refused("nobody_named")
    duty.until, duty.ended_by = until, by


def _tell(by: User, act: str, spot: Spot, duty: Duty, why: str) -> None:
    """A case has its event; the log tells of all. No name stands there but of people with an account."""
    detail = {"chief": duty.chief, "duty": duty.pk} | ({"name": duty.user.name} if duty.user else {})
    if isinstance(spot.at, Case):
        add_event(by, spot.at, act.replace("chief.", "chief_"), note=why, detail={"chief": duty.chief, "duty": duty.pk})
    subject = f"child:{spot.at.child_id}" if isinstance(spot.at, Case) else ""
    record(by, act, subject=subject, place=spot.at.path, detail=detail)


def add_event(
    by: User | None, case: Case, verb: str, *, note: str = "", detail: dict[str, Any] | None = None, true_on: date | None = None
) -> Event:
    """One more event of a case, whose state stays as it is in this moment. `true_on`: today unless said."""
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)  # from here to the commit nobody else changes the case
    case.refresh_from_db(fields=["version", "state", "finding", "effect", "evidence", "until"])
    told = {"finding": case.finding, "effect": case.effect, "evidence": case.evidence, "until": case.until}
    event = Event(case=case, version=case.version, verb=verb, state=case.state, true_on=true_on or timezone.localdate(), actor=by,
                  place=by.path if by else "", note=note.strip(), detail=detail or {}, **told)  # fmt: skip
    event.save(force_insert=True)
    return event


@transaction.atomic
def hand_over(by: User, post: Post, to: Person, why: str) -> int:
    """Whatever hangs on the holder of this post goes to somebody else from today, in one act; gives of how many children."""
    if refused := hand_over_refusal(why, same=to.user == post.user, somebody=to.user is not None or bool(to.name.strip())):
        raise Refused(refused)
    hanging = hanging_on([post], timezone.localdate())
    if not hanging:
        raise Refused("nothing_hangs")
    chiefs: dict[Any, list[str]] = defaultdict(list)
    for case, chief in [*_posts_work(by, hanging, to, why), *_named_work(by, hanging, to, why)]:
        chiefs[case].append(chief)
    for case in Case.objects.filter(pk__in=list(chiefs)).order_by("pk"):
        add_event(by, case, "chief_hand_over", note=why, detail={"chiefs": chiefs[case.pk], "from": post.user_id})
    detail = {"name": post.user.name, "role": post.role, "cases": len(chiefs), "duties": len(hanging.duties)}
    record(by, "chief.hand_over", subject=f"user:{post.user_id}", place=post.path, detail=detail)
    return len(chiefs)


def _posts_work(by: User, hanging: Hanging, to: Person, why: str) -> Iterator[tuple[Any, str]]:
    """Where the post alone made the chief, somebody is named for the place; gives (case, chief) of each child."""
    for left in hanging.left:
        cases = list(left.cases.values_list("pk", flat=True))
        held = standing(left.chief.name, Spot(left.at, frozenset()))
        if held:  # named once, and over
            _end(held, by, timezone.localdate() - timedelta(1))
        duty = new_duty(left.chief.name, Spot(left.at, frozenset()), to, Term(timezone.localdate(), why=why), by)
        duty.save(force_insert=True)
        yield from ((case, left.chief.name) for case in cases)


def _named_work(by: User, hanging: Hanging, to: Person, why: str) -> Iterator[tuple[Any, str]]:
    """What the person was named for, somebody else is named for; gives (case, chief) of each child."""
    today = timezone.localdate()
    for duty in hanging.duties:
        until = duty.until
        _end(duty, by, today - timedelta(1))
        new_duty(duty.chief, Spot(duty.at, frozenset()), to, Term(today, until, why), by).save(force_insert=True)
        yield from ((case, duty.chief) for case in _behind(duty.at))


def _behind(at: Case | Area | School) -> list[Any]:
    """The open cases that a duty stands behind."""
    return [at.pk] if isinstance(at, Case) else list(open_cases_at(at).values_list("pk", flat=True))


def leave_behind(by: User, case: Case, levels: Collection[str]) -> None:
    """Whoever was named for this one case at these levels is so no longer: it went elsewhere. In the caller's transaction."""
    gone = {chief.name for chief in chiefs_of(case.round) if chief.level in levels}
    for duty in Duty.objects.filter(case=case, ended_by=None, chief__in=gone).order_by("pk"):
        _end(duty, by, timezone.localdate() - timedelta(1))


@transaction.atomic
def look_at_phone(by: User, duty: Duty, spot: Spot) -> str:
    """The telephone number of whoever was named; who looks is recorded."""
    record(by, "chief.look", place=spot.at.path, detail={"chief": duty.chief, "duty": duty.pk})
    return duty.phone


@transaction.atomic
def remove_demo_duties() -> None:
    """Those of cases and people that the demo made."""
    Duty.objects.filter(case__demo=True).delete()
    Duty.objects.filter(made_by__demo=True).delete()
    Duty.objects.filter(user__demo=True).delete()
