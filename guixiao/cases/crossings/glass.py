"""Emergency looks of a county lead: opened with a reason, for some minutes, in one session; each page under it is kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.actions import record, take_turn
from guixiao.cases.attachments.models import Proof
from guixiao.cases.crossings.actions import LONGEST, Refused, who
from guixiao.cases.crossings.models import Crossing, Ending, Glance
from guixiao.cases.crossings.policies import policy_of
from guixiao.cases.crossings.rules import GLASS, glass_until, words_refusal
from guixiao.cases.looks.actions import session_of
from guixiao.cases.models import Case, Event
from guixiao.cases.referrals.models import Referral
from guixiao.children.models import Child
from guixiao.tables.kept import kept

OPENING = "break_glass"
RECENT = timedelta(days=14)  # so long the office is told on every page of what nobody has looked over
WAYS: tuple[tuple[str, Any, str], ...] = (
    ("case", Case, "child"), ("event", Event, "case__child"), ("proof", Proof, "event__case__child"),
    ("referral", Referral, "case__child"),
)  # fmt: skip


def open_now(user: User, session: str | None) -> Crossing | None:
    """The one of this person in this session that neither time nor the person has ended."""
    held = Crossing.objects.own(user).filter(session=session_of(session)).open_at(timezone.now())
    return held.select_related("county").order_by("-until").first()


@transaction.atomic
def open_glass(user: User, session: str | None, words: str) -> Crossing:
    """For a while what is closed to this post is open; the office and the administrators are told at once."""
    take_turn()
    if open_now(user, session):
        raise Refused("open_already")
    policy, now = policy_of(user.whole), timezone.now()
    if why := words_refusal(policy, words):
        raise Refused(why)
    until = glass_until(now, policy)
    kept = {"words": words.strip()[:LONGEST], "session": session_of(session), "at": now, "until": until}
    crossing = Crossing.objects.create(kind=GLASS, **kept, **who(user))
    record(user, "glass.open", subject=f"crossing:{crossing.pk}", place=crossing.county.path, detail={"until": until})
    return crossing


@transaction.atomic
def end_glass(user: User, session: str | None) -> bool:
    """Before its time; False where nothing was open any more."""
    crossing = open_now(user, session)
    if crossing is None:
        return False
    try:
        with transaction.atomic():
            Ending.objects.create(crossing=crossing, demo=crossing.demo)
    except IntegrityError:
        return False
    record(user, "glass.end", subject=f"crossing:{crossing.pk}", place=crossing.county.path)
    return True


@transaction.atomic
def keep_page(crossing: Crossing, page: str, parts: Mapping[str, Any]) -> None:
    """A page that was answered under it: the name of its route, and the child it is about."""
    child = child_of(parts)
    demo = crossing.demo or bool(child and child.demo)
    Glance.objects.create(crossing=crossing, page=page[:60], child=child, demo=demo)
    if child:
        place = child.village or child.town or child.county
        record(crossing.user, "child.glass", subject=f"child:{child.pk}", place=place.path, detail={"crossing": str(crossing.pk)})


def child_of(parts: Mapping[str, Any]) -> Child | None:
    """Whose page it is, by the part of its address."""
    rows = Child.objects.select_related("county", "town", "village")
    if "child" in parts:
        return rows.filter(pk=parts["child"]).first()
    for part, model, way in WAYS:
        if part in parts:
            return rows.filter(pk__in=model.objects.filter(pk=parts[part]).values(way)).first()
    return None


def told_of(user: User) -> list[Crossing]:
    """For the office and the administrators who look over: emergency looks of their county that are open, or wait for a look."""
    if not user.counties:
        return []
    counties = [county.pk for county in user.counties]
    if not _recent(counties=counties, since=timezone.now() - RECENT):  # of nearly every page
        return []
    recent = Crossing.objects.filter(county__in=counties, kind=GLASS, at__gt=timezone.now() - RECENT)
    return list(recent.exclude(user=user.pk).unsettled().select_related("user", "ending")[:5])


@kept
def _recent(*, counties: list[int], since: datetime) -> Any:
    return Crossing.objects.filter(county__in=counties, kind=GLASS, at__gt=since).order_by().values_list("pk")[:1]
