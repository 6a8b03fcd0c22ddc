"""残联.xlsx: holders of a disability certificate of school age, with a few adults."""

from collections.abc import Iterator
from random import Random

from guixiao.demo import places, rates
from guixiao.demo.dirt.entry import Writer
from guixiao.demo.households import Adult, Household, Person
from guixiao.demo.lives import UNLISTED, Population
from guixiao.demo.rosters.frame import FICTION, Row, Sheet, words
from guixiao.demo.workbook import Cell

HEADER = words(
    "残疾人证号 姓名 性别 民族 出生日期 身份证号 残疾类别 残疾等级 监护人姓名 联系电话 乡镇 村（社区） 家庭住址 安置方式"
)
KINDS = ("", "视力", "听力", "言语", "肢体", "智力", "精神", "多重")
DEGREES = ("", "一级", "二级", "三级", "四级")
PLACEMENTS = {
    "mainstreamed": "随班就读",
    "home_taught": "送教上门",
    "special_school": "特殊学校",
    "in_school": "普通学校",
    "deferred": "缓学",
    "deferred_unlisted": "缓学",
    "never_enrolled": "待安置",
}
CERTIFIED, ADULTS, OLD_NAMES = 0.85, 0.0012, 0.25


def sheets(population: Population) -> list[Sheet]:
    return [
        Sheet(
            "持证残疾人",
            [f"从江县持证适龄残疾儿童少年名册{FICTION}"],
            HEADER,
            _rows(population),
            total=True,
            notes=("注：残疾人证号为身份证号加类别、等级各一位。",),
        )
    ]


def _rows(population: Population) -> Iterator[Row]:
    rng = population.rng("disability")
    writer = Writer(rng, rates.DISABILITY, ("dashes",), school=False)
    for household in sorted(population.households, key=lambda h: (h.village.code, h.number)):
        for adult in household.adults:
            if rng.random() < ADULTS:
                yield _adult_row(adult, household, rng)
        for child in household.children:
            if child.disability and child.detail != UNLISTED and rng.random() < CERTIFIED:
                yield _child_row(child, writer)


def _tail(household: Household, rng: Random) -> list[Cell]:
    village = household.village
    home = places.address(rng, village, household.group, household.door, OLD_NAMES)
    return [places.town_name(rng, village, OLD_NAMES), places.village_name(rng, village), home]


def _adult_row(adult: Adult, household: Household, rng: Random) -> Row:
    kind, degree = rng.randint(1, 7), rng.randint(1, 4)
    cells: list[Cell] = [
        f"{adult.id_number}{kind}{degree}",
        adult.name,
        adult.sex,
        household.ethnicity,
        adult.born.isoformat(),
        adult.id_number,
        KINDS[kind],
        DEGREES[degree],
        None,
        adult.phone,
        *_tail(household, rng),
        None,
    ]
    return Row(adult.person_id, cells, [])


def _child_row(person: Person, writer: Writer) -> Row:
    rng, household = writer.rng, person.household
    entry = writer.entry(person)
    kind, degree = person.disability or (4, 3)
    again = rng.choice(("", "", "", "", "", "B1"))
    cells: list[Cell] = [
        f"{entry.typed}{kind}{degree}{again}",
        entry.name,
        entry.sex or None,
        household.ethnicity,
        entry.birth,
        entry.number,
        KINDS[kind],
        DEGREES[degree],
        person.guardian.name,
        person.guardian.phone if rng.random() < 0.8 else None,
        *_tail(household, rng),
        PLACEMENTS.get(person.kind) if rng.random() < 0.8 else None,
    ]
    return Row(person.person_id, cells, entry.kinds)
