"""What waits, for the pages that lead to moves."""

from django import template

from guixiao.accounts.models import User
from guixiao.cases.moves.asking import waiting_for

register = template.Library()


@register.simple_tag
def moves_waiting(user: User) -> int:
    """How many offers wait for this person's answer."""
    return len(waiting_for(user.whole.only("move")))
