"""What the rules of reports are asked about: who somebody is for a child, and where the child stands. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.alerts.models import Alert
from guixiao.cases.alerts.policies import alerts_for
from guixiao.cases.alerts.rules import Answer, Report
from guixiao.cases.findings import lines_of, roles_of, suspect_buckets
from guixiao.cases.models import Case
from guixiao.children.models import Child, Coverage, Round


@dataclass(frozen=True)
class Saying:
    """What a person fills in who reports a child; texts, "" for what is not said."""

    since: date | None
    said_by: str
    note: str = ""


def current_round(child: Child) -> Round | None:
    return Round.objects.filter(current__isnull=False, county=child.county_id).select_related("county").first()


def current_case(child: Child) -> Case | None:
    return Case.objects.current().filter(child=child).select_related("round", "child").first()


def stand_in(made: Round, child: Child) -> Coverage | None:
    return Coverage.objects.filter(round=made, child=child).first()


def report_of(made: Round, child: Child, saying: Saying) -> Report | None:
    """None where the child stands in no bucket of this round."""
    stand, case = stand_in(made, child), current_case(child)
    if stand is None:
        return None
    suspected = stand.bucket in suspect_buckets(made) and case is None
    waits = Alert.objects.filter(child=child, state=Alert.State.OPEN).exists()
    return Report(
        timezone.localdate(), saying.since, saying.said_by, stand.bucket, suspected, case.standing if case else "", waits
    )


def place_of(made: Round, child: Child, case: Case | None) -> Case:
    """A case as `findings` asks for one: the child's places now, and the round whose lines count."""
    known = case.receiving_id if case else None
    return Case(child=child, round=made, county_id=child.county_id, town_id=child.town_id, village_id=child.village_id,
                school_id=child.school_id, receiving_id=known)  # fmt: skip


def line_of(user: User, made: Round, child: Child) -> str:
    """The line on which whoever reports stands for this child."""
    return min(lines_of(user, place_of(made, child, None)), default="")


def answer_of(
    user: User, made: Round, alert: Alert, verb: str, reason: str = "", given: Mapping[str, Any] | None = None
) -> Answer:
    place = place_of(made, alert.child, current_case(alert.child))
    policy = alerts_for(made)
    schools = {place.school_id, place.receiving_id} - {None}
    at_school = any(post.school_id in schools for post in user.current_posts if post.school_id)
    return Answer(verb, timezone.localdate(), user.pk, lines_of(user, place), roles_of(user, place), at_school,
                  frozenset(policy.alerts.county), policy.coverage_reasons.get(reason), given or {})  # fmt: skip
