"""The demo county's truth held against the engine's result: missed, false alarms, review and recall by kind of error.

6,000 children by default; GUIXIAO_FULL=1 takes the whole county of 52,000. `pytest -s` shows the figures of a run that passes.
"""

import os
from dataclasses import dataclass, field

import duckdb
import pytest

from guixiao.demo import rates
from guixiao.demo.county import build_county
from guixiao.linkage import Source, reconcile
from guixiao.policy import load_policy

FULL = os.environ.get("GUIXIAO_FULL") == "1"
CHILDREN = rates.CHILDREN if FULL else 6_000
SCHOOL = "('enrolments', 'elsewhere', 'attendance')"
WORST = 12  # cases listed of each kind of mistake


@dataclass
class Score:
    """Figures by name, and the worst cases by kind of mistake."""

    figures: dict[str, float] = field(default_factory=dict)
    by_error: list[tuple] = field(default_factory=list)
    cases: dict[str, list[tuple]] = field(default_factory=dict)
    receipt: dict = field(default_factory=dict)

    def report(self) -> str:
        lines = [f"{name:32} {value:,.5g}" for name, value in self.figures.items()]
        lines += ["", "kind of error          rows  linked  in review  recall"]
        lines += [
            f"{kind:20} {rows:6,} {linked:7,} {review:10,}  {linked / rows:.4f}" for kind, rows, linked, review in self.by_error
        ]
        for name, cases in self.cases.items():
            lines += ["", f"{name}:", *("  " + " | ".join(str(cell) for cell in case) for case in cases)]
        return "\n".join(lines)


TABLE = "SELECT * FROM read_csv('{}', header = true, all_varchar = true, quote = '\"', nullstr = '')"


def load(county, out) -> duckdb.DuckDBPyConnection:
    """Tables truth, people, child (a line of coverage.csv), link and review, the last two with both persons, and school_row."""
    con = duckdb.connect()
    for table, path in (("truth", county.truth), ("people", county.people), ("child_row", out / "coverage.csv")):
        con.execute(f"CREATE TABLE {table} AS {TABLE.format(path)}")
    con.execute("""CREATE TABLE child AS
        SELECT c.*, t.person_id, t.error_kinds, p.true_bucket, p.true_kind, p.true_bucket <> 'out_of_scope' AS school_age,
            c.bucket IN ('enrolled', 'enrolled_elsewhere') AS shown,
            p.true_bucket IN ('enrolled', 'enrolled_elsewhere') AS in_class
        FROM child_row c LEFT JOIN truth t USING (roster, file, "row") LEFT JOIN people p USING (person_id)""")
    con.execute("CREATE TABLE mine AS SELECT * FROM child WHERE roster = 'households'")
    for table, name in (("link", "links.csv"), ("review", "review.csv")):
        con.execute(f"""CREATE TABLE {table} AS
            SELECT r.*, a.person_id AS person_a, b.person_id AS person_b, b.error_kinds AS errors_b
            FROM ({TABLE.format(out / name)}) r
            JOIN truth a ON (a.roster, a.file, a."row") = (roster_a, file_a, row_a)
            JOIN truth b ON (b.roster, b.file, b."row") = (roster_b, file_b, row_b)""")
    con.execute("""CREATE TABLE named AS SELECT roster_b AS roster, file_b AS file, row_b AS "row" FROM link
        UNION SELECT roster_a, file_a, row_a FROM link UNION SELECT roster_a, file_a, row_a FROM review
        UNION SELECT roster, file, "row" FROM child""")
    con.execute(f"""CREATE TABLE school_row AS
        SELECT t.*, EXISTS (SELECT 1 FROM link l WHERE l.roster_a = 'households' AND l.person_a = t.person_id
                AND (l.roster_b, l.file_b, l.row_b) = (t.roster, t.file, t."row")) AS linked,
            EXISTS (SELECT 1 FROM review r WHERE (r.roster_a, r.file_a, r.row_a) = (t.roster, t.file, t."row")) AS asked
        FROM truth t WHERE t.roster IN {SCHOOL} AND t.person_id IN (SELECT person_id FROM truth WHERE roster = 'households')""")
    return con


LINE = 'person_id, true_kind, "row", name, true_bucket, bucket, outcome, linked_file, linked_row, step, error_kinds'
PAIR = "person_a, person_b, roster_a, row_a, file_b, row_b, step, probability, errors_b"
MISTAKES = {
    # in no school's roster, and yet shown in class
    "missed": f"""SELECT {LINE} FROM mine WHERE school_age AND shown
        AND person_id NOT IN (SELECT person_id FROM truth WHERE roster IN {SCHOOL})""",
    # on a roll, not in class, and yet shown in class
    "out_of_class_in_class": f"""SELECT {LINE} FROM mine WHERE school_age AND shown AND NOT in_class
        AND person_id IN (SELECT person_id FROM truth WHERE roster IN {SCHOOL})""",
    "false_links": f"""SELECT {PAIR} FROM link WHERE person_a <> person_b
        AND roster_a = 'households' AND roster_b IN ('enrolments', 'elsewhere')""",
    "false_links_attendance": f"SELECT {PAIR} FROM link WHERE person_a <> person_b AND roster_b = 'attendance'",
    "false_links_lists": f"SELECT {PAIR} FROM link WHERE person_a <> person_b AND roster_b IN ('poverty', 'disability')",
    # in class, and yet on the list of those who are nowhere
    "false_alarms": f"SELECT {LINE} FROM mine WHERE school_age AND bucket = 'not_found' AND in_class",
    "wrong_status": f"""SELECT {LINE} FROM mine WHERE school_age
        AND bucket NOT IN ('in_review', 'duplicate_registration', true_bucket) AND NOT (bucket = 'not_found' AND in_class)
        AND NOT (shown AND NOT in_class)""",
    # a person of the register whose every row is called a duplicate
    "vanished": """SELECT person_id, list("row") FROM mine GROUP BY person_id
        HAVING bool_and(bucket = 'duplicate_registration')""",
    "false_duplicates": "SELECT person_a, person_b, row_a, row_b FROM link WHERE step = 'duplicate' AND person_a <> person_b",
    "unnoticed_duplicates": """SELECT person_id, list("row"), any_value(name), list(bucket) FROM mine GROUP BY person_id
        HAVING count(*) FILTER (bucket NOT IN ('duplicate_registration', 'in_review')) > 1""",
    # a row of a roster that is in no output at all
    "unaccounted": f"""SELECT roster, file, "row", person_id FROM truth
        WHERE roster IN {SCHOOL} AND (roster, file, "row") NOT IN (SELECT (roster, file, "row") FROM named)""",
    # a pupil without a register row of this county who is neither shown apart nor in review
    "pupils_not_shown": """SELECT person_id, roster, file, "row", error_kinds FROM truth
        WHERE roster IN ('enrolments', 'elsewhere') AND person_id NOT IN (SELECT person_id FROM truth WHERE roster = 'households')
        AND person_id NOT IN (SELECT person_id FROM child WHERE roster <> 'households' AND person_id IS NOT NULL)
        AND person_id NOT IN (SELECT person_a FROM review)""",
}


def measure(con, receipt) -> Score:
    score = Score(receipt=receipt)
    for name, query in MISTAKES.items():
        found = con.execute(f"SELECT * FROM ({query}) ORDER BY ALL").fetchall()
        score.figures[name] = len(found)
        if found:
            score.cases[name] = found[:WORST]
    count = "SELECT count(*), count(*) FILTER (linked) FROM school_row WHERE roster"
    rows, linked = con.execute(f"{count} <> 'attendance'").fetchall()[0]
    sat, seated = con.execute(f"{count} = 'attendance'").fetchall()[0]
    age, review = con.execute("SELECT count(*), count(*) FILTER (bucket = 'in_review') FROM mine WHERE school_age").fetchall()[0]
    score.figures |= {"school_age": age, "school_rows": rows, "recall": linked / rows, "recall_attendance": seated / sat}
    score.figures |= {"in_review": review, "review_share": review / age}
    score.by_error = con.execute("""SELECT kind, count(*), count(*) FILTER (linked), count(*) FILTER (asked AND NOT linked) FROM
        (SELECT unnest(string_split(coalesce(error_kinds, 'none'), ';')) AS kind, linked, asked
            FROM school_row WHERE roster <> 'attendance') GROUP BY 1 ORDER BY 1""").fetchall()
    return score


@pytest.fixture(scope="module")
def score(tmp_path_factory) -> Score:
    folder = tmp_path_factory.mktemp("county")
    county = build_county(folder, children=CHILDREN)
    sources = [Source(roster, path) for roster, paths in county.sources.items() for path in paths]
    result = reconcile(sources, rules=load_policy(county.policy), as_of=county.as_of)
    result.write(folder / "out")
    with load(county, folder / "out") as con:
        measured = measure(con, result.receipt)
    print("\n" + measured.report())
    return measured


def test_no_child_is_missed(score):
    assert score.figures["missed"] == 0, score.report()
    assert score.figures["out_of_class_in_class"] <= 1, score.report()


def test_hardly_any_link_is_false(score):
    assert score.figures["false_links"] <= 3, score.report()


def test_nearly_every_school_row_finds_its_child(score):
    assert score.figures["recall"] >= 0.9975, score.report()


def test_few_children_wait_for_review(score):
    assert score.figures["review_share"] <= 0.0035, score.report()


def test_few_pupils_are_on_the_list_of_the_missing(score):
    assert score.figures["false_alarms"] <= (30 if FULL else 4), score.report()


def test_hardly_any_status_is_wrong(score):
    assert score.figures["wrong_status"] <= (20 if FULL else 6), score.report()


def test_nobody_vanishes_as_a_duplicate_of_another(score):
    assert score.figures["vanished"] == 0, score.report()
    assert score.figures["false_duplicates"] == 0, score.report()


def test_every_row_of_every_roster_is_in_some_output(score):
    assert score.figures["unaccounted"] == 0, score.report()
    assert score.figures["pupils_not_shown"] == 0, score.report()


def test_the_sums_hold_on_the_whole_county(score):
    assert score.receipt["equation"]["holds"]
    assert all(side["balanced"] for side in score.receipt["rosters"])
    assert sum(place["population"] for place in score.receipt["places"]) == score.receipt["equation"]["population"]
