"""receipt.json: what came in, where every row went, and the sums."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from guixiao.linkage.columns import Connection
from guixiao.linkage.equation import Side
from guixiao.linkage.keys import within
from guixiao.linkage.reading import FileReceipt
from guixiao.linkage.rules import Rules

SHOWN_ROWS = 1000  # row numbers listed per file and reason; the count is always whole


class Standing(NamedTuple):
    """How many children of a village stand in a bucket."""

    apart: bool
    town: str
    village: str
    bucket: str
    children: int


def _reasons(con: Connection) -> dict[int, list[dict[str, object]]]:
    """By file_no: what was not accepted, and why."""
    rows = con.execute(f"""SELECT file_no, disposition, reason, sheet, coalesce(column_name, ''), count(*),
            list(row ORDER BY row)[:{SHOWN_ROWS}]
        FROM unaccepted GROUP BY ALL ORDER BY ALL""").fetchall()
    names = ("disposition", "reason", "sheet", "column", "count", "rows")
    return {
        file_no: [dict(zip(names, row[1:], strict=True)) for row in of_file]
        for file_no, of_file in groupby(rows, key=itemgetter(0))
    }


def _file(receipt: FileReceipt, reasons: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return {
        "roster": receipt.roster,
        "file": receipt.file,
        "sha256": receipt.sha256,
        "rows_in": receipt.rows_in,
        "accepted": receipt.accepted,
        "set_aside": receipt.set_aside,
        "rejected": receipt.rejected,
        "reasons": list(reasons),
        "headers": {field: list(texts) for field, texts in receipt.headers.items()},
        "unused_headers": list(receipt.unused_headers),
        "sheets": [
            {"name": s.name, "rows_in": s.rows_in, "accepted": s.accepted, "skipped_because": s.reason} for s in receipt.sheets
        ],
    }


def _tally(con: Connection, start: Mapping[str, int]) -> list[Standing]:
    """How many children stand where, the register's and those found only elsewhere."""
    apart = f"NOT {within(start, 'v.child', 'households')}"
    rows = con.execute(f"""SELECT {apart}, coalesce(p.town, ''), coalesce(p.village, ''), way, count(*)
        FROM verdict v JOIN person p ON p.k = v.child GROUP BY ALL""").fetchall()
    buckets = dict(con.execute("SELECT way, bucket FROM way").fetchall())
    return [Standing(apart, town, village, buckets[way], count) for apart, town, village, way, count in rows]


def _count(standings: Iterable[Standing]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for standing in standings:
        counts[standing.bucket] += standing.children
    return dict(sorted(counts.items()))


def _equation(population: int, counts: Mapping[str, int], rules: Rules) -> dict[str, object]:
    parts = {bucket: counts.get(bucket, 0) for bucket in rules.buckets}
    outside = ("out_of_scope", "duplicate_registration")
    inside = {bucket: count for bucket, count in parts.items() if bucket not in outside}
    text = " + ".join(f"{rules.buckets[bucket]['zh']} {count:,}" for bucket, count in inside.items())
    return {
        "population": population,
        "buckets": parts,
        "holds": population == sum(parts.values()),
        "school_age": sum(inside.values()),
        "text": f"适龄 {sum(inside.values()):,} = {text}",
    }


def _places(standings: Iterable[Standing]) -> list[dict[str, object]]:
    by_place = groupby(sorted(standings, key=lambda s: (s.town, s.village)), key=lambda s: (s.town, s.village))
    counted = {place: _count(of_place) for place, of_place in by_place}
    return [
        {"town": town, "village": village, "population": sum(buckets.values()), "buckets": buckets}
        for (town, village), buckets in counted.items()
    ]


def make_receipt(
    con: Connection,
    start: Mapping[str, int],
    files: Sequence[FileReceipt],
    accounts: Sequence[Side],
    rules: Rules,
    as_of: date,
) -> dict[str, Any]:
    """The receipt without the seconds, which the caller adds last."""
    population = con.execute("SELECT count(*) FROM raw_households").fetchall()[0][0]
    tally, reasons = _tally(con, start), _reasons(con)
    registered, apart = ([s for s in tally if s.apart is side] for side in (False, True))
    first, last = rules.birth_range(as_of)
    return {
        "as_of": as_of.isoformat(),
        "policy": rules.version,
        "school_age_born": [first.isoformat(), last.isoformat()],
        "files": [_file(receipt, reasons.get(receipt.file_no, ())) for receipt in files],
        "equation": _equation(population, _count(registered), rules),
        "found_only_elsewhere": {"children": sum(s.children for s in apart), "buckets": _count(apart)},
        "buckets": _count(tally),
        "rosters": [{**side._asdict(), "balanced": side.balanced} for side in accounts],
        "places": _places(registered),
        "schools_without_roll": [
            row[0] for row in con.execute("SELECT school FROM silent WHERE school IS NOT NULL ORDER BY 1").fetchall()
        ],
    }
