"""Compares an import with what the county loaded before: does it look like the wrong file?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from guixiao.rosters.files.reading import Reading
from guixiao.rosters.imports.rules import Sign, State, fewer_rows, twice
from guixiao.rosters.models import Import, ImportFile, Receipt


def signs_of(version: Import, read: Sequence[tuple[ImportFile, Reading]], people: Mapping[str, tuple[int, int]]) -> list[Sign]:
    """What reading alone can tell; how much is unmatched only the comparison knows."""
    now: defaultdict[str, int] = defaultdict(int)
    for _, reading in read:
        now[reading.roster] += reading.receipt.accepted if reading.receipt else 0
    return [*fewer_rows(now, rows_before(version)), *twice(people), *_same_files(version, read)]


def rows_before(version: Import) -> dict[str, int]:
    """Rows accepted for each roster in the county's current version."""
    receipt = Receipt.objects.filter(round__current__county=version.county_id).first()
    rows: defaultdict[str, int] = defaultdict(int)
    for file in receipt.content.get("files", ()) if receipt else ():
        rows[file["roster"]] += file["accepted"]
    return dict(rows)


def _same_files(version: Import, read: Sequence[tuple[ImportFile, Reading]]) -> list[Sign]:
    """Files that stand in another slot already, or were loaded in an earlier version; one carried over on purpose is none."""
    earlier = ImportFile.objects.filter(version__county=version.county_id, version__state=State.DONE)
    loaded = {sha256: (name, roster) for sha256, name, roster in earlier.values_list("file__sha256", "file__name", "roster")}
    signs: list[Sign] = []
    here: dict[str, str] = {}
    for item, reading in read:
        sha256 = item.file.sha256
        if sha256 in here:
            signs.append(Sign("same_here", reading.roster, file=item.file.name, other=here[sha256]))
        elif sha256 in loaded and not item.carried:
            signs.append(Sign("same_before", reading.roster, file=item.file.name, other=loaded[sha256][0]))
        here.setdefault(sha256, item.file.name)
    return signs
