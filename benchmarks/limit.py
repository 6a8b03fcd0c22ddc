"""The physical limit: read every text of the same seven files and count one hash join on the identity number."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import fastexcel

from benchmarks.files import FILES

WORDS = (
    "公民身份号码",
    "公民身份证号码",
    "身份证件号",
    "身份证件号码",
    "身份证号",
    "身份证号码",
    "证件号码",
    "证件号码(残疾人证)",
)
CLEAN = r"""regexp_extract(replace(upper({}), '''', ''), '[0-9]{{17}}[0-9X]')"""


def id_column(names) -> str:
    return next(name for name in names if name in WORDS)


def parquet(con, roster: str, path: Path) -> None:
    con.execute(f"CREATE VIEW {roster} AS SELECT * FROM read_parquet('{path}')")
    con.execute(f"SELECT sum(strlen(COLUMNS(*)::VARCHAR)) FROM {roster}").fetchall()


def text(con, roster: str, path: Path) -> None:
    with path.open("rb") as handle:
        head = handle.read(2000)
    encoding = "utf-8" if head.startswith(b"\xef\xbb\xbf") else "gb18030"
    lines = path.read_text(encoding=encoding, errors="replace").splitlines()
    skip = next(at for at, line in enumerate(lines) if "姓名" in line or "学校标识码" in line)
    header = lines[skip].split(",")
    at = header.index(id_column(header)) if roster != "schools" else 0
    cells = [row[at] for row in (line.split(",") for line in lines[skip + 1 :]) if len(row) > at]
    import numpy as np

    con.register(f"{roster}_cells", {"id": np.array(cells, dtype=object)})
    con.execute(f'CREATE TABLE {roster} AS SELECT id AS "{header[at]}" FROM {roster}_cells')


def load(path: Path):
    return fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")


def workbook(con, roster: str, sheet) -> None:
    con.register(f"{roster}_sheet", sheet)
    head = con.execute(f"SELECT * FROM {roster}_sheet LIMIT 8").fetchall()
    header = next(row for row in head if "姓名" in row or "学校标识码" in row)
    names = [row[0] for row in con.execute(f"DESCRIBE {roster}_sheet").fetchall()]
    chosen = id_column(header) if roster != "schools" else "学校标识码"
    con.execute(f'CREATE TABLE {roster} AS SELECT "{names[header.index(chosen)]}" AS "{chosen}" FROM {roster}_sheet')


def main() -> None:
    folder, con = Path(sys.argv[1]), duckdb.connect()
    paths = {roster: next(folder.glob(f"{name}.*")) for roster, name in FILES.items()}
    if paths["households"].suffix == ".xlsx":
        with ThreadPoolExecutor(2) as pool:
            for roster, sheet in zip(paths, pool.map(load, paths.values()), strict=True):
                workbook(con, roster, sheet)
    else:
        for roster, path in paths.items():
            (parquet if path.suffix == ".parquet" else text)(con, roster, path)
    columns = {
        roster: id_column(row[0] for row in con.execute(f"DESCRIBE {roster}").fetchall())
        for roster in ("households", "enrolments", "elsewhere")
    }
    ids = {roster: f"SELECT {CLEAN.format(chr(34) + name + chr(34))} AS id FROM {roster}" for roster, name in columns.items()}
    print(
        con.execute(
            f"SELECT count(*) FROM ({ids['households']}) JOIN ({ids['enrolments']} UNION ALL {ids['elsewhere']}) USING (id) "
            f"WHERE id <> ''"
        ).fetchall()[0][0],
        "pairs of equal numbers",
    )


if __name__ == "__main__":
    main()
