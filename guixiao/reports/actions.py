"""The only writers of what the pages keep for a user, and of the log's entries about lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from guixiao.accounts.models import User
from guixiao.audit.actions import record
from guixiao.reports.columns import COLUMNS
from guixiao.reports.models import ListColumns


@transaction.atomic
def choose_columns(user: User, names: Iterable[str]) -> None:
    """Names that are no column's are left out; none left means the usual columns."""
    known = [name for name in COLUMNS if name in set(names)]
    ListColumns.objects.update_or_create(user=user, defaults={"names": known})


def record_print(user: User, name: str, place: str, detail: Mapping[str, Any]) -> None:
    """Who put which list on paper."""
    record(user, "list.print", subject=f"list:{name}", place=place, detail=detail)


def record_export(user: User, name: str, place: str, detail: Mapping[str, Any]) -> None:
    """Who took which list along: `name` is the list's word, `place` the path of its place."""
    record(user, "list.export", subject=f"list:{name}", place=place, detail=detail)
