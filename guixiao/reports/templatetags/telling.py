"""How the evidence of one child is written on a page."""

from django import template

from guixiao.reports.why import words

register = template.Library()


@register.filter
def cell_label(name: str) -> str:
    return str(words.CELLS.get(name, name))


@register.filter
def field_name(name: str) -> str:
    return str(words.FIELDS.get(name, name))


@register.filter
def bits(weight: float) -> str:
    """+3.5, −2.0: a real minus."""
    return f"{weight:+.1f}".replace("-", "−")
