"""A run larger than memory: its own folder, closed to others, and nothing left of a killed one."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from guixiao.linkage import run, spill


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spill._folder_of.cache_clear()
    yield tmp_path
    spill._folder_of.cache_clear()


def dead_pid():
    return int(subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True).stdout)


def test_what_a_killed_run_left_is_removed_and_what_a_running_one_needs_stays(place):
    left, used = place / f"guixiao-spill-{dead_pid()}-x", place / "guixiao-spill-1-x"
    for folder in (left, used):
        folder.mkdir()
        (folder / "rows").write_text("")
    mine = spill.spill_folder()
    assert {path.name for path in place.iterdir()} == {used.name, mine.name}
    assert mine.stat().st_mode & 0o777 == 0o700 and spill.spill_folder() == mine


def test_rows_that_do_not_fit_into_memory_go_there(place, monkeypatch):
    monkeypatch.setattr(run, "MEMORY", 24 << 20)
    con = run.connect(threads=1)
    con.execute("CREATE TABLE many AS SELECT n, md5(CAST(n AS VARCHAR)) AS text FROM range(600_000) t(n)")
    spilt = [path for path in Path(spill.spill_folder()).rglob("*") if path.is_file()]
    assert spilt and con.execute("SELECT count(DISTINCT text) FROM many").fetchall() == [(600_000,)]
    con.close()
    assert not any(path.is_file() for path in spill.spill_folder().rglob("*"))
