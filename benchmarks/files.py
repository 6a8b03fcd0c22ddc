"""Writing: parquet in chunks through DuckDB, .xlsx and .csv with the furniture that real files carry."""

from pathlib import Path

import duckdb
import numpy as np

FILES = {
    "households": "户籍",
    "enrolments": "学籍",
    "elsewhere": "外县学籍",
    "attendance": "在校学生",
    "poverty": "防返贫监测",
    "disability": "残联",
    "schools": "学校名录",
}


def column(roster: str, word: str) -> str:
    """Text, but for the phones of one file, which its software kept as numbers."""
    return (
        f'try_cast("{word}" AS BIGINT) AS "{word}"'
        if (roster, word) == ("poverty", "联系电话")
        else f'"{word}"::VARCHAR AS "{word}"'
    )


class Sink:
    extension = "parquet"

    def __init__(self, out: Path, seed: int):
        self.out, self.seed, self.counts = out, seed, dict.fromkeys(FILES, 0)

    def write(self, roster: str, columns: dict[str, np.ndarray], count: int) -> np.ndarray:
        """The row numbers that a spreadsheet user sees."""
        raise NotImplementedError

    def close(self) -> dict[str, int]:
        raise NotImplementedError

    def name(self, roster: str) -> str:
        return f"{FILES[roster]}.{self.extension}"

    def path(self, roster: str) -> Path:
        return self.out / self.name(roster)


class ParquetSink(Sink):
    """Every chunk is a file; the chunks become one file at the end."""

    def __init__(self, out: Path, seed: int):
        super().__init__(out, seed)
        self.con = duckdb.connect()
        self.parts: dict[str, list[str]] = {roster: [] for roster in FILES}

    def write(self, roster: str, columns: dict[str, np.ndarray], count: int) -> np.ndarray:
        part = str(self.out / f".{roster}-{len(self.parts[roster])}.parquet")
        self.con.register("chunk", columns)
        select = ", ".join(column(roster, word) for word in columns)
        self.con.execute(f"COPY (SELECT {select} FROM chunk) TO '{part}' (FORMAT parquet)")
        self.con.unregister("chunk")
        self.parts[roster].append(part)
        rows = np.arange(self.counts[roster], self.counts[roster] + count) + 2
        self.counts[roster] += count
        return rows

    def close(self) -> dict[str, int]:
        for roster, parts in self.parts.items():
            if len(parts) == 1:
                Path(parts[0]).replace(self.path(roster))
            else:
                listed = ", ".join(f"'{part}'" for part in parts)
                self.con.execute(f"COPY (SELECT * FROM read_parquet([{listed}])) TO '{self.path(roster)}' (FORMAT parquet)")
                for part in parts:
                    Path(part).unlink()
        return self.counts


def sink(form: str, out: Path, seed: int) -> Sink:
    if form == "parquet":
        return ParquetSink(out, seed)
    from benchmarks import sheets

    return {"xlsx": sheets.XlsxSink, "csv": sheets.CsvSink}[form](out, seed)
