"""Words of the four lists in templates."""

from django import template

from guixiao.cases.lists import wording
from guixiao.cases.lists.sources import KINDS

register = template.Library()


@register.filter
def task_state(name: str) -> str:
    return str(wording.STATES.get(name, name))


@register.filter
def task_mark(name: str) -> str:
    return wording.MARKS.get(name, "")


@register.filter
def task_kind(name: str) -> str:
    return str(KINDS.get(name, name))
