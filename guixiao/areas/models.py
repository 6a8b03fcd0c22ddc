"""The tree of places and the schools."""

from functools import reduce
from operator import or_

from django.db import models
from django.utils.translation import gettext_lazy as _

from guixiao.areas import rules


class AreaQuerySet(models.QuerySet["Area"]):
    def visible_to(self, user: rules.Viewer) -> "AreaQuerySet":
        """The places the user holds a post at, and every place inside them."""
        inside = [models.Q(path__startswith=path) for path in user.scope.paths]
        return self.filter(reduce(or_, inside)) if inside else self.none()


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, user: rules.Viewer) -> "SchoolQuerySet":
        """The user's own schools, and those that lie in the user's places."""
        areas = Area.objects.visible_to(user)
        return self.filter(models.Q(pk__in=user.scope.school) | models.Q(county__in=areas) | models.Q(area__in=areas))


class Area(models.Model):
    """A county, a township or a village; `path` holds the codes from the county down: /522633/522633106/."""

    class Kind(models.TextChoices):
        COUNTY = rules.COUNTY, _("县")
        TOWNSHIP = rules.TOWNSHIP, _("乡镇")
        VILLAGE = rules.VILLAGE, _("村")

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=60, unique=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return rules.short_name(self.name)

    @property
    def mark(self) -> tuple[int, str, str]:
        return self.pk, self.path, self.kind

    @property
    def codes(self) -> list[str]:
        """The codes from the county down to this place."""
        return self.path.strip("/").split("/")


class Alias(models.Model):
    """Another name of a place (an abolished township, an old spelling); unconfirmed until the county says so."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=60)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="alias_once_per_area")]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40, blank=True)
    county = models.ForeignKey(Area, models.PROTECT, related_name="schools")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="local_schools")

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where it stands, for the log: the path of its place, or of its county."""
        return (self.area or self.county).path

    @property
    def url_word(self) -> str:
        return f"school-{self.pk}"
