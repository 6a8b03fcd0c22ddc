"""What `guixiao reconcile` wrote, held against the truth: `python -m benchmarks.score OUT TRUTH [--examples]`."""

import argparse
import json
from pathlib import Path

import duckdb

from benchmarks.states import STATES

SCHOOL = ("enrolments", "elsewhere")
IN_CLASS = ("enrolled", "enrolled_elsewhere")
AT_SCHOOL = ("in_class", "class_only", "class_here_roll_away", "sick_leave", "elsewhere")
OUT_OF_CLASS = ("left_status", "left_absent", "left_not_on_roll", "left_elsewhere", "suspended", "graduated", "deferred")
# Issue 2: (measure, worst allowed, sign); "min" wants at least, "max" at most.
GATES = (
    ("missed", 0, "max"),
    ("out_of_class_in_class", 1, "max"),
    ("false_links", 3, "max"),
    ("link_recall", 0.9975, "min"),
    ("false_alarms", 30, "max"),
    ("review_share", 0.0035, "max"),
    ("wrong_status", 20, "max"),
    ("unaccounted", 0, "max"),
    ("vanished", 0, "max"),
    ("equation_off", 0, "max"),
)
VIEWS = {
    "review": "SELECT NULL::VARCHAR roster_a, NULL::VARCHAR file_a, 0::BIGINT row_a, NULL::VARCHAR roster_b, "
    "NULL::VARCHAR file_b, 0::BIGINT row_b, "
    "0 AS rank, NULL::VARCHAR reason WHERE false",
}
ORDER = "list_position(['households', 'enrolments', 'elsewhere', 'attendance', 'poverty', 'disability'], {})"


def connect(out: Path, truth: Path) -> duckdb.DuckDBPyConnection:
    """Tables t (truth of rows), p (people), cov, link and review (with the person on each side)."""
    con = duckdb.connect()
    options = "header=true, quote='\"', escape='\"', nullstr=''"
    con.execute(f"""CREATE TABLE t AS SELECT roster, file, "row"::BIGINT AS "row", person_id, coalesce(errors, '') AS errors
        FROM read_csv('{truth}/truth_rows.csv', {options}, types={{'errors': 'VARCHAR'}})""")
    con.execute(f"""CREATE TABLE p AS SELECT person_id, in_register, birth_date, in_scope_7_15 = 1 AS scope, state,
        coalesce(errors, '') AS errors
        FROM read_csv('{truth}/truth_people.csv', {options}, types={{'errors': 'VARCHAR'}})""")
    con.execute(f"""CREATE TABLE cov AS SELECT c.*, t.person_id, t.errors, p.state, p.scope, p.in_register
        FROM read_csv('{out}/coverage.csv', {options}, all_varchar=true) AS r
        CROSS JOIN LATERAL (SELECT r.roster, r.file, r."row"::BIGINT AS "row", r.bucket, r.outcome, r.step,
            r.linked_roster, r.linked_file,             try_cast(r.linked_row AS BIGINT) AS linked_row) AS c
        LEFT JOIN t ON t.roster = c.roster AND t.file = c.file AND t."row" = c."row" LEFT JOIN p USING (person_id)""")
    pairs(con, out, "link", "links.csv", "step, try_cast(probability AS DOUBLE) AS probability")
    pairs(con, out, "review", "review.csv", 'try_cast("rank" AS INTEGER) AS "rank", reason')
    return con


def pairs(con, out: Path, table: str, file: str, extra: str) -> None:
    """Each pair with the household row first, and whose rows they are."""
    path = out / file
    source = (
        f"(SELECT * FROM read_csv('{path}', header=true, quote='\"', nullstr='', all_varchar=true))"
        if path.exists()
        else f"({VIEWS['review']})"
    )
    swap = f"{ORDER.format('roster_a')} > {ORDER.format('roster_b')}"
    sides = ", ".join(
        f"CASE WHEN {swap} THEN {name}_{two} ELSE {name}_{one} END AS {name}_{one}"
        for name in ("roster", "file", "row")
        for one, two in (("a", "b"), ("b", "a"))
    )
    con.execute(f"""CREATE TABLE {table} AS SELECT x.* REPLACE (row_a::BIGINT AS row_a, row_b::BIGINT AS row_b),
        ta.person_id AS person_a,         tb.person_id AS person_b FROM (SELECT {sides}, {extra} FROM {source}) AS x
        LEFT JOIN t AS ta ON ta.roster = roster_a AND ta.file = file_a AND ta."row" = row_a::BIGINT
        LEFT JOIN t AS tb ON tb.roster = roster_b AND tb.file = file_b AND tb."row" = row_b::BIGINT""")


def one(con, query: str):
    return con.execute(query).fetchall()[0][0]


def listed(names) -> str:
    return "(" + ", ".join(f"'{name}'" for name in names) + ")"


def link_tables(con) -> None:
    """found: every row outside the register of a registered person, and whether some link ties it to that person."""
    con.execute("""CREATE TABLE found AS
        WITH tied AS (SELECT DISTINCT roster_b AS roster, file_b AS file, row_b AS "row" FROM link
                      WHERE person_a = person_b AND (roster_a = 'households' OR roster_b = 'attendance')
                      UNION SELECT roster_a, file_a, row_a FROM link WHERE roster_a = 'attendance' AND person_a = person_b),
        asked AS (SELECT DISTINCT roster_b AS roster, file_b AS file, row_b AS "row" FROM review WHERE person_a = person_b)
        SELECT t.*, p.errors AS person_errors, p.scope, p.state, tied."row" IS NOT NULL AS linked,
            asked."row" IS NOT NULL AS asked
        FROM t JOIN p USING (person_id) LEFT JOIN tied ON tied.roster = t.roster AND tied.file = t.file AND tied."row" = t."row"
        LEFT JOIN asked ON asked.roster = t.roster AND asked.file = t.file AND asked."row" = t."row"
        WHERE p.in_register > 0 AND t.roster <> 'households'""")


def by_pair(con) -> list[dict]:
    """Precision of the links of each pair of rosters; recall of the rows of registered people."""
    rows = con.execute("""SELECT roster_a, roster_b, count(*), count(*) FILTER (WHERE person_a = person_b) FROM link
        GROUP BY ALL ORDER BY ALL""").fetchall()
    recall = dict(con.execute("SELECT roster, avg(linked::INT) FROM found GROUP BY roster").fetchall())
    totals = []
    for one_roster, other, count, right in rows:
        part = recall.get(other) if one_roster == "households" else None
        precision = right / count
        f1 = 2 * precision * part / (precision + part) if part else None
        totals.append(
            {
                "pair": f"{one_roster}-{other}",
                "links": count,
                "false": count - right,
                "precision": precision,
                "recall": part,
                "f1": f1,
            }
        )
    return totals


def link_totals(con) -> dict:
    count, right = con.execute(f"""SELECT count(*), count(*) FILTER (WHERE person_a = person_b) FROM link
        WHERE roster_a = 'households' AND roster_b IN {listed(SCHOOL)}""").fetchall()[0]
    true, linked = con.execute(
        f"SELECT count(*), count(*) FILTER (WHERE linked) FROM found WHERE roster IN {listed(SCHOOL)}"
    ).fetchall()[0]
    precision, recall = right / max(count, 1), linked / max(true, 1)
    return {
        "links": count,
        "false_links": count - right,
        "link_precision": precision,
        "link_recall": recall,
        "unlinked": true - linked,
        "link_f1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def child_table(con) -> None:
    """child: every registered person of school age, the buckets of all their register rows."""
    con.execute("""CREATE TABLE child AS
        WITH seen AS (SELECT person_id, list(bucket) AS buckets FROM cov
            WHERE roster = 'households' AND person_id IS NOT NULL GROUP BY person_id),
        school AS (SELECT DISTINCT person_id FROM t WHERE roster IN ('enrolments', 'elsewhere', 'attendance'))
        SELECT p.*, coalesce(buckets, []) AS buckets, school.person_id IS NOT NULL AS in_school_file,
               list_filter(coalesce(buckets, []), lambda b: b <> 'duplicate_registration') AS real
        FROM p LEFT JOIN seen USING (person_id) LEFT JOIN school USING (person_id) WHERE p.in_register > 0 AND p.scope""")
    allowed = ", ".join(f"('{state}', {list(buckets)})" for state, (_, buckets) in STATES.items())
    con.execute(f"CREATE TABLE right_bucket AS SELECT * FROM (VALUES {allowed}) AS v(state, allowed)")
    con.execute(f"""CREATE TABLE fault AS SELECT person_id, fault FROM (SELECT person_id, CASE
        WHEN NOT in_school_file AND list_has_any(buckets, {list(IN_CLASS)}) THEN 'missed'
        WHEN state IN {listed(OUT_OF_CLASS)} AND list_has_any(buckets, {list(IN_CLASS)}) THEN 'out_of_class_in_class'
        WHEN state IN {listed(AT_SCHOOL)} AND list_contains(buckets, 'not_found') THEN 'false_alarms'
        WHEN list_contains(buckets, 'in_review') THEN 'in_review'
        WHEN len(real) = 0 THEN 'vanished_child'
        WHEN NOT list_has_all(allowed, list_distinct(real)) THEN 'wrong_status'
        WHEN len(real) > 1 THEN 'counted_twice' END AS fault FROM child JOIN right_bucket USING (state))
        WHERE fault IS NOT NULL""")


def child_totals(con) -> dict:
    counts = dict(con.execute("SELECT fault, count(*) FROM fault GROUP BY fault").fetchall())
    children = one(con, "SELECT count(*) FROM child")
    faults = {
        name: counts.get(name, 0)
        for name in (
            "missed",
            "out_of_class_in_class",
            "false_alarms",
            "in_review",
            "wrong_status",
            "counted_twice",
            "vanished_child",
        )
    }
    return {"children": children, **faults, "review_share": faults["in_review"] / max(children, 1)}


def row_totals(con) -> dict:
    """Register rows that vanished, rows of pupils nowhere accounted for, coverage lines out of place."""
    con.execute("""CREATE TABLE vanished AS SELECT * FROM cov AS c
        WHERE roster = 'households' AND bucket = 'duplicate_registration' AND NOT EXISTS (FROM cov AS o
        WHERE o.roster = 'households' AND o.person_id = c.person_id AND o.bucket <> 'duplicate_registration')""")
    con.execute("""CREATE TABLE lost AS WITH seen AS (
        SELECT roster, file, "row" FROM cov
        UNION SELECT linked_roster, linked_file, linked_row FROM cov WHERE linked_row IS NOT NULL
        UNION SELECT roster_a, file_a, row_a FROM link UNION SELECT roster_b, file_b, row_b FROM link
        UNION SELECT roster_a, file_a, row_a FROM review UNION SELECT roster_b, file_b, row_b FROM review)
        FROM t ANTI JOIN seen ON seen.roster = t.roster AND seen.file = t.file AND seen."row" = t."row" """)
    lost = dict(con.execute("SELECT roster, count(*) FROM lost GROUP BY roster").fetchall())
    return {
        "vanished": one(con, "SELECT count(*) FROM vanished"),
        "unaccounted": sum(lost.get(roster, 0) for roster in (*SCHOOL, "attendance")),
        "unaccounted_poverty_children": one(
            con, "SELECT count(*) FROM lost SEMI JOIN p USING (person_id) WHERE roster IN ('poverty', 'disability')"
        ),
        "unknown_rows": one(con, "SELECT count(*) FROM cov WHERE person_id IS NULL AND roster <> 'poverty'"),
        "apart_though_registered": one(con, "SELECT count(*) FROM cov WHERE roster <> 'households' AND in_register > 0"),
        "apart_twice": one(
            con, "SELECT count(*) - count(DISTINCT person_id) FROM cov WHERE roster <> 'households' AND person_id IS NOT NULL"
        ),
    }


def equation(con, out: Path) -> dict:
    """Every accepted register row on exactly one line, no row twice, and the receipt's figures equal to the lines."""
    rows = one(con, "SELECT count(*) FROM t WHERE roster = 'households'")
    lines, distinct = con.execute(
        "SELECT count(*), count(DISTINCT (\"row\", file)) FROM cov WHERE roster = 'households'"
    ).fetchall()[0]
    total, unique = con.execute('SELECT count(*), count(DISTINCT (roster, file, "row")) FROM cov').fetchall()[0]
    missing = one(
        con,
        """SELECT count(*) FROM t ANTI JOIN cov ON cov.roster = t.roster AND cov.file = t.file AND cov."row" = t."row"
        WHERE t.roster = 'households'""",
    )
    buckets = dict(con.execute("SELECT bucket, count(*) FROM cov GROUP BY bucket").fetchall())
    path = out / "receipt.json"
    receipt = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    told = [
        (receipt.get("equation", {}).get("population"), lines),
        (receipt.get("found_only_elsewhere", {}).get("children"), total - lines),
    ]
    told += [(count, buckets.get(name, 0)) for name, count in receipt.get("buckets", {}).items()]
    differs = sum(abs(figure - counted) for figure, counted in told if figure is not None)
    return {
        "register_rows": rows,
        "register_lines": lines,
        "lines": total,
        "found_elsewhere_lines": total - lines,
        "receipt_differs": differs,
        "equation_off": abs(rows - lines) + (lines - distinct) + (total - unique) + missing + differs,
    }


def confusion(con) -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = {}
    for state, bucket, count in con.execute("""SELECT state, coalesce(bucket, '-'), count(*) FROM cov
            WHERE roster = 'households' AND scope GROUP BY ALL ORDER BY ALL""").fetchall():
        out.setdefault(state, {})[bucket] = count
    return out


def recall_by_kind(con) -> list[tuple]:
    """(kind, school rows, recall, share of the rest in review): errors of the row, of the register rows, of the person."""
    return con.execute(f"""WITH register AS (SELECT person_id, string_agg(errors, ';') AS errors FROM t
            WHERE roster = 'households' GROUP BY person_id),
        tagged AS (SELECT unnest(string_split(f.errors, ';')) AS kind, linked, asked FROM found AS f
            WHERE roster IN {listed(SCHOOL)}
            UNION ALL SELECT 'register: ' || unnest(list_distinct(string_split(r.errors, ';'))), linked, asked
            FROM found JOIN register AS r USING (person_id)
            WHERE roster IN {listed(SCHOOL)} AND r.errors <> ''
            UNION ALL SELECT 'child: ' || unnest(string_split(person_errors, ';')), linked, asked
            FROM found WHERE roster IN {listed(SCHOOL)}
            AND person_errors <> '')
        SELECT CASE kind WHEN '' THEN '(no error)' ELSE kind END AS word, count(*), avg(linked::INT),
            count(*) FILTER (WHERE NOT linked),
            count(*) FILTER (WHERE asked AND NOT linked) FROM tagged WHERE kind <> 'register: '
        GROUP BY word ORDER BY word LIKE '%:%', word""").fetchall()


def score(out_dir, truth_dir) -> dict:
    con = connect(Path(out_dir), Path(truth_dir))
    link_tables(con)
    child_table(con)
    result = {
        **link_totals(con),
        **child_totals(con),
        **row_totals(con),
        **equation(con, Path(out_dir)),
        "pairs": by_pair(con),
        "confusion": confusion(con),
        "recall_by_kind": recall_by_kind(con),
    }
    result["gates"] = [
        (name, result[name], limit, result[name] <= limit if sign == "max" else result[name] >= limit)
        for name, limit, sign in GATES
    ]
    result["con"] = con
    return result


def number(value) -> str:
    return (
        f"{value:.6f}".rstrip("0").rstrip(".")
        if isinstance(value, float)
        else f"{value:,}"
        if isinstance(value, int)
        else str(value)
    )


def report(result: dict) -> str:
    lines = ["gate                      value       limit"]
    lines += [
        f"{name:24} {number(value):>10} {number(limit):>10}  {'ok' if good else 'FAILS'}"
        for name, value, limit, good in result["gates"]
    ]
    lines += [
        "",
        *(f"{name}: {number(value)}" for name, value in result.items() if isinstance(value, int | float)),
        "",
        "links by pair of rosters",
    ]
    for pair in result["pairs"]:
        shown = "  ".join(
            f"{key} {number(pair[key])}" for key in ("links", "false", "precision", "recall", "f1") if pair[key] is not None
        )
        lines.append(f"  {pair['pair']:26} {shown}")
    lines += ["", "register rows of children of school age: state × bucket"]
    lines += [
        f"  {state:22} " + "  ".join(f"{bucket} {count}" for bucket, count in sorted(row.items(), key=lambda item: -item[1]))
        for state, row in result["confusion"].items()
    ]
    lines += [
        "",
        f"  {'recall of school rows by kind':40} {'rows':>8} {'recall':>8} {'not linked':>10} {'of them in review':>18}",
    ]
    lines += [
        f"  {kind:40} {count:>8,} {recall:>8.4f} {rest:>10} {asked:>18}"
        for kind, count, recall, rest, asked in result["recall_by_kind"]
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("truth", help="folder of the rosters, with truth_rows.csv and truth_people.csv")
    parser.add_argument(
        "--examples", nargs="?", const="all", help="print the worst cases of every kind of failure, or of the one named"
    )
    parser.add_argument("--count", type=int, default=10)
    args = parser.parse_args()
    result = score(args.out, args.truth)
    print(report(result))
    if args.examples:
        from benchmarks.examples import examples

        print(examples(result["con"], Path(args.truth), args.examples, args.count))


if __name__ == "__main__":
    main()
