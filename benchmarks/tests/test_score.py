"""The scorer, on a county of nine children that can be counted by hand."""

import csv
import json
from pathlib import Path

import pytest

from benchmarks.examples import examples
from benchmarks.score import report, score

PEOPLE = [  # person, in_register, state
    (1, 1, "in_class"),
    (2, 1, "nowhere"),
    (3, 2, "elsewhere"),
    (4, 1, "left_absent"),
    (5, 1, "in_class"),
    (6, 0, "migrant"),
    (7, 1, "nowhere"),
]
ROWS = [  # roster, row, person, errors
    ("households", 2, 1, ""),
    ("households", 3, 2, ""),
    ("households", 4, 3, ""),
    ("households", 5, 3, "dup_same_id"),
    ("households", 6, 4, ""),
    ("households", 7, 5, "no_id"),
    ("households", 8, 7, "id_sibling"),
    ("enrolments", 2, 1, ""),
    ("enrolments", 3, 4, "name_pet"),
    ("enrolments", 4, 5, "no_id;name_homophone"),
    ("enrolments", 5, 6, ""),
    ("elsewhere", 2, 3, ""),
    ("attendance", 2, 1, ""),
    ("attendance", 3, 4, ""),
    ("attendance", 4, 5, ""),
    ("attendance", 5, 6, ""),
]
COVERAGE = [  # roster, row, bucket, linked roster, linked row
    ("households", 2, "enrolled", "enrolments", 2),
    ("households", 3, "not_found", "", ""),
    ("households", 4, "enrolled_elsewhere", "elsewhere", 2),
    ("households", 5, "duplicate_registration", "households", 4),
    ("households", 6, "left_roll", "enrolments", 3),
    ("households", 7, "enrolled", "enrolments", 4),
    ("households", 8, "not_found", "", ""),
    ("enrolments", 5, "enrolled", "", ""),
]
LINKS = [
    ("households", 2, "enrolments", 2),
    ("enrolments", 3, "households", 6),
    ("households", 7, "enrolments", 4),
    ("households", 4, "elsewhere", 2),
    ("households", 5, "elsewhere", 2),
    ("enrolments", 2, "attendance", 2),
    ("enrolments", 3, "attendance", 3),
    ("enrolments", 4, "attendance", 4),
    ("enrolments", 5, "attendance", 5),
]


def write(path: Path, header: str, rows) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(header.split(","))
        writer.writerows(rows)


COVERAGE_HEADER = (
    "roster,file,row,name,id_number,birth_date,bucket,outcome,linked_roster,linked_file,linked_row,step,probability,explanation"
)
PAIR_HEADER = "roster_a,file_a,row_a,roster_b,file_b,row_b,step,probability"


def write_rosters(folder: Path) -> None:
    rows = [(roster, f"{roster}.csv", row, person, errors) for roster, row, person, errors in ROWS]
    write(folder / "truth_rows.csv", "roster,file,row,person_id,errors", rows)
    people = [(person, count, "2015-05-05", 1, state, "") for person, count, state in PEOPLE]
    write(folder / "truth_people.csv", "person_id,in_register,birth_date,in_scope_7_15,state,errors", people)
    for roster in ("households", "enrolments", "elsewhere", "attendance"):
        cells = [(f"{roster}{row}", "男", "", "", "", "1班") for row in range(2, 9)]
        write(folder / f"{roster}.csv", "姓名,性别,出生日期,身份证号,电话,班级", cells)


@pytest.fixture
def county(tmp_path):
    """judge(coverage, links, review) -> score."""
    write_rosters(tmp_path)

    def judge(coverage=COVERAGE, links=LINKS, review=()):
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        lines = [
            (roster, f"{roster}.csv", row, "", "", "", bucket, "", linked, linked and f"{linked}.csv", at, "", "", "")
            for roster, row, bucket, linked, at in coverage
        ]
        write(out / "coverage.csv", COVERAGE_HEADER, lines)
        sides = [(a, f"{a}.csv", at, b, f"{b}.csv", other, "test", 1) for a, at, b, other in links]
        write(out / "links.csv", PAIR_HEADER, sides)
        asked = [(a, f"{a}.csv", at, b, f"{b}.csv", other, "test", 0.5, 1, "doubt") for a, at, b, other in review]
        write(out / "review.csv", f"{PAIR_HEADER},rank,reason", asked)
        (out / "receipt.json").write_text(json.dumps({"equation": {"population": 7}, "found_only_elsewhere": {"children": 1}}))
        return score(out, tmp_path)

    judge.folder = tmp_path
    return judge


def changed(rows, old, new):
    return [new if row == old else row for row in rows]


def test_a_perfect_run_passes_every_gate(county):
    result = county()
    assert [name for name, _, _, good in result["gates"] if not good] == []
    assert result["link_recall"] == 1 and result["links"] == 5 and result["children"] == 6
    assert result["confusion"]["nowhere"] == {"not_found": 2}


def test_a_sibling_shown_in_class_by_anothers_row_is_missed_and_a_false_link(county):
    result = county(
        changed(COVERAGE, ("households", 8, "not_found", "", ""), ("households", 8, "enrolled", "enrolments", 4)),
        changed(LINKS, ("households", 7, "enrolments", 4), ("households", 8, "enrolments", 4)),
    )
    assert result["missed"] == 1 and result["false_links"] == 1 and result["unlinked"] == 1


def test_another_child_called_a_duplicate_has_vanished(county):
    result = county(
        changed(COVERAGE, ("households", 8, "not_found", "", ""), ("households", 8, "duplicate_registration", "households", 7))
    )
    assert result["vanished"] == 1 and result["vanished_child"] == 1 and result["missed"] == 0


def test_an_absent_child_shown_in_class(county):
    result = county(
        changed(COVERAGE, ("households", 6, "left_roll", "enrolments", 3), ("households", 6, "enrolled", "enrolments", 3))
    )
    assert result["out_of_class_in_class"] == 1


def test_a_pupil_on_the_visit_list_in_review_or_under_a_wrong_status(county):
    old = ("households", 7, "enrolled", "enrolments", 4)
    links = [link for link in LINKS if link[:2] != ("households", 7)]
    lost = county(changed(COVERAGE, old, ("households", 7, "not_found", "", "")), links)
    assert lost["false_alarms"] == 1 and lost["link_recall"] == 3 / 4 and lost["unaccounted"] == 0
    asked = county(changed(COVERAGE, old, ("households", 7, "in_review", "", "")), links, [("households", 7, "enrolments", 4)])
    assert asked["in_review"] == 1 and asked["review_share"] == 1 / 6
    assert {kind: shown for kind, *_, shown in asked["recall_by_kind"]}["name_homophone"] == 1
    assert county(changed(COVERAGE, old, ("households", 7, "suspended", "", "")))["wrong_status"] == 1


def test_a_school_row_in_no_output_and_a_line_too_few(county):
    links = [link for link in LINKS if link[:2] != ("enrolments", 5)]
    result = county([line for line in COVERAGE if line[0] == "households"][1:], links)
    assert result["unaccounted"] == 2 and result["equation_off"] == 2 + 1 + 1


def test_the_report_and_the_examples_show_the_raw_cells(county):
    result = county(changed(COVERAGE, ("households", 3, "not_found", "", ""), ("households", 3, "enrolled", "enrolments", 5)))
    text = report(result) + examples(result["con"], county.folder)
    assert "FAILS" in text and "姓名=households3" in text and "missed: in no school file" in text
