"""Words of the four lists in templates."""

from django import template

from guixiao.cases.lists.sources import KINDS

register = template.Library()


@register.filter
def task_kind(name: str) -> str:
    return str(KINDS.get(name, name))
