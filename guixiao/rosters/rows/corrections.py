"""Corrected rows beside the files of a run, and one row tried on its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from guixiao.linkage import Reconciliation
from guixiao.linkage.reading import RosterError, Source, read_rosters, unaccepted
from guixiao.linkage.rules import Rules
from guixiao.rosters.models import AsideRow, Correction, ImportFile
from guixiao.rosters.rows.rules import Corrected, Origin, corrected_name, table_of, told

UNREAD = "unread"  # the row could not even be read: a column that must be there is missing


def standing(items: Iterable[ImportFile]) -> dict[ImportFile, list[Correction]]:
    """The corrections that join the next run of these files; those still not accepted wait."""
    found: dict[ImportFile, list[Correction]] = {}
    for item in items:
        rows = Correction.objects.standing().filter(file=item.file_id, roster=item.roster, problem="")
        if rows:
            found[item] = list(rows)
    return found


def write_corrections(
    corrections: Mapping[ImportFile, Sequence[Correction]], folder: Path
) -> tuple[list[Source], dict[str, list[Origin]]]:
    """A file of each file's corrected rows, in `folder`; and where each of their rows came from."""
    sources, origins = [], {}
    for item, rows in corrections.items():
        path = folder / corrected_name(item.file.name)
        while path.exists():
            path = path.with_name(f"{path.stem}+{path.suffix}")
        path.write_text(table_of(_corrected(item, row.sheet, row.row, row.cells) for row in rows), encoding="utf-8")
        sources.append(Source(item.roster, path))
        origins[path.name] = [(path.stem, row.sheet, row.row) for row in rows]
    return sources, origins


def _corrected(item: ImportFile, sheet: str, row: int, cells: Sequence[str | None]) -> Corrected:
    columns = next(found["columns"] for found in item.sheets if found["name"][:100] == sheet)
    return Corrected(sheet, row, cells, columns)


def try_row(row: AsideRow, cells: Sequence[str | None], rules: Rules, folder: Path) -> str:
    """Why the row would still not be accepted with these cells; "" where it would."""
    path = folder / corrected_name(row.file.file.name)
    path.write_text(table_of([_corrected(row.file, row.sheet, row.row, cells)]), encoding="utf-8")
    try:
        with duckdb.connect() as con:
            (receipt,) = read_rosters(con, [Source(row.file.roster, path)], rules)
            if receipt.accepted:
                return ""
            return next((str(found["reason"]) for found in unaccepted(con)), "blank")
    except RosterError:
        return UNREAD
    finally:
        path.unlink(missing_ok=True)


class WithCorrections:
    """A finished run whose answers name the rows that were corrected by where they came from."""

    def __init__(self, result: Reconciliation, origins: Mapping[str, Sequence[Origin]]):
        self.result, self.origins, self.receipt = result, origins, result.receipt

    def children(self) -> Iterator[Mapping[str, Any]]:
        return self._told(self.result.children())

    def doubts(self) -> Iterator[Mapping[str, Any]]:
        return self._told(self.result.doubts())

    def _told(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        return (told(row, self.origins) for row in rows) if self.origins else iter(rows)
