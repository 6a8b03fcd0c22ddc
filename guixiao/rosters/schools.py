"""Reads the county's list of schools with the reader of the rosters."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from guixiao.linkage.fields import FIELDS
from guixiao.linkage.reading import Source, read_rosters
from guixiao.linkage.rules import Rules


def read_schools(paths: Sequence[Path], rules: Rules) -> list[dict[str, str | None]]:
    """One dict per school, keys of FIELDS["schools"]."""
    with duckdb.connect() as con:
        read_rosters(con, [Source("schools", path) for path in paths], rules)
        fields = FIELDS["schools"]
        rows = con.execute(f"SELECT {', '.join(fields)} FROM raw_schools ORDER BY file_no, row").fetchall()
    return [dict(zip(fields, row, strict=True)) for row in rows]
