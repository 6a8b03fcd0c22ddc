"""`python -m benchmarks.kill --times 200`: rosters are loaded through the pages again and again, while worker and web process
are killed (`kill -9`) in turn, at random moments. Everything is counted after each: nothing may be lost, doubled or half there.

It starts `guixiao serve` on a made-up county in a directory of its own, and kills only processes below that one.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.officer import GIVE_UP, Officer
from benchmarks.processes import Counts, Server

# The worker's turn: the worker itself, or the process it has forked for the work. The web's: one of its processes, or all of it.
TURNS: tuple[dict[str, int], ...] = ({"work": 3, "worker": 1}, {"web": 7, "server": 1})
PEACE = "peace"
LONGEST = 0.5  # seconds after the moment has come
CHECK = ("files",)  # rosters/worker/progress.py
COMPARE = ("read", "columns", "register", "certain", "scored", "attendance", "cover", "equation", "tell", "audit", "store")
# When the worker's turn comes: at a step of the work, the writing of the round three times as often; or when an import is done.
MOMENTS = (*CHECK, *COMPARE, "store", "store", *[PEACE] * 3)


@dataclass
class Tally:
    """What happened: kills by target, the moments they hit, what was wrong, and what the officer had to do again."""

    kills: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    officer: Counter[str] = field(default_factory=Counter)
    imports: int = 0
    looks: int = 0
    rounds: int = 0
    children: int = 0
    taken_over: int = 0
    seconds: float = 0.0


class Killer:
    """Kills `times` processes at random moments, and has everything counted after each."""

    def __init__(self, server: Server, counts: Counts, officer: Officer, chance: random.Random):
        self.server, self.counts, self.officer, self.chance = server, counts, officer, chance
        self.watcher = Officer(server, officer.files)
        self.tally, self.equation = Tally(), self.watcher.shown()
        self.look("before the first kill")

    def strike(self, number: int) -> None:
        """Wait for a random moment; kill; count what is there at once, and what the pages show as soon as they answer."""
        turn = TURNS[number % 2]
        if "work" in turn:
            self._wait_until(self.chance.choice(MOMENTS))
        time.sleep(self.chance.uniform(0.0, LONGEST))
        found = self._wait_for(turn)
        target = self.chance.choices(list(found), [turn[name] for name in found])[0]
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(found[target]), signal.SIGKILL)
        self.tally.kills[target] += 1
        self.tally.moments[moment := self.look(f"after kill {number + 1} ({target})")] += 1
        print(f"kill {number + 1}: {target}, {moment}, {len(self.tally.faults)} faults so far", file=sys.stderr, flush=True)
        if (shown := self.watcher.shown()) != self.equation:
            self.tally.faults.append(f"after kill {number + 1} ({target}) the page showed: {shown}; before: {self.equation}")

    def _wait_until(self, moment: str) -> None:
        """Until the work has come to this step, or the officer has seen another import done (PEACE)."""
        deadline, before = time.monotonic() + GIVE_UP, self.officer.imports
        while time.monotonic() < deadline and self.officer.imports == before:
            if moment != PEACE and self.server.step() == moment and "work" in self.server.targets():
                return
            time.sleep(0.02)

    def _wait_for(self, turn: dict[str, int]) -> dict[str, list[int]]:
        """The processes of this turn that live, as soon as there are any: what was killed has been started again."""
        deadline = time.monotonic() + GIVE_UP
        while not (found := {name: pids for name, pids in self.server.targets().items() if name in turn}):
            self.server.keep_up()
            if time.monotonic() > deadline:
                raise RuntimeError(f"nothing to kill: none of {', '.join(turn)} was started again")
            time.sleep(0.05)
        return found

    def look(self, when: str) -> str:
        """Faults into the tally; what was under way at that moment."""
        seen = self.counts.look()
        self.tally.faults += [f"{when}: {fault}" for fault in seen["faults"]]
        self.tally.looks += 1
        self.tally.rounds, self.tally.children, self.tally.taken_over = seen["rounds"], seen["rows"], seen["taken_over"]
        return str(seen["moment"])


@contextmanager
def killing(killer: Killer, times: int) -> Iterator[threading.Event]:
    """Kills while one does something else; the event says that it is done with it."""
    spent, broken = threading.Event(), []

    def strike_all() -> None:
        try:
            for number in range(times):
                killer.strike(number)
        except Exception as problem:
            broken.append(problem)
        finally:
            spent.set()

    thread = threading.Thread(target=strike_all, daemon=True)
    thread.start()
    yield spent
    thread.join()
    if broken:
        raise broken[0]


def run(directory: Path, *, times: int, seed: int, people: int = 300, database: str = "") -> Tally:
    """The demo county is loaded undisturbed, then through the pages until all kills are spent, and once more in peace."""
    server, begun = Server(directory, database), time.monotonic()
    server.run("demo", "--children", str(people), "--rounds", "1", "--dir", str(directory / "files"))
    files = sorted((directory / "files").glob("*.xlsx"))
    officer, counts = Officer(server, files), Counts(server)
    try:
        killer = Killer(server, counts, officer, random.Random(seed))
        with killing(killer, times) as spent:
            while not spent.is_set():
                officer.load()
        officer.load()
        killer.look("at the end")
    finally:
        server.stop()
        counts.stop()
    tally = killer.tally
    tally.faults += left_open(directory / "data" / "opened")
    server.run("verify")
    tally.imports, tally.officer, tally.seconds = officer.imports, officer.again, time.monotonic() - begun
    if tally.imports + 1 != tally.rounds:
        tally.faults.append(f"the officer loaded {tally.imports} times, there are {tally.rounds} rounds with the first")
    return tally


def left_open(opened: Path) -> list[str]:
    """Plain rosters may lie on the disk only while they are read."""
    return [f"left in plain: {path.name}" for path in opened.glob("*")]


def summary(tally: Tally, seed: int) -> str:
    lines = [
        f"{tally.kills.total()} kills ({_listed(tally.kills)}; seed {seed}) in {tally.imports} imports, {tally.seconds:.0f} s",
        f"moments: {_listed(tally.moments)}",
        f"{tally.taken_over} imports needed more than one attempt; the officer had to do again: {_listed(tally.officer)}",
        f"{tally.looks} counts of everything; {tally.rounds} rounds of {tally.children} children, held against the first",
        f"{len(tally.faults)} faults; guixiao verify: everything holds",
    ]
    return "\n  ".join(lines)


def _listed(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counter.most_common()) or "none"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--children", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--database", default="", help="a throw-away PostgreSQL's URL; SQLite otherwise")
    options = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="guixiao-kill-"))
    tally = run(directory, times=options.times, seed=options.seed, people=options.children, database=options.database)
    print(summary(tally, options.seed))
    print("\n".join(tally.faults) or "nothing lost, nothing doubled, nothing half there")
    if not tally.faults:
        shutil.rmtree(directory)
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
