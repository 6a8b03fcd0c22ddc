"""Where the story is played: the moved clock, the people, the cases by the child they are about, and one act after another."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.actions import Moved, Refused, Said, Settled, act_on_many
from guixiao.cases.crossings.glass import OPENING, keep_page, open_glass
from guixiao.cases.effort.actions import do, do_on_pairs
from guixiao.cases.effort.sight import sight_of
from guixiao.cases.models import Case
from guixiao.children.models import Round
from guixiao.demo.campaign import words
from guixiao.demo.campaign.courses import COUNTY, LEAD, RECEIVING, SCHOOL, TOWN, VILLAGE, Step
from guixiao.demo.campaign.fates import Fate
from guixiao.demo.campaign.papers import Papers
from guixiao.demo.campaign.people import People
from guixiao.demo.days import Days

# From when to when people do a thing: what somebody does of one kind in these hours is one act. In the order in which the
# steps of one child on one day follow each other.
HOURS = {
    "relapse": (8.6, 8.9), "issue": (9.0, 9.4), "skip": (9.5, 9.8), "approve_plan": (10.0, 11.2), "report": (11.3, 11.5),
    "step_up": (13.6, 14.3), "plan": (15.0, 15.8), "serve": (16.0, 16.6), "visit": (16.7, 17.6), "return": (17.7, 18.0),
    "observe": (18.1, 18.3), "confirm_return": (18.4, 18.8),
}  # fmt: skip
# Outside the cast's township, the township types in what its squads did, and the county's office what schools told by telephone.
TYPED_IN, CALLED_IN = frozenset({"visit", "serve", "report", "return"}), frozenset({"visit", "observe"})
READ_AGAIN = ("version", "town_id", "village_id", "school_id", "receiving_id", "assigned")
AFTERNOON = 14.5  # a letter that the county issues on the day it has decided


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
        self.fates: dict[str, Fate] = {}
        self.cases: dict[str, Case] = {}  # fate.key -> the child's current case
        self.others: list[Case] = []  # of children who turn out not to be out of school
        self.papers = Papers(made.county, days)
        self.refused: Counter[str] = Counter()
        self.acts: list[Act] = []
        self.told_by_school: set[str] = set()
        self.returned_by: dict[str, User] = {}
        self.together: defaultdict[tuple[int, str, float], list[tuple[Fate, Step]]] = defaultdict(list)
        self.clock: Any = None

    @property
    def last(self) -> int:
        return (self.days.later - self.days.as_of).days

    def day(self, number: int) -> date:
        return self.days.as_of + timedelta(number)

    @property
    def today(self) -> int:
        return (timezone.localdate() - self.days.as_of).days

    def weekday(self, day: int) -> int:
        return self.day(day).weekday()

    def fate_of_child(self) -> dict[Any, Fate]:
        return {case.child_id: self.fates[key] for key, case in self.cases.items()}

    def look_again(self) -> None:
        """Something was written to cases otherwise than through a step: everybody sees them as they are now."""
        known = {case.pk: case for case in (*self.cases.values(), *self.others)}
        for pk, *told in Case.objects.filter(round=self.made).values_list("pk", *READ_AGAIN):
            if case := known.get(pk):
                for name, value in zip(READ_AGAIN, told, strict=True):
                    setattr(case, name, value)

    def at(self, day: int, hour: float, run: Callable[[], object]) -> None:
        self.acts.append(Act(day, hour, len(self.acts), run))

    def step(self, fate: Fate, step: Step) -> None:
        """One step of a child's course, with those of its kind on its day."""
        begin, end = HOURS[step.verb]
        if step.verb == "issue" and step.hour >= AFTERNOON - 0.5:
            begin, end = AFTERNOON, AFTERNOON + 0.4
        together = self.together[step.day, step.verb, begin]
        if not together:
            self.at(step.day, begin, lambda: self.play(step.verb, together, end - begin))
        together.append((fate, step))

    # --- acts

    def many(self, user: User, cases: Sequence[Case], verb: str, said: Said) -> None:
        self.note(verb, act_on_many(self.people.successors.get(user.pk, user), cases, verb, said))

    def note(self, verb: str, result: Settled) -> None:
        for why, kept in result.refused.items():
            self.refused[f"{verb}: {why}"] += len(kept)

    def play(self, verb: str, steps: Iterable[tuple[Fate, Step]], hours: float) -> None:
        """One after the other, by whoever stands where the steps say, does what they have of this."""
        by: defaultdict[tuple[int, str], list[tuple[Fate, Case, Step]]] = defaultdict(list)
        users: dict[tuple[int, str], User] = {}
        for fate, step in steps:
            case = self.cases.get(fate.key)
            actor = self.actor(fate, case, step) if case else None
            if case is None or actor is None:
                self.refused[f"{verb}: nobody"] += 1
                continue
            key = actor.pk, fate.key if step.who == LEAD else ""  # an emergency is one child's
            users[key] = actor
            by[key].append((fate, case, step))
        for key, some in by.items():
            self._do(users[key], verb, some)
            self.clock.shift(timedelta(hours=hours / len(by)))

    def _do(self, user: User, verb: str, some: Sequence[tuple[Fate, Case, Step]]) -> None:
        pairs = [(case, self.said(fate, case, step)) for fate, case, step in some]
        fates = {case.child_id: (fate, step) for fate, case, step in some}
        if len(pairs) > 1:
            result = do_on_pairs(user, pairs, verb)
            self.note(verb, result)
            done = result.events
        else:
            try:
                done = [do(user, pairs[0][0], verb, pairs[0][1])]
            except (Refused, Moved) as error:
                self.refused[f"{verb}: {getattr(error, 'why', 'moved')}"] += 1
                return
        for event in done:
            self._after(*fates[event.case.child_id], user, event)

    def said(self, fate: Fate, case: Case, step: Step) -> Said:
        true_on = None if step.true_on is None else self.days.as_of + timedelta(step.true_on)
        return Said(note=step.note, true_on=true_on, given=self.papers.given(fate, case, step))

    def _after(self, fate: Fate, step: Step, user: User, event: Any) -> None:
        if step.verb == "relapse":  # the next episode
            self.cases[fate.key] = event.case
        elif step.verb == "issue":
            self.papers.issued(fate, step.given["kind"], event.detail["letter"])
        elif step.verb == "return":
            self.returned_by[fate.key] = user
            (self.told_by_school.add if event.detail.get("by_school") else self.told_by_school.discard)(fate.key)

    def actor(self, fate: Fate, case: Case, step: Step) -> User | None:
        people, who = self.people, step.who
        if step.verb == "confirm_return":
            return self._confirms(fate, case)
        if who == TOWN:
            return people.towns.get(case.town_id or 0)
        if who == VILLAGE and step.verb in TYPED_IN:
            return people.typing(case)
        if who in (COUNTY, LEAD):
            return people.officer(case) if who == COUNTY else in_an_emergency(people.lead, case)
        if who in (SCHOOL, RECEIVING):
            called = step.verb in CALLED_IN and not people.of_cast(case)
            return people.officer(case) if called else people.of_line(case, SCHOOL)
        return people.of_line(case, "administrative")

    def _confirms(self, fate: Fate, case: Case) -> User | None:
        """Never who said that the child came."""
        people, said = self.people, self.returned_by.get(fate.key)
        if fate.key in self.told_by_school:
            return people.of_line(case, "administrative")
        found = people.officer(case) if fate.elsewhere else people.of_line(case, SCHOOL)
        return next(one for one in people.officers if one != said) if found == said else found

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
            due = moment(self.days, act.day, act.hour)
            if due > timezone.now():  # never back, where the one before took longer
                self.clock.move_to(due)
            try:
                act.run()
            except Exception as error:  # each noun has a Refused of its own
                if not hasattr(error, "why"):
                    raise
                self.refused[f"{type(error).__module__}: {error.why}"] += 1
