"""Words of the pages of referrals in templates."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.referrals import policies, wording
from guixiao.cases.referrals.listing import answered_since, need_a_look

register = template.Library()


@register.filter
def in_words(row: Mapping[str, Any] | None) -> str:
    return policies.in_words(row)


@register.filter
def standing_of(name: str) -> str:
    return str(wording.LISTS.get(name, name))


@register.filter
def mark_of(name: str) -> str:
    return wording.MARKS.get(name, "")


@register.simple_tag
def referrals_stuck(user: User) -> int:
    """How many of one's own are late, or have a link that opens no more."""
    return need_a_look(user.whole.only("refer"), timezone.localdate())


@register.simple_tag
def referrals_answered(user: User, since: date) -> int:
    return answered_since(user.whole.only("refer"), since)
