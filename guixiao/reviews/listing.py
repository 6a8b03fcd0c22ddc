"""The list of doubts: its filters, and how many each leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet
from django.http import QueryDict

from guixiao.accounts.models import User
from guixiao.reviews.models import Decision, Doubt, DoubtQuerySet
from guixiao.reviews.queue import asked
from guixiao.reviews.wording import STATES
from guixiao.tables.kept import kept_sum

SHOWN = ("coverage__child", "coverage__town", "coverage__village", "held_by", "skipped_by")
# Sealed or long, and not in the list: the questions themselves, the numbers, the sentences.
UNREAD = ("facts", "coverage__explanation_zh", "coverage__explanation_en", "coverage__child__id_number",
          "coverage__child__household_number", "coverage__child__phone")  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean every open doubt, never an error. `who`: key of a user, of decided doubts."""

    state: str = "open"
    who: int = 0


def filters_of(query: Mapping[str, str]) -> Filters:
    state, who = query.get("state", ""), query.get("who", "")
    return Filters(state if state in STATES else "open", int(who) if who.isdecimal() and len(who) < 12 else 0)


def narrowed(doubts: DoubtQuerySet, filters: Filters) -> DoubtQuerySet:
    if filters.state == "decided":
        decided = doubts.decided()
        return decided.filter(decisions__made_by=filters.who, decisions__undone_at=None) if filters.who else decided
    if filters.state == "skipped":
        return doubts.open().filter(skipped_at__isnull=False)
    if filters.state == "given":
        return doubts.given_away()
    return doubts.open() if filters.state == "open" else doubts


def in_order(doubts: DoubtQuerySet, filters: Filters) -> "QuerySet[Doubt]":
    """In turn; the decided newest first."""
    if filters.state == "decided":
        ordered = doubts.filter(decisions__undone_at=None).order_by(F("decisions__made_at").desc(), "position")
    else:
        ordered = doubts.in_turn()
    decisions = Prefetch("decisions", Decision.objects.in_force().select_related("made_by"), to_attr="in_force")
    shown = ordered.select_related(None).select_related(*SHOWN).defer(*UNREAD)
    return shown.prefetch_related(decisions)


def counts(user: User) -> dict[str, int]:
    return {state: _many(user, state) for state in STATES}


@kept_sum
def _many(user: User, state: str) -> int:
    return narrowed(asked(user), Filters(state)).count()


def deciders(doubts: DoubtQuerySet) -> "QuerySet[User]":
    """Who has decided some of them."""
    made = Decision.objects.in_force().filter(doubt__in=doubts.order_by()).values("made_by")
    return User.objects.filter(pk__in=made).order_by("name")


def turn(query: QueryDict) -> str:
    """The query string to go on with, less the page."""
    kept = query.copy()
    kept.pop("page", None)
    return kept.urlencode()
