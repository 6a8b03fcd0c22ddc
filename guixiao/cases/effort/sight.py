"""Which posts see why a child is out of school, and whatever else would tell: the plan, the mandatory report and its proofs.

By the posts alone; `cases.looks.sight` adds what a page asks besides: that the person said what for.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from guixiao.accounts.models import User
from guixiao.cases.effort.models import Plan, plans_of
from guixiao.cases.findings import effort_for, roles_of
from guixiao.cases.models import Case, Event
from guixiao.lib.once import once
from guixiao.policy.effort import Effort
from guixiao.tables.kept import kept

REPORT = "report"
COUNTY_LEAD = "county_lead"  # in an emergency, for a while, all of it (cases.crossings)
# What people write with these is written knowing why, and may say it.
KNOWING = frozenset({"plan", "approve_plan", "return_plan", REPORT, "skip"})
# Steps that nobody takes without having looked why.
LOOKED_FIRST = frozenset({"step_up", "skip", "ask_closure"})


@dataclass(frozen=True)
class Sight:
    """`now`: sees every cause of the plan in force; `ever`: of each plan there was; `reports`: that somebody made the report.
    `restricted`: the plan in force, `once`: some plan, names a cause that some post may not see. `may_open`: there is something
    restricted that the posts open; `open_until`: it is open."""

    user: int | None
    now: bool = True
    ever: bool = True
    reports: bool = True
    restricted: bool = False
    once: bool = False
    may_open: bool = False
    open_until: datetime | None = None

    @property
    def waits(self) -> bool:
        """The causes are there for this person, who has not said what for."""
        return self.restricted and self.may_open and self.open_until is None

    def shows(self, event: Event) -> bool:
        """What somebody recorded themselves they see."""
        return event.verb != REPORT or self.reports or event.actor_id == self.user

    def shows_note(self, event: Event) -> bool:
        return self.shows(event) and (self.ever or event.verb not in KNOWING or event.actor_id == self.user)

    def shut(self) -> "Sight":
        """The same posts before anything is opened."""
        return replace(self, now=self.now and not self.restricted, ever=self.ever and not self.once,
                       reports=self.reports and not self.may_open)  # fmt: skip


def may_see(roles: Collection[str], causes: Iterable[str], county: Effort) -> bool:
    """Do these posts see every one of the causes?"""
    closed = [county.causes[name].seen_by for name in causes if name in county.causes and county.causes[name].seen_by]
    return all(set(roles) & set(posts) for posts in closed)


def sight_of(user: User, case: Case) -> Sight:
    """By the posts held today at the child's places."""
    county = effort_for(case.round)
    if county is None or not case.phase:
        return Sight(user.pk)
    roles, plans = roles_of(user, case), plans_of(case.pk)
    open_glass = user.opened and COUNTY_LEAD in roles
    seen = [open_glass or may_see(roles, plan.causes, county) for plan in plans]
    closed = [_restricted(plan, county) for plan in plans]
    reports = open_glass or (all(seen) and _sees_reports(roles, plans, county))
    told = reports and _reported(case.pk, user.pk)
    now, restricted = all(seen[:1]), any(closed[:1])
    return Sight(user.pk, now, all(seen), reports, restricted, any(closed), may_open=(restricted and now) or told)


@once
def _reported(case: UUID, user: int) -> bool:
    """Did somebody else make a report?"""
    return bool(_reports(case=case, user=user))


@kept
def _reports(*, case: UUID, user: int) -> Any:
    return Event.objects.filter(case=case, verb=REPORT).exclude(actor=user).order_by().values_list("pk")[:1]


def _restricted(plan: Plan, county: Effort) -> bool:
    return any(county.causes[name].restricted for name in plan.causes if name in county.causes)


def _sees_reports(roles: Collection[str], plans: Sequence[Plan], county: Effort) -> bool:
    """Where no plan says what is reported, it may be anything: then only who sees all that must be."""
    protective = [name for name, cause in county.causes.items() if cause.protective]
    named = any(name in protective for plan in plans for name in plan.causes)
    return named or may_see(roles, protective, county)
