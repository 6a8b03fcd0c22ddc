"""The cells of the big tables, put together in Python: 250 villages have 3,000 of them, and an include for each is slow."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from guixiao.children.models import Coverage
from guixiao.reports.columns import Column
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
    marked = ((value, " selected" if value == chosen else "", words) for value, words in offered)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


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
    return _row(name, line, f"{entry.list}?{context['keep']}apart=0" + (f"&{entry.query}" if entry.query else ""))


@register.simple_tag(takes_context=True)
def table_foot(context: Mapping[str, Any], foot: Line) -> SafeString:
    from django.utils.translation import gettext as _

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
    if not column.order or "page" not in context:
        return format_html('<th scope="col">{}</th>', column.title)
    sort = context["filters"].sort
    following = {column.name: f"-{column.name}", f"-{column.name}": ""}.get(sort, column.name)
    state = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort)
    return format_html("{}{}</a></th>", _head(list_url(context, sort=following), state), column.title)


@register.simple_tag(takes_context=True)
def list_cells(context: Mapping[str, Any], row: Coverage, columns: list[Column]) -> SafeString:
    return format_html_join("", "{}", ((_cell(context, row, column),) for column in columns))


def _cell(context: Mapping[str, Any], row: Coverage, column: Column) -> SafeString:
    if column.name == "name":
        url = reverse("child", args=[row.child_id]) + (f"?{context['keep']}" if context["keep"] else "")
        link = '<th scope="row"><a href="{0}" hx-get="{0}" hx-target="#why-{1}" data-why="why-{1}">{2}</a></th>'
        return format_html(link, url, row.pk, row.child.name or "—")
    if column.name == "state":
        return format_html('<td><span class="state"><i class="dot fill-{}"></i>{}</span> <span class="outcome">{}</span></td>',
                           row.bucket, row.bucket_name, row.outcome_name)  # fmt: skip
    if column.name in SEALED:
        number = getattr(row.child, column.name)
        return format_html('<td class="{}{}" data-title="{}">{}</td>', column.name, "" if number else " none-here", column.title,
                           _number_of(row, column, context))  # fmt: skip
    shown = column.text(row)
    css = " ".join(("num" if column.number else "", column.name, "" if shown not in ("", None) else "none-here")).split()
    return format_html(
        '<td class="{}" data-title="{}">{}</td>', " ".join(css), column.title, "—" if shown in ("", None) else shown
    )


def _number_of(row: Coverage, column: Column, context: Mapping[str, Any]) -> str:
    """Masked, with the button that shows it and says so in the log; on paper, and for whoever may not, without."""
    masked = str(column.text(row) or "")
    if "page" not in context or "reveal" not in context["verbs"]:
        return masked or "—"
    return render_to_string("reports/_number.html", {"child": row.child, "what": column.name, "masked": masked})
