"""What changed at a place between two rounds, child by child."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.changes.models import Comparison
from guixiao.children.models import Coverage
from guixiao.lib.workbook import Heading, Row
from guixiao.reports.changes import words
from guixiao.reports.changes.filters import Filters
from guixiao.reports.changes.reading import Item, items, listed
from guixiao.reports.exports.children import path_of
from guixiao.reports.exports.taking import AT_ONCE, Export
from guixiao.reports.spots import Spot
from guixiao.reports.templatetags.changing import fact, fact_value, kind

SIDE = 6  # columns


def changes_export(user: User, comparison: Comparison, spot: Spot, filters: Filters, query: str) -> Export:
    rows = list(listed(user, comparison, spot, filters))
    after, before = comparison.after, comparison.before
    said = [_("{before} 到 {after}").format(before=before.as_of, after=after.as_of), *_moved(filters)]
    return Export(
        name="changes",
        title=_("变化"),
        where=spot.name,
        path=path_of(user, spot),
        made=after,
        filters=said,
        logged=said,
        headings=_headings(comparison),
        count=len(rows),
        rows=lambda full: _rows(user, comparison, spot, rows, full),
        numbers=True,
        back=f"{reverse('changes', args=[spot.code])}?{query}",
        query=query,
        demo=after.demo,
    )


def _moved(filters: Filters) -> list[str]:
    """The cell of the small table, or the kind of change."""
    if filters.whence or filters.where:
        whence, where = (str(words.GROUPS[side]) if side else "…" for side in (filters.whence, filters.where))
        return [f"{whence} → {where}"]
    return [kind(filters.kind)]


def _headings(comparison: Comparison) -> list[Heading]:
    named = [Heading(_("姓名"), 14), Heading(_("身份证号"), 22), Heading(_("变化"), 18)]
    titles = ((_("在哪一栏"), 14), (_("原因"), 22), (_("乡镇"), 14), (_("村"), 16), (_("学校"), 26), (_("依据"), 50))
    days = (comparison.before.as_of, comparison.after.as_of)
    return [*named, *(Heading(f"{day} {title}", width) for day in days for title, width in titles), Heading(_("更正"), 40)]


def _rows(user: User, comparison: Comparison, spot: Spot, rows: list[Any], full: bool) -> Iterator[Row]:
    for start in range(0, len(rows), AT_ONCE):
        for item in items(user, comparison, spot, rows[start : start + AT_ONCE]):
            yield _row(item, full)


def _row(item: Item, full: bool) -> Row:
    child = item.child
    corrections = "；".join(
        f"{fact(told.field)}：{fact_value(told.before, told.field) or '—'} → {fact_value(told.after, told.field)}"
        for told in item.corrections
    )
    who = [child.name, child.id_number if full else child.masked_id, kind(item.kind) if item.kind else ""]
    return [*who, *_side(item.before, item.then_mine), *_side(item.after, item.now_mine), corrections]


def _side(stand: Coverage | None, mine: bool) -> list[str]:
    """Of a side outside one's own area only where it is and in which bucket, as on the page."""
    if stand is None:
        return [_("不在任何名册"), *[""] * (SIDE - 1)]
    if not mine:
        return [stand.bucket_name, "", str(stand.town or ""), "", "", _("不在您的辖区，详情看不到")]
    place = (stand.town or stand.town_text, stand.village or stand.village_text, stand.school or stand.school_text)
    return [stand.bucket_name, stand.outcome_name, *map(str, place), stand.explanation]
