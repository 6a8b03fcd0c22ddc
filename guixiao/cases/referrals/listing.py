"""The list of referrals: its filters, and how many each leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.referrals.models import Referral, ReferralQuerySet, standing_q
from guixiao.cases.referrals.rules import STANDINGS, TRIES
from guixiao.cases.referrals.wording import ALL
from guixiao.tables.kept import kept_sum

MINE, PLACE = "mine", "place"
PER_PAGE = 25


@dataclass(frozen=True)
class Filters:
    """Unknown words in the URL mean all that is one's own; never an error."""

    tab: str = ALL
    who: str = MINE

    def words(self, **changed: str) -> str:
        told = {field.name: changed.get(field.name, getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value != Filters.__dataclass_fields__[name].default})


def filters_of(query: Mapping[str, str]) -> Filters:
    tab, who = query.get("tab", ""), query.get("who", "")
    return Filters(tab if tab in STANDINGS else ALL, PLACE if who == PLACE else MINE)


def asked_by(user: User, who: str) -> ReferralQuerySet:
    """What this person asked, or all that is asked about the children it sees, but for what tells why one is out of school."""
    seen, own = Referral.objects.visible_to(user), Q(asked_by=user.pk)
    return seen.filter(own if who == MINE else own | Q(restricted=False))


def of_tab(rows: ReferralQuerySet, tab: str, today: date) -> ReferralQuerySet:
    return rows if tab == ALL else rows.standing(tab, today)


def counts(rows: ReferralQuerySet, today: date) -> dict[str, int]:
    """How many in each standing, and their sum as `all`."""
    told = {name: Count("pk", filter=standing_q(name, today)) for name in STANDINGS}
    counted: dict[str, int] = rows.order_by().aggregate(**told)
    return counted | {ALL: sum(counted.values())}


def stuck(user: User, today: date) -> ReferralQuerySet:
    """Of one's own: late, or with a link that is locked or over."""
    shut = Q(channel="link", state__in=("asked", "accepted")) & (Q(tries__gte=TRIES) | Q(expires_on__lt=today))
    return asked_by(user, MINE).filter(standing_q("late", today) | shut)


def need_a_look(user: User, today: date) -> int:
    found: int = _stuck(user, today)
    return found


@kept_sum
def _stuck(user: User, today: date) -> int:
    return stuck(user, today).count()


def answered_since(user: User, day: date) -> int:
    """Of one's own: what came back from this day on."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    found: int = _answered(user, since=midnight)
    return found


@kept_sum
def _answered(user: User, *, since: datetime) -> int:
    return asked_by(user, MINE).filter(state__in=("answered", "refused"), ended_at__gte=since).count()
