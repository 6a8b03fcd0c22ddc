"""What a department is shown of a child: the fields that its question needs, as they are on the day it is asked."""

from collections.abc import Callable
from typing import Any

from guixiao.cases.effort.models import plans_of
from guixiao.cases.findings import effort_for
from guixiao.cases.models import Case
from guixiao.policy.referrals import Question

FIELDS: dict[str, Callable[[Case], str]] = {
    "name": lambda case: case.child.name,
    "sex": lambda case: case.child.sex,
    "born": lambda case: case.child.birth_date.isoformat() if case.child.birth_date else "",
    "number": lambda case: case.child.id_number,
    "number_masked": lambda case: case.child.masked_id,
    "home": lambda case: " ".join(str(place) for place in (case.county, case.town, case.village) if place),
    "guardian": lambda case: case.child.guardian,
    "phone": lambda case: case.child.phone,
    "school": lambda case: str(case.receiving or case.receiving_name or case.school or ""),
}


def shown_of(case: Case, question: Question) -> dict[str, Any]:
    """Field -> text, in the order of the policy; of the cause its words in both languages."""
    return {name: causes_of(case) if name == "cause" else FIELDS[name](case) for name in question.fields}


def causes_of(case: Case) -> list[dict[str, str]]:
    county, plan = effort_for(case.round), next(iter(plans_of(case.pk)), None)
    if county is None or plan is None:
        return []
    known = [county.causes[name] for name in plan.causes if name in county.causes]
    return [{"zh": cause.zh, "en": cause.en} for cause in known]


def tells_cause(question: Question) -> bool:
    """That it is asked at all says why the child is out of school: for those alone who see that."""
    return question.report or "cause" in question.fields
