"""Joint actions on the page of a case."""

from typing import Any

from django import template

from guixiao.accounts.models import User
from guixiao.cases.joint.models import JointAction
from guixiao.cases.joint.reading import named
from guixiao.cases.models import Case

register = template.Library()


@register.simple_tag
def joint_of(case: Case, user: User) -> list[dict[str, Any]]:
    """Those at this child's door that the person may open: the day and the departments, nobody's name."""
    if not user.whole.may("see_bodies"):
        return []
    found = JointAction.objects.visible_to(user.whole.only("see_bodies")).filter(children__case=case)
    return [{"action": action, "departments": named(action.departments, case.round)} for action in found]
