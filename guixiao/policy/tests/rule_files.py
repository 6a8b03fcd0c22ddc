"""Making rule files for tests."""

from pathlib import Path

from guixiao.policy import PolicyError, load_policy

HEAD = """\
id = "county"
extends = "base-words"
effective = 2026-01-01
title = { zh = "县", en = "County" }
source = { zh = "县文件", en = "County paper" }

[age]
youngest = 6
oldest = 14
cut_off = "08-31"
"""


def written(folder: Path, text: str, name: str = "county.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> PolicyError:
    """The error that loading the file raises."""
    try:
        load_policy(path)
    except PolicyError as error:
        return error
    raise AssertionError(f"{path} was accepted")
