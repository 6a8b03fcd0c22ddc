"""What studies decided, on my day."""

from django import template

from guixiao.accounts.models import User
from guixiao.cases.studies import wording
from guixiao.cases.studies.models import Decision

register = template.Library()


@register.simple_tag
def decisions_waiting(user: User) -> int:
    """How many are this person's to do."""
    return Decision.objects.held_by(user.whole).open().count()


@register.filter
def decision_state(name: str) -> str:
    return str(wording.STATES[name])


@register.filter
def decision_mark(name: str) -> str:
    return wording.MARKS[name]
