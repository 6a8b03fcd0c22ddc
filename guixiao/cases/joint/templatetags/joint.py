"""Joint actions on the page of a case."""

from typing import Any
from uuid import UUID

from django import template

from guixiao.accounts.models import User
from guixiao.cases.bodies.models import Body
from guixiao.cases.joint import reading
from guixiao.cases.joint.models import JointAction
from guixiao.cases.joint.reading import named
from guixiao.cases.models import Case
from guixiao.children.models import Round
from guixiao.tables.kept import kept

register = template.Library()


@register.simple_tag
def joint_of_body(body: Body, user: User, made: Round | None) -> dict[str, Any]:
    """A line for each that the person may read whole; `count`: how many there are."""
    seen = user.whole.only("see_bodies")
    found, count = reading.of_body(seen, body)
    return {"rows": reading.rows_of(seen, found, made), "count": count, "more": count - len(found)}


@register.simple_tag
def joint_of(case: Case, user: User) -> list[dict[str, Any]]:
    """Those at this child's door that the person may open: the day and the departments, nobody's name."""
    if not user.whole.may("see_bodies"):
        return []
    found = _at_door(user.whole.only("see_bodies"), case=case.pk)
    return [{"action": action, "departments": named(action.departments, case.round)} for action in found]


@kept
def _at_door(user: User, *, case: UUID) -> Any:
    return JointAction.objects.visible_to(user).filter(children__case=case)
