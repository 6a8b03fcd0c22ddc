"""What a user has chosen to see."""

from django.conf import settings
from django.db import models


class ListColumns(models.Model):
    """The columns of a user's lists, by name (reports.columns)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_columns")
    names = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.user}: {', '.join(self.names)}"
