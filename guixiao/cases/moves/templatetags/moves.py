"""What waits, for the pages that lead to moves."""

from django import template

from guixiao.accounts.models import User
from guixiao.cases.moves.asking import to_answer

register = template.Library()


@register.simple_tag
def moves_waiting(user: User) -> int:
    """How many offers wait for this person's answer."""
    return len(to_answer(user.whole.only("move")))
