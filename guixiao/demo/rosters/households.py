"""户籍.xlsx: the police's export of the resident register (domain.md §3.6)."""

from collections.abc import Iterator
from random import Random

from guixiao.demo import places, rates
from guixiao.demo.dirt.entry import Writer, twins_swapped
from guixiao.demo.households import Person
from guixiao.demo.identity import old_number
from guixiao.demo.lives import OUT_OF_SCHOOL, Population
from guixiao.demo.rosters.frame import FICTION, Row, Sheet, words
from guixiao.demo.workbook import Cell

HEADER = words(
    "户号 户主姓名 与户主关系 姓名 曾用名 性别 民族 出生日期 公民身份号码 监护人 出生地 籍贯 住址 所属派出所 婚姻状况 "
    "何时何因由何地迁来本市（县） 何时何因迁往何地 户口状态 注销原因"
)
OLD_NAMES = 0.25  # addresses with a township's name of former times
CANCELLED = {"deceased_cancelled": ("注销", "死亡"), "moved_out": ("迁出", "迁出")}
NUMBER, DOOR, STATION = 8, 12, 13


def sheets(population: Population) -> list[Sheet]:
    first, last = population.days.register_age
    title = f"从江县常住人口信息（{first.year}年{first.month}月—{last.year}年{last.month}月出生）{FICTION}"
    return [
        Sheet(
            "常住人口",
            [title, f"导出时间：{population.as_of}　单位：人"],
            HEADER,
            _rows(population),
            repeat=20_000,
            total=True,
            notes=("注：本表含已注销未删除人员。",),
        )
    ]


def _rows(population: Population) -> Iterator[Row]:
    rng = population.rng("register")
    writer = Writer(rng, rates.REGISTER, ("compact",), school=False, careful=True)
    writer.swapped = twins_swapped(population.rng("register twins"), population.everyone, rates.TWINS_SWAPPED_REGISTER)
    people = [
        (person.household.village.code, person.household.number, False, person)
        for person in population.everyone
        if person.registered
    ]
    people += [
        (rng.choice(population.places.villages).code, f"98{number:07d}", True, person)
        for number, person in enumerate(p for p in population.everyone if p.registered and p.twice)
    ]
    villages = {village.code: village for village in population.places.villages}
    for code, household, again, person in sorted(people, key=lambda item: (*item[:3], item[3].person_id)):
        row = _row(person, writer, population.days.as_of.year - 1)
        yield _second(person, row, rng, household, villages[code]) if again else row


def _row(person: Person, writer: Writer, last_year: int) -> Row:
    rng, household = writer.rng, person.household
    entry = writer.entry(person, sure_birth=person.kind in OUT_OF_SCHOOL)
    state, reason = CANCELLED.get(person.kind, ("正常", None))
    village = household.village
    home = places.address(rng, village, household.group, household.door, OLD_NAMES)
    cells: list[Cell] = [
        household.number,
        household.head.name,
        person.relation,
        entry.name,
        person.former_name or None,
        entry.sex or None,
        household.ethnicity,
        entry.birth,
        entry.number,
        person.guardian.name if rng.random() < 0.8 else None,
        "贵州省从江县",
        "贵州省从江县",
        home,
        f"从江县公安局{village.town}派出所",
        "未婚",
        None,
        _moved_to(person, rng, last_year),
        state,
        reason,
    ]
    return Row(person.person_id, cells, entry.kinds)


def _moved_to(person: Person, rng: Random, year: int) -> str | None:
    if person.kind != "moved_out":
        return None
    return f"{year}年因投靠亲属迁往{rng.choice(('广东省东莞市', '浙江省金华市', '广西壮族自治区三江侗族自治县', '贵州省凯里市'))}"


def _second(person: Person, row: Row, rng: Random, household: str, village: places.Village) -> Row:
    """The same person again, with another household, another address and often no number, an old one or another."""
    numbers: list[Cell] = [None, old_number(person.id_number), person.first_number or None, person.id_number]
    cells = row.cells
    cells[0], cells[2] = household, rng.choice(("外孙子", "外甥", "其他亲属", "孙子")) if person.sex == "男" else "其他亲属"
    cells[1] = person.household.adults[-1].name[0] + rng.choice(("老岩", "光荣", "志明", "秀英"))
    cells[NUMBER] = rng.choice(numbers)
    cells[DOOR] = places.address(rng, village, rng.randint(1, 9), rng.randint(1, 99), OLD_NAMES)
    cells[STATION] = f"从江县公安局{village.town}派出所"
    if person.former_name and rng.random() < 0.5:
        cells[3], cells[4] = person.former_name, None
    return Row(row.person_id, cells, ["second_registration", *[kind for kind in row.kinds if not kind.startswith("id_")]])
