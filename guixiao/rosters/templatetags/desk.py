"""How files, rows and signs are written on the rosters' pages."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from guixiao.children.rules import IN_EQUATION
from guixiao.rosters import wording

register = template.Library()
register.filter("sign_lines", wording.sign_lines)


@register.filter
def slot(roster: str) -> str:
    return str(wording.ROSTERS.get(roster, roster))


@register.filter
def kind(reason: str) -> str:
    return str(wording.KINDS.get(reason, reason))


@register.filter
def work_step(name: str) -> str:
    return str(wording.STEPS.get(name, name))


@register.filter
def phrase(told: Mapping[str, str] | None) -> str:
    """{"zh": …, "en": …} in the language of the page."""
    if not told:
        return ""
    return told["en"] if get_language() == "en" else told["zh"]


@register.filter
def size(count: int) -> str:
    """5.9 MB; whole kB below one."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{max(round(count / 1000), 1)} kB"


@register.filter
def of_school_age(buckets: Mapping[str, int]) -> int:
    return sum(buckets.get(name, 0) for name in IN_EQUATION)


@register.filter
def equation_parts(buckets: Mapping[str, int]) -> list[tuple[str, int]]:
    """Buckets of children of school age that hold any, in their order."""
    return [(name, buckets[name]) for name in IN_EQUATION if buckets.get(name)]


@register.filter
def cell_line(cells: list[str | None]) -> str:
    """The first cells of a row that hold something."""
    return " | ".join([cell for cell in cells if cell][:5])


@register.simple_tag
def lookup(table: Mapping[str, Any], key: str) -> Any:
    return table.get(key, "")
