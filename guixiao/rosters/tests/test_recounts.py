"""When the queue of doubts is empty the county is counted again by itself: once, and not for ever where that fails."""

import pytest
from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.children.models import CurrentRound
from guixiao.linkage.tests.rosters import AS_OF, POLICY
from guixiao.reviews.actions import decide
from guixiao.reviews.models import Doubt
from guixiao.reviews.rules import DIFFERENT, Answer
from guixiao.rosters.files.actions import add_files, seal_file
from guixiao.rosters.imports import actions
from guixiao.rosters.imports.rules import State
from guixiao.rosters.models import Import
from guixiao.rosters.worker import loop
from guixiao.rosters.worker.actions import claim
from guixiao.rosters.worker.loop import recount_settled, work_once
from tests.cast import Cast
from tests.doubtful import rosters


@pytest.fixture
def settled(cast: Cast, tmp_path) -> Import:
    """The import of the current round, every doubt of which has been decided: none of the candidates."""
    version = actions.open_import(cast.county, cast.li)
    for source in rosters().write(tmp_path):
        with source.path.open("rb") as content:
            add_files(version, [seal_file(version, source.path.name, content)], cast.li, source.roster)
    assert work_once("test")
    version.refresh_from_db()
    actions.confirm(version, cast.li, actions.Answer(AS_OF, POLICY.id, "made up"))
    assert work_once("test")
    version.refresh_from_db()
    for doubt in Doubt.objects.filter(round=version.round):
        decide(cast.li, doubt, Answer(DIFFERENT))
    return version


def test_files_that_were_imported_before_are_not_held_again(cast: Cast, settled: Import):
    recount_settled()
    assert work_once("test")
    made = Import.objects.get(base=settled)
    assert (made.state, made.reason, made.signs) == (State.DONE, "decisions", [])
    assert CurrentRound.objects.get().round == made.round != settled.round
    recount_settled()
    assert Import.objects.count() == 2, "nothing is left to count"


def test_a_recount_that_failed_waits_for_a_person(cast: Cast, settled: Import, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("guixiao.rosters.worker.job.reconcile", broken)
        recount_settled()
        assert work_once("test")
        recount_settled()
    failed = Import.objects.get(base=settled)
    assert failed.state == State.FAILED and CurrentRound.objects.get().round == settled.round
    actions.try_again(failed, cast.li)
    assert work_once("test")
    failed.refresh_from_db()
    assert failed.state == State.DONE


def test_two_workers_that_ask_at_once_make_one_recount(cast: Cast, settled: Import, monkeypatch: pytest.MonkeyPatch):
    asked, decided = [], loop.all_decided

    def another_comes_between(county: Area) -> bool:
        asked.append(county)
        if len(asked) == 1:  # and has begun before we go on: it waits no longer, but is on its way
            recount_settled()
            assert claim("another", timezone.now())
        return decided(county)

    monkeypatch.setattr(loop, "all_decided", another_comes_between)
    recount_settled()
    assert len(asked) == 2 and [made.state for made in Import.objects.filter(base=settled)] == [State.RUNNING]
