"""Whose rows: the question that every list begins with."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q


def among(**keys: Collection[Any]) -> Q:
    """Rows of which one of these fields holds one of its keys. A field without keys is not asked about, as it gives nothing and
    would cost each page's questions a quarter of their making; without any keys at all: no rows."""
    asked = [Q((f"{field}__in", some)) for field, some in keys.items() if some]
    return reduce(or_, asked) if asked else Q(pk__in=())
