"""The address of one thing's page, for tables of many rows: `reverse` for every row takes as long as the row."""

from functools import lru_cache
from uuid import UUID

from django.urls import reverse

NOBODY = UUID(int=0)


def path_of(page: str, key: UUID) -> str:
    """Of the page of this name that has a key and nothing else in its address."""
    return _pattern(page).replace(str(NOBODY), str(key))


@lru_cache(maxsize=20)
def _pattern(page: str) -> str:
    return reverse(page, args=[NOBODY])
