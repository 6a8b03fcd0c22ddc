"""Four kills over one import of a small county; `GUIXIAO_KILLS=200` (or `make bench`) for the long form."""

import os
from pathlib import Path

from benchmarks.kill import Pace, run, summary

# What is started again in no time, hit in the midst of one import: the long form has the rest.
BRIEF = Pace(({"work": 4, "worker": 1}, {"web": 1}), longest=0.3, moments=("files", "register", "store"), peace=False)


def test_nothing_is_lost_doubled_or_half_there_after_kills_at_random_moments(tmp_path: Path, capsys):
    kills = int(os.environ.get("GUIXIAO_KILLS", "4"))
    seed = int(os.environ.get("GUIXIAO_KILL_SEED", "7"))
    tally = run(tmp_path, times=kills, seed=seed, people=100, pace=BRIEF if kills < 50 else Pace())
    with capsys.disabled():
        print("\n" + summary(tally, seed))
    assert tally.faults == []
    assert tally.kills.total() == kills and tally.looks == kills + 2 and tally.imports >= 1
