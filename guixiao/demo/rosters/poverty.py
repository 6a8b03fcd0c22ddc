"""脱贫户.xlsx: persons of registered poor households (domain.md §3.5)."""

from collections.abc import Iterator
from random import Random

from guixiao.demo import places, rates
from guixiao.demo.dirt.entry import Writer
from guixiao.demo.households import Adult, Household, Person
from guixiao.demo.lives import UNLISTED, Population, in_class
from guixiao.demo.rosters.enrolments import GRADES
from guixiao.demo.rosters.frame import FICTION, Row, Sheet, words
from guixiao.demo.workbook import Cell

HEADER = words(
    "县（市、区、旗） 镇（乡） 行政村 自然村 户编号 人编号 姓名 性别 证件号码 人数 与户主关系 民族 文化程度 "
    "在校生状况 健康状况 劳动技能 务工状况 是否参加新农合 户类型 致贫原因 人均纯收入 联系电话 义务教育阶段未上学原因 "
    "就读学校"
)
ADULTS = 0.4  # of the adults of poor households
OLD_NAMES = 0.3
CAUSES = ("因学", "因病", "缺技术", "缺资金", "缺劳力", "因残")
RELATIONS = {"爷爷": "户主", "父亲": "户主", "母亲": "配偶"}
WHY_NOT = ("厌学", "外出务工", "其他", None, None, None, None)


def sheets(population: Population) -> list[Sheet]:
    title = f"从江县建档立卡贫困人口信息（有义务教育阶段子女户）{FICTION}"
    return [Sheet("人员信息", [title], HEADER, _rows(population), blank=0.0005, total=True)]


def _rows(population: Population) -> Iterator[Row]:
    rng = population.rng("poverty")
    writer = Writer(rng, rates.POVERTY, careful=True)
    for household in sorted((h for h in population.households if h.poor), key=lambda h: (h.village.code, h.number)):
        town, village = places.town_name(rng, household.village, OLD_NAMES), places.village_name(rng, household.village)
        where = (household, town, village)
        for adult in household.adults:
            if rng.random() < ADULTS:
                yield _adult_row(adult, where, rng)
        for number, child in enumerate(household.children, len(household.adults) + 1):
            if child.detail != UNLISTED and child.kind != "deceased_cancelled":
                yield _child_row(child, where, number, writer)


def _front(where: tuple[Household, str, str], number: int) -> list[Cell]:
    household, town, village = where
    return ["从江县", town, village, f"{household.group}组", f"99{household.number}00", f"99{household.number}{number:02d}00"]


def _back(household: Household, rng: Random) -> list[Cell]:
    return [
        rng.choice(("脱贫户", "脱贫户", "脱贫户", "未脱贫户", "监测户")),
        rng.choice(CAUSES),
        f"{rng.randint(2800, 9000)}",
        household.head.phone if rng.random() < 0.85 else None,
    ]


def _adult_row(adult: Adult, where: tuple[Household, str, str], rng: Random) -> Row:
    household = where[0]
    relation = "户主" if adult is household.head else RELATIONS[adult.role] if adult.role == "母亲" else "之子"
    size = len(household.adults) + len(household.children)
    cells = [
        *_front(where, household.adults.index(adult) + 1),
        adult.name,
        adult.sex,
        adult.id_number,
        str(size),
        relation,
        household.ethnicity,
        rng.choice(("文盲或半文盲", "小学", "小学", "初中")),
        None,
        "健康",
        "普通劳动力",
        rng.choice(("省外务工", "县内务工", None)),
        "是",
        *_back(household, rng),
        None,
        None,
    ]
    return Row(adult.person_id, cells, [])


def _child_row(person: Person, where: tuple[Household, str, str], number: int, writer: Writer) -> Row:
    rng, household = writer.rng, person.household
    entry = writer.entry(person)
    kinds = [kind for kind in entry.kinds if not kind.startswith("birth_")]
    key = entry.number
    if person.disability and isinstance(key, str) and len(key) == 18 and rng.random() < 0.5:
        key, kinds = f"{key}{person.disability[0]}{person.disability[1]}", [*kinds, "id_disability_number"]
    size = len(household.adults) + len(household.children)
    relation = (
        ("之孙子" if person.sex == "男" else "之孙女")
        if household.head.role == "爷爷"
        else "之子"
        if person.sex == "男"
        else "之女"
    )
    cells = [
        *_front(where, number),
        entry.name,
        entry.sex or None,
        key,
        str(size),
        relation,
        household.ethnicity,
        None if person.grade > 0 else "学龄前",
        *_schooling(person, rng)[:1],
        "残疾" if person.disability else "健康",
        "无劳动力",
        None,
        "是",
        *_back(household, rng),
        *_schooling(person, rng)[1:],
    ]
    return Row(person.person_id, cells, kinds)


def _schooling(person: Person, rng: Random) -> tuple[str | None, str | None, str | None]:
    """在校生状况, 未上学原因 and 就读学校; the poverty side hears late of a child that left school."""
    school = person.school.name if person.school and rng.random() < 0.7 else None
    if in_class(person) or person.kind in ("away_enrolled", "away_enrolled_unlisted"):
        return GRADES[min(max(person.grade, 1), 9)], None, school
    if person.kind in ("dropped_out", "second_check") and rng.random() < 0.5:
        return GRADES[min(max(person.grade, 1), 9)], None, school
    if person.kind in ("dropped_out", "never_enrolled", "second_check"):
        return rng.choice(("非在校生", None)), rng.choice(WHY_NOT), None
    return ("学前教育" if person.kind == "too_young" else "高中" if person.kind == "too_old" else None), None, None
