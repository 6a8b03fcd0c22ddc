"""Questions to departments that wait for an answer; of one's own those that need a look, as my day counts them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases import listing as cases
from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source, Who
from guixiao.cases.models import Case
from guixiao.cases.referrals.listing import PLACE, asked_by, stuck
from guixiao.cases.referrals.models import Referral, ReferralQuerySet
from guixiao.cases.referrals.policies import in_words
from guixiao.cases.referrals.reading import hidden
from guixiao.cases.referrals.rules import OPEN
from guixiao.tables.kept import kept, kept_sum

REFERRAL = "referral"


def _rows(user: User, mine: bool, area: Area | None, today: date) -> ReferralQuerySet:
    found = stuck(user, today) if mine else asked_by(user, PLACE).filter(state__in=OPEN)
    return found.filter(case__in=cases.within(Case.objects.all(), area)) if area else found


@kept
def _told(user: User, mine: bool, area: Area | None, today: date) -> Any:
    return _rows(user, mine, area, today).order_by("due_on", "year", "serial").values_list("due_on", "pk")


@kept_sum
def _many(user: User, mine: bool, area: Area | None, today: date) -> int:
    return _rows(user, mine, area, today).count()


def _count(asked: Asked) -> int:
    found: int = _many(asked.user.only("refer"), asked.mine, asked.area, asked.today)
    return found


def _spots(asked: Asked) -> list[Spot]:
    return [Spot(due, REFERRAL, key) for due, key in _told(asked.user.only("refer"), asked.mine, asked.area, asked.today)]


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    read = ("case__child", "case__round", "case__town", "case__village")
    rows = Referral.objects.filter(pk__in=[spot.key for spot in spots]).select_related(*read)
    return {(REFERRAL, row.pk): _line(asked, row) for row in rows}


def _line(asked: Asked, row: Referral) -> Line:
    case, user = row.case, asked.user.only("refer")
    what = _("限制查看") if hidden(user, row) else in_words(row.words["question"])
    place = " ".join(str(area) for area in (case.town, case.village) if area)
    who = Who(in_words(row.words["department"]), outside=True)
    return Line(f"{row.number} {what}", case.child.name, reverse("referral", args=[row.pk]), place, (who,))


SOURCE = Source({REFERRAL: gettext_lazy("请部门协查")}, _spots, _lines, _count)
