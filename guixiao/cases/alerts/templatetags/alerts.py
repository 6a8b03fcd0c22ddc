"""Words of the pages of reports in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(words: Mapping[str, Any], name: str) -> str:
    return str(words.get(name, name))


@register.filter
def reason(reasons: Mapping[str, str] | None, name: str) -> str:
    """What answered a report, in the policy's words."""
    return (reasons or {}).get(name, name)
