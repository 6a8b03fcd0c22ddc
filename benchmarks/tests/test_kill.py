"""`kill -9` at the points that decide: right after each step of the work that writes, in a process of its own.

The random kills of `python -m benchmarks.kill` seldom hit them. After each death everything is counted, as there; and where the
transaction is taken away, the counts say so.
"""

import os
import signal
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from benchmarks.counts import Looker
from benchmarks.points import Point, dies_at
from guixiao.children.models import Round
from guixiao.rosters import actions as rounds
from guixiao.rosters.files.actions import add_files, seal_file
from guixiao.rosters.imports.actions import open_import
from guixiao.rosters.imports.rules import State
from guixiao.rosters.models import Import, ImportFile, RosterFile
from guixiao.rosters.worker import job, loop
from guixiao.rosters.worker.actions import claim
from guixiao.rosters.worker.job import MadeWith, work_on
from tests.cast import AS_OF, POLICY, Cast, Result, plain_rows, receipt_of
from tests.desk import uploads
from tests.questions import asked

pytestmark = pytest.mark.django_db(transaction=True)

VIEWS, IMPORTS, FILES = "guixiao.rosters.imports.views", "guixiao.rosters.imports.actions", "guixiao.rosters.files.actions"
WORK, JOB, ROUNDS = "guixiao.rosters.worker.actions", "guixiao.rosters.worker.job", "guixiao.rosters.actions"
# In the order in which the work comes to them; `|` ends what must leave no trace: what follows it has been committed.
UPLOAD = (f"{VIEWS}:seal_file", f"{FILES}:take_in", f"{FILES}:_record", "|", f"{VIEWS}:add_files")
CHECK = (f"{JOB}:read_files", f"{WORK}:keep_reading", f"{WORK}:_leave", "|", f"{WORK}:finish_check")
CONFIRM = (f"{IMPORTS}:move", f"{IMPORTS}:record", "|", f"{IMPORTS}:confirm")
STORE = (
    f"{JOB}:load_schools", "guixiao.children.actions:_store", "guixiao.children.actions:make_tally", f"{ROUNDS}:record_round",
    f"{ROUNDS}:record_doubts", f"{ROUNDS}:make_current", f"{ROUNDS}:stand_again", f"{ROUNDS}:follow_round", f"{ROUNDS}:compare",
    f"{JOB}:load_round", f"{WORK}:finish", f"{JOB}:record", "|", f"{JOB}:_store",
)  # fmt: skip


def all_killed(points: tuple[str, ...], work: Callable[[], object], look: Callable[[str], object]) -> None:
    """The work dies at every point, and is looked at each time; `look` is told "before" or "committed"."""
    moment = "before"
    for name in points:
        if name == "|":
            moment = "committed"
            continue
        assert dies_at(Point(name), work), f"the work never came to {name}"
        look(f"{moment} {name}")


def running(cast: Cast, day: int = 0) -> Import:
    return Import.objects.create(county=cast.county, as_of=AS_OF + timedelta(days=day), policy="national-2024", made_by=cast.li,
                                 confirmed_by=cast.li, state=State.RUNNING, worker="w")  # fmt: skip


def store(version: Import) -> None:
    """The last step of the work, with a result that needs no engine."""
    rows = plain_rows()
    result = Result(rows, receipt_of(rows), asked(rows))
    job._store(version, "w", result, MadeWith(POLICY, [], []), [], lambda *told: None)


@pytest.fixture
def looker(cast: Cast) -> Looker:
    """It has seen a round that was written undisturbed, by the same work."""
    store(running(cast))
    found = Looker()
    assert found.look()["faults"] == []
    return found


def test_a_round_is_there_whole_or_not_at_all_wherever_the_worker_dies(cast: Cast, looker: Looker, capsys):
    version, died = running(cast, day=1), []

    def look(when: str) -> None:
        died.append(when)
        seen = looker.look()
        assert seen["faults"] == [], when
        assert seen["rounds"] == (2 if when.startswith("committed") else 1), when

    all_killed(STORE, lambda: store(version), look)
    version.refresh_from_db()
    assert (version.state, Round.objects.count()) == (State.DONE, 2)
    assert claim("next", timezone.now() + timedelta(hours=1)) is None, "done: nobody does it again"
    with capsys.disabled():
        print(f"\n{len(died)} deaths of the worker while it wrote a round: 0 faults")


@pytest.mark.parametrize("point", [f"{ROUNDS}:record_round", f"{ROUNDS}:record_doubts", f"{JOB}:load_round", f"{WORK}:finish"])
def test_a_round_written_outside_its_transaction_is_noticed(cast: Cast, looker: Looker, monkeypatch, point: str):
    """The counts of these tests can fail: without the transaction each of these deaths leaves something half there."""
    monkeypatch.setattr(job, "transaction", SimpleNamespace(atomic=nullcontext))
    monkeypatch.setattr(job, "load_round", rounds.load_round.__wrapped__)
    version = running(cast, day=1)
    assert dies_at(Point(point), lambda: store(version))
    assert looker.look()["faults"]


def test_files_come_in_are_read_and_confirmed_wherever_web_and_worker_die(cast: Cast, looker: Looker, client: Client):
    client.force_login(cast.li)

    def sound(when: str) -> None:
        assert looker.look()["faults"] == [], when
        state = Import.objects.get(round=None).state if Import.objects.filter(round=None).exists() else ""
        assert (state, ImportFile.objects.count(), RosterFile.objects.count()) in expected[when.partition(" ")[0]], when

    expected = {"before": [("", 0, 0), ("draft", 0, 0)], "committed": [("checking", 2, 2)]}
    all_killed(UPLOAD, lambda: client.post("/rosters/upload/", {"files": uploads()}), sound)
    version = Import.objects.get(round=None)

    def check() -> None:
        """Whoever comes next, after the lease of the dead one."""
        later = timezone.now() + timedelta(hours=1 + Import.objects.get(pk=version.pk).attempt)
        work_on(claim("next", later), "next")

    expected = {"before": [("checking", 2, 2)], "committed": [("checked", 2, 2)]}
    all_killed(CHECK, check, sound)
    said = {"as_of": "2026-09-02", "policy": "national-2024", "explanation": "made up"}
    expected = {"before": [("checked", 2, 2)], "committed": [("queued", 2, 2)]}
    all_killed(CONFIRM, lambda: client.post(f"/rosters/{version.pk}/confirm/", said), sound)
    kept = {item.roster: (item.rows_in, item.rows.count()) for item in version.files.all()}
    assert kept == {"households": (14, 2), "enrolments": (8, 0)}


def test_a_piece_of_work_that_is_killed_is_given_back_at_once_and_begun_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    version = open_import(cast.county, cast.li)
    add_files(version, [seal_file(version, file.name or "", file) for file in uploads()], cast.li)
    worker = loop.Loop()
    with monkeypatch.context() as patch:
        patch.setattr(loop, "work_on", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        worker._delegate(worker._claim())
    version.refresh_from_db()
    assert (version.state, version.worker, version.lease_until, version.attempt) == (State.CHECKING, "", None, 1)
    worker._delegate(worker._claim())
    version.refresh_from_db()
    assert version.state == State.CHECKED
