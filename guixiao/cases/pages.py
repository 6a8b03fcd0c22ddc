"""Pages of long lists: sorted by keys alone, and only the rows of one page read whole."""

from typing import Any

from django.core.paginator import Page, Paginator


class KeysFirst(Paginator):
    """Of a queryset: to sort whole rows with all that belongs to them takes a multiple of the time when a page lies deep.
    `count`: how many rows there are, where they have been counted."""

    def __init__(self, rows: Any, per_page: int, count: int | None = None) -> None:
        super().__init__(rows, per_page)
        if count is not None:
            vars(self)["count"] = count

    def _get_page(self, object_list: Any, number: int, paginator: Any) -> "Page[Any]":
        keys = list(object_list.values_list("pk", flat=True))
        rows: Any = self.object_list
        found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
        return Page([found[key] for key in keys if key in found], number, paginator)
