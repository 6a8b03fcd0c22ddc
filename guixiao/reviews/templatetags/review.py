"""How weights, moments and facts are written on the review pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from guixiao.reviews import wording
from guixiao.reviews.comparison import Piece, compare, read
from guixiao.reviews.rules import Change

register = template.Library()
KINDS = {name: kind for name, _, kind, _ in wording.FIELDS}
LABELS = {name: label for name, label, _, _ in wording.FIELDS}


@register.filter
def signed(weight: float) -> str:
    """+3.5, −2.0: a real minus."""
    return f"{weight:+.1f}".replace("-", "−")


@register.filter
def points(weight: float) -> str:
    return f"{abs(weight):.1f}"


@register.filter
def sign(name: str) -> str:
    return str(wording.SIGNS[name][0])


@register.filter
def sign_word(name: str) -> str:
    return str(wording.SIGNS[name][1])


@register.filter
def reason(name: str) -> str:
    return str(wording.REASONS.get(name, name))


@register.filter
def risk(number: int) -> str:
    return str(wording.RISKS[number])


@register.filter
def state(name: str) -> str:
    return str(wording.STATES[name])


@register.filter
def born(cell: str) -> str:
    """A birth date of a roster in one way of writing."""
    return read("date", cell)


@register.filter
def moment(at: datetime) -> str:
    """10:32 today, else with the day."""
    here = timezone.localtime(at)
    if here.date() == timezone.localdate():
        return f"{here:%H:%M}"
    return f"{here.day} {here:%b %H:%M}" if get_language() == "en" else f"{here.month}月{here.day}日 {here:%H:%M}"


@register.filter
def at(counts: Mapping[str, int], name: str) -> int:
    return counts[name]


@register.filter
def field_label(name: str) -> str:
    return str(LABELS[name])


@register.filter
def then_pieces(change: Change) -> Sequence[Piece]:
    return _sides(change)[0].pieces


@register.filter
def now_pieces(change: Change) -> Sequence[Piece]:
    return _sides(change)[1].pieces


def _sides(change: Change) -> Any:
    return compare(KINDS[change.field], change.then, change.now)
