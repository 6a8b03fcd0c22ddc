"""The only writers of what the pages keep for a user, and of the log's entries about lists."""

from collections.abc import Iterable

from django.db import transaction

from guixiao.accounts.models import User
from guixiao.reports.columns import COLUMNS
from guixiao.reports.models import ListColumns


@transaction.atomic
def choose_columns(user: User, names: Iterable[str]) -> None:
    """Names that are no column's are left out; none left means the usual columns."""
    known = [name for name in COLUMNS if name in set(names)]
    ListColumns.objects.update_or_create(user=user, defaults={"names": known})
