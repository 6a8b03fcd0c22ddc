"""Words of the verification pages in templates."""

from dataclasses import fields
from typing import Any

from django import template

from guixiao.cases import wording
from guixiao.cases.models import Event

register = template.Library()


@register.filter
def standing(name: Any) -> str:
    return str({**wording.STANDINGS, **wording.LISTS}.get(name, name))


@register.filter
def mark(name: str) -> str:
    return wording.MARKS.get(name, "")


@register.filter
def assigned(name: str) -> str:
    return str(wording.ASSIGNED.get(name, ""))


@register.filter
def verb(name: str) -> str:
    return str(wording.VERBS.get(name, name))


@register.filter
def changed(event: Event) -> list[str]:
    return [str(wording.FACTS[name]) for name in event.detail.get("changed", ()) if name in wording.FACTS]


@register.filter
def count_of(counts: dict[str, int], name: str) -> int:
    return counts.get(name, 0)


@register.simple_tag
def narrowed(filters: Any, **words: str) -> str:
    """The query of the same list with some words changed, on its first page."""
    return "?" + str(filters.words(**words))


@register.filter
def make_list_of(words: str) -> list[str]:
    return words.split()


@register.filter
def fields_of(filters: Any) -> list[tuple[str, str]]:
    """Every filter of a page by its name."""
    return [(field.name, getattr(filters, field.name)) for field in fields(filters)]


@register.filter
def word_of(filters: Any, name: str) -> str:
    return str(getattr(filters, name))
