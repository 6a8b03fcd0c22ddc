"""Words of the return effort in templates."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from guixiao.areas.models import School
from guixiao.cases.effort.sentences import sentence_of
from guixiao.cases.effort.wording import GRADES, PHASES
from guixiao.cases.models import Event

register = template.Library()
LINES = {"administrative": _("行政线"), "education": _("教育线")}


@register.filter
def phase(name: str) -> str:
    return str(PHASES.get(name, name))


@register.filter
def grade(number: int) -> str:
    return str(GRADES.get(number, "—"))


@register.filter
def line(name: str) -> str:
    return str(LINES.get(name, name))


@register.filter
def sentence(event: Event) -> str:
    """What a step of a return effort says besides its verb."""
    return sentence_of(event)


@register.filter
def key(words: Any, name: str) -> str:
    return str(words.get(name, "")) or "—"


@register.simple_tag
def school_options(schools: Iterable[School], chosen: int | None) -> SafeString:
    """A county has hundreds of schools: as nodes of a template they take a tenth of the page's time."""
    told = [(school.pk, " selected" if school.pk == chosen else "", escape(str(school))) for school in schools]
    return mark_safe("".join([f'<option value="{key}"{selected}>{name}</option>' for key, selected, name in told]))
