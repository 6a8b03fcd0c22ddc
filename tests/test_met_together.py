"""Squads at the same moment: no number is recorded twice unseen, and no child is lost between two rounds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.squads import CHILDREN, THREADS


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
    run = subprocess.run([*python, "tests.squads", request.param], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("told", ["same"], indirect=True)
def test_of_several_who_record_one_number_all_but_the_first_are_told(told):
    assert told["told"] == {"kept": CHILDREN, "refused": (THREADS - 1) * CHILDREN}
    assert (told["met"], told["beside"], told["faults"]) == (CHILDREN, CHILDREN, [])


@pytest.mark.parametrize("told", ["rounds"], indirect=True)
def test_no_child_is_lost_while_rounds_are_loaded_and_shown_again(told):
    met = (THREADS - 1) * CHILDREN
    assert told["told"] == {"kept": met}, told["told"]
    assert (told["met"], told["beside"], told["faults"]) == (met, met, [])
