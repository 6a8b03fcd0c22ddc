"""What others would do with the same files: ID equality alone, and ID equality followed by stock Splink 5.

`python -m benchmarks.baselines exact|naive FOLDER OUT`: writes links.csv and coverage.csv, which benchmarks.score reads.
Both read the rosters with guixiao's own reader, so that accuracy differs by the matching alone.
`naive` needs Splink (an extra): linkage.md §3.2.
"""

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.files import FILES

AS_OF = date(2026, 9, 1)
SCHOOLS = ("enrolments", "elsewhere", "attendance")
DIGITS = "translate(upper(id_number), '０１２３４５６７８９Ｘ×', '0123456789XX')"
CLEAN_ID = f"nullif(regexp_extract(regexp_replace({DIGITS}, '[^0-9X]', '', 'g'), '^[0-9]{{17}}[0-9X]'), '')"
DATE_PARTS = r"regexp_extract(birth_date, '^\D*(\d{4})\D*(\d{1,2})\D*(\d{1,2})', ['y', 'm', 'd'])"


def read(con, folder: Path) -> dict[str, str]:
    """Tables raw_<roster>; the name of each roster's file."""
    from guixiao.linkage.reading import Source, read_rosters
    from guixiao.policy import load_policy

    paths = {roster: next(folder.glob(f"{name}.*")) for roster, name in FILES.items()}
    read_rosters(con, [Source(roster, path) for roster, path in paths.items()], load_policy("congjiang-2019"), None)
    return {roster: path.name for roster, path in paths.items()}


def columns(con, roster: str) -> None:
    """c_<roster>: cleaned identity number, name, birth date, sex and township."""
    names = {row[0] for row in con.execute(f"DESCRIBE raw_{roster}").fetchall()}
    place = "coalesce(" + ", ".join([name for name in ("town", "address", "register_place") if name in names] + ["NULL"]) + ")"
    con.execute(f"""CREATE TABLE c_{roster} AS SELECT "row", "row" AS unique_id, {CLEAN_ID} AS id,
        regexp_replace(name, '[ 　\u00a0.·．・]', '', 'g') AS name,
        CASE WHEN regexp_matches(birth_date, '^\\d{{5}}$') THEN DATE '1899-12-30' + birth_date::INT
             ELSE try_cast(concat(p.y, '-', p.m, '-', p.d) AS DATE) END AS born,
        CASE WHEN sex IN ('男', '1') THEN 'M' WHEN sex IN ('女', '2') THEN 'F' END AS sex,
        regexp_extract({place}, '(?:县)?([^县州省市]+?)(?:镇|侗族乡|壮族乡|乡|街道)', 1) AS town
        FROM (SELECT *, {DATE_PARTS} AS p FROM raw_{roster})""")


def simplify(con, roster: str) -> None:
    """Traditional characters to simplified ones, by guixiao's own table."""
    from guixiao.linkage import characters

    lines = (Path(characters.__file__).parent / "data/characters.tsv").read_text(encoding="utf-8").splitlines()
    table = str.maketrans({line.split("\t")[0]: line.split("\t")[1] for line in lines})
    names = [
        (row[0], row[0].translate(table))
        for row in con.execute(f"SELECT DISTINCT name FROM c_{roster} WHERE name IS NOT NULL").fetchall()
    ]
    changed = [pair for pair in names if pair[0] != pair[1]]
    if changed:
        con.execute("CREATE OR REPLACE TEMP TABLE plain (old VARCHAR, new VARCHAR)")
        con.executemany("INSERT INTO plain VALUES (?, ?)", changed)
        con.execute(f"UPDATE c_{roster} SET name = plain.new FROM plain WHERE name = plain.old")


def exact_links(con) -> None:
    con.execute("CREATE TABLE hit (roster VARCHAR, h BIGINT, s BIGINT, step VARCHAR, probability DOUBLE)")
    for roster in SCHOOLS:
        con.execute(
            f"INSERT INTO hit SELECT '{roster}', min(h.\"row\"), s.\"row\", 'exact_id', 1 FROM c_households AS h "
            f"JOIN c_{roster} AS s USING (id) "
            f'GROUP BY s."row"'
        )


def splink_settings():
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.8]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("born_text", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("id", [1, 2]),
            cl.ExactMatch("sex"),
            cl.ExactMatch("town").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("born"),
            block_on("id"),
            block_on("substr(id, 7, 12)"),
            block_on("town", "substr(name, 1, 1)", "substr(born_text, 1, 4)"),
        ],
    )


def splink_links(con, bits: float) -> None:
    """The rows that ID equality left on both sides, scored by a model that Splink trains on them."""
    from splink import DuckDBAPI, Linker, block_on

    con.execute("""CREATE TABLE left_h AS SELECT *, born::VARCHAR AS born_text FROM c_households AS c
        WHERE NOT EXISTS (FROM hit WHERE h = c."row" AND roster <> 'attendance')""")
    con.execute("""CREATE TABLE left_s AS SELECT *, born::VARCHAR AS born_text FROM (
        SELECT * REPLACE ('enrolments-' || unique_id AS unique_id) FROM c_enrolments
        UNION ALL SELECT * REPLACE ('elsewhere-' || unique_id AS unique_id)
        FROM c_elsewhere) AS c WHERE NOT EXISTS (FROM hit WHERE s = c."row" AND c.unique_id = roster || '-' || s)""")
    api = DuckDBAPI(con)
    linker = Linker([api.register(name, dataset_display_name=name) for name in ("left_h", "left_s")], splink_settings())
    linker.training.estimate_probability_two_random_records_match([block_on("id"), block_on("name", "born")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    for rule in (block_on("name"), block_on("born")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=bits)
    con.execute(f"""INSERT INTO hit SELECT split_part(s, '-', 1), h, split_part(s, '-', 2)::BIGINT, 'splink', p FROM (
        SELECT CASE WHEN source_dataset_l = 'left_h' THEN unique_id_l ELSE unique_id_r END::BIGINT AS h,
               CASE WHEN source_dataset_l = 'left_h' THEN unique_id_r ELSE unique_id_l END AS s, match_probability AS p
        FROM {found.physical_name}) QUALIFY row_number() OVER (PARTITION BY s ORDER BY p DESC, h) = 1""")


def write(con, files: dict[str, str], out: Path) -> None:
    """links.csv and coverage.csv of design §6, without review: a hit is a place in class, no hit is a place on the list."""
    out.mkdir(parents=True, exist_ok=True)
    named = "CASE roster " + " ".join(f"WHEN '{roster}' THEN '{file}'" for roster, file in files.items()) + " END"
    con.execute(f"""COPY (SELECT 'households' AS roster_a, '{files["households"]}' AS file_a, h AS row_a, roster AS roster_b,
        {named} AS file_b,         s AS row_b, step, probability FROM hit ORDER BY ALL) TO '{out}/links.csv' (HEADER)""")
    first = f"DATE '{AS_OF.replace(year=AS_OF.year - 16, day=AS_OF.day + 1)}' AND DATE '{AS_OF.replace(year=AS_OF.year - 7)}'"
    con.execute(f"""COPY (WITH seen AS (SELECT h, bool_or(roster <> 'elsewhere') AS here FROM hit GROUP BY h)
        SELECT 'households' AS roster, '{files["households"]}' AS file, "row", name, id AS id_number, born AS birth_date,
            CASE WHEN here THEN 'enrolled' WHEN seen.h IS NOT NULL THEN 'enrolled_elsewhere'
                 WHEN born NOT BETWEEN {first} THEN 'out_of_scope'
                 ELSE 'not_found' END AS bucket, '' AS outcome, '' AS step,
            NULL AS linked_roster, NULL AS linked_file, NULL AS linked_row
        FROM c_households LEFT JOIN seen ON seen.h = "row" ORDER BY "row") TO '{out}/coverage.csv' (HEADER)""")


def run(method: str, folder: Path, out: Path, bits: float) -> None:
    con = duckdb.connect()
    started = time.perf_counter()
    files = read(con, folder)
    for roster in ("households", *SCHOOLS):
        columns(con, roster)
        simplify(con, roster)
    seconds_reading = time.perf_counter() - started
    exact_links(con)
    if method == "naive":
        splink_links(con, bits)
    write(con, files, out)
    print(f"reading {seconds_reading:.1f} s, linking {time.perf_counter() - started - seconds_reading:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method", choices=("exact", "naive"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--bits", type=float, default=6.6, help="match weight that naive accepts; 0 is kinder to its recall")
    args = parser.parse_args()
    try:
        run(args.method, args.folder, args.out, args.bits)
    except ModuleNotFoundError as missing:
        sys.exit(f"{args.method}: {missing.name} is not installed (the extra 'train'); skipped")


if __name__ == "__main__":
    main()
