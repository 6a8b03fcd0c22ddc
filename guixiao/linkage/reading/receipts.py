"""What goes into reading and what is told about each file afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Progress = Callable[[str, int, int], None]
"""progress(stage, done, total): called from the caller's thread."""


@dataclass(frozen=True)
class Source:
    """One file for one roster; `roster` is a key of linkage.fields.FIELDS."""

    roster: str
    path: Path


@dataclass(frozen=True)
class SheetReceipt:
    """One sheet: `reason` is "" if it was read, else why it was skipped; `header_row` 0 if it was skipped.

    `headers` tells, per field, the header texts of the columns it was read from: left to right, the first cell not empty counts.
    `labels` are the header texts of all columns in their order, "" where there is none; `columns` the places in it of each field;
    `samples` of each column the first cells that are not empty, at most two, as far as the first rows have any.
    """

    name: str
    hidden: bool
    reason: str
    header_row: int
    rows_in: int
    accepted: int
    reasons: Mapping[str, int]
    headers: Mapping[str, tuple[str, ...]]
    unused_headers: tuple[str, ...]
    labels: tuple[str, ...] = ()
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    samples: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class FileReceipt:
    """One file: rows_in = accepted + set_aside + rejected; `headers` and `unused_headers` are those of all sheets read."""

    file_no: int
    roster: str
    file: str
    sha256: str
    sheets: tuple[SheetReceipt, ...]
    rows_in: int
    accepted: int
    set_aside: int
    rejected: int
    headers: Mapping[str, tuple[str, ...]]
    unused_headers: tuple[str, ...]
    reasons: Mapping[str, int]


def file_receipt(file_no: int, source: Source, sha256: str, sheets: tuple[SheetReceipt, ...]) -> FileReceipt:
    """The sums over a file's sheets."""
    reasons: dict[str, int] = {}
    for sheet in sheets:
        for reason, count in sheet.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
    rejected = reasons.get("no_identity", 0)
    return FileReceipt(
        file_no=file_no,
        roster=source.roster,
        file=source.path.name,
        sha256=sha256,
        sheets=sheets,
        rows_in=sum(sheet.rows_in for sheet in sheets),
        accepted=sum(sheet.accepted for sheet in sheets),
        set_aside=sum(reasons.values()) - rejected,
        rejected=rejected,
        headers=_headers(sheets),
        unused_headers=tuple(dict.fromkeys(text for sheet in sheets for text in sheet.unused_headers)),
        reasons=reasons,
    )


def _headers(sheets: tuple[SheetReceipt, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for sheet in sheets:
        for name, texts in sheet.headers.items():
            found.setdefault(name, {}).update(dict.fromkeys(texts))
    return {name: tuple(texts) for name, texts in found.items()}
