"""Words of the chain in templates."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def chief(words: dict[str, Any], name: str) -> str:
    """What a chief is called; one whom the policy has no longer, by the name in the file."""
    return str(words.get(name, {}).get("name", name))
