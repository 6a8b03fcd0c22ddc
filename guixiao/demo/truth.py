"""What is true, kept beside the rosters: who stands in which row, and what happens to each person."""

import csv
from collections.abc import Iterable
from pathlib import Path

from guixiao.demo.households import Person
from guixiao.demo.lives import OUT_OF_SCHOOL, Population, true_bucket
from guixiao.demo.places import COUNTY, COUNTY_CODE, Places

TRUTH = ("roster", "file", "row", "person_id", "error_kinds", "sheet")
PEOPLE = (
    "person_id",
    "name",
    "sex",
    "birth_date",
    "id_number",
    "town",
    "village",
    "school",
    "true_bucket",
    "true_kind",
    "poor",
    "detail",
    "out_of_school",
)
AREA = ("code", "name", "parent", "kind")
TruthRow = tuple[str, str, int, str, str, str]


def write_table(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def person_row(person: Person) -> tuple[str, ...]:
    household = person.household
    return (
        person.person_id,
        person.name,
        "M" if person.sex == "男" else "F",
        person.born.isoformat(),
        person.id_number,
        household.village.town,
        household.village.short,
        person.school.name if person.school else "",
        true_bucket(person),
        person.kind,
        yes(household.poor),
        person.detail,
        yes(person.kind in (*OUT_OF_SCHOOL, "second_check")),
    )


def yes(value: bool) -> str:
    return "yes" if value else "no"


def adult_rows(population: Population, listed: set[str]) -> Iterable[tuple[str, ...]]:
    """The adults whom some roster holds."""
    for household in population.households:
        for adult in household.adults:
            if adult.person_id in listed:
                sex = "M" if adult.sex == "男" else "F"
                yield (
                    adult.person_id,
                    adult.name,
                    sex,
                    adult.born.isoformat(),
                    adult.id_number,
                    household.village.town,
                    household.village.short,
                    "",
                    "out_of_scope",
                    "adult",
                    yes(household.poor),
                    "",
                    "no",
                )


def write_people(directory: Path, population: Population, listed: set[str]) -> tuple[Path, Path]:
    """people.csv, and second_check.csv with those whom only the second door-to-door check finds."""
    rows = [person_row(person) for person in population.everyone]
    second = [row for row, person in zip(rows, population.everyone, strict=True) if person.kind == "second_check"]
    people = write_table(directory / "people.csv", PEOPLE, [*rows, *adult_rows(population, listed)])
    return people, write_table(directory / "second_check.csv", PEOPLE, second)


def write_places(directory: Path, places: Places) -> tuple[Path, Path]:
    """areas.csv and schools.csv."""
    codes = {town: code for code, town in places.towns.items()}
    areas = [(COUNTY_CODE, COUNTY, "", "county")]
    areas += [(code, town, COUNTY_CODE, "township") for code, town in places.towns.items()]
    areas += [(village.code, village.name, village.town_code, "village") for village in places.villages]
    schools = [(school.code, school.name, codes[school.town], school.kind) for school in places.schools]
    return write_table(directory / "areas.csv", AREA, areas), write_table(directory / "schools.csv", AREA, schools)
