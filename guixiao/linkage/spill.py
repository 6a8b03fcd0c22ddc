"""Where a run larger than its memory puts what does not fit: a folder that nobody else may read, gone with the process."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

PREFIX = "guixiao-spill-"


def spill_folder() -> Path:
    """The folder of this process. What a killed process left behind is removed first: it holds children's data."""
    return _folder_of(os.getpid())


@cache
def _folder_of(pid: int) -> Path:
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not _runs(left.name.removeprefix(PREFIX).split("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{pid}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (OSError, ValueError):
        return True
    return True
