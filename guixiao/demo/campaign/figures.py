"""The article's figures, counted in what the pages show once the story has been told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db.models import Q

from guixiao.cases.models import Case
from guixiao.children.models import Round
from guixiao.demo.campaign.fates import Fate


@dataclass(frozen=True)
class Figures:
    """Children who are or were out of school: of the first check, the poor among them, of the second; and who is not back."""

    first: int
    poor: int
    second: int
    not_back: int

    @classmethod
    def of_truth(cls, fates: Iterable[Fate]) -> Self:
        told = list(fates)
        first, second = [fate for fate in told if fate.out], [fate for fate in told if fate.second]
        return cls(len(first), sum(fate.poor for fate in first), len(second), sum(not fate.back for fate in first + second))

    @classmethod
    def of_cases(cls, made: Round) -> Self:
        out = Case.objects.current().filter(county=made.county_id).exclude(phase="")
        told = out.filter(Q(child__sighting__isnull=False) | Q(reported=True))
        first = out.exclude(pk__in=told.values("pk"))
        return cls(first.count(), first.filter(poverty=True).count(), told.count(), out.filter(state="out_of_school").count())


ARTICLE = Figures(958, 461, 66, 115)
