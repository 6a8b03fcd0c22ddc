"""Where the story is played: the moved clock, the people, the cases by the child they are about, and one act after another."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.db import transaction

from guixiao.accounts.models import User
from guixiao.cases.actions import Moved, Refused, Said, act_on_many, act_on_pairs
from guixiao.cases.crossings.glass import OPENING, keep_page, open_glass
from guixiao.cases.effort.actions import do
from guixiao.cases.effort.sight import sight_of
from guixiao.cases.models import Case
from guixiao.children.models import Round
from guixiao.demo.campaign import words
from guixiao.demo.campaign.courses import COUNTY, LEAD, RECEIVING, SCHOOL, TOWN, Step
from guixiao.demo.campaign.fates import Fate
from guixiao.demo.campaign.papers import Papers
from guixiao.demo.campaign.people import People
from guixiao.demo.days import Days

# What people type in together at the end of the day, and at which hour.
EVENING = {"visit": 17.1, "observe": 17.9, "confirm_return": 18.4}


@dataclass(frozen=True, order=True)
class Act:
    """Something that somebody does: on which day of the story, at which hour; acts of one moment by their numbers."""

    day: int
    hour: float
    number: int
    run: Callable[[], object] = field(compare=False)


def in_an_emergency(lead: User, case: Case) -> User:
    """The lead decides knowing why: where the causes are closed to the post, by an emergency look that is kept."""
    if sight_of(lead, case).now:
        return lead
    crossing = open_glass(lead, f"demo {case.pk}", words.URGENT)
    keep_page(crossing, "case", {"case": case.pk})
    knowing = lead.only(OPENING)
    knowing.opened = True
    return knowing


def moment(days: Days, day: int, hour: float) -> datetime:
    """A moment of the story, in the county's own time."""
    clock = time(int(hour), int(hour % 1 * 60), int(hour * 3600 % 60))
    return datetime.combine(days.as_of + timedelta(day), clock, ZoneInfo(settings.TIME_ZONE))


class Stage:
    """One county's story. `refused`: what a rule did not allow, by verb and reason; nothing, where the story keeps to them."""

    def __init__(self, made: Round, people: People, days: Days, seed: int):
        self.made, self.people, self.days, self.seed = made, people, days, seed
        self.rng = Random(f"{seed}/stage")
        self.cases: dict[str, Case] = {}  # fate.key -> the child's current case
        self.papers = Papers(made.county, days)
        self.refused: Counter[str] = Counter()
        self.acts: list[Act] = []
        self.told_by_school: set[str] = set()
        self.evenings: defaultdict[tuple[int, str], list[tuple[Fate, Step]]] = defaultdict(list)
        self.clock: Any = None

    @property
    def last(self) -> int:
        return (self.days.later - self.days.as_of).days

    def weekday(self, day: int) -> int:
        return (self.days.as_of + timedelta(day)).weekday()

    def at(self, day: int, hour: float, run: Callable[[], object]) -> None:
        self.acts.append(Act(day, hour, len(self.acts), run))

    def step(self, fate: Fate, step: Step) -> None:
        """One step of a child's course; what people type in together in the evening is one act of each."""
        if step.verb not in EVENING:
            self.at(step.day, step.hour, lambda: self.play(fate, step))
            return
        together = self.evenings[step.day, step.verb]
        if not together:
            self.at(step.day, EVENING[step.verb], lambda: self.play_together(step.verb, together))
        together.append((fate, step))

    # --- acts

    def many(self, user: User, cases: Sequence[Case], verb: str, said: Said) -> None:
        for why, kept in act_on_many(user, cases, verb, said).refused.items():
            self.refused[f"{verb}: {why}"] += len(kept)

    def play_together(self, verb: str, steps: Iterable[tuple[Fate, Step]]) -> None:
        """One after the other types in what the day brought."""
        by: defaultdict[int, list[tuple[Case, Said]]] = defaultdict(list)
        users: dict[int, User] = {}
        for fate, step in steps:
            case = self.cases.get(fate.key)
            actor = self.actor(fate, case, step) if case else None
            if case is None or actor is None:
                self.refused[f"{verb}: nobody"] += 1
                continue
            users[actor.pk] = actor
            by[actor.pk].append((case, self.said(fate, case, step)))
        for key, pairs in by.items():
            for why, kept in act_on_pairs(users[key], pairs, verb).refused.items():
                self.refused[f"{verb}: {why}"] += len(kept)
            self.clock.shift(timedelta(seconds=self.rng.randint(3, 12)))

    def said(self, fate: Fate, case: Case, step: Step) -> Said:
        true_on = None if step.true_on is None else self.days.as_of + timedelta(step.true_on)
        return Said(note=step.note, true_on=true_on, given=self.papers.given(fate, case, step))

    def play(self, fate: Fate, step: Step) -> None:
        """One step of a child's course, by whoever stands where it says."""
        case = self.cases.get(fate.key)
        actor = self.actor(fate, case, step) if case else None
        if case is None or actor is None:
            self.refused[f"{step.verb}: nobody"] += 1
            return
        try:
            event = do(actor, case, step.verb, self.said(fate, case, step))
        except (Refused, Moved) as error:
            self.refused[f"{step.verb}: {getattr(error, 'why', 'moved')}"] += 1
            return
        self._after(fate, step, event)

    def _after(self, fate: Fate, step: Step, event: Any) -> None:
        if step.verb == "relapse":  # the next episode
            self.cases[fate.key] = event.case
        elif step.verb == "issue":
            self.papers.issued(fate, step.given["kind"], event.detail["letter"])
        elif step.verb == "return":
            (self.told_by_school.add if event.detail.get("by_school") else self.told_by_school.discard)(fate.key)

    def actor(self, fate: Fate, case: Case, step: Step) -> User | None:
        people, who = self.people, step.who
        if step.verb == "confirm_return" and fate.key in self.told_by_school:
            return people.of_line(case, "administrative", self.rng)
        if who == TOWN:
            return people.towns.get(case.town_id or 0)
        if who in (COUNTY, LEAD):
            officer = self.rng.choice(people.officers)
            return officer if who == COUNTY else in_an_emergency(people.leads[0], case)
        return people.of_line(case, SCHOOL if who in (SCHOOL, RECEIVING) else "administrative", self.rng)

    # --- the days

    def perform(self, progress: Callable[[str], None]) -> None:
        """Every act at its moment; a day is one transaction, so that the whole takes seconds."""
        days: defaultdict[int, list[Act]] = defaultdict(list)
        for act in sorted(self.acts):
            days[act.day].append(act)
        with time_machine.travel(moment(self.days, 0, 8), tick=False) as self.clock:
            for day, acts in sorted(days.items()):
                progress(f"{self.days.as_of + timedelta(day)}")
                with transaction.atomic():
                    self._perform(acts)

    def _perform(self, acts: Iterable[Act]) -> None:
        for act in acts:
            self.clock.move_to(moment(self.days, act.day, act.hour))
            act.run()
