"""What studies decided, on my day; and studies on the page of a body."""

from typing import Any

from django import template

from guixiao.accounts.models import User
from guixiao.cases.bodies.models import Body
from guixiao.cases.studies import wording
from guixiao.cases.studies.models import Decision
from guixiao.cases.studies.reading import of_body, rows_of
from guixiao.tables.kept import kept_sum

register = template.Library()


@register.simple_tag
def studies_of_body(body: Body, user: User) -> dict[str, Any]:
    """A line for each that the person sees; `count`: how many there are."""
    found, count = of_body(user.whole.only("see_bodies"), body)
    return {"rows": rows_of(found), "count": count, "more": count - len(found)}


@register.simple_tag
def decisions_waiting(user: User) -> int:
    """How many are this person's to do."""
    found: int = _waiting(user.whole)
    return found


@kept_sum
def _waiting(user: User) -> int:
    return Decision.objects.held_by(user).open().count()


@register.filter
def decision_state(name: str) -> str:
    return str(wording.STATES[name])


@register.filter
def decision_mark(name: str) -> str:
    return wording.MARKS[name]
