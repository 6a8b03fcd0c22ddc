"""学籍.xlsx and 外县学籍.xlsx: the national system's template, forty of its columns, and what a query adds (domain.md §3.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from guixiao.demo import places, rates
from guixiao.demo.dirt.entry import Entry, Writer, twins_swapped
from guixiao.demo.households import Adult, Person
from guixiao.demo.identity import student_number
from guixiao.demo.lives import Population, on_roll
from guixiao.demo.rosters.frame import FICTION, Row, Sheet, words
from guixiao.demo.workbook import Cell

HEADER = words(
    "学校标识码 姓名 性别 出生日期 民族 身份证件类型 健康状况 身份证件号 户口性质 户口所在地 入学年月 入学方式 "
    "就读方式 现住址 联系电话 是否独生子女 是否留守儿童 是否享受一补 是否孤儿 曾用名 学籍辅号 班内学号 学生来源 "
    "残疾类型 随班就读 成员1姓名 成员1关系 成员1联系电话 成员1是否监护人 成员1身份证件类型 成员1身份证件号 成员2姓名 "
    "成员2关系 成员2联系电话 成员2是否监护人 成员2身份证件号 是否进城务工人员随迁子女 学籍号 年级 班级名称 学籍状态 "
    "异动类别 学校名称"
)
GRADES = ("", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")
ETHNIC_CODES = {"汉族": "01", "苗族": "06", "壮族": "08", "侗族": "12", "瑶族": "13", "水族": "25"}
DISABILITIES = ("", "视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾", "多重残疾")
STATUS = {
    "suspended": ("休学", "休学"),
    "graduated": ("毕业", None),
    "transferred_out": ("转出", "转出"),
    "abroad": ("出国", "其他"),
    "deceased_on_roll": ("死亡", "死亡"),
}
DROPPED = (("辍学", None), ("辍学", "其他"), ("退学", "退学"), ("在读", "退学"))
OLD_NAMES = 0.12


@dataclass(slots=True)
class Place:
    """Where a child of this row learns: one of our schools, or one elsewhere."""

    code: str
    name: str
    grade: int
    class_number: int
    county: str | None = None


def sheets(population: Population) -> list[Sheet]:
    title = f"从江县{population.days.term}义务教育阶段学籍信息{FICTION}"
    return [
        Sheet("学籍信息", [title], HEADER, _rows(population), notes=("说明：数据由学籍系统查询导出，含转出、休学、毕业学生。",))
    ]


def elsewhere_sheets(population: Population) -> list[Sheet]:
    title = f"外县就读学生学籍信息（州内及邻近县、市汇总）{FICTION}"
    return [
        Sheet("外县学籍", [title, ""], (*HEADER, "学校所在县"), _elsewhere_rows(population), repeat=1500, blank=0.002, total=True)
    ]


def _rows(population: Population) -> Iterator[Row]:
    rng = population.rng("enrolments")
    pupils = [(person.school, person) for person in population.everyone if on_roll(person) and person.school]
    pupils += [(person.second_school, person) for person in population.everyone if person.second_school]
    pupils.sort(key=lambda item: (item[0].code, item[1].grade, item[1].class_number, item[1].person_id))
    habits = _habits(population, rng)
    swapped = twins_swapped(rng, population.everyone)
    for school, person in pupils:
        writer = habits[school.code]
        writer.swapped = swapped
        place = Place(school.code, school.name, person.grade, person.class_number)
        yield _row(person, writer, place, again=school is not person.school)


def _habits(population: Population, rng: Random) -> dict[str, Writer]:
    """Each school has its own way of writing dates."""
    forms = (
        ("compact",),
        ("compact",),
        ("dashes",),
        ("dashes",),
        ("cell",),
        ("chinese",),
        ("dots", "slashes"),
        ("serial", "compact"),
    )
    chance = population.habits("enrolments", rng)
    return {school.code: Writer(rng, rates.ENROLMENTS, chance.choice(forms)) for school in population.places.schools}


def _elsewhere_rows(population: Population) -> Iterator[Row]:
    rng = population.rng("elsewhere")
    writers = [Writer(rng, rates.ELSEWHERE, (form,)) for form in ("compact", "dashes", "slashes", "cell")]
    people = [person for person in population.everyone if person.kind in ("away_enrolled", "stranger_elsewhere")]
    counties = list(places.OTHER_COUNTIES)
    away = [(rng.choice(counties), rng.randint(1, 9), person) for person in people]
    for county, number, person in sorted(away, key=lambda item: (*item[:2], item[2].person_id)):
        grade = min(max(person.grade, 1), 9)
        name = f"{county}第{'零一二三四五六七八九'[number]}演示{'小学' if grade <= 6 else '中学'}"
        place = Place(f"99888{counties.index(county)}{grade > 6:d}{number:03d}", name, grade, rng.randint(1, 6), county)
        yield _row(person, writers[counties.index(county) % len(writers)], place)


def _row(person: Person, writer: Writer, place: Place, again: bool = False) -> Row:
    rng = writer.rng
    entry = writer.entry(person)
    state, change = ("在读", None) if again or place.county else _status(person, rng)
    cells = _person_cells(person, entry, place, rng) + _family_cells(person, rng)
    cells += [
        "是" if place.county else "否",
        _student_number(person, entry, rng),
        GRADES[place.grade],
        _class_name(place),
        state,
        change,
        place.name,
    ]
    if place.county:
        cells.append(place.county)
    return Row(person.person_id, cells, [*entry.kinds, "double_enrolment"] if again else entry.kinds)


def _status(person: Person, rng: Random) -> tuple[str, str | None]:
    if person.detail == "status_dropout":
        return rng.choice(DROPPED)
    if person.detail == "transfer_trace":
        return "转出", "转出"
    state, change = STATUS.get(person.kind, ("在读", None))
    return (rng.choice(("在读", "正常在读")), None) if state == "在读" else (state, change)


def _class_name(place: Place) -> str:
    return f"{GRADES[place.grade]}（{place.class_number}）班" if place.code[-1] in "13579" else f"{place.class_number}班"


def _student_number(person: Person, entry: Entry, rng: Random) -> str:
    """Made from the number as the school typed it at the time; a good one is kept when the cell was spoilt later."""
    typed = entry.typed if rng.random() < 0.8 else person.id_number
    return student_number(rng, typed.upper(), person.born)


def _person_cells(person: Person, entry: Entry, place: Place, rng: Random) -> list[Cell]:
    household = person.household
    village = household.village
    ethnicity = household.ethnicity if rng.random() < 0.97 else ETHNIC_CODES[household.ethnicity]
    register = f"{village.county}{places.town_name(rng, village, OLD_NAMES)}{places.village_name(rng, village)}"
    home = places.address(rng, village, household.group, household.door, OLD_NAMES)
    mode = "住校" if place.grade > 6 or rng.random() < 0.25 else "走读"
    mode = "送教上门" if person.kind == "home_taught" and not place.county else mode
    year = 2020 - (place.grade if place.grade <= 6 else place.grade - 6)
    return [
        place.code,
        entry.name,
        entry.sex or None,
        entry.birth,
        ethnicity,
        "居民身份证" if entry.number else "户口簿",
        _health(person),
        entry.number,
        "农业户口" if rng.random() < 0.93 else "非农业户口",
        register,
        f"{year}09",
        "就近入学",
        mode,
        home if not place.county else None,
        _phone(person.guardian, rng),
        "否",
        "双亲" if rng.random() < 0.3 else "否",
        "是" if household.poor else "否",
        "否",
        person.former_name if person.former_name and rng.random() < 0.4 else None,
        None,
        f"{rng.randint(1, 60)}",
        "正常入学",
        DISABILITIES[person.disability[0]] if person.disability and rng.random() < 0.8 else "无残疾",
        "是" if person.kind == "mainstreamed" else "否",
    ]


def _health(person: Person) -> str:
    return "残疾" if person.disability else "健康或良好"


def _phone(adult: Adult, rng: Random) -> str | None:
    return adult.phone if rng.random() < 0.9 else None


def _family_cells(person: Person, rng: Random) -> list[Cell]:
    """成员1 and 成员2."""
    adults = person.household.parents or person.household.adults
    first = adults[0]
    cells: list[Cell] = [
        first.name,
        first.role,
        _phone(first, rng),
        "是",
        "居民身份证",
        first.id_number if rng.random() < 0.75 else None,
    ]
    if len(adults) < 2 or rng.random() < 0.3:
        return [*cells, None, None, None, None, None]
    second = adults[1]
    return [*cells, second.name, second.role, _phone(second, rng), "否", second.id_number if rng.random() < 0.55 else None]
