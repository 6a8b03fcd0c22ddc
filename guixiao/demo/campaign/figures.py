"""The article's figures, counted in what the pages show once the story has been told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.db.models import Q

from guixiao.cases.models import Case
from guixiao.children.models import Round
from guixiao.demo.campaign.fates import Fate
from guixiao.demo.campaign.second_check import REPORTED_FROM


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
        begun = Round.objects.filter(county=made.county_id).earliest("as_of").as_of + timedelta(REPORTED_FROM)
        reported = out.filter(reported=True, child__cases__in=Case.objects.filter(episode=1, opened_at__date__gte=begun))
        told = out.filter(Q(child__sighting__isnull=False) | Q(pk__in=reported.values("pk")))
        first = out.exclude(pk__in=told.values("pk"))
        return cls(first.count(), first.filter(poverty=True).count(), told.count(), out.filter(state="out_of_school").count())


ARTICLE = Figures(958, 461, 66, 115)
