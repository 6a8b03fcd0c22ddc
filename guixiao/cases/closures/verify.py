"""Every sample is what its seed picks of its frame, and the database keeps draws as they were made."""

from django.db import connection

from guixiao.cases.closures import triggers
from guixiao.cases.closures.models import Draw
from guixiao.cases.closures.rules import drawn
from guixiao.lib.verifying import Check, Outcome, first


def samples_are_what_was_drawn() -> Outcome:
    draws = list(Draw.objects.prefetch_related("samples").order_by("pk"))
    lost = [f"the trigger {name} is missing or switched off" for name in triggers.missing(connection)]
    wrong = [made.pk for made in draws if not _same(made)]
    faults, more = first([*lost, *(f"draw {key}: its sample is not what its seed picks" for key in wrong)])
    told = f"{len(draws):,} draws"
    return Outcome("closures.draws", "抽查名单和种子一致", "samples are what their seeds pick", told, faults, more)


def _same(made: Draw) -> bool:
    kept = [str(sample.case_id) for sample in made.samples.all()]
    return kept == drawn(made.frame, made.size, made.seed)


verify_checks: tuple[Check, ...] = (samples_are_what_was_drawn,)
