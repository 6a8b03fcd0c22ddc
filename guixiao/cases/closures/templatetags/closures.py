"""Words of the closure list in templates."""

from django import template

from guixiao.cases.closures import wording
from guixiao.cases.lists.wording import LINES

register = template.Library()


@register.filter
def condition(name: str) -> str:
    return str(wording.CONDITIONS.get(name, name))


@register.filter
def closing_line(name: str) -> str:
    return str(LINES.get(name, name))


@register.filter
def look_outcome(name: str) -> str:
    return str(wording.LOOKS.get(name, name))


@register.filter
def look_mark(name: str) -> str:
    return wording.MARKS.get(name, "")
