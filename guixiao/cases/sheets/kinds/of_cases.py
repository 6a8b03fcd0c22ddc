"""A worklist of cases: each filled row is one step of its case, by the same rules and the same actions as on the page."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse

from guixiao.accounts.models import User
from guixiao.cases import wording
from guixiao.cases.actions import Moved, Refused, Said, Settled, act_each, attempt_of, stand_of
from guixiao.cases.effort.actions import do_each
from guixiao.cases.effort.progress import RELAPSE, Told
from guixiao.cases.effort.voiding import take_back_relapse
from guixiao.cases.forms import key_of
from guixiao.cases.models import Case, Event
from guixiao.cases.rules import refusal
from guixiao.cases.sheets.kinds.base import Applied, Filled, Kind
from guixiao.children.models import Round

UNDOING = "撤销整张表"
Step = tuple[str, Said]


class OfCases(Kind):
    @abstractmethod
    def step(self, case: Case, line: Filled, told: Sequence[Told]) -> Step | str:
        """The verb and what is said with it; or why there is none. `told`: what happened before, of a child out of school."""

    def found(self, user: User, keys: Collection[str]) -> Mapping[str, Case]:
        valid = [key for key in keys if key_of(key)]
        cases = Case.objects.visible_to(user).filter(pk__in=valid)
        return {str(case.pk): case for case in cases.select_related("child").prefetch_related("round")}

    def called(self, thing: Case) -> str:
        return thing.child.name

    def version(self, thing: Case) -> str:
        return str(thing.version)

    def url(self, key: str) -> str:
        return reverse("case", args=[key])

    def words(self) -> Mapping[str, Any]:
        return wording.REFUSALS

    def refusals(self, user: User, made: Round, rows: Sequence[tuple[Case, Filled]]) -> Mapping[str, str]:
        past = _past(rows)
        found = {str(case.pk): self._why(user, case, line, past[case.pk]) for case, line in rows}
        return {key: why for key, why in found.items() if why}

    def _why(self, user: User, case: Case, line: Filled, told: Sequence[Told]) -> str:
        step = self._step(case, line, told)
        if isinstance(step, str):
            return step
        verb, said = step
        return refusal(stand_of(case, told, verb), attempt_of(user, case, verb, said, only=True))

    def _step(self, case: Case, line: Filled, told: Sequence[Told]) -> Step | str:
        """None for an episode that is over: what is said of the child belongs to the one that followed."""
        return self.step(case, line, told) if case.current else "wrong_state"

    def apply(self, user: User, made: Round, rows: Sequence[tuple[Case, Filled]], *, as_read: bool) -> Applied:
        applied, past = Applied(), _past(rows)
        pairs: dict[str, list[tuple[Case, Said]]] = defaultdict(list)
        for case, line in rows:
            step = self._step(case, line, past[case.pk])
            if isinstance(step, str):
                applied.refused[str(case.pk)] = step
                continue
            if not as_read:
                case.version = int(line["version"])
            pairs[step[0]].append((case, step[1]))
        for verb, of_verb in sorted(pairs.items()):
            added(applied, do_each(user, of_verb, verb))
        return applied

    def undo(self, user: User, done: Mapping[str, int]) -> Applied:
        """What was recorded is taken back by an event of its own, unless somebody went on from it."""
        found, applied = self.found(user, done), Applied()
        past = Event.objects.told_of([case.pk for case in found.values()])
        pairs = [(case, taking_back(past[case.pk], done[key])) for key, case in found.items()]
        gone = {case.pk for case, said in pairs if verb_of(past[case.pk], said) == RELAPSE}
        added(applied, act_each(user, "take_back", [pair for pair in pairs if pair[0].pk not in gone]))
        for case, said in sorted((pair for pair in pairs if pair[0].pk in gone), key=lambda pair: pair[0].pk):
            try:
                applied.done[str(case.pk)] = take_back_relapse(user, case, said).version
            except (Refused, Moved) as stopped:
                applied.refused[str(case.pk)] = stopped.why if isinstance(stopped, Refused) else "moved"
        return applied


def taking_back(told: Sequence[Told], version: int) -> Said:
    """What was not so on a day was not so from that day on: wherever one looks, both are seen or neither."""
    on = next((event.true_on for event in told if event.version == version), None)
    return Said(note=UNDOING, true_on=on, given={"of": version})


def verb_of(told: Sequence[Told], said: Said) -> str:
    return next((event.verb for event in told if event.version == said.given["of"]), "")


def _past(rows: Sequence[tuple[Case, Filled]]) -> "defaultdict[Any, list[Told]]":
    return Event.objects.told_of([case.pk for case, _ in rows if case.phase])


def added(applied: Applied, result: Settled) -> None:
    """What became of some more of the rows."""
    applied.done |= {str(event.case_id): event.version for event in result.events}
    applied.refused |= {str(case.pk): why for why, cases in result.refused.items() for case in cases}
