"""Words of rectification in templates, and what of it stands on my day."""

from django import template
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.models import Case
from guixiao.cases.rectification import wording
from guixiao.cases.rectification.listing import today_of
from guixiao.cases.rectification.policies import named, over
from guixiao.children.models import Round

register = template.Library()


@register.filter
def item_standing(name: str) -> str:
    return str(wording.STANDINGS.get(name, name))


@register.filter
def item_mark(name: str) -> str:
    return wording.MARKS.get(name, "")


@register.filter
def step_verb(name: str) -> str:
    return str(wording.VERBS.get(name, name))


@register.simple_tag
def may_inspect(user: User, case: Case) -> bool:
    """May this person record what an inspection found about the child?"""
    place = case.village or case.town or case.county
    return over(named(user.whole, "records", case.round), place.path)


@register.simple_tag
def rectification_today(user: User, made: Round | None) -> dict[str, int]:
    return today_of(user.whole.only("rectify"), made, timezone.localdate())
