"""What is done for one child out of school, day by day, from the finding to the last day of the story. Pure.

Days are counted from the first round's. Whoever acts stands at a `who`: the village squad, the township, the school (or the
county, where the child has none), the county, the school that receives the child. The real actions refuse what their rules do not
allow, so these plans keep to them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from guixiao.demo.campaign import words
from guixiao.demo.campaign.fates import Fate

VILLAGE, TOWN, SCHOOL, COUNTY, LEAD, RECEIVING = "village", "town", "education", "county", "lead", "receiving"
CARE, ADMINISTRATIVE, LEGAL = 2, 3, 4
UNCONFIRMED = 0.10  # of those who came back in the last days: the school has not said yet that they came
UNSEEN = 0.08  # of the fifth days of school: nobody has looked yet
BACK_SHARES, OUT_SHARES = (0.60, 0.31, 0.09), (0.20, 0.45, 0.35)  # who is brought back by, or has got to, which measure
SHUT_OUT = ("early_marriage", "child_labour", "pregnancy")  # causes that few may see: notes that all read do not speak of them


@dataclass(frozen=True)
class Step:
    """One act: on which day and at which hour, by whom; `given`, `note` and `true_on` (a day) as the action takes them."""

    day: int
    hour: float
    who: str
    verb: str
    given: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    true_on: int | None = None


@dataclass(frozen=True)
class Task:
    """What the story wants of one child: found on a day, brought by so many measures; `back`: the day of return, if any."""

    fate: Fate
    found: int
    measure: int
    cause: str
    relapse: bool = False
    last: int = 25
    early: bool = False  # back within days
    late: bool = False  # back in the last days, in no roster yet


class Course:
    """Builds the steps of one child in their order; `weekday(day)`: 0 for Monday."""

    def __init__(self, task: Task, rng: Random, weekday: Callable[[int], int]):
        self.task, self.rng, self.weekday = task, rng, weekday
        self.steps: list[Step] = []
        self.day = task.found

    def plan(self) -> list[Step]:
        task = self.task
        self._visits(task.found, first=True)
        if task.measure >= CARE or (not task.fate.back and self.rng.random() < 0.7):
            self._agree_on_a_plan()
        for measure in range(CARE, task.measure + 1):
            MEASURES[measure](self)
        if task.relapse:
            self._comes_and_goes()
        elif task.fate.back:
            self._return(self._day_of_return())
        else:
            self._go_on()
        return sorted((step for step in self.steps if step.day <= task.last), key=lambda step: (step.day, step.hour))

    # --- what happens

    def _add(self, day: int, who: str, verb: str, note: str = "", **given: Any) -> None:
        self._on(day, self.rng.uniform(8.6, 17.6), who, verb, note, given)

    def _on(self, day: int, hour: float, who: str, verb: str, note: str = "", given: dict[str, Any] | None = None) -> None:
        self.steps.append(Step(day, round(hour, 2), who, verb, given or {}, note, day))

    def _visit(self, day: int, who: str, mood: str) -> None:
        rng = self.rng
        met = "nobody" if mood == "not_found" else rng.choice(("guardian", "both", "both", "guardian", "relative"))
        way = rng.choice(("at_home",) * 6 + ("by_phone",)) if mood != "promised" else "at_home"
        given = {"way": way, "met": met, "result": mood, "promised": day + rng.randint(1, 3) if mood == "promised" else ""}
        self._add(day, who, "visit", words.of_visit(rng, mood, "" if self.task.cause in SHUT_OUT else self.task.cause), **given)

    def _visits(self, day: int, *, first: bool = False) -> None:
        """Both lines go, one after the other."""
        moods = words.MOODS_FIRST if first else words.MOODS_LATER
        mood = self.rng.choice(moods)
        self._visit(day, VILLAGE, mood)
        if self.task.measure > 1 or self.rng.random() < 0.6:
            self._visit(day + 1, SCHOOL, self.rng.choice(moods) if mood != "refused" else "undecided")
        self.day = day + 1

    def _agree_on_a_plan(self) -> None:
        task, rng = self.task, self.rng
        day, who = self.day + 1, rng.choice((VILLAGE, SCHOOL))
        further = [rng.choice(("poverty", "left_behind", "distance"))] if rng.random() < 0.35 else []
        content = words.plan_for(rng, task.cause, day) | {"cause": task.cause}
        content["further"] = [name for name in further if name != task.cause]
        self._on(day, rng.uniform(15, 17.5), who, "plan", "", content)
        if task.measure >= CARE or rng.random() < 0.6:
            self._on(day + 1, rng.uniform(8.5, 11.5), TOWN, "approve_plan")
        if task.cause in SHUT_OUT and task.measure >= CARE:
            self._on(day + 1, rng.uniform(11.6, 12), VILLAGE, "report", words.REPORTED, {"to": "民政、妇联，强制报告"})
        self.day = day + 1

    def _knowing(self, who: str) -> str:
        """Where few may see why, the county takes the step; why a child is ill, the squad does not know."""
        if self.task.cause in SHUT_OUT:
            return COUNTY
        return TOWN if self.task.cause == "illness" and who == VILLAGE else who

    def _care(self) -> None:
        self.day = max(self.day + 1, self.task.found + 4)
        self._on(self.day, self.rng.uniform(13.5, 15), self._knowing(SCHOOL), "step_up")
        if self.task.fate.back and self.task.measure == CARE:
            return
        self._visits(self.day + self.rng.randint(1, 2))

    def _administrative(self) -> None:
        rng, began = self.rng, max(step.day for step in self.steps if step.verb == "step_up")
        self._on(self.day + 1, rng.uniform(8.5, 10), TOWN, "issue", "", {"kind": "persuasion_notice", "days": 7})
        self._serve(self.day + 1, "persuasion_notice")
        self.day = max(self.day + 2, began + 7)
        self._on(self.day, rng.uniform(14, 15), self._knowing(VILLAGE), "step_up")
        self._visit(self.day, VILLAGE, rng.choice(words.MOODS_LATER))
        self._on(self.day + 1, rng.uniform(8.5, 10), TOWN, "issue", "", {"kind": "return_order", "days": 5})
        self._serve(self.day + 1, "return_order")
        self.day += 1

    def _legal(self) -> None:
        """Two weeks are too long where a family goes on refusing before everybody: the county's lead decides, with a reason."""
        rng = self.rng
        self._visit(self.day, SCHOOL, "refused")
        self.day += 1
        self._on(self.day, rng.uniform(9, 10), LEAD, "skip", words.SKIPPED)
        kind = rng.choice(("complaint", "guidance_order"))
        self._on(self.day, rng.uniform(14, 15), COUNTY, "issue", "", {"kind": kind, "days": 7})
        self._serve(self.day + 1, kind)
        self.day += 2
        if self.task.fate.back:
            self._on(self.day, rng.uniform(9, 10), TOWN, "issue", "", {"kind": "settlement", "days": 2})
            self._serve(self.day, "settlement")

    def _serve(self, day: int, kind: str) -> None:
        method = self.rng.choice(("by_hand",) * 5 + ("left",))
        note = words.LEFT if method == "left" else ""
        self._on(day, self.rng.uniform(15.5, 17.5), VILLAGE, "serve", note, {"kind": kind, "method": method})

    def _day_of_return(self) -> int:
        task, rng = self.task, self.rng
        if task.late:
            return rng.randint(max(self.day, task.last - 2), task.last)
        if task.measure == 1:
            return min(self.day + rng.randint(0, 4 if task.early else 8), task.last - 1)
        return min(self.day + rng.randint(1, 8), task.last - rng.choice((0, 1, 1, 2)))

    def _return(self, day: int) -> None:
        """The day moves on to a school day. Who says so decides who confirms it."""
        rng, task = self.rng, self.task
        day = self._school_day(day)
        self.steps = [step for step in self.steps if step.day <= day]
        by_school = rng.random() < 0.25 and not self._outside
        self._on(day, rng.uniform(17.7, 18.2), SCHOOL if by_school else VILLAGE, "return", words.of_return(rng), {})
        said = self._school_day(day + rng.choice((0, 1, 1, 2)))
        if task.late or (day >= task.last - 3 and rng.random() < UNCONFIRMED) or said <= day - 1:
            return
        self._on(said, rng.uniform(18.3, 18.9), COUNTY if self._outside else RECEIVING, "confirm_return")
        self._look(day, said)

    def _look(self, day: int, said: int) -> None:
        """On the fifth day of school somebody looks whether the child is in class."""
        fifth = self._nth_school_day(day, 5)
        if fifth > self.task.last:
            return
        looked = max(self._school_day(fifth + self.rng.choice((0, 0, 1))), said + 1)
        if looked <= self.task.last and self.rng.random() >= UNSEEN:
            who = VILLAGE if self._outside else RECEIVING
            self._on(looked, self.rng.uniform(16, 17.5), who, "observe", "", {"point": "day5"})

    def _comes_and_goes(self) -> None:
        """Back in class, and away again after some days: the next episode begins."""
        rng, task = self.rng, self.task
        self._return(self.day + rng.randint(1, 2))
        back = next(step.day for step in self.steps if step.verb == "return")
        self.steps = [step for step in self.steps if step.verb != "observe"]
        if not any(step.verb == "confirm_return" for step in self.steps):
            return
        said = max(step.day for step in self.steps if step.verb == "confirm_return")
        away = self._school_day(max(back + rng.randint(4, 7), said + 1))
        self._on(away, rng.uniform(9, 11), RECEIVING, "relapse", words.of_relapse(rng))
        self._visit(away + 1, VILLAGE, rng.choice(words.MOODS_LATER))
        self._visit(away + 2, RECEIVING, rng.choice(words.MOODS_LATER))
        self.day = away + 2
        if task.fate.back:
            kept = list(self.steps)
            self.steps = []
            self._return(min(self.day + rng.randint(1, 3), task.last - 1))
            self.steps = kept + self.steps
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Still out: somebody goes every few days, up to the last."""
        day = self.day + self.rng.randint(2, 4)
        for number in range(9):
            if day > self.task.last:
                break
            self._visit(day, SCHOOL if number % 2 else VILLAGE, self.rng.choice(words.MOODS_LATER))
            day += self.rng.randint(3, 6)

    # --- days

    @property
    def _outside(self) -> bool:
        """Comes back to a school that is none of the county's: another county, or the vocational school."""
        return self.task.fate.elsewhere

    def _school_day(self, day: int) -> int:
        """The next one; where the story ends before it, the last."""
        after = next(one for one in range(day, day + 7) if self.weekday(one) < 5)
        return after if after <= self.task.last else next(one for one in range(self.task.last, 0, -1) if self.weekday(one) < 5)

    def _nth_school_day(self, first: int, number: int) -> int:
        days = (day for day in range(first, first + 60) if self.weekday(day) < 5)
        return [next(days) for _ in range(number)][-1]


MEASURES: dict[int, Callable[[Course], None]] = {
    CARE: Course._care,
    ADMINISTRATIVE: Course._administrative,
    LEGAL: Course._legal,
}


def tasks_for(fates: list[Fate], found: dict[str, int], rng: Random, last: int) -> Iterator[Task]:
    """Whom which measure brings back; the few legal cases are of the townships that the article names for them."""
    scale = sum(fate.out for fate in fates) / 958
    named = sorted((fate for fate in fates if fate.out), key=lambda fate: (fate.town not in ("加勉乡", "谷坪乡"), rng.random()))
    legal = {fate.key for back, count in ((True, 4), (False, 3)) for fate in
             [one for one in named if one.back is back][: round(count * scale)]}  # fmt: skip
    others = sorted((fate for fate in fates if fate.key not in legal and fate.out), key=lambda fate: (rng.random(), fate.key))
    relapse = {fate.key for back, count in ((True, 10), (False, 12)) for fate in
               [one for one in others if one.back is back and one.school][: round(count * scale)]}  # fmt: skip
    for fate in fates:
        measure = LEGAL if fate.key in legal else _measure(fate, rng) if fate.key not in relapse else 1
        day = found[fate.key]
        day = min(day, 2) if measure == LEGAL else min(day, 4) if measure == ADMINISTRATIVE or fate.key in relapse else day
        late = fate.unlisted and fate.then not in ("in_school",)
        cause = words.cause_for(rng, fate.kind, fate.girl)
        yield Task(fate, day, measure, cause, fate.key in relapse, last, rng.random() < 0.6, late)


def _measure(fate: Fate, rng: Random) -> int:
    if fate.second:
        return 1
    shares = BACK_SHARES if fate.back else OUT_SHARES
    return rng.choices((1, CARE, ADMINISTRATIVE), shares)[0]
