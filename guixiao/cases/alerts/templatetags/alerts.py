"""Words of the pages of reports in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from guixiao.accounts.models import User
from guixiao.cases.alerts.listing import waiting_for

register = template.Library()


@register.filter
def named(words: Mapping[str, Any], name: str) -> str:
    return str(words.get(name, name))


@register.filter
def reason(reasons: Mapping[str, str] | None, name: str) -> str:
    """What answered a report, in the policy's words."""
    return (reasons or {}).get(name, name)


@register.simple_tag
def alerts_waiting(user: User) -> int:
    """How many reports wait for this person's answer."""
    return waiting_for(user.whole.only("alert"))
