"""The cells of the big tables, put together in Python: 250 villages have 3,000 of them, and an include for each is slow."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape as plain
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guixiao.cases.keyplaces.templatetags.keyplaces import badge
from guixiao.cases.paths import path_of
from guixiao.children.models import Coverage
from guixiao.reports.columns import COLUMNS, Column
from guixiao.reports.dimensions import Dimension, Entry
from guixiao.reports.filters import Filters, words
from guixiao.reports.listing import SEALED
from guixiao.reports.rules import Cell, Line
from guixiao.reports.templatetags.figures import figure, moved

register = template.Library()


@register.filter("words")
def split(text: str) -> list[str]:
    return text.split()


@register.filter
def word(filters: Filters, name: str) -> str:
    return str(getattr(filters, name))


@register.simple_tag
def options(offered: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    marked = ((plain(str(value)), " selected" if value == chosen else "", plain(str(words))) for value, words in offered)
    return mark_safe("".join([f'<option value="{value}"{selected}>{words}</option>' for value, selected, words in marked]))


@register.simple_tag(takes_context=True)
def list_url(context: Mapping[str, Any], page_name: str = "children", page: int = 0, **changed: str) -> str:
    """The list as it is, with some of its words changed; without a page: the first."""
    query = words(context["filters"], **changed) + (f"&page={page}" if page > 1 else "")
    return f"{reverse(page_name, args=[context['spot'].code])}?{context['keep']}{query}"


@register.simple_tag(takes_context=True)
def stay(context: Mapping[str, Any], code: str) -> str:
    """The same page of another place: of a list the list, with its conditions."""
    filters, keep, by = (context.get(name, "") for name in ("filters", "keep", "by"))
    if isinstance(filters, Filters):
        return f"{reverse('children', args=[code])}?{keep}{words(filters, home='', school='')}"
    query = keep + (f"by={by.name}" if isinstance(by, Dimension) else "")
    return reverse("coverage", args=[code]) + (f"?{query}" if query else "")


# The table of coverage


@register.simple_tag(takes_context=True)
def sorted_head(context: Mapping[str, Any], name: str, css: str = "") -> SafeString:
    """`<th><a>` of a column, largest first when pressed, smallest first when pressed again; the template closes both."""
    sort = context["sort"]
    state = {name: "descending", f"-{name}": "ascending"}.get(sort)
    target = f"?{context['keep']}by={context['by'].name}&sort={f'-{name}' if sort == name else name}#table"
    return _head(target, state, css)


def _head(target: str, state: str | None, css: str = "") -> SafeString:
    aria = format_html(' aria-sort="{}"', state) if state else ""
    return format_html('<th scope="col"{}{}><a href="{}">', format_html(' class="{}"', css) if css else "", aria, target)


@register.simple_tag(takes_context=True)
def table_row(context: Mapping[str, Any], line: Line, entries: Mapping[Any, Entry]) -> SafeString:
    entry = entries.get(line.key) or Entry(str(line.key), reverse("children", args=[context["spot"].code]))
    page = f"{entry.page}?{context['keep']}" if context["keep"] else entry.page
    name = format_html('<a href="{}">{}</a>', page, entry.name) if entry.page else conditional_escape(entry.name)
    name = format_html("{} {}", name, badge()) if entry.key else name
    return _row(name, line, f"{entry.list}?{context['keep']}apart=0" + (f"&{entry.query}" if entry.query else ""))


@register.simple_tag(takes_context=True)
def table_foot(context: Mapping[str, Any], foot: Line) -> SafeString:
    return _row(_("合计"), foot, f"{reverse('children', args=[context['spot'].code])}?{context['keep']}apart=0")


def _row(name: str, line: Line, target: str) -> SafeString:
    base = conditional_escape(f"{target}&bucket=")
    cells = "".join(f"<td>{_number(base, cell)}</td>" for cell in line.cells)
    total = _number(base, Cell("age", line.total))
    beside = "".join(f'<td class="beside">{_number(base, cell)}</td>' for cell in line.outside)
    # Every part is a number, a bucket's name, or escaped above.
    return mark_safe(f'<tr><th scope="row">{name}</th>{cells}<td class="total">{total}</td>{beside}</tr>')


def _number(base: str, cell: Cell) -> str:
    count = f'<a href="{base}{cell.bucket}">{figure(cell.count)}</a>' if cell.count else '<span class="none">0</span>'
    return count + (f'<small class="moved">{moved(cell.moved)}</small>' if cell.moved else "")


# The list of children


@register.simple_tag(takes_context=True)
def list_head(context: Mapping[str, Any], column: Column) -> SafeString:
    """Pressed: smallest first; again: largest first; once more: place by place."""
    if "page" not in context or not context["listing"].sorts(column):
        return format_html('<th scope="col">{}</th>', column.title)
    sort = context["listing"].sorted_by
    following = {column.name: f"-{column.name}", f"-{column.name}": ""}.get(sort, column.name)
    state = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort)
    return format_html("{}{}</a></th>", _head(list_url(context, sort=following), state), column.title)


@register.simple_tag(takes_context=True)
def list_cells(context: Mapping[str, Any], row: Coverage, columns: list[Column]) -> SafeString:
    """Put together of plain strings, every text of a roster escaped: a page has four hundred cells."""
    return mark_safe("".join([_cell(context, row, column) for column in columns]))


def _cell(context: Mapping[str, Any], row: Coverage, column: Column) -> str:
    if column.name == "name":
        url = plain(path_of("child", row.child_id) + (f"?{context['keep']}" if context["keep"] else ""))
        why = f"why-{row.pk}"
        link = f'<a href="{url}" hx-get="{url}" hx-target="#{why}" data-why="{why}">{plain(row.child.name or "—")}</a>'
        return f'<th scope="row">{link}</th>'
    if column.name == "state":
        state = f'<span class="state"><i class="dot fill-{plain(row.bucket)}"></i>{plain(row.bucket_name)}</span>'
        return f'<td>{state} <span class="outcome">{plain(row.outcome_name)}</span></td>'
    shown = column.text(row)
    nothing = shown in ("", None)
    css, title = _of_column(column.name, get_language())
    text = _number_of(row, column, context) if column.name in SEALED else plain("—" if nothing else str(shown))
    return f'<td class="{css}{" none-here" if nothing else ""}" data-title="{title}">{text}</td>'


@lru_cache(maxsize=100)
def _of_column(name: str, language: str | None) -> tuple[str, str]:
    """The class and the title of its cells."""
    column = COLUMNS[name]
    return f"{'num ' if column.number else ''}{name}", plain(str(column.title))


def _number_of(row: Coverage, column: Column, context: Mapping[str, Any]) -> str:
    """Masked, with the button that shows it and says so in the log; on paper, and for whoever may not, without."""
    masked = str(column.text(row) or "")
    if not masked or "page" not in context or "reveal" not in context["verbs_here"]:
        return plain(masked or "—")
    return number_button(row.child_id, column.name, masked)


@register.simple_tag
def number_button(child: UUID, what: str, masked: str) -> SafeString:
    """A masked number with the button that shows it."""
    url, number = path_of("child", child) + "number/", plain(masked)
    told, label, look = _button_words(get_language())
    asks = f'name="what" value="{plain(what)}" form="reveal" formaction="{url}" hx-post="{url}"'
    swaps = 'hx-include="#reveal" hx-target="closest .number" hx-swap="outerHTML"'
    tells = f'title="{told}" aria-label="{label.replace("{masked}", number)}"'
    return mark_safe(f'<span class="number">{number} <button class="plain" {asks} {swaps} {tells}>{look}</button></span>')


@lru_cache(maxsize=10)
def _button_words(language: str | None) -> tuple[str, str, str]:
    """Escaped, in the language of the page."""
    return plain(_("显示完整号码；谁看过会记下来")), plain(_("显示完整号码 {masked}；谁看过会记下来")), plain(_("看"))
