"""The field class of identity numbers."""

from typing import Any

from django.db import models


class IdentityNumberField(models.CharField):
    """An identity number as the roster has it. Encryption at rest replaces this class alone: nobody filters by it in SQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)
