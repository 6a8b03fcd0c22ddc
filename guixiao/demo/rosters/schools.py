"""学校.xlsx: the county's schools and teaching points, on two sheets."""

from guixiao.demo.lives import Population
from guixiao.demo.places import COUNTY, School
from guixiao.demo.rosters.frame import FICTION, Row, Sheet

HEADER = ("学校标识码", "学校名称", "办学类型", "所在县", "所在乡镇", "所在村（社区）", "学校地址")


def sheets(population: Population) -> list[Sheet]:
    points = [school for school in population.places.schools if school.kind == "教学点"]
    others = [school for school in population.places.schools if school.kind != "教学点"]
    return [_sheet("学校", others), _sheet("教学点", points)]


def _sheet(name: str, schools: list[School]) -> Sheet:
    rows = [Row("", [s.code, s.name, s.kind, COUNTY, s.town, s.village, f"从江县{s.town}{s.village}"], []) for s in schools]
    return Sheet(name, [f"从江县{name}名录{FICTION}"], HEADER, rows, total=True)
