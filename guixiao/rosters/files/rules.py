"""Names of files, the slot a file is for, and what is kept of its reading: pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from guixiao.linkage.reading import FileReceipt
from guixiao.linkage.reading.content import SUFFIXES
from guixiao.linkage.reading.guess import Head

LONGEST_NAME = 60  # characters; at three bytes each a file system still takes it, with a word added
# Words in a file's name that decide between slots whose headers both fit. The first that fits counts.
HINTS = (
    ("elsewhere", "外县|县外|外地|异地|省外|跨县|elsewhere"),
    ("attendance", "在校|点名|出勤|到校|考勤|在班|attendance"),
    ("poverty", "脱贫|建档|贫困|监测|防返贫|poverty"),
    ("disability", "残疾|残联|disab"),
    ("enrolments", "学籍|在籍|enrol"),
    ("households", "户籍|户口|公安|人口|household"),
)


def safe_name(name: str) -> str:
    """The last part of a path of any system, without what a file system or a reader's eye could stumble over."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(mark for mark in last if unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    kept = kept.strip(" .") or "名册"
    suffix = PurePosixPath(kept).suffix[:10]
    return kept.removesuffix(suffix)[:LONGEST_NAME] + suffix


def distinct(names: Iterable[str]) -> list[str]:
    """The same names, in order; one that was there already gets a number, so that a row is found again by its file's name."""
    seen: set[str] = set()
    found = []
    for name in names:
        path, number, new = PurePosixPath(name), 1, name
        while new in seen:
            number += 1
            new = f"{path.name.removesuffix(path.suffix)}（{number}）{path.suffix}"
        seen.add(new)
        found.append(new)
    return found


def slot_of(name: str, fits: Mapping[str, int]) -> str:
    """The roster of a file, among those whose headers fit (`guess_rosters`): the one its name hints at, or the best fit."""
    for roster, words in HINTS:
        if roster in fits and re.search(words, name, re.IGNORECASE):
            return roster
    return next(iter(fits), "")


def receipt_of(receipt: FileReceipt) -> dict[str, Any]:
    """A reading as JSON, less what stands in fields of its own."""
    told = asdict(receipt)
    for name in ("file_no", "roster", "file", "sha256", "rows_in", "accepted", "set_aside", "rejected"):
        del told[name]
    return told


def heads_of(heads: Iterable[Head]) -> dict[str, Any] | None:
    """Of a file that was refused: the shape of a receipt, with what could be its headers and nothing read."""
    sheets = [{"name": head.sheet, "reason": "", "labels": head.labels, "samples": head.samples, "columns": {}} for head in heads]
    return {"sheets": sheets, "reasons": {}, "headers": {}, "unused_headers": ()} if sheets else None


def readable(name: str) -> bool:
    """Does the reader know this sort of file?"""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def parts(whole: int, *counts: int) -> list[float]:
    """The widths of a bar's parts in thousandths; a part that is not nothing is at least three wide, so that it is seen."""
    if not whole:
        return [0.0 for _ in counts]
    least = [3.0 if count else 0.0 for count in counts]
    rest = 1000 - sum(least)
    return [low + rest * count / whole for low, count in zip(least, counts, strict=True)]
