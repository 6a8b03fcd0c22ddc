"""How far the work on an import is, in a file beside its rosters: what a transaction writes, nobody sees before its end."""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass

from guixiao.rosters.files.store import folder_of
from guixiao.rosters.models import Import

NAME = "progress.json"
SELDOM = 0.2  # seconds between two writings
# What a check and a comparison consist of, in order; the engine's own steps keep their names (docs/packages/linkage.md).
CHECK = ("files",)
COMPARE = ("read", "columns", "register", "certain", "scored", "attendance", "cover", "equation", "tell", "audit", "store")


@dataclass(frozen=True)
class Progress:
    """Step `number` of `of`; of this step `done` of `total` files or rows are done, where it counts any."""

    attempt: int
    step: str
    number: int
    of: int
    done: int = 0
    total: int = 0


class Telling:
    """Writes progress for one attempt, not oftener than anybody could read it."""

    def __init__(self, version: Import):
        self.path, self.attempt, self.last = folder_of(version) / NAME, version.attempt, ("", 0.0)

    def __call__(self, steps: tuple[str, ...], step: str, done: int = 0, total: int = 0) -> None:
        if self.last[0] == step and time.monotonic() - self.last[1] < SELDOM and done < total:
            return
        self.last = step, time.monotonic()
        told = Progress(self.attempt, step, steps.index(step) + 1 if step in steps else 1, len(steps), done, total)
        draft = self.path.with_name(f".{NAME}.{os.getpid()}")
        with suppress(FileNotFoundError):  # no folder yet: no file lies in it, nothing is worked on
            draft.write_text(json.dumps(asdict(told)))
            draft.replace(self.path)


def progress_of(version: Import) -> Progress | None:
    """What the attempt that runs now last said; None before it said anything."""
    try:
        told = Progress(**json.loads((folder_of(version) / NAME).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return told if told.attempt == version.attempt else None
