"""What a county's own header texts mean: remembered from one import to the next."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from guixiao.areas.models import Area


class HeaderMeaning(models.Model):
    """In this county's files of this roster, columns with this header are this field; an empty field: left out."""

    county = models.ForeignKey(Area, models.CASCADE, related_name="+")
    roster = models.CharField(max_length=20)
    header = models.CharField(max_length=200, help_text="As headers are compared (linkage.reading.header.normalise).")
    label = models.CharField(max_length=200, help_text="As it stands in the file.")
    field = models.CharField(max_length=40, blank=True, default="")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["roster", "header"]
        constraints = [models.UniqueConstraint(fields=["county", "roster", "header"], name="a_header_means_one_field")]

    def __str__(self) -> str:
        return f"{self.label}: {self.field}"
