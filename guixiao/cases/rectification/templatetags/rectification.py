"""Words of rectification in templates, and what of it stands on my day."""

from django import template
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.rectification import wording
from guixiao.cases.rectification.listing import to_look_at, to_mend

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
def rectification_today(user: User) -> dict[str, int]:
    """What this person has to put right, how much of it is late, and what waits for this person's second look."""
    person = user.whole.only("rectify")
    due = list(to_mend(person).values_list("deadline", flat=True))
    return {"mend": len(due), "late": sum(day < timezone.localdate() for day in due), "look": to_look_at(person).count()}
