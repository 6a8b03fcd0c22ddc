"""The made-up county: its counts, its truth beside every row, and that it is the same each time."""

import csv
import hashlib
import re
import unicodedata
from collections import Counter
from pathlib import Path

import duckdb
import fastexcel
import pytest

from guixiao.demo import rates
from guixiao.demo.county import County, build_county, out_of_school
from guixiao.demo.days import ARTICLE
from guixiao.demo.identity import AREA_CODE, is_valid
from guixiao.demo.lives import OUT_OF_SCHOOL, build_population, true_bucket
from guixiao.demo.rosters import attendance, disability, enrolments, households, poverty, schools
from guixiao.demo.rosters.frame import FICTION, GUIDE
from guixiao.policy import load_policy

CHILDREN = 2_000
SCALE = CHILDREN / rates.CHILDREN
HEADERS = {
    "households": households.HEADER,
    "enrolments": enrolments.HEADER,
    "elsewhere": (*enrolments.HEADER, "学校所在县"),
    "attendance": attendance.HEADER,
    "poverty": poverty.HEADER,
    "disability": disability.HEADER,
    "schools": schools.HEADER,
}


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    return build_county(tmp_path_factory.mktemp("county"), children=CHILDREN)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """Every sheet as rows of text; row n of the spreadsheet is item n - 1."""
    book = fastexcel.read_excel(path)
    rows: dict[str, list[list[str]]] = {}
    with duckdb.connect() as con:
        for name in book.sheet_names:
            con.register("sheet", book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
            rows[name] = [["" if cell is None else cell for cell in row] for row in con.sql("FROM sheet").fetchall()]
    return rows


def test_counts_go_with_the_number_of_children(county):
    people = table(county.people)
    out = [p for p in people if p["true_kind"] in ("dropped_out", "never_enrolled")]
    assert len(out) == out_of_school(county) == round(958 * SCALE)
    assert sum(p["poor"] == "yes" for p in out) == round(461 * SCALE)
    second = [p for p in people if p["true_kind"] == "second_check"]
    assert len(second) == round(66 * SCALE)
    assert second == table(county.second_check)
    first, last = ARTICLE.school_age
    school_age = [p for p in people if first.isoformat() <= p["birth_date"] <= last.isoformat()]
    assert CHILDREN <= sum(p["true_kind"] not in ("pupil_other_register", "pupil_no_register", "stranger_elsewhere")
                           for p in school_age) <= CHILDREN + 4  # fmt: skip
    assert all(first.isoformat() <= p["birth_date"] <= last.isoformat() for p in out + second)


def test_the_whole_county_has_the_articles_figures():
    people = build_population(2019, rates.CHILDREN).everyone
    out = [person for person in people if person.kind in OUT_OF_SCHOOL]
    assert len(out) == 958
    assert sum(person.household.poor for person in out) == 461
    assert sum(person.kind == "second_check" for person in people) == 66
    towns = Counter(person.household.village.town for person in out)
    assert {town for town, _ in towns.most_common(5)} == {"丙妹镇", "停洞镇", "下江镇", "谷坪乡", "东朗镇"}
    villages = Counter(person.household.village.short for person in out)
    assert {"大歹村", "高吊村"} <= {village for village, _ in villages.most_common(4)}
    assert sum(true_bucket(person) == "not_found" for person in people) > 2_000


def test_the_policy_agrees_on_ages_and_columns(county):
    policy = load_policy(county.policy)
    assert policy.birth_range(county.as_of) == ARTICLE.school_age
    needed = {
        "households": 12,
        "enrolments": 24,
        "elsewhere": 24,
        "attendance": 10,
        "poverty": 14,
        "disability": 12,
        "schools": 5,
    }
    for roster, header in HEADERS.items():
        known = {word for words in policy.headers[roster].values() for word in words}
        assert sum(column in known for column in header) >= needed[roster], roster


def test_the_same_seed_gives_the_same_bytes(county, tmp_path):
    again = build_county(tmp_path, children=CHILDREN)
    for path in sorted(county.directory.iterdir()):
        other = again.directory / path.name
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest(), path.name


def test_another_seed_gives_another_county(county, tmp_path):
    other = build_county(tmp_path, children=300, seed=7)
    assert table(other.people)[0]["name"] != table(county.people)[0]["name"] or table(other.people)[1] != table(county.people)[1]


def test_every_row_has_its_truth_and_every_truth_its_row(county):
    expected = {(t["roster"], t["file"], t["sheet"], int(t["row"])) for t in table(county.truth)}
    found = set()
    for roster, paths in county.sources.items():
        for path in paths if roster != "schools" else []:
            for name, rows in sheets(path).items():
                found |= {(roster, path.name, name, number) for number, row in enumerate(rows, 1) if is_person(row, name)}
    assert found == expected
    assert len(expected) == len({line[1::2] for line in expected}) == len(table(county.truth))  # file and row name one line


def is_person(row: list[str], sheet: str) -> bool:
    """Three cells or more that are no header: titles, totals, notes and blank rows have fewer."""
    return sheet != GUIDE and sum(map(bool, row)) > 2 and "姓名" not in row


def test_truth_names_known_people(county):
    people = {p["person_id"]: p for p in table(county.people)}
    assert len(people) == len(table(county.people))
    truth = table(county.truth)
    assert {t["person_id"] for t in truth} <= set(people)
    listed = {t["person_id"] for t in truth}
    for person in people.values():
        hidden = person["detail"] == "unlisted"
        assert (person["true_bucket"] == "") == hidden
        if hidden or person["true_kind"] in ("never_enrolled", "away_enrolled_unlisted"):
            rosters = {t["roster"] for t in truth if t["person_id"] == person["person_id"]}
            assert not rosters & {"enrolments", "attendance", "elsewhere"}
            assert (person["person_id"] in listed) is not hidden


def test_the_rosters_reveal_those_out_of_school(county):
    where: dict[str, Counter[str]] = {}
    for line in table(county.truth):
        where.setdefault(line["person_id"], Counter())[line["roster"]] += 1
    for person in table(county.people):
        if person["true_kind"] == "dropped_out":
            assert where[person["person_id"]]["enrolments"] == 1
            assert where[person["person_id"]]["households"] == 1
        if person["detail"] == "not_on_attendance":
            assert not where[person["person_id"]]["attendance"]


def test_numbers_and_phones_belong_to_nobody(county):
    for path in [path for paths in county.sources.values() for path in paths]:
        for rows in sheets(path).values():
            for text in {unicodedata.normalize("NFKC", cell) for row in rows for cell in row}:
                joined = re.sub(r"[/、]", "|", re.sub(r"[\s']", "", text))
                for number in re.findall(r"(?<![\dOoXx])\d{6}(?=[\dOoXx]{9,})", joined):
                    assert number.startswith((AREA_CODE, "99")), (path.name, text)
                assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), (path.name, text)
    assert all(is_valid(p["id_number"]) and p["id_number"].startswith(AREA_CODE) for p in table(county.people) if p["id_number"])


def test_every_workbook_says_that_it_is_made_up_and_has_its_header(county):
    for roster, paths in county.sources.items():
        for path in paths:
            for name, rows in sheets(path).items():
                assert any(FICTION in cell for cell in (rows[0][0], rows[1][0])), (path.name, name)
                assert name == GUIDE or any(tuple(row[: len(HEADERS[roster])]) == HEADERS[roster] for row in rows[:3])


def test_the_errors_are_all_there(county):
    kinds = Counter(kind for t in table(county.truth) for kind in t["error_kinds"].split(";"))
    usual = {*rates.ID_TYPOS, *rates.NAME_ERRORS, *rates.BIRTH_ERRORS, "id_missing", "id_scientific", "second_registration",
             "double_enrolment", "sex_flipped", "name_former", "id_recoded"}  # fmt: skip
    assert usual <= set(kinds)


def test_places_are_the_public_ones(county):
    areas = table(county.areas)
    assert Counter(a["kind"] for a in areas) == {"county": 1, "township": 20, "village": 234}
    codes = {a["code"] for a in areas}
    assert all(s["parent"] in codes for s in table(county.schools))
    assert 140 <= len(table(county.schools)) <= 160
