"""The second round of the made-up county: what happened is told beside it, and everybody is known again."""

import csv
import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from guixiao.areas.actions import load_aliases, load_areas, load_schools
from guixiao.demo import rates
from guixiao.demo.county import County, build_county, build_second_round
from guixiao.demo.days import ARTICLE
from guixiao.demo.doors import doors_of
from guixiao.demo.lives import OUT_OF_SCHOOL
from guixiao.demo.second import CHANGES
from guixiao.linkage import Source, reconcile
from guixiao.policy import load_policy
from guixiao.rosters.actions import load_round
from guixiao.rosters.schools import read_schools

CHILDREN = 2_000


class Rounds(NamedTuple):
    first: County
    second: County


@pytest.fixture(scope="module")
def rounds(tmp_path_factory) -> Rounds:
    folder = tmp_path_factory.mktemp("county")
    return Rounds(build_county(folder, children=CHILDREN), build_second_round(folder / "second", children=CHILDREN))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people(county: County) -> dict[str, dict[str, str]]:
    """The children; their parents are in people.csv too."""
    return {person["person_id"]: person for person in table(county.people) if person["true_kind"] != "adult"}


def test_the_policy_agrees_on_the_ages_of_the_later_day(rounds):
    assert rounds.second.as_of == ARTICLE.later
    assert load_policy(rounds.second.policy).birth_range(rounds.second.as_of) == ARTICLE.later_school_age


def test_of_those_out_of_school_some_are_still_out_and_some_are_new(rounds):
    scale = CHILDREN / rates.CHILDREN
    before, now = people(rounds.first), people(rounds.second)
    out = {key for key, person in before.items() if person["true_kind"] in OUT_OF_SCHOOL}
    still = {key for key in out if now[key]["true_kind"] in OUT_OF_SCHOOL}
    fresh = {key for key, person in now.items() if person["true_kind"] in OUT_OF_SCHOOL} - out
    assert len(still) == round(rates.STILL_OUT * scale) and len(fresh) == round(rates.NEW_DROPOUTS * scale)


def test_every_change_is_told_and_nobody_else_changed(rounds):
    before, now = people(rounds.first), people(rounds.second)
    changes = {line["person_id"]: line for line in table(rounds.second.changes)}
    assert tuple(next(iter(changes.values()))) == CHANGES
    for key, person in now.items():
        line, earlier = changes.get(key), before.get(key)
        if line is None:
            assert person == earlier
        else:
            assert line["bucket_after"] == person["true_bucket"]
            assert line["bucket_before"] == (earlier["true_bucket"] if earlier else "")
    happened = Counter(kind for line in changes.values() for kind in line["changes"].split(";"))
    assert {"returned", "dropped_out", "explained", "moved", "moved_in", "left_county", "renamed", "renumbered", "outgrown",
            "came_of_age", "registered", "struck_off"} <= set(happened)  # fmt: skip


def test_who_went_or_came_is_in_no_row_of_the_other_round(rounds):
    listed = [{line["person_id"] for line in table(county.truth)} for county in rounds]
    for line in table(rounds.second.changes):
        if "moved_in" in line["changes"]:
            assert line["person_id"] not in listed[0]
        if "struck_off" in line["changes"] or "registered" in line["changes"]:
            assert (line["person_id"] in listed[0]) is ("struck_off" in line["changes"]) is not (line["person_id"] in listed[1])


def test_most_rows_are_written_as_before_and_some_are_not(rounds):
    changed = {line["person_id"] for line in table(rounds.second.changes)}

    def errors(county: County) -> dict[str, list[tuple[str, str]]]:
        found = defaultdict(list)
        for line in table(county.truth):
            if line["person_id"] not in changed:
                found[line["person_id"]].append((line["roster"], line["error_kinds"]))
        return found

    before, now = errors(rounds.first), errors(rounds.second)
    assert before.keys() == now.keys()
    differing = sum(before[key] != now[key] for key in before)
    assert 0 < differing < 0.05 * len(before)


def test_the_second_round_is_the_same_each_time(rounds, tmp_path):
    again = build_second_round(tmp_path, children=CHILDREN)
    for path in sorted(rounds.second.directory.iterdir()):
        other = again.directory / path.name
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest(), path.name


def test_every_child_is_known_again_and_no_two_are_made_one(rounds, db):
    policy = load_policy(rounds.first.policy)
    area = load_areas(code="522633", name="从江县")
    load_aliases()
    load_schools(area, read_schools(rounds.first.sources["schools"], policy))
    person_of = [_loaded(county, area, policy) for county in rounds]
    both = person_of[0].keys() & person_of[1].keys()
    assert {child for child in both if person_of[0][child] != person_of[1][child]} == set(), "two people made one"
    children = [_turned(found) for found in person_of]
    split = [person for person in children[0].keys() & children[1].keys() if not children[0][person] & children[1][person]]
    assert len(split) <= 1, split


def _loaded(county: County, area, policy) -> dict[str, str]:
    """child -> the person it is"""
    sources = [Source(roster, path) for roster, paths in county.sources.items() for path in paths]
    made = load_round(reconcile(sources, rules=policy, as_of=county.as_of), county=area, as_of=county.as_of, policy=policy)
    assert made.ambiguous <= 1
    truth = {(line["roster"], line["file"], int(line["row"])): line["person_id"] for line in table(county.truth)}
    return {stand.child_id: truth[stand.roster, stand.file, stand.row] for stand in made.coverage.all()}


def _turned(person_of: dict) -> dict[str, set]:
    found = defaultdict(set)
    for child, person in person_of.items():
        found[person].add(child)
    return found


def test_the_doors_are_those_of_the_forty_who_are_in_no_roster_between_the_rounds(tmp_path):
    county = build_county(tmp_path, children=2_000)
    doors = doors_of(county.second_check, county.as_of)
    with county.second_check.open(encoding="utf-8", newline="") as file:
        unlisted = [row for row in csv.DictReader(file) if row["detail"] == "unlisted"]
    assert [(door.name, door.birth) for door in doors] == [(row["name"], row["birth_date"]) for row in unlisted] != []
    assert all(ARTICLE.as_of < door.found_on < ARTICLE.later and "小分队" in door.found_by for door in doors)
    assert doors == doors_of(county.second_check, county.as_of)
