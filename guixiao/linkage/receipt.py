"""receipt.json: what came in, where every row went, and the sums."""

from collections.abc import Mapping, Sequence
from datetime import date

from guixiao.linkage.columns import Connection
from guixiao.linkage.equation import Side
from guixiao.linkage.reading import FileReceipt
from guixiao.linkage.rules import Rules

SHOWN_ROWS = 1000  # row numbers listed per file and reason; the count is always whole


def _reasons(con: Connection, file_no: int) -> list[dict[str, object]]:
    rows = con.execute(f"""SELECT disposition, reason, sheet, coalesce(column_name, ''), count(*),
            list(row ORDER BY row)[:{SHOWN_ROWS}]
        FROM unaccepted WHERE file_no = {file_no} GROUP BY ALL ORDER BY ALL""").fetchall()
    return [dict(zip(("disposition", "reason", "sheet", "column", "count", "rows"), row, strict=True)) for row in rows]


def _file(con: Connection, receipt: FileReceipt) -> dict[str, object]:
    return {
        "roster": receipt.roster,
        "file": receipt.file,
        "sha256": receipt.sha256,
        "rows_in": receipt.rows_in,
        "accepted": receipt.accepted,
        "set_aside": receipt.set_aside,
        "rejected": receipt.rejected,
        "reasons": _reasons(con, receipt.file_no),
        "headers": {field: list(texts) for field, texts in receipt.headers.items()},
        "unused_headers": list(receipt.unused_headers),
        "sheets": [
            {"name": s.name, "rows_in": s.rows_in, "accepted": s.accepted, "skipped_because": s.reason} for s in receipt.sheets
        ],
    }


def _count(con: Connection, where: str) -> dict[str, int]:
    return dict(con.execute(f"SELECT bucket, count(*) FROM child_line WHERE {where} GROUP BY 1 ORDER BY 1").fetchall())


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


def _places(con: Connection) -> list[dict[str, object]]:
    rows = con.execute("""SELECT short_town, short_village, count(*) AS population,
            map_from_entries(list((bucket, n) ORDER BY bucket))
        FROM (SELECT short_town, short_village, bucket, count(*) AS n FROM child_line WHERE NOT apart GROUP BY ALL)
        GROUP BY ALL ORDER BY ALL""").fetchall()
    return [
        {"town": town, "village": village, "population": sum(buckets.values()), "buckets": dict(buckets)}
        for town, village, _, buckets in rows
    ]


def make_receipt(
    con: Connection, files: Sequence[FileReceipt], accounts: Sequence[Side], rules: Rules, as_of: date
) -> dict[str, object]:
    """The receipt without the seconds, which the caller adds last."""
    population = con.execute("SELECT count(*) FROM raw_households").fetchall()[0][0]
    apart = con.execute("SELECT count(*) FROM child_line WHERE apart").fetchall()[0][0]
    first, last = rules.birth_range(as_of)
    return {
        "as_of": as_of.isoformat(),
        "policy": rules.version,
        "school_age_born": [first.isoformat(), last.isoformat()],
        "files": [_file(con, receipt) for receipt in files],
        "equation": _equation(population, _count(con, "NOT apart"), rules),
        "found_only_elsewhere": {"children": apart, "buckets": _count(con, "apart")},
        "buckets": _count(con, "true"),
        "rosters": [{**side._asdict(), "balanced": side.balanced} for side in accounts],
        "places": _places(con),
        "schools_without_roll": [
            row[0] for row in con.execute("SELECT school FROM silent WHERE school IS NOT NULL ORDER BY 1").fetchall()
        ],
    }
