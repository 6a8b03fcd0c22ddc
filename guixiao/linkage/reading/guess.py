"""Which roster a file could be, told from its headers alone."""

import duckdb

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading.errors import RosterError
from guixiao.linkage.reading.grids import Grid
from guixiao.linkage.reading.header import Synonyms, find_header, synonyms_of
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
