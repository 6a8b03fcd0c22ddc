"""Each event of a return effort in one sentence, in the words of the county's policy and the language of the page."""

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guixiao.areas.models import School
from guixiao.cases.findings import effort_for
from guixiao.cases.models import Event
from guixiao.cases.moves.wording import VERBS as MOVE_VERBS
from guixiao.cases.referrals.policies import in_words, referrals_for
from guixiao.policy.effort import MEASURES, Effort


def word(row: Any) -> str:
    """A row of the policy in the language of the page."""
    return str(row.en if (get_language() or "").startswith("en") else row.zh) if row else ""


def sentence_of(event: Event) -> str:
    """ "" for an event that its verb tells whole; what people wrote stands beside it as the note."""
    county, tell = effort_for(event.case.round), SENTENCES.get(event.verb)
    return tell(event, county) if county and tell else ""


def _visit(event: Event, county: Effort) -> str:
    told = event.detail
    parts = _joint(event)
    parts += [word(county.visit_ways.get(told.get("way"))), word(county.visit_met.get(told.get("met")))]
    parts += [word(county.visit_results.get(told.get("result")))]
    if told.get("promised"):
        parts.append(_("答应 %(day)s 返校") % {"day": told["promised"]})
    return _listed([_on(event), *parts])


def _joint(event: Event) -> list[str]:
    """Which departments were at the door together, in the order of the policy; nobody's name."""
    came = event.detail.get("departments") or ()
    known = referrals_for(event.case.round).departments if came else {}
    words = [in_words(vars(row)) for name, row in known.items() if name in came]
    return [_("联合行动（%(who)s）") % {"who": "、".join(words)}] if words else []


def _letter(event: Event, county: Effort) -> str:
    told = event.detail
    how = word(county.services.get(told.get("method")))
    return _listed([_on(event), word(county.letters.get(told.get("kind"))), told.get("number", ""), how])


def _return(event: Event, county: Effort) -> str:
    told = event.detail
    school = School.objects.filter(pk=told.get("school")).first() if told.get("school") else told.get("school_name", "")
    form = word(county.placements.get(told.get("placement")))
    return _listed([_on(event), str(school or ""), told.get("class_name", ""), form])


def _measure(event: Event, county: Effort) -> str:
    return word(county.measures[MEASURES[event.detail["measure"] - 1]])


def _on(event: Event) -> str:
    """The day it was true, where that is another than the one it was recorded."""
    return "" if event.true_on == event.recorded_on else date_format(event.true_on, "Y-m-d")


def _day(event: Event, county: Effort) -> str:
    return date_format(event.true_on, "Y-m-d")


def _listed(parts: list[str]) -> str:
    return _("，").join(part for part in parts if part)


SENTENCES: dict[str, Callable[[Event, Effort], str]] = {
    "visit": _visit,
    "issue": _letter,
    "serve": _letter,
    "return": _return,
    "step_up": _measure,
    "skip": _measure,
    "correct_return": _day,
    "relapse": _day,
    "report": lambda event, county: _listed([_on(event), event.detail.get("to", "")]),
    "ordered": lambda event, county: str(event.detail.get("number", "")),
    "observe": lambda event, county: word(county.observation.get(event.detail.get("point"))),
    **dict.fromkeys(MOVE_VERBS, lambda event, county: event.detail.get("to", "")),
}
