"""The made-up county into the database: the first round, what people did, the second round; and the old demo out before it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import time_machine
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from guixiao.accounts.actions import remove_demo_accounts
from guixiao.accounts.complaints.actions import remove_demo_complaints
from guixiao.accounts.invitations.actions import remove_demo_invitations
from guixiao.api.actions import remove_demo_tokens
from guixiao.areas.actions import gazetteer, load_aliases, load_areas, load_schools, remove_idle_schools
from guixiao.areas.models import Area, School
from guixiao.cases.accountability.actions import remove_demo_answers
from guixiao.cases.actions import expire, remove_demo_cases
from guixiao.cases.alerts.actions import remove_demo_alerts
from guixiao.cases.bodies.actions import remove_demo_bodies
from guixiao.cases.chain.actions import remove_demo_duties
from guixiao.cases.clocks.actions import remove_demo_sweeps, tick
from guixiao.cases.closures.actions import remove_demo_draws
from guixiao.cases.crossings.actions import remove_demo_crossings
from guixiao.cases.effort.actions import remove_demo_efforts
from guixiao.cases.joint.actions import remove_demo_joint_actions
from guixiao.cases.keyplaces.actions import remove_demo_key_places
from guixiao.cases.looks.actions import remove_demo_looks
from guixiao.cases.moves.actions import remove_demo_moves
from guixiao.cases.notices.actions import remove_demo_channels
from guixiao.cases.orders.actions import judge, remove_demo_orders
from guixiao.cases.rectification.actions import remove_demo_rectification
from guixiao.cases.referrals.actions import remove_demo_referrals
from guixiao.cases.studies.actions import remove_demo_studies
from guixiao.changes.actions import remove_demo_comparisons
from guixiao.children.actions import remove_demo_rounds
from guixiao.children.models import Coverage, Round
from guixiao.demo.campaign.answering import answer_for
from guixiao.demo.campaign.people import TOWN, People, open_cast, open_others
from guixiao.demo.campaign.replay import replay
from guixiao.demo.campaign.stage import Stage, moment
from guixiao.demo.county import County
from guixiao.demo.days import Days, ending_on
from guixiao.demo.doors import doors_of
from guixiao.demo.places import COUNTY, COUNTY_CODE
from guixiao.linkage import Source, reconcile
from guixiao.policy import Policy, load_policy
from guixiao.reviews.actions import remove_demo_doubts
from guixiao.rosters.actions import keep_rosters, load_round
from guixiao.rosters.imports.actions import remove_demo_imports
from guixiao.rosters.schools import read_schools
from guixiao.sightings.actions import Told, add, remove_demo_sightings


@dataclass(frozen=True)
class Counted:
    """A round's rosters, and what the engine made of them."""

    county: County
    policy: Policy
    sources: list[Source]
    result: Any

    def load(self, area: Area, progress: Callable[[int], None]) -> Round:
        as_of = self.county.as_of
        return load_round(self.result, progress=progress, county=area, as_of=as_of, policy=self.policy, demo=True)


Step = Callable[[str], AbstractContextManager[Callable[..., None]]]  # a line for the person who waits, and how far it is
EVENING, LATE, NIGHT = 19, 20, 22  # hours: the rounds are loaded, the clocks are looked at


def days_until_now() -> Days:
    """The story ends yesterday: whoever opens the pages finds the morning after."""
    return ending_on(timezone.localdate() - timedelta(1))


def load(rounds: list[County], days: Days, seed: int, step: Step, *, campaign: bool = False) -> Stage | None:
    """The rounds are counted before anything is replaced (the second while the first is stored, before that is final);
    RosterError, Imbalance where they cannot be. `campaign`: what people did between the rounds is replayed too; without it
    nothing but the second check."""
    with ThreadPoolExecutor(1) as beside:  # the engine leaves Python to the other for most of its time
        with step(f"reconcile {days.as_of}"):
            first = _counted(rounds[0])
        second = [beside.submit(_counted, county) for county in rounds[1:]]
        with step(f"load {days.as_of}") as progress, _at(days, 0, EVENING):
            made, people = _replace(first, days, progress, lambda: [future.result() for future in second])
    _keep(first, made, step)
    if not second:
        return None
    stage = None
    if campaign:
        with step("campaign") as progress:
            open_others(people, _since(days), seed)
            stage = replay((rounds[0], rounds[1]), made, people, days, seed=seed, progress=progress)
    else:
        with step("children met at their doors"):
            _meet(rounds[0], people)
    with step(f"load {days.later}") as progress, _at(days, (days.later - days.as_of).days, LATE):
        later = second[0].result().load(made.county, progress)
    _keep(second[0].result(), later, step)
    with step("clocks"):
        with _at(days, (days.later - days.as_of).days, NIGHT):
            _tell_time()
            if stage:
                answer_for(people)
        _tell_time()
    return stage


def _tell_time() -> None:
    """What the worker does each night."""
    today = timezone.localdate()
    expire(today)
    tick(today)
    judge(today)


def _since(days: Days) -> date:
    """From when the posts of the demo are held."""
    return date(days.as_of.year, 1, 1)


@transaction.atomic
def _meet(county: County, people: People) -> None:
    """The article's second check, between the two rounds: those whom no roster has."""
    find = gazetteer(Area.objects.get(code=COUNTY_CODE)).find
    places = {area.pk: area for area in Area.objects.select_related("parent")}
    for door in doors_of(county.second_check, county.as_of):
        town, village = find(door.town, door.village)
        told = Told(place=places[village or town or 0], outcome="sighted_out", name=door.name, sex=door.sex, birth=door.birth,
                    found_on=door.found_on, found_by=door.found_by)  # fmt: skip
        add(people.officers[0], told, uuid4())


def _at(days: Days, day: int, hour: float) -> Any:
    return time_machine.travel(moment(days, day, hour), tick=True)


def _counted(county: County) -> Counted:
    policy = load_policy(county.policy)
    sources = [Source(roster, path) for roster, paths in county.sources.items() for path in paths]
    return Counted(county, policy, sources, reconcile(sources, rules=policy, as_of=county.as_of))


def _replace(
    counted: Counted, days: Days, progress: Callable[[int], None], certain: Callable[[], object]
) -> tuple[Round, People]:
    """The old demo out and the new one in: whoever is looking sees the one or the other. `certain`: waits until whatever else
    will be loaded is counted too; where that cannot be, the old one stays."""
    schools = read_schools(counted.county.sources["schools"], counted.policy)
    with transaction.atomic():
        remove_demo()
        area = load_areas(code=COUNTY_CODE, name=COUNTY)
        load_aliases()
        remove_idle_schools(area)
        load_schools(area, schools)
        made = counted.load(area, progress)
        people = open_cast(_since(days), _largest_school())
        certain()
    return made, people


def remove_demo() -> None:
    """Whatever the demo made, what points at a child or a round first; anything real stays."""
    remove_demo_channels()
    remove_demo_complaints()
    remove_demo_answers()
    remove_demo_rectification()
    remove_demo_draws()
    remove_demo_alerts()
    remove_demo_looks()
    remove_demo_crossings()
    remove_demo_referrals()
    remove_demo_efforts()
    remove_demo_orders()
    remove_demo_moves()
    remove_demo_studies()
    remove_demo_joint_actions()
    remove_demo_key_places()
    remove_demo_bodies()
    remove_demo_duties()
    remove_demo_cases()
    remove_demo_doubts()
    remove_demo_comparisons()
    remove_demo_imports()
    remove_demo_sightings()
    remove_demo_sweeps()
    remove_demo_rounds()
    remove_demo_tokens()
    remove_demo_invitations()
    remove_demo_accounts()


def _keep(counted: Counted, made: Round, step: Step) -> None:
    """The files too, so that the rosters' desk has its history and can count them again."""
    with step(f"files {made.as_of}"):
        keep_rosters(made, counted.sources, counted.result, counted.policy.id)


def _largest_school() -> School:
    """Of the cast's township, the school with the most children."""
    counted = Coverage.objects.filter(round__demo=True, school__area__path__contains=f"/{TOWN}/").values("school")
    most = counted.annotate(count=Count("id")).order_by("-count", "school").first()
    return School.objects.get(pk=most["school"]) if most else School.objects.earliest("code")
