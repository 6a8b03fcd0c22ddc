"""Words of changes on a page."""

from django import template

from guixiao.children.rules import masked_id, masked_text
from guixiao.reports import wording
from guixiao.reports.changes import words
from guixiao.reports.changes.filters import CORRECTED, EVERY

register = template.Library()
KINDS = words.KINDS | {CORRECTED: words.CORRECTED, EVERY: words.EVERY}


@register.filter
def kind(name: str) -> str:
    """A kind of change, one of the heads, the corrected, or all."""
    return str(words.HEADS.get(name) or KINDS[name][0])


@register.filter
def kind_means(name: str) -> str:
    return str(KINDS[name][1])


@register.filter
def group(name: str) -> str:
    return str(words.GROUPS[name])


@register.filter
def fact(name: str) -> str:
    return str(words.FIELDS.get(name, name))


@register.filter
def fact_value(value: str, field: str) -> str:
    """As it may be shown: numbers masked."""
    if field == "id_number":
        return masked_id(value)
    return str(wording.SEXES.get(value, value)) if field == "sex" else masked_text(value)
