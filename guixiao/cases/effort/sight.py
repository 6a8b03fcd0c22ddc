"""Which posts see why a child is out of school, and whatever else would tell them: the plan, the mandatory report and its proofs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from guixiao.accounts.models import User
from guixiao.cases.effort.models import Plan
from guixiao.cases.findings import effort_for, roles_of
from guixiao.cases.models import Case, Event
from guixiao.policy.effort import Effort

REPORT = "report"
# What people write with these is written knowing why, and may say it.
KNOWING = frozenset({"plan", "approve_plan", "return_plan", REPORT, "skip"})


@dataclass(frozen=True)
class Sight:
    """`now`: sees every cause of the plan in force; `ever`: of each plan there was; `reports`: that somebody made the report."""

    user: int | None
    now: bool = True
    ever: bool = True
    reports: bool = True

    def shows(self, event: Event) -> bool:
        """What somebody recorded themselves they see."""
        return event.verb != REPORT or self.reports or event.actor_id == self.user

    def shows_note(self, event: Event) -> bool:
        return self.shows(event) and (self.ever or event.verb not in KNOWING or event.actor_id == self.user)


def may_see(roles: Collection[str], causes: Iterable[str], county: Effort) -> bool:
    """Do these posts see every one of the causes?"""
    closed = [county.causes[name].seen_by for name in causes if name in county.causes and county.causes[name].seen_by]
    return all(set(roles) & set(posts) for posts in closed)


def sight_of(user: User, case: Case) -> Sight:
    """By the posts held today at the child's places."""
    county = effort_for(case.round)
    if county is None or not case.phase:
        return Sight(user.pk)
    roles, plans = roles_of(user, case), list(case.plans.all())
    seen = [may_see(roles, plan.causes, county) for plan in plans]
    return Sight(user.pk, all(seen[:1]), all(seen), all(seen) and _sees_reports(roles, plans, county))


def _sees_reports(roles: Collection[str], plans: Iterable[Plan], county: Effort) -> bool:
    """Where no plan says what is reported, it may be anything: then only who sees all that must be."""
    protective = [name for name, cause in county.causes.items() if cause.protective]
    named = any(name in protective for plan in plans for name in plan.causes)
    return named or may_see(roles, protective, county)
