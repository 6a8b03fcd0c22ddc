"""Reads what the page of one child tells."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from guixiao.accounts.models import User
from guixiao.cases.alerts.about import about_alerts
from guixiao.cases.models import Case
from guixiao.children.models import Coverage, Evidence, Round
from guixiao.children.rules import SIGHTED
from guixiao.reports.why import advice, rules, words
from guixiao.reviews.models import Decision, Doubt
from guixiao.sightings.models import Sighting


@dataclass(frozen=True)
class Step:
    """One round of the timeline: `stand` where the user may see it."""

    round: Round
    bucket: str
    stand: Coverage | None
    shown: bool


@dataclass(frozen=True)
class Source:
    """A row of a roster that is, or may be, this child's."""

    told: dict[str, Any]
    fields: list[rules.Field]
    cells: list[tuple[str, str]]
    perhaps: bool = False


def why(user: User, row: Coverage) -> dict[str, Any]:
    """All that the page needs besides the row itself."""
    steps = timeline(user, row)
    marks = [rules.Mark(step.round.as_of, step.bucket) for step in steps]
    doubts = list(Doubt.objects.visible_to(user).filter(coverage=row).prefetch_related("candidates"))
    decisions = Decision.objects.visible_to(user).filter(doubt__coverage__child=row.child_id)
    return {
        "steps": steps,
        "since": rules.since(marks, row.round.as_of),
        "sources": sources(row) + [source for doubt in doubts for source in candidates(doubt)],
        "doubt": doubts[0] if doubts else None,
        "case": Case.objects.visible_to(user.only("verify")).lived().filter(child=row.child_id).order_by("-episode").first(),
        "doubts_elsewhere": not doubts and Doubt.objects.filter(coverage=row).exists(),
        "decisions": list(decisions.select_related("made_by", "undone_by", "doubt")),
        "corrections": list(row.child.corrections.select_related("round").order_by("round__made_at", "pk")),
        "met": Sighting.objects.visible_to(user).filter(child=row.child_id).first(),
        **about_alerts(user, row),
        "advice": advice.advice_for(row.bucket, row.outcome),
    }


def timeline(user: User, row: Coverage) -> list[Step]:
    """Every round of the county, oldest first, one for each day."""
    stands = {stand.round_id: stand for stand in Coverage.objects.filter(child=row.child_id).select_related("town", "round")}
    mine = set(Coverage.objects.visible_to(user).filter(child=row.child_id).values_list("round", flat=True))
    rounds: dict[date, Round] = {}
    for made in Round.objects.filter(county=row.round.county_id).order_by("made_at", "pk"):
        rounds[made.as_of] = made
    rounds[row.round.as_of] = row.round
    return [_step(rounds[day], stands.get(rounds[day].pk), rounds[day].pk in mine) for day in sorted(rounds)]


def _step(made: Round, stand: Coverage | None, mine: bool) -> Step:
    bucket = rules.ABSENT if stand is None else stand.bucket if mine else rules.AWAY
    return Step(made, bucket, stand if mine else None, mine)


def sources(row: Coverage) -> list[Source]:
    """The rows that are the child's; of a round of an earlier version, the row it was read from and the one matched with it."""
    if row.roster == SIGHTED:
        return []
    evidence = Evidence.objects.of(row)
    if evidence:
        return [_source(told) for told in evidence.rows]
    found = [{"roster": row.roster, "file": row.file, "row": row.row}]
    if row.linked_roster and row.step != "review":
        found.append({"roster": row.linked_roster, "file": row.linked_file, "row": row.linked_row, "step": row.step})
    return [_source(told) for told in found]


def candidates(doubt: Doubt) -> list[Source]:
    """Rows that may be the child's: what people are asked."""
    return [_source(_flat(candidate.facts), perhaps=True) for candidate in doubt.candidates.all()]


def _flat(facts: dict[str, Any]) -> dict[str, Any]:
    """A candidate's cells stand beside its place in the file: here they become a list, as in the evidence."""
    cells = [{"name": name, "text": facts[name]} for name in facts if name in words.CELLS and facts[name]]
    return facts | {"cells": cells, "step": "review"}


def _source(told: dict[str, Any], *, perhaps: bool = False) -> Source:
    cells = [(cell["name"], rules.shown(cell["name"], cell["text"])) for cell in told.get("cells", [])]
    return Source(told, rules.fields(told.get("fields", [])), cells, perhaps)
