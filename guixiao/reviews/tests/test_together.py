"""Two officers, four browsers, one queue: nothing is decided twice, nothing is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.two_officers import ALONE, PAIRS


@pytest.fixture
def told(transactional_db, tmp_path: Path, request):
    """On PostgreSQL in the test's own database, on SQLite in a file: threads do not share a database in memory."""
    at = connection.settings_dict
    url = (
        f"sqlite:///{tmp_path}/t.sqlite3"
        if connection.vendor == "sqlite"
        else f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
    )
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "guixiao.config.settings"}
    python = [sys.executable, "-W", "error", "-m"]
    subprocess.run([*python, "guixiao.cli", "migrate", "-v", "0"], env=environment, check=True)
    run = subprocess.run(
        [*python, "tests.two_officers", request.param], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("told", ["queue"], indirect=True)
def test_the_queue_is_shared_and_ends(told):
    doubts = 2 * PAIRS + ALONE
    assert (told["doubts"], told["open"], told["twice"]) == (doubts, 0, [[], []])
    assert told["in force"] == doubts - PAIRS == told["verdicts"], "one child of each pair got the row, the other is not asked"
    assert told["given away"] == PAIRS
    assert told["told"]["kept"] == told["decisions"] == told["written"] == told["in force"] + told["told"]["taken back"]
    assert not [words for words in told["told"] if words.startswith("failed")], told["told"]


@pytest.mark.parametrize("told", ["race"], indirect=True)
def test_opposite_answers_at_the_same_moment_leave_one(told):
    assert (told["doubts"], told["twice"]) == (2 * PAIRS + ALONE, [[], []])
    assert told["told"]["kept"] == told["in force"] == told["decisions"] == told["written"] == told["verdicts"]
    assert told["in force"] + told["given away"] == told["doubts"] and told["open"] == 0
    assert told["told"]["settled"] > told["doubts"], "they did meet"
    assert not [words for words in told["told"] if words.startswith("failed")], told["told"]
