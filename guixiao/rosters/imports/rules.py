"""The states of an import, what may follow what, and when it may be confirmed: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guixiao.linkage.fields import FIELDS


class State(StrEnum):
    DRAFT = "draft"  # no file yet
    CHECKING = "checking"  # files dropped in; a worker reads them
    CHECKED = "checked"  # read; waits for the confirmation
    QUEUED = "queued"  # confirmed; waits for a worker
    RUNNING = "running"
    HELD = "held"  # compared, and looks like the wrong file: waits for a confirmation with a reason
    DONE = "done"
    FAILED = "failed"
    DISCARDED = "discarded"


class Reason(StrEnum):
    ROSTERS = "rosters"  # new files
    DECISIONS = "decisions"  # the same files with the decisions made since
    CORRECTIONS = "corrections"  # the same files with rows corrected since
    RESTORE = "restore"


# From each state to those that may follow. Buttons, guards and the worker ask this table and nothing else.
TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.CHECKING, State.DISCARDED}),
    State.CHECKING: frozenset({State.CHECKING, State.CHECKED, State.DRAFT, State.FAILED, State.DISCARDED}),
    State.CHECKED: frozenset({State.CHECKING, State.DRAFT, State.QUEUED, State.DISCARDED}),
    State.QUEUED: frozenset({State.RUNNING, State.CHECKED, State.DISCARDED}),
    # back to the check where the files read differently from then: other rules, other software
    State.RUNNING: frozenset({State.RUNNING, State.DONE, State.HELD, State.FAILED, State.CHECKING}),
    State.HELD: frozenset({State.QUEUED, State.CHECKING, State.DISCARDED}),
    State.FAILED: frozenset({State.QUEUED, State.CHECKING, State.DRAFT, State.DISCARDED}),
    State.DONE: frozenset(),
    State.DISCARDED: frozenset(),
}
OPEN = frozenset(state for state, after in TRANSITIONS.items() if after)
WORK = frozenset({State.CHECKING, State.QUEUED, State.RUNNING})  # a worker has something to do
EDITABLE = frozenset(state for state, after in TRANSITIONS.items() if State.CHECKING in after and state is not State.RUNNING)


def sources_of(target: State) -> list[str]:
    """The states from which `target` may be reached."""
    return [str(state) for state, after in TRANSITIONS.items() if target in after]


@dataclass(frozen=True)
class FileFacts:
    """What a confirmation asks of one file."""

    name: str
    roster: str
    refused: bool


def obstacles(files: Iterable[FileFacts]) -> list[str]:
    """Why these files cannot be imported as they stand: `no_households`, `refused`, `no_slot`; nothing where they can."""
    files = list(files)
    found = []
    if any(file.refused for file in files):
        found.append("refused")
    if any(not file.roster and not file.refused for file in files):
        found.append("no_slot")
    if not any(file.roster == "households" for file in files):
        found.append("no_households")
    return found


# Sorts of signs that an import is not what it is taken for.
MUST_EXPLAIN = 0.2, 0.5  # rows fewer than in the last version; rows unmatched, or registered twice


@dataclass(frozen=True)
class Sign:
    """One sign of a wrong file: `kind`, the roster it is about, and two counts that tell how much."""

    kind: str
    roster: str
    count: int = 0
    of: int = 0
    file: str = ""
    other: str = ""

    def told(self) -> dict[str, str | int]:
        return {"kind": self.kind, "roster": self.roster, "count": self.count, "of": self.of, "file": self.file,
                "other": self.other}  # fmt: skip


def fewer_rows(now: Mapping[str, int], before: Mapping[str, int]) -> list[Sign]:
    """Rosters with a fifth less rows than in the last version, or gone."""
    shrunk = ((roster, now.get(roster, 0), before.get(roster, 0)) for roster in FIELDS)
    return [Sign("fewer" if rows else "gone", roster, rows, last) for roster, rows, last in shrunk
            if last and rows <= last * (1 - MUST_EXPLAIN[0])]  # fmt: skip


def twice(rows: Mapping[str, tuple[int, int]]) -> list[Sign]:
    """Rosters half of whose rows name somebody who stands in another row too: roster -> (rows, different people)."""
    return [Sign("twice", roster, count - people, count) for roster, (count, people) in rows.items()
            if count > 1 and (count - people) >= count * MUST_EXPLAIN[1]]  # fmt: skip


def unmatched(rosters: Iterable[Mapping[str, object]]) -> list[Sign]:
    """Rosters half of whose children of school age are in no household register (`receipt["rosters"]`)."""
    signs = []
    for side in rosters:
        rows, own, outside = (int(str(side[name])) for name in ("rows", "own", "outside"))
        if rows - outside and own >= (rows - outside) * MUST_EXPLAIN[1]:
            signs.append(Sign("unmatched", str(side["roster"]), own, rows - outside))
    return signs


def older_day(as_of: date, last: date | None) -> list[Sign]:
    return [Sign("older", "", other=last.isoformat())] if last and as_of < last else []
