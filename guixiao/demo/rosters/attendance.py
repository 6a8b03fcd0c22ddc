"""在校（小学）.xlsx and 在校（中学）.xlsx: each class's roll call at the start of term (domain.md §3.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from guixiao.demo import names, rates
from guixiao.demo.dirt.entry import Writer
from guixiao.demo.households import Person
from guixiao.demo.identity import PHONE_PREFIX, student_number
from guixiao.demo.lives import Population, in_class
from guixiao.demo.places import COUNTY, School
from guixiao.demo.rosters.enrolments import GRADES
from guixiao.demo.rosters.frame import FICTION, Row, Sheet
from guixiao.demo.workbook import Cell

HEADER = ("学校", "年级", "班级", "姓名", "身份证件号/学籍号", "实到", "未到原因", "去向", "最后到校日期", "班主任", "电话")
OTHER_GRADES = {7: "初一", 8: "初二", 9: "初三"}
REASONS = ("外出务工", "厌学", "未报到", "不愿上学", "去向不明", "家长不送", "打工", None, None)
WHEREABOUTS = ("广东", "浙江", "在家", "不详", None, None)
ABSENT = {
    "suspended": ("休学", 0.6),
    "home_taught": ("送教上门", 0.8),
    "deferred": ("延缓入学", 1.0),
    "transferred_out": ("转学", 0.3),
    "graduated": ("毕业", 0.05),
}
LEAVE = ("病假", "事假")


@dataclass
class Habit:
    """How one school writes its roll."""

    name: str
    present: str
    absent: str
    key: str  # id, student or none
    grades: dict[int, str]


def primary_sheets(population: Population) -> list[Sheet]:
    return [_sheet(population, "小学", range(1, 7))]


def junior_sheets(population: Population) -> list[Sheet]:
    return [_sheet(population, "中学", range(7, 10))]


def _sheet(population: Population, level: str, grades: range) -> Sheet:
    title = f"从江县{population.days.term}开学{level}在校学生点名册{FICTION}"
    return Sheet(
        "点名册",
        [title, f"点名日期：{population.as_of.year}年{population.as_of.month}月"],
        HEADER,
        _rows(population, level, grades),
        repeat=4000,
        blank=0.001,
        total=True,
        notes=("填报人：　　　　审核人：",),
    )


def _rows(population: Population, level: str, grades: range) -> Iterator[Row]:
    rng = population.rng(f"attendance/{level}")
    writer = Writer(rng, rates.ATTENDANCE)
    chance = population.habits(f"attendance/{level}", rng)
    habits = {school.code: _habit(school, chance) for school in population.places.schools}
    teachers: dict[tuple[str, int, int], tuple[str, str]] = {}
    listed = [person for person in population.everyone if person.grade in grades and person.school and person.school.has_roll]
    listed.sort(key=lambda p: (p.school.code if p.school else "", p.grade, p.class_number, p.person_id))
    for person in listed:
        mark = _mark(person, rng, population)
        if mark is not None and person.school is not None:
            key = (person.school.code, person.grade, person.class_number)
            teachers.setdefault(key, (_teacher(rng), f"{PHONE_PREFIX}{rng.randrange(10_000_000):07d}"))
            yield _row(person, writer, habits[person.school.code], mark, teachers[key])


def _habit(school: School, rng: Random) -> Habit:
    name = school.name if rng.random() < 0.6 else school.name.removeprefix(COUNTY)
    present, absent = ("√", "×") if rng.random() < 0.1 else ("是", "否")
    draw = rng.random()
    key = "id" if draw < 0.82 else "student" if draw < 0.96 else "none"
    return Habit(name, present, absent, key, OTHER_GRADES if rng.random() < 0.4 else {})


def _teacher(rng: Random) -> str:
    return names.han_name(rng, names.surname(rng, "侗族"), rng.choice("男女"))


def _mark(person: Person, rng: Random, population: Population) -> tuple[bool, list[Cell]] | None:
    """Present or not, and reason, whereabouts and last day; nothing where the roll leaves the child out."""
    if person.kind == "on_leave":
        return False, [rng.choice(LEAVE), None, (population.as_of - timedelta(10)).isoformat()]
    last = population.days.last_day_of_class
    if in_class(person):
        return True, [None, None, None]
    if person.detail == "marked_absent" or (person.detail == "status_dropout" and rng.random() < 0.3):
        return False, [rng.choice(REASONS), rng.choice(WHEREABOUTS), _left(rng, last)]
    reason, share = ABSENT.get(person.kind, ("", 0.0))
    return (False, [reason, None, _left(rng, last) if person.kind != "deferred" else None]) if rng.random() < share else None


def _left(rng: Random, last: date) -> str | None:
    return (last - timedelta(rng.randrange(0, 500))).isoformat() if rng.random() < 0.6 else None


def _row(person: Person, writer: Writer, habit: Habit, mark: tuple[bool, list[Cell]], teacher: tuple[str, str]) -> Row:
    entry = writer.entry(person)
    kinds = [kind for kind in entry.kinds if not kind.startswith(("sex_", "birth_"))]
    number = entry.number
    if habit.key == "student" and number is not None:
        number = student_number(writer.rng, entry.typed or person.id_number, person.born)
        kinds = [kind for kind in kinds if kind not in FORM_KINDS]
    elif habit.key == "none":
        number, kinds = None, ["id_missing", *[kind for kind in kinds if not kind.startswith("id_")]]
    present, why = mark
    grade = habit.grades.get(person.grade, GRADES[person.grade])
    cells: list[Cell] = [
        habit.name,
        grade,
        f"{person.class_number}班",
        entry.name,
        number,
        habit.present if present else habit.absent,
        *why,
        *teacher,
    ]
    return Row(person.person_id, cells, kinds)


FORM_KINDS = {*rates.ID_FORMS, "id_scientific", "id_missing", "id_two_in_cell", "id_old15"}
