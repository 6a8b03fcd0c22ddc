"""Parquet: stays columnar, no row passes through Python."""

from collections.abc import Iterator, Sequence

import duckdb
from duckdb import DuckDBPyConnection

from guixiao.linkage.reading.cells import literal, untidy_sql
from guixiao.linkage.reading.content import Content
from guixiao.linkage.reading.errors import Phrase, RosterError
from guixiao.linkage.reading.grids import Grid

_FLOATS = ("DOUBLE", "FLOAT")
_NARROW = 2.5  # bytes for a cell up to which a column holds few texts, each stored once
_LONG = 150_000  # rows from which a question about a column costs less than it saves


def parquet_grids(con: DuckDBPyConnection, content: Content) -> Iterator[Grid]:
    """The one grid of a parquet file; its column names are row 1. duckdb.Error (see `parquet_error`) here or at any later
    use of the grid if the file is damaged."""
    scan = (
        f"read_parquet({literal(str(content.path))}, file_row_number = true, hive_partitioning = false, binary_as_string = true)"
    )
    described = con.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {scan}").fetchall()
    cells = ", ".join(f"{_as_text(row[0], row[1])} AS c{index}" for index, row in enumerate(described))
    names = tuple(row[0] for row in described)
    relation = f"(SELECT file_row_number + 2 AS r, {cells} FROM {scan})"
    yield Grid("", False, relation, len(names), ((1, names),), _tidy_columns(con, content, names, relation))


def _tidy_columns(con: DuckDBPyConnection, content: Content, names: Sequence[str], relation: str) -> frozenset[str]:
    """Columns of few texts, all tidy: of a long file it is cheaper to look at each text once than at every cell."""
    metadata = f"SELECT path_in_schema FROM parquet_metadata({literal(str(content.path))}) GROUP BY 1"
    few = f"sum(num_values) >= {_LONG} AND sum(total_uncompressed_size) <= {_NARROW} * sum(num_values)"
    narrow = con.execute(f"{metadata} HAVING {few}").fetchall()
    chosen = [f"c{names.index(name)}" for (name,) in narrow if name in names]
    texts = (f"SELECT '{column}' AS name, t FROM (SELECT DISTINCT {column} AS t FROM {relation})" for column in chosen)
    if not chosen:
        return frozenset()
    each = " UNION ALL ".join(texts)
    found = con.execute(f"SELECT DISTINCT name FROM ({each}) WHERE t IS NOT NULL AND {untidy_sql(['t'])}").fetchall()
    return frozenset(chosen) - {name for (name,) in found}


def parquet_error(content: Content, problem: duckdb.Error) -> Exception:
    """What DuckDB's complaint about a parquet file means to the user; want of memory is not the file's fault."""
    if isinstance(problem, duckdb.OutOfMemoryException | duckdb.InterruptException):
        return problem
    detail = str(problem).splitlines()[0]
    found = Phrase(f"打不开的 parquet 文件（{detail}）", f"a parquet file that cannot be opened ({detail})")
    return RosterError(content.path.name, found=found, expected=Phrase("完整的 parquet 文件", "a whole parquet file"))


def _as_text(name: str, kind: str) -> str:
    """Whole numbers kept as floats lose their ".0"; those too large for a float stay damaged to the eye (5.22633e+17)."""
    column = '"' + name.replace('"', '""') + '"'
    text = f"CAST({column} AS VARCHAR)"
    if kind in _FLOATS:
        whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE {text} END"
    return text
