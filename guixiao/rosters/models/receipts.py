"""What went into a round: the files and how their rows balanced."""

from typing import TYPE_CHECKING

from django.db import models

from guixiao.children.models import Round

if TYPE_CHECKING:
    from guixiao.accounts.models import User


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, user: "User") -> "ReceiptQuerySet":
        """A receipt names rows of the whole county: the county alone."""
        return self.filter(round__county__in=user.scope.county)


class Receipt(models.Model):
    """The engine's receipt.json of a round, word for word."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="receipt")
    content = models.JSONField()

    objects = ReceiptQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.round)
