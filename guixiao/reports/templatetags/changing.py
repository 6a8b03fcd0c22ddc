"""Words of changes on a page."""

from datetime import date
from html import escape as plain
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guixiao.children.models import Coverage
from guixiao.children.rules import masked_id, masked_text
from guixiao.reports import wording
from guixiao.reports.changes import words
from guixiao.reports.changes.filters import CORRECTED, EVERY
from guixiao.reports.templatetags.figures import bucket, day, roster

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


@register.simple_tag
def one_side(stand: Coverage | None, mine: bool, as_of: date) -> SafeString:
    """How a child stood then, or stands now, as far as it is this person's to see; put together here: a page has fifty."""
    said = _seen(stand) if stand and mine else _there(stand) if stand else _state(plain(_("不在任何名册")))
    return mark_safe(f'<div class="one-side"><span class="when">{plain(day(as_of))}</span> {said}</div>')


def _state(words: str) -> str:
    return f'<span class="state">{words}</span>'


def _there(stand: Coverage) -> str:
    """Of a child that is another place's."""
    words = f'{_state(plain(bucket(stand.round, stand.bucket)))} <span class="where">{plain(str(stand.town or ""))}</span>'
    return f'{words} <span class="source">{plain(_("不在您的辖区，详情看不到"))}</span>'


def _seen(stand: Coverage) -> str:
    school, outcome, sentence = stand.school or stand.school_text, stand.outcome_name, stand.explanation
    where = plain(f"{stand.town or stand.town_text} {stand.village or stand.village_text}" + (f" · {school}" if school else ""))
    return "".join((
        _state(f'<i class="dot fill-{plain(stand.bucket)}"></i>{plain(stand.bucket_name)}'),
        f' <span class="outcome">{plain(outcome)}</span> <span class="where">{where}</span>',
        f' <span class="sentence">{plain(sentence)}</span>' if sentence != outcome else "",
        f' <span class="source">{_row(stand.roster, stand.file, stand.row)}',
        f" · {_row(stand.linked_roster, stand.linked_file, stand.linked_row)}" if stand.linked_roster else "",
        "</span>",
    ))  # fmt: skip


def _row(name: str, file: str, row: Any) -> str:
    number = f" {plain(_('第 %(number)s 行') % {'number': row})}" if row else ""
    return f'{plain(roster(name))} <span class="file">{plain(file)}</span>{number}'
