"""How figures, days and a round's words are written on a page."""

from datetime import date

from django import template
from django.utils.translation import get_language

from guixiao.children.models import Round
from guixiao.children.rules import masked_id
from guixiao.reports import wording

register = template.Library()
register.filter("masked", masked_id)


@register.filter
def figure(number: int | None) -> str:
    """52,318 in both languages: Django's Chinese format would group by four, or not at all."""
    return "" if number is None else f"{number:,}"


@register.filter
def moved(number: int) -> str:
    return "" if not number else f"{'▲' if number > 0 else '▼'}{abs(number):,}"


@register.filter
def day(value: date | None) -> str:
    """2026年9月1日（周二）; 1 Sep 2026 (Tue)."""
    if value is None:
        return ""
    if get_language() == "en":
        return f"{value.day} {value:%b %Y} ({value:%a})"
    return f"{value.year}年{value.month}月{value.day}日（周{'一二三四五六日'[value.weekday()]}）"


@register.filter
def bucket(made: Round, name: str) -> str:
    """The policy's word for a bucket, or ours for a group of them."""
    return str(wording.GROUPS.get(name) or made.word("buckets", name))


@register.filter
def outcome(made: Round, name: str) -> str:
    return made.word("outcomes", name)


@register.filter
def roster(name: str) -> str:
    return str(wording.ROSTERS.get(name, name))


@register.filter
def sex(letter: str) -> str:
    return str(wording.SEXES.get(letter, ""))


@register.filter
def step(name: str) -> str:
    return str(wording.STEPS.get(name, name))


@register.filter
def percent(probability: float) -> str:
    """Never rounded up to certainty: 99.99 % is the highest."""
    return f"{min(probability * 100, 99.99):.2f}%".replace(".00%", "%")
