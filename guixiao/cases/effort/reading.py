"""What the page of one case shows of the return effort."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from guixiao.areas.models import School
from guixiao.cases.attachments.reading import PROVABLE
from guixiao.cases.effort.looks import due_points
from guixiao.cases.effort.models import Letter, plans_of
from guixiao.cases.effort.progress import Progress
from guixiao.cases.effort.rules import EFFORT, LINES, next_measure, points_to_look
from guixiao.cases.effort.sentences import word
from guixiao.cases.effort.sight import LOOKED_FIRST, Sight
from guixiao.cases.findings import effort_for
from guixiao.cases.looks.wording import CLOSED
from guixiao.cases.models import Case
from guixiao.cases.rules import missing
from guixiao.cases.states import Attempt, Stand
from guixiao.cases.wording import REFUSALS
from guixiao.policy.effort import MEASURES, Effort
from guixiao.tables.kept import kept

# The first of these that is open is what the page opens with.
FIRST = ("confirm_closure", "confirm_return", "approve_plan", "observe", "ask_closure", "visit")
REASONS = ("return_plan", "skip", "never_came", "correct_return", "refuse_closure", "relapse")
NOTES = ("visit", "report", "observe", "ask_closure")
# Steps whose conditions are told while they are not met.
SHOWN = ("step_up", "ask_closure", "confirm_return")


def words(rows: Mapping[str, Any]) -> dict[str, str]:
    return {name: word(row) for name, row in rows.items()}


def about(attempt: Attempt, case: Case, stand: Stand, sight: Sight) -> dict[str, Any]:
    """The effort of one case for one person; empty for a child who is not known to be out of school. `attempt`: what the rules
    are asked for this person."""
    county = effort_for(case.round)
    if county is None or not case.phase:
        return {}
    progress, letters = stand.progress or Progress(), _letters_of(case)
    told: dict[str, Any] = {"county": county, "progress": progress, "steps": _steps(attempt, stand, sight),
                            "ladder": _ladder(county, progress), "next": _next(county, stand), "plan": _plan(case, county, sight),
                            "letters": _letters(letters, county), "points": _points(county, progress)}  # fmt: skip
    told |= {"first": next((verb for verb in FIRST if told["steps"].get(verb, {}).get("open")), ""), "key": uuid4()}
    told |= {"reasons": REASONS, "notes": NOTES, "shown": SHOWN, "provable": PROVABLE}
    told["looks"] = {point["name"]: point["words"] for point in told["points"] if point["now"]}
    chosen = _choices(attempt.roles, case, progress, letters)
    if not chosen["kinds"]:  # none of the letters is this post's to issue, or none yet
        told["steps"].pop("issue", None)
    return {"effort": told | chosen}


def _letters_of(case: Case) -> list[Letter]:
    found: list[Letter] = _sent(case=case.pk)
    for letter in found:
        letter.case = case
    return found


@kept
def _sent(*, case: UUID) -> Any:
    return Letter.objects.filter(case=case)


def _steps(attempt: Attempt, stand: Stand, sight: Sight) -> dict[str, dict[str, Any]]:
    """Verb -> open, and what is missing in words, for what the state of the case allows at all."""
    found = {}
    for verb in (transition.verb for transition in EFFORT):
        lacks = missing(stand, replace(attempt, verb=verb))
        if lacks is not None:
            found[verb] = _told(verb, lacks, sight)
    return found


def _told(verb: str, lacks: list[str], sight: Sight) -> dict[str, Any]:
    """What is missing; before the causes are opened nothing that tells them."""
    if sight.waits and verb in LOOKED_FIRST:
        return {"open": False, "lacks": [CLOSED, *(REFUSALS[why] for why in lacks if why != "protection_told")]}
    return {"open": not lacks, "lacks": [REFUSALS[why] for why in lacks]}


def _ladder(county: Effort, progress: Progress) -> list[dict[str, Any]]:
    """The four measures, and how far the case has come."""
    return [{"words": word(county.measures[name]), "done": number < progress.measure, "now": number == progress.measure}
            for number, name in enumerate(MEASURES, start=1)]  # fmt: skip


def _next(county: Effort, stand: Stand) -> dict[str, Any]:
    """What the step onto the next measure needs, beside what there is."""
    measure, progress = next_measure(stand, county), stand.progress
    if measure is None or progress is None:
        return {}
    today = timezone.localdate()
    return {
        "words": word(measure), "days": measure.days, "waited": progress.waited(today),
        "visits": [{"line": line, "done": progress.visits.get(line, 0), "needed": measure.visits} for line in LINES],
        "letters": [{"words": word(county.letters[kind]), "served": progress.served(kind)} for kind in measure.letters],
    }  # fmt: skip


def _plan(case: Case, county: Effort, sight: Sight) -> dict[str, Any]:
    """The plan in force; a cause that this post may not see, or has not opened, hides the words around it too."""
    plan = next(iter(plans_of(case.pk)), None)
    if plan is None:
        return {}
    hidden = not sight.now
    causes = [word(county.causes.get(name)) or name for name in plan.causes]
    told = {"plan": plan, "hidden": hidden, "causes": [] if hidden else causes}
    return told | ({} if hidden else {name: plan.content[name] for name in ("difficulties", "steps", "disagrees")})


def _letters(letters: Sequence[Letter], county: Effort) -> list[dict[str, Any]]:
    return [{"letter": letter, "words": word(county.letters.get(letter.kind)) or letter.kind,
             "method": word(county.services.get(letter.method))} for letter in letters]  # fmt: skip


def _points(county: Effort, progress: Progress) -> list[dict[str, Any]]:
    due = due_points(county.observation, progress.returned_on, county.terms)
    now = points_to_look(progress, county, timezone.localdate())
    return [{"name": name, "words": word(county.observation[name]), "day": day, "done": name in progress.observed,
             "now": name in now} for name, day in due.items()]  # fmt: skip


def _choices(roles: frozenset[str], case: Case, progress: Progress, letters: Sequence[Letter]) -> dict[str, Any]:
    """What may be chosen in the forms of the page."""
    county = effort_for(case.round)
    assert county is not None  # there is an effort
    kinds = {name: letter for name, letter in county.letters.items()
             if letter.on and letter.measure <= progress.measure and roles & set(letter.issuers)}  # fmt: skip
    return {
        "off": [word(letter) for letter in county.letters.values() if letter.needs_basis and not letter.on],
        "causes": words(county.causes), "kinds": words(kinds), "services": words(county.services),
        "ways": words(county.visit_ways), "met": words(county.visit_met), "results": words(county.visit_results),
        "placements": words(county.placements),
        "waiting": [letter for letter in letters if letter.served_on is None],
        "schools": School.objects.filter(county=case.county_id).order_by("name"),
    }  # fmt: skip
