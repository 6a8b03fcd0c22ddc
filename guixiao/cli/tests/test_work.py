"""`guixiao work --once`: what waits is done, and nothing lies about in plain afterwards."""

from pathlib import Path

import pytest
from django.conf import settings

from guixiao.cli import main
from guixiao.rosters.files.actions import add_files, seal_file
from guixiao.rosters.imports.actions import open_import
from guixiao.rosters.imports.rules import State
from tests.cast import Cast
from tests.desk import HOUSE, households, table


def test_what_waits_is_done_and_what_a_killed_run_left_in_plain_goes(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    left = Path(settings.OPENED_DIR) / "opened-killed" / "households.csv"
    left.parent.mkdir(parents=True)
    left.write_text("in plain")
    (tmp_path / "households.csv").write_bytes(table(HOUSE, households()))
    version = open_import(cast.county, cast.li)
    with (tmp_path / "households.csv").open("rb") as content:
        add_files(version, [seal_file(version, "households.csv", content)], cast.li, "households")
    assert main(["work", "--once"]) == 0
    version.refresh_from_db()
    assert version.state == State.CHECKED and not left.parent.exists()
