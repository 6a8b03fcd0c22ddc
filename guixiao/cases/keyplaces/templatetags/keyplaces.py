"""The badge beside the name of a key place."""

from collections.abc import Collection
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guixiao.areas.models import Area
from guixiao.cases.keyplaces.listing import key_areas
from guixiao.children.models import Round

register = template.Library()


@register.simple_tag(takes_context=True)
def key_badge(context: Any, area: Area | None) -> SafeString | str:
    """Of the round that the page shows."""
    made = context.get("round")
    return badge() if area and isinstance(made, Round) and _among(area.pk, key_areas(made)) else ""


def _among(key: int, keys: Collection[int]) -> bool:
    return key in keys


def badge() -> SafeString:
    return format_html('<span class="state key-place" title="{}">{}</span>', _("重点乡镇、重点村寨"), _("重点"))
