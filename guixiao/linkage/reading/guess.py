"""Which roster a file could be, told from its headers alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.cells import strip
from guixiao.linkage.reading.errors import RosterError
from guixiao.linkage.reading.grids import Grid, samples_of
from guixiao.linkage.reading.header import Synonyms, field_of, find_header, synonyms_of
from guixiao.linkage.reading.reader import Vocabulary, grids, parse
from guixiao.linkage.reading.receipts import Source
from guixiao.linkage.reading.slots import check_slot
from guixiao.linkage.rules import Rules


def guess_rosters(source: Source, rules: Rules) -> dict[str, int]:
    """The rosters whose reader would take the file, each with the number of fields found; those of most fields first.

    The roster of `source` does not matter. RosterError where the file is none, whatever its slot.
    """
    vocabulary = {roster: synonyms_of(roster, rules.headers) for roster in FIELDS}
    fits: dict[str, int] = {}
    content, parsed = parse(source)
    with duckdb.connect() as con:
        for grid in grids(con, content, parsed):
            for roster in FIELDS:
                fits[roster] = max(fits.get(roster, 0), _fields_of(grid, roster, vocabulary))
    found = {roster: count for roster, count in fits.items() if count}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _fields_of(grid: Grid, roster: str, vocabulary: Vocabulary) -> int:
    """How many fields of a roster a sheet has; 0 where the reader would refuse it."""
    synonyms: Synonyms = vocabulary[roster]
    header = find_header(grid.head, synonyms, 1 if roster == "schools" else 2)
    if header is None:
        return 0
    try:
        check_slot("", grid.sheet, roster, header, vocabulary)
    except RosterError:
        return 0
    return len(header.columns)


@dataclass(frozen=True)
class Head:
    """What may be the header of a sheet: its row, the texts of all columns, and of each the first cells under it."""

    sheet: str
    row: int
    labels: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


def heads(source: Source, rules: Rules) -> list[Head]:
    """For a file that was refused: of each sheet with text the row that is most like a header of `source.roster`.

    Most fields count first, then most texts. RosterError where the file cannot be opened at all.
    """
    synonyms = synonyms_of(source.roster, rules.headers)
    content, parsed = parse(source)
    with duckdb.connect() as con:
        return [_head(grid, synonyms) for grid in grids(con, content, parsed) if grid.head]


def _head(grid: Grid, synonyms: Synonyms) -> Head:
    def likeness(row: tuple[int, Sequence[str | None]]) -> tuple[int, int]:
        texts = [strip(cell) for cell in row[1]]
        return sum(bool(field_of(text, synonyms)) for text in texts), sum(bool(text) for text in texts)

    number, cells = max(grid.head, key=likeness)
    return Head(grid.sheet, number, tuple(strip(cell) for cell in cells), samples_of(grid, number))
