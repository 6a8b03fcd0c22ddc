"""Keys as the database has them, text or UUID: to make a UUID of each of a county's thousands takes longer than to find them."""

from typing import Any
from uuid import UUID

from django.db.models import ExpressionWrapper, F, TextField


def raw(name: str) -> ExpressionWrapper:
    """The key of this name, to be annotated."""
    return ExpressionWrapper(F(name), output_field=TextField())


class Keys(dict[Any, UUID]):
    """Raw key -> UUID, each made once."""

    def __missing__(self, given: Any) -> UUID:
        key = self[given] = UUID(str(given))
        return key
