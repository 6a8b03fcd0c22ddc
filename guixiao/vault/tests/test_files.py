"""Sealed files: whole or not at all, plain for a moment, and nothing left behind."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guixiao.lib.crypto import Unopened
from guixiao.vault.files import opened, remove_leftovers, seal

PLAIN = "户籍,522633201509010001,13885501234\n".encode() * 9000


@pytest.fixture(autouse=True)
def private(tmp_path: Path, settings) -> None:
    settings.OPENED_DIR = tmp_path / "opened"


def test_a_file_is_sealed_and_opens_as_it_was(tmp_path: Path):
    path = tmp_path / "rosters" / "户籍.csv.sealed"
    assert seal(io.BytesIO(PLAIN), path) == hashlib.sha256(PLAIN).hexdigest()
    assert b"522633" not in path.read_bytes() and path.stat().st_mode & 0o777 == 0o600
    with opened(path) as plain:
        assert plain.read_bytes() == PLAIN and plain.name == "户籍.csv"
        assert plain.parent.stat().st_mode & 0o777 == 0o700 and plain.stat().st_mode & 0o777 == 0o600
    assert not plain.exists() and not list((tmp_path / "opened").iterdir())


def test_it_is_gone_after_an_error_too(tmp_path: Path):
    seal(io.BytesIO(b"x"), tmp_path / "a.sealed")
    with pytest.raises(ZeroDivisionError), opened(tmp_path / "a.sealed"):
        raise ZeroDivisionError
    assert not list((tmp_path / "opened").iterdir())


def test_a_reader_that_breaks_leaves_neither_file_nor_draft(tmp_path: Path):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("the line was cut")

    with pytest.raises(OSError, match="cut"):
        seal(Broken(), tmp_path / "to" / "a.sealed")
    assert not list((tmp_path / "to").iterdir())


def test_a_damaged_file_is_named_and_never_handed_over(tmp_path: Path):
    path = tmp_path / "a.xlsx.sealed"
    seal(io.BytesIO(PLAIN), path)
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(Unopened, match=r"a\.xlsx\.sealed"), opened(path):
        pytest.fail("a damaged file was handed over")
    assert not list((tmp_path / "opened").iterdir())


def test_what_a_killed_process_left_goes_and_what_is_in_use_stays(tmp_path: Path):
    seal(io.BytesIO(PLAIN), tmp_path / "a.sealed")
    script = (
        "import django, os, sys, time; from pathlib import Path; django.setup()\n"
        "from guixiao.vault.files import opened\n"
        f"with opened(Path({str(tmp_path / 'a.sealed')!r})) as plain:\n"
        "    print(plain, flush=True); time.sleep(60)\n"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "guixiao.config.settings",
        "GUIXIAO_OPENED_DIR": str(tmp_path / "opened"),
    }
    process = subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True)
    left = Path(process.stdout.readline().strip())
    assert left.read_bytes() == PLAIN
    assert remove_leftovers() == 0 and left.exists(), "in use by another process"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    for _ in range(50):
        if remove_leftovers():
            break
        time.sleep(0.1)
    assert not left.exists()
