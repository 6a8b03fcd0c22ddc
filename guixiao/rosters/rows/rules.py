"""A corrected row on its way to the engine, and back to where it came from: pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

Cells = Sequence[str | None]
Origin = tuple[str, str, int]
"""(file as its rows are told: 学籍.xlsx（更正）, sheet, row)"""


@dataclass(frozen=True)
class Corrected:
    """One row as it should have been, with the columns of its sheet: field -> places among the cells."""

    sheet: str
    row: int
    cells: Cells
    columns: Mapping[str, Sequence[int]]


def table_of(rows: Iterable[Corrected]) -> str:
    """Rows of one roster as CSV under the names of their fields, known to the reader; of two columns of one field, the filled."""
    listed = list(rows)
    fields = list(dict.fromkeys(field for row in listed for field in row.columns))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([[_cell(row, field) for field in fields] for row in listed])
    return out.getvalue()


def _cell(row: Corrected, field: str) -> str:
    cells = (row.cells[place] for place in row.columns.get(field, ()) if place < len(row.cells))
    return next((" ".join(cell.split()) for cell in cells if cell), "")


def corrected_name(name: str) -> str:
    """How rows of a file are told that were corrected: 学籍（更正）.csv for the engine."""
    return f"{PurePosixPath(name).stem}（更正）.csv"


def told(facts: Any, origins: Mapping[str, Sequence[Origin]]) -> Any:
    """The engine's answer, with every mention of a row of a corrected file (its name -> the origins of its rows, row 2 first)
    turned into the row it came from."""
    if isinstance(facts, Mapping):
        facts = {name: told(value, origins) for name, value in facts.items()}
        for file, row in (("file", "row"), ("linked_file", "linked_row")):
            if facts.get(file) in origins and facts.get(row):
                facts[file], sheet, facts[row] = origins[facts[file]][int(facts[row]) - 2]
                if "sheet" in facts and file == "file":
                    facts["sheet"] = sheet
        return facts
    return [told(value, origins) for value in facts] if isinstance(facts, list | tuple) else facts
