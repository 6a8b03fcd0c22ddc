"""The only writers of tasks, breaches, pauses and the county's calendar."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from guixiao.accounts.models import Post, User
from guixiao.audit.actions import record, take_turn
from guixiao.cases.clocks.kept import Keys, basis_of, calendar_of, clocks_of, keys_of, wording_of
from guixiao.cases.clocks.models import Breach, Clocked, Duty, Pause, Sweep, Task
from guixiao.cases.clocks.places import lefts_of, now_of, paths_of
from guixiao.cases.clocks.rules import (
    Happened,
    Left,
    Rest,
    Run,
    Standing,
    breach_day,
    came,
    deadline,
    duties,
    holder,
    place_of,
    runs_of,
    stood,
)
from guixiao.cases.effort.progress import standing
from guixiao.cases.models import Case, CaseQuerySet, Event
from guixiao.children.models import CurrentRound, Round, rounds_of
from guixiao.lib.workdays import Calendar
from guixiao.policy.model import Clock
from guixiao.tables.kept import kept

BATCH = 200
SLACK = timedelta(hours=1)  # longer than any writing, and than clocks of two machines differ
TOLD = ("case_id", "id", "verb", "state", "recorded_at", "true_on", "until", "line")
WRITTEN = ("post", "began_on", "due_on", "breach_on", "doubtful", "done_on", "done")


@dataclass(frozen=True)
class Rules:
    """What the tasks of a county's cases follow from, besides the cases."""

    clocks: dict[str, Clock]
    lines: dict[str, frozenset[str]]
    calendar: Calendar
    basis: str
    keys: Keys = field(default_factory=Keys)


@dataclass(frozen=True)
class Asked:
    """One case, where it stood before people moved it, and when it rested."""

    case: Case
    lefts: Sequence[Left]
    rests: Sequence[Rest]

    @property
    def now(self) -> Left:
        return now_of(self.case)


def tick(today: date) -> int:
    """Bring the tasks up to date and store what has become late; gives how many breaches. It may run at any time, any
    number of times and by two at once: all it writes follows from stored moments."""
    for made, rules in _counties():
        begun, cases = timezone.now(), Case.objects.filter(county=made.county)
        while _caught_up(cases, rules):
            pass
        told = {"basis": rules.basis, "round": made.pk, "at": begun}
        Sweep.objects.update_or_create(county=made.county, defaults=told)
    return store_breaches(today)


def remove_demo_sweeps() -> None:
    """Of rounds made up by the demo, before them."""
    Sweep.objects.filter(round__in=Round.objects.filter(demo=True).values("pk")).delete()


def catch_up(case: Case) -> None:
    """The tasks of a case that has changed since the worker looked."""
    for made, rules in _counties():
        _write_behind(_behind(county=made.county_id, basis=rules.basis, key=case.pk), rules)


def catch_up_seen(user: User) -> None:
    """The tasks of a few cases that this person sees; more than that is left to the worker, and so is what is not asked for: of
    whole places those to which something happened since it looked, as it asks for all and is never far behind."""
    for made, rules in _counties():
        _write_behind(_behind_seen(user, county=made.county_id, basis=rules.basis, **_since(made, rules.basis)), rules)


def _write_behind(keys: Sequence[Any], rules: Rules) -> None:
    if keys:
        _caught_up(Case.objects.filter(pk__in=keys[:BATCH]), rules)


@kept
def _behind(*, county: int, basis: str, key: UUID) -> Any:
    return stale(Case.objects.filter(pk=key, county=county), basis).values_list("pk", flat=True)


@kept
def _behind_seen(user: User, *, county: int, basis: str, **since: datetime) -> Any:
    happened = Event.objects.filter(**{f"recorded_at__{name}": moment for name, moment in since.items()}).values("case")
    here = Case.objects.visible_to(user).filter(Q(pk__in=happened) if since else Q(), county=county)
    return stale(here, basis).values_list("pk", flat=True)[:BATCH]


def _since(made: Round, basis: str) -> dict[str, datetime]:
    """From when on; nothing, for all of them, where rules or round are others than when the worker looked."""
    swept = getattr(made.county, "swept", None)
    if swept is None or (swept.basis, swept.round) != (basis, made.pk):
        return {}
    return {"gte": swept.at - SLACK}


@kept
def _shown_rounds() -> Any:
    return CurrentRound.objects.select_related("county__swept")


def _counties() -> Iterator[tuple[Round, Rules]]:
    """The round that each county's pages show, with its rules."""
    for shown in _shown_rounds():
        made = rounds_of([shown.round_id])[shown.round_id]
        made.county = shown.county
        calendar = calendar_of(made.county)
        lines = {name: frozenset(line["posts"]) for name, line in wording_of(made).get("lines", {}).items()}
        keys = keys_of(made)
        yield made, Rules(clocks_of(made), lines, calendar, basis_of(made, calendar, keys), keys)


def stale(cases: CaseQuerySet, basis: str) -> CaseQuerySet:
    """Those whose tasks were made of another stand, or by other rules."""
    fresh = Clocked.objects.filter(case=OuterRef("pk"), version=OuterRef("version"), round=OuterRef("round_id"),
                                   assigned=OuterRef("assigned"), basis=basis)  # fmt: skip
    return cases.filter(~Exists(fresh))


@transaction.atomic
def _caught_up(cases: CaseQuerySet, rules: Rules) -> int:
    """One batch; gives how many cases. Writers take turns: the second of two finds nothing left to do."""
    take_turn()
    behind = list(stale(cases, rules.basis).order_by("pk")[:BATCH])
    if behind:
        _write(behind, rules)
    return len(behind)


def _write(cases: Sequence[Case], rules: Rules) -> None:
    events, rests, lefts = _events(cases), _rests(cases), lefts_of(cases)
    made = [pair for case in cases for pair in _tasks(Asked(case, lefts[case.pk], rests[case.pk]), events[case.pk], rules)]
    tasks = [task for task, _ in made]
    of_these = Task.objects.filter(case__in=cases)
    of_these.exclude(pk__in=[task.pk for task in tasks]).delete()
    Duty.objects.filter(task__case__in=cases).delete()
    Task.objects.bulk_create(tasks, BATCH, update_conflicts=True, update_fields=WRITTEN, unique_fields=["id"])
    Duty.objects.bulk_create([Duty(task=task, post=post, since=day) for task, days in made for post, day in days.items()], BATCH)
    clocked = [Clocked(case=case, version=case.version, round=case.round_id, assigned=case.assigned, basis=rules.basis)
               for case in cases]  # fmt: skip
    Clocked.objects.bulk_create(clocked, BATCH, update_conflicts=True, unique_fields=["case"],
                                update_fields=["version", "round", "assigned", "basis"])  # fmt: skip


def _events(cases: Iterable[Case]) -> dict[Any, list[Happened]]:
    found: dict[Any, list[Happened]] = defaultdict(list)
    for case, key, verb, state, at, *rest in Event.objects.filter(case__in=cases).order_by("version").values_list(*TOLD):
        found[case].append(Happened(key, verb, state, timezone.localdate(at), *rest))
    return defaultdict(list, {case: standing(told) for case, told in found.items()})


def _rests(cases: Iterable[Case]) -> dict[Any, list[Rest]]:
    found: dict[Any, list[Rest]] = defaultdict(list)
    for case, first, last in Pause.objects.filter(case__in=cases).values_list("case", "first", "last"):
        found[case].append(Rest(first, last))
    return found


def _tasks(asked: Asked, events: Sequence[Happened], rules: Rules) -> Iterator[tuple[Task, dict[str, date]]]:
    """Each task of a case, and the posts it belongs to with the day from which on."""
    for name, clock in rules.clocks.items():
        for run in runs_of(clock, events):
            yield _task(asked, name, run, rules)


def _task(asked: Asked, name: str, run: Run, rules: Rules) -> tuple[Task, dict[str, date]]:
    """It is theirs at whose place the case stands now; whoever had it on the due day answers for it (`post`)."""
    begun = stood(run.start.on, asked.lefts, asked.now).places
    run.shorter = rules.keys.days_for(name, {begun["village"], begun["township"]}, run.start.on)
    limit = deadline(run, rules.calendar, asked.rests)
    new = came(asked.lefts, asked.now)
    held = {post: max(day, new.get(post, day))
            for post, day in duties(run, limit, _standing(asked.now, rules), rules.calendar).items()}  # fmt: skip
    then = _standing(stood(limit.due, asked.lefts, asked.now), rules)
    task = Task(
        id=uuid.uuid5(run.start.key, name), case=asked.case, clock=name, event_id=run.start.key,
        post=holder(run.clock.duty, then, run.start.line),
        began_on=run.start.on, due_on=limit.due, breach_on=breach_day(run, limit), doubtful=limit.doubtful,
        done_on=run.end.on if run.end else None, done_id=run.end.key if run.end else None,
    )  # fmt: skip
    return task, held


def _standing(at: Left, rules: Rules) -> Standing:
    return Standing(at.assigned, frozenset(kind for kind, key in at.places.items() if key), rules.lines)


def store_breaches(today: date) -> int:
    """Each once, whoever looks first."""
    known = Breach.objects.filter(case=OuterRef("case"), clock=OuterRef("clock"), event=OuterRef("event"))
    late = Task.objects.filter(~Exists(known), breach_on__lte=today).order_by("pk")
    stored = 0
    while found := list(late.select_related("case__town", "case__village", "case__county", "case__school")[:BATCH]):
        stored += _store(found, today)
    return stored


@transaction.atomic
def _store(late: Sequence[Task], today: date) -> int:
    take_turn()
    known = set(Breach.objects.filter(case__in=[task.case_id for task in late]).values_list("clock", "event"))
    new = [task for task in late if (task.clock, task.event_id) not in known]
    lefts = lefts_of({task.case for task in new})
    there = {task.pk: stood(task.due_on, lefts[task.case_id], now_of(task.case)).places for task in new}
    people, paths = _people(new, there), paths_of(there)
    Breach.objects.bulk_create([
        Breach(case=task.case, clock=task.clock, event_id=task.event_id, began_on=task.began_on, due_on=task.due_on,
               late_from=task.breach_on or today, post=task.post, people=people[task.pk], place=paths[task.pk])
        for task in new
    ], BATCH, ignore_conflicts=True)  # fmt: skip
    if new:
        record(None, "task.breach", detail={"breaches": len(new), "day": today.isoformat()})
    return len(new)


def _people(tasks: Sequence[Task], there: Mapping[Any, Mapping[str, Any]]) -> dict[Any, list[dict[str, Any]]]:
    """Who held the post of each on its due day, at the place where the case then stood."""
    posts: dict[Any, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(role__in={task.post for task in tasks}).select_related("user"):
        posts[post.role, post.school_id or post.area_id].append(post)

    def held(task: Task) -> list[Post]:
        at = posts[task.post, place_of(task.post, **there[task.pk])]
        return [post for post in at if post.in_force_on(task.due_on)]

    return {task.pk: [{"key": post.user_id, "name": post.user.name} for post in held(task)] for task in tasks}
