"""Verification of the first round's suspects: found by one line, confirmed by the other, many at once where a proof serves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from guixiao.accounts.models import User
from guixiao.cases.actions import Said
from guixiao.cases.models import Case
from guixiao.cases.sheets import actions as sheets
from guixiao.cases.sheets.kinds import KINDS
from guixiao.cases.sheets.reading import Line
from guixiao.demo.campaign import words
from guixiao.demo.campaign.fates import AGAIN, FOUND, GATHERED, OTHERWISE, OUT, Fate
from guixiao.demo.campaign.papers import hash_of
from guixiao.demo.campaign.stage import Stage

LEFT, UNCONFIRMED = 0.03, 0.05  # of the innocent: nobody has looked yet; found, and the other line has not confirmed yet
WATCHED, KEPT = 200, (19, 27)  # days until a child is asked about again
LOST = ("missing", "out_of_reach")
DAYS_TO_COME = ("deferred", "sick_leave", "abroad", *LOST)
OF_FINDING = ("version", "state", "finding", "effect", "evidence", "until", "found_by_id", "found_line", "found_at")
CONFIRMED_IN = (1, 1, 2, 2, 3, 4)
Waiting = dict[tuple[int, int], tuple[User, list[Case]]]  # the day, and who confirms -> what


@dataclass(frozen=True)
class Batch:
    """Cases that one person settles at one moment with one proof."""

    day: int
    actor: User
    finding: str
    evidence: str

    @property
    def key(self) -> tuple[Any, ...]:
        return self.day, self.actor.pk, self.finding, self.evidence


def settle(stage: Stage, innocent: Iterable[tuple[Case, Fate | None]]) -> None:
    """Whoever is no dropout: found by the township or the squad, or by the school that knows, and confirmed by the other line."""
    rng = Random(f"{stage.seed}/verification")
    found: dict[tuple[Any, ...], tuple[Batch, list[Case]]] = {}
    for case, fate in innocent:
        if rng.random() >= LEFT:
            for batch in _batch(stage, case, fate, rng):
                found.setdefault(batch.key, (batch, []))[1].append(case)
    waiting: Waiting = {}
    in_excel = _in_excel(stage, [(batch, cases) for batch, cases in found.values()])
    for batch, cases in found.values():
        _find(stage, batch, cases, rng, in_excel=batch == in_excel)
        _confirm(stage, batch, cases, rng, waiting)
    for (day, _), (actor, some) in waiting.items():  # whatever waits for somebody on a day is one act
        stage.at(day, rng.uniform(16.5, 18), _confirming(stage, actor, some))


def _batch(stage: Stage, case: Case, fate: Fate | None, rng: Random) -> Iterator[Batch]:
    finding, evidence = rng.choice(FOUND.get(fate.kind, OTHERWISE)) if fate else AGAIN
    actor: User | None
    if case.school_id and case.bucket == "left_roll":
        actor = stage.people.of_line(case, "education")
    elif evidence in GATHERED:
        actor = stage.people.towns.get(case.town_id or 0)
    else:
        actor = stage.people.typing(case)
    if actor is not None:
        # Each goes out on a few days of the story, so that what is found together is told together.
        first = 2 + hash_of(actor.username) % 9
        yield Batch(min(first + rng.choice((0, 0, 0, 0, 5, 10)), stage.last - 1), actor, finding, evidence)


def _in_excel(stage: Stage, found: Sequence[tuple[Batch, list[Case]]]) -> Batch | None:
    """What a township found together and filled in in Excel: the cast's, where it found anything without a day to come."""
    towns = {user.pk for user in stage.people.towns.values()}
    ours = [(batch, cases) for batch, cases in found if batch.actor.pk in towns and batch.finding not in DAYS_TO_COME]
    cast = stage.people.towns[stage.people.town].pk
    best = max(ours, key=lambda one: (one[0].actor.pk == cast, len(one[1]), one[0].finding), default=None)
    return best[0] if best else None


def _filled(stage: Stage, batch: Batch, cases: list[Case]) -> None:
    """A worklist as it came back from the township: seen first, then written as one act."""
    kind, made = KINDS["verification"], stage.made
    called = {key: case.child.name for key, case in kind.found(batch.actor, [str(case.pk) for case in cases]).items()}
    finding = f"{made.wording['findings'][batch.finding]['code']} {made.word('findings', batch.finding)}"
    note = words.FOUND.get(batch.finding, "")
    told = {"finding": finding, "evidence": made.word("evidence", batch.evidence), "note": note, "until": ""}
    lines = [Line(row, str(case.pk), str(case.version), called[str(case.pk)], told) for row, case in enumerate(cases, start=2)]
    applied = sheets.apply(batch.actor, sheets.keep(batch.actor, made, f"核查-{batch.actor.place_name}.xlsx", kind, lines))
    for why in applied.refused.values():
        stage.refused[f"sheet: {why}"] += 1
    known = {case.pk: case for case in cases}
    for key, *found in Case.objects.filter(pk__in=known).values_list("pk", *OF_FINDING):  # whoever confirms sees what was found
        for name, value in zip(OF_FINDING, found, strict=True):
            setattr(known[key], name, value)


def _find(stage: Stage, batch: Batch, cases: list[Case], rng: Random, *, in_excel: bool) -> None:
    until = _until(stage, batch, rng)
    said = Said(finding=batch.finding, evidence=batch.evidence, note=words.FOUND.get(batch.finding, ""), until=until)
    hour = rng.uniform(9, 16)
    stage.at(batch.day, hour, (lambda: _filled(stage, batch, cases)) if in_excel
             else lambda: stage.many(batch.actor, cases, "find", said))  # fmt: skip


def _until(stage: Stage, batch: Batch, rng: Random) -> Any:
    day = stage.days.as_of + timedelta(batch.day)
    if batch.finding in LOST:
        return day + timedelta(rng.randint(*KEPT))
    return day + timedelta(WATCHED) if batch.finding in DAYS_TO_COME else None


def _confirm(stage: Stage, batch: Batch, cases: list[Case], rng: Random, waiting: "Waiting") -> None:
    if batch.finding in LOST:
        return
    at_school = any(post.school_id for post in batch.actor.current_posts)
    day = batch.day + rng.choice(CONFIRMED_IN)
    for case in cases:
        actor = stage.people.typing(case) if at_school else stage.people.of_line(case, "education")
        if actor is not None and day <= stage.last and rng.random() >= UNCONFIRMED:
            waiting.setdefault((day, actor.pk), (actor, []))[1].append(case)


def _confirming(stage: Stage, actor: User, cases: list[Case]) -> Any:
    return lambda: stage.many(actor, cases, "confirm", Said())


def find_out(stage: Stage, found: Iterable[tuple[Fate, int]]) -> None:
    """The article's 958: met at home by the squad, or missed by the school."""
    rng = Random(f"{stage.seed}/found out")
    groups: dict[tuple[int, int, str], tuple[User, list[str]]] = {}
    for fate, day in found:
        case = stage.cases[fate.key]
        by_school = case.school_id and rng.random() < 0.35
        actor = stage.people.of_line(case, "education") if by_school else stage.people.typing(case)
        if actor is not None:
            groups.setdefault((day, actor.pk, fate.kind), (actor, []))[1].append(fate.key)
    for (day, _, kind), (actor, keys) in groups.items():
        stage.at(day, rng.uniform(8, 8.5), _finding(stage, actor, keys, kind))


def _finding(stage: Stage, actor: User, keys: list[str], kind: str) -> Any:
    finding, evidence = OUT.get(kind, OUT["dropped_out"])
    said = Said(finding=finding, evidence=evidence, note=words.FOUND[finding])
    return lambda: stage.many(actor, [stage.cases[key] for key in keys], "find", said)
