"""Two rounds held against each other, and every child of whom something that counts differs between them."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from guixiao.areas.models import Area, School
from guixiao.children.models import Child, Round, within

if TYPE_CHECKING:
    from guixiao.accounts.models import User


def text(length: int = 30) -> models.CharField:
    return models.CharField(max_length=length, blank=True, default="")


def place(model: type[models.Model]) -> models.ForeignKey:
    return models.ForeignKey(model, models.PROTECT, null=True, related_name="+", db_index=False)


class Comparison(models.Model):
    """Made with the later round, or when somebody asks for it; can be made again from the two rounds at any time."""

    before = models.ForeignKey(Round, models.CASCADE, related_name="+")
    after = models.ForeignKey(Round, models.CASCADE, related_name="comparisons")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="two_rounds_compared_once")]

    def __str__(self) -> str:
        return f"{self.before} – {self.after}"


def on_side(rows: Q, side: str) -> Q:
    """What picks rows of a round (of `Coverage`), as what picks changes by their side `before` or `after`."""
    turned = Q(_connector=rows.connector, _negated=rows.negated)
    for child in rows.children:
        turned.children.append(on_side(child, side) if isinstance(child, Q) else _turned(child, side))
    # In no roster of that round there was no place either: not "a place nobody knows".
    return turned & ~Q(**{f"bucket_{side}": ""})


def _turned(lookup: Any, side: str) -> tuple[str, Any]:
    """(`town__in`, value) as (`town_before__in`, value)"""
    name, _, rest = lookup[0].partition("__")
    field = f"comparison__{side}" if name == "round" else f"{name}_{side}"
    return (f"{field}__{rest}" if rest else field), lookup[1]


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, user: "User") -> "ChangeQuerySet":
        """A child who moved between places is seen from both."""
        return self.filter(on_side(within(user), "before") | on_side(within(user), "after"))

    def here(self, inside: Q) -> "models.QuerySet[Any]":
        """Those of a place, with `was_here` and `is_here`; `inside` picks the place's rows of a round."""
        sides = {"was_here": on_side(inside, "before"), "is_here": on_side(inside, "after")}
        marks: dict[str, Any] = {
            name: models.Case(models.When(which, then=True), default=False, output_field=models.BooleanField())
            for name, which in sides.items()
        }
        return self.filter(sides["was_here"] | sides["is_here"]).annotate(**marks)


class Change(models.Model):
    """One child whose bucket, place or school differs, or who is in one of the two rounds only (bucket "" in the other)."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="changes", db_index=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="changes")
    kind = text(20)
    bucket_before = text()
    bucket_after = text()
    outcome_before = text()
    outcome_after = text()
    town_before = place(Area)
    town_after = place(Area)
    village_before = place(Area)
    village_after = place(Area)
    school_before = place(School)
    school_after = place(School)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comparison", "child"], name="one_change_per_child_and_comparison")]
