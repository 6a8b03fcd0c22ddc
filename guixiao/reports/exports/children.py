"""The list of children behind a number."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.lib.workbook import Heading, Row
from guixiao.reports import wording
from guixiao.reports.columns import Column, columns_of
from guixiao.reports.exports.taking import Export
from guixiao.reports.filters import words
from guixiao.reports.listing import Listing
from guixiao.reports.spots import Spot
from guixiao.reports.telling import told

# The columns that are masked on the page, in full.
FULL = {"id_number": lambda row: row.child.id_number, "phone": lambda row: row.child.phone}


def children_export(listing: Listing, keep: str, *, exact: bool) -> Export:
    """`keep`: the round in the query string, where an earlier one is shown; `exact`: counted by its rows, not by the tally."""
    spot, filters, columns = listing.spot, listing.filters, columns_of(listing.shown)
    query = f"{keep}{words(filters)}"
    logged = [*told(replace(filters, q=""), listing.made), *([_("按姓名")] if filters.q else [])]
    return Export(
        name="children",
        title=_group(listing),
        where=spot.name,
        path=path_of(listing.user, spot),
        made=listing.made,
        filters=[*listing.told, *_sorted(listing.sorted_by, columns)],
        logged=[_group(listing), *logged],
        headings=[Heading(str(column.title), column.width) for column in columns],
        count=len(listing.all_keys) if exact else listing.count,
        rows=lambda full: rows_of(listing, columns, full),
        numbers=any(column.name in FULL for column in columns),
        back=f"{reverse('children', args=[spot.code])}?{query}",
        query=query,
        demo=listing.made.demo,
    )


def _group(listing: Listing) -> str:
    bucket = listing.filters.bucket
    return str(wording.GROUPS.get(bucket) or listing.made.word("buckets", bucket))


def _sorted(sort: str, columns: list[Column]) -> list[str]:
    title = next((column.title for column in columns if column.name == sort.removeprefix("-")), None)
    return [_("按%(column)s排") % {"column": title}] if title else []


def path_of(user: User, spot: Spot) -> str:
    """For the log: of the place, of the school, of one's own post where it is about several."""
    return spot.area.path if spot.area else spot.path or user.path


def rows_of(listing: Listing, columns: list[Column], full: bool) -> Iterator[Row]:
    cells = [FULL.get(column.name, column.text) if full else column.text for column in columns]
    for row in listing.every():
        yield [cell(row) for cell in cells]
