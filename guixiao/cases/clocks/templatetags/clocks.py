"""Words of my day in templates."""

from typing import Any

from django import template

from guixiao.cases.clocks import wording

register = template.Library()


@register.filter
def of(counts: dict[str, int], name: str) -> int:
    return counts.get(name, 0)


@register.filter
def list_name(tab: str) -> str:
    return str(wording.LISTS[tab])


@register.filter
def clock_state(state: str) -> str:
    return str(wording.STATES[state])


@register.filter
def clock_mark(state: str) -> str:
    return wording.MARKS[state]


@register.simple_tag
def turned(filters: Any, **words: str) -> str:
    """The query of the same list with some words changed, on its first page."""
    return "?" + str(filters.words(**words))
