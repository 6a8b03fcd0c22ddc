"""The cells of my day and of the list of tasks, put together of plain strings, every text of a person escaped: as nodes of a
template twenty-five rows take a third of the page's time."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guixiao.cases.clocks.rows import Holder, Row
from guixiao.cases.keyplaces.templatetags.keyplaces import key_badge
from guixiao.cases.models import Case
from guixiao.cases.paths import path_of

register = template.Library()
UP = '<i aria-hidden="true">↑</i> '  # from the one whose it is to the one who is told when it is late


@register.simple_tag
def child_cell(case: Case) -> SafeString:
    name = f'<a href="{path_of("case", case.pk)}">{escape(case.child.name or "—")}</a>'
    age = f" <small>{escape(_('%(age)s 岁') % {'age': case.age})}</small>" if case.age is not None else ""
    poor = f' <span class="state" title="{escape(_("脱贫户、监测户"))}">{escape(_("脱贫"))}</span>' if case.poverty else ""
    return mark_safe(f'<th scope="row">{name}{age}{poor}</th>')


@register.simple_tag(takes_context=True)
def place_cell(context: Mapping[str, Any], case: Case) -> SafeString:
    town = f"{escape(str(case.town or '—'))} {key_badge(context, case.town)}"
    village = f"{escape(str(case.village or ''))} {key_badge(context, case.village)}"
    school = f' <small class="school">{escape(str(case.school))}</small>' if case.school else ""
    return mark_safe(f"<td>{town} {village}{school}</td>")


@register.simple_tag
def what_cell(row: Row) -> SafeString:
    link = f'<a class="btn btn-outline-primary btn-sm" href="{path_of("case", row.task.case_id)}">{escape(row.what)}</a>'
    return mark_safe(f'<td class="what">{link}</td>')


@register.simple_tag
def stands(state: str, words: Mapping[str, Any], marks: Mapping[str, str]) -> SafeString:
    """The mark and the word of a state."""
    mark, word = marks.get(state, ""), escape(str(words.get(state, state)))
    return mark_safe(f'<span class="state {escape(state)}"><i aria-hidden="true">{mark}</i> {word}</span>')


@register.simple_tag
def in_days(state: str, days: int) -> str:
    """How far the last day is off, in working days; nothing of today."""
    if state == "late":
        return ngettext("过了 %(days)s 个工作日", "过了 %(days)s 个工作日", -days) % {"days": -days}
    if state == "today":
        return ""
    return ngettext("%(days)s 个工作日后", "%(days)s 个工作日后", days) % {"days": days}


@register.simple_tag
def holders_of(holders: Iterable[Holder]) -> SafeString:
    return mark_safe("".join([held(one.role, one.names, above=at > 0) for at, one in enumerate(holders)]))


@register.simple_tag
def who_of(people: Iterable[Any]) -> SafeString:
    """The same of the list of tasks: a department is no post of the county, and no gap."""
    return mark_safe("".join([held(one.post, one.names, above=at > 0, gap=not one.outside) for at, one in enumerate(people)]))


def held(post: str, names: Iterable[str], *, above: bool, gap: bool = True) -> str:
    """A post, and who holds it; where nobody does, that."""
    told = escape("、".join(names))
    nobody = f" <b>{escape(_('没有人担任'))}</b>" if gap and not told else ""
    css = "holder gap" if nobody else "holder"
    return f'<span class="{css}">{UP if above else ""}{escape(post)}{f" {told}" if told else nobody}</span>'
