"""The county's public places, and made-up schools and addresses in them."""

import csv
import re
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from random import Random

COUNTY_CODE, COUNTY = "522633", "从江县"
STREET = "丙梅街道"
PEOPLES = {
    "加勉乡": "苗苗苗苗苗苗苗苗苗侗",
    "丙妹镇": "苗苗苗苗侗侗侗侗壮汉",
    "停洞镇": "苗苗苗苗苗苗侗侗侗水",
    "下江镇": "侗侗侗侗侗苗苗苗壮汉",
    "谷坪乡": "苗苗苗苗苗苗侗侗侗瑶",
    "东朗镇": "苗苗苗苗苗苗苗苗侗汉",
    "高增乡": "侗侗侗侗侗侗侗侗侗苗",
    "往洞镇": "侗侗侗侗侗侗侗侗苗汉",
    "洛香镇": "侗侗侗侗侗侗侗侗汉苗",
    "贯洞镇": "侗侗侗侗侗侗侗苗瑶汉",
    "庆云镇": "侗侗侗侗侗侗侗苗苗汉",
    "西山镇": "侗侗侗侗侗苗苗壮瑶汉",
    "翠里瑶族壮族乡": "壮壮壮壮瑶瑶苗苗苗侗",
    "刚边壮族乡": "壮壮壮壮壮壮苗苗侗汉",
    "秀塘壮族乡": "壮壮壮壮壮水水苗苗瑶",
    "加榜乡": "苗苗苗苗壮壮壮侗水汉",
    "宰便镇": "苗苗苗壮壮壮侗侗水汉",
    "加鸠镇": "苗苗苗苗苗苗苗壮侗水",
    "斗里镇": "苗苗苗苗苗侗侗壮瑶汉",
    STREET: "侗侗侗苗苗苗汉汉壮瑶",
}
OLD_TOWNS = {"庆云镇": "庆云乡", "斗里镇": "斗里乡", "东朗镇": "东朗乡", "加鸠镇": "加鸠乡", "往洞镇": "往洞乡", STREET: "丙妹镇"}
# Which villages lay in the abolished townships is made up here, but for the two that give them their names.
ABOLISHED = {
    "雍里村": "雍里乡",
    "大塘村": "雍里乡",
    "龙江村": "雍里乡",
    "尧等村": "雍里乡",
    "归林村": "雍里乡",
    "光辉村": "光辉乡",
    "党郎村": "光辉乡",
    "加牙村": "光辉乡",
    "加鲁村": "光辉乡",
}
OTHER_COUNTIES = {
    "榕江县": ("古州镇", "忠诚镇", "平江镇"),
    "黎平县": ("德凤街道", "中潮镇", "水口镇"),
    "三江侗族自治县": ("古宜镇", "良口乡", "富禄苗族乡"),
    "融水苗族自治县": ("融水镇", "拱洞乡", "杆洞乡"),
    "荔波县": ("玉屏街道", "佳荣镇", "茂兰镇"),
    "凯里市": ("大十字街道", "湾水镇", "炉山镇"),
}
TEACHING_POINTS, VILLAGE_SCHOOLS = 52, 50
VILLAGE_ENDING = re.compile(r"(村民委员会|居民委员会)$")


@dataclass(eq=False)
class School:
    code: str
    name: str
    kind: str
    town: str
    village: str
    grades: range
    has_roll: bool = True


@dataclass(eq=False)
class Village:
    """A village or community; `county` differs from ours for families registered elsewhere."""

    code: str
    name: str
    town: str
    town_code: str
    weight: float
    county: str = COUNTY
    school: School | None = None

    @cached_property
    def short(self) -> str:
        """大歹村 for 大歹村村民委员会, 江东社区 for 江东社区居民委员会."""
        return VILLAGE_ENDING.sub("", self.name)


@dataclass
class Places:
    towns: dict[str, str]
    villages: list[Village]
    schools: list[School] = field(default_factory=list)
    centre: dict[str, School] = field(default_factory=dict)
    junior: dict[str, list[School]] = field(default_factory=dict)
    special: School | None = None


def read_table(name: str) -> list[dict[str, str]]:
    text = (files("guixiao.areas") / "data" / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def build_places(rng: Random) -> Places:
    """The twenty townships and 234 villages with how many people live in each, and about 150 schools."""
    towns = {row["code"]: row["name"] for row in read_table("townships.csv")}
    villages = [
        Village(row["code"], row["name"], towns[row["streetCode"]], row["streetCode"], rng.lognormvariate(0, 0.45))
        for row in read_table("villages.csv")
    ]
    places = Places(towns, villages)
    _centre_schools(places, rng)
    _village_schools(places, rng)
    return places


def _add(places: Places, name: str, kind: str, village: Village, grades: range) -> School:
    code = f"9952633{len(places.schools) + 1:03d}"
    school = School(code, f"{COUNTY}{name}", kind, village.town, village.name, grades)
    places.schools.append(school)
    return school


def _centre_schools(places: Places, rng: Random) -> None:
    for town in places.towns.values():
        seat = next((v for v in places.villages if v.town == town and v.short[:2] == town[:2]), None)
        seat = seat or next(v for v in places.villages if v.town == town)
        places.centre[town] = _add(places, f"{town}中心小学", "小学", seat, range(1, 7))
        places.junior[town] = [_add(places, f"{town}中学", "初级中学", seat, range(7, 10))]
        others = [v for v in places.villages if v.town == town and v is not seat]
        if len(others) >= 13:
            places.junior[town].append(_add(places, f"{town}第二中学", "初级中学", rng.choice(others), range(7, 10)))
    street = next(v for v in places.villages if v.town == STREET)
    places.special = _add(places, "特殊教育学校", "特殊教育学校", street, range(1, 10))
    places.junior[STREET].append(_add(places, "民族中学", "九年一贯制学校", street, range(1, 10)))


def _village_schools(places: Places, rng: Random) -> None:
    seats = {school.village for school in places.schools}
    wanted = sorted((v for v in places.villages if v.name not in seats), key=lambda v: -v.weight * rng.uniform(0.6, 1.4))
    for number, village in enumerate(wanted[: VILLAGE_SCHOOLS + TEACHING_POINTS]):
        full = number < VILLAGE_SCHOOLS
        name = f"{village.town}{re.sub('(村|社区)$', '', village.short)}{'小学' if full else '教学点'}"
        village.school = _add(places, name, "小学" if full else "教学点", village, range(1, 7) if full else range(1, 4))


def school_for(places: Places, village: Village, grade: int, rng: Random) -> School:
    """The nearest school that has the grade."""
    grade = min(max(grade, 1), 9)
    if village.school is not None and grade in village.school.grades and rng.random() < 0.93:
        return village.school
    if grade <= 6:
        return places.centre[village.town]
    return places.junior[STREET][-1] if rng.random() < 0.05 else rng.choice(places.junior[village.town])


def outside_villages() -> list[Village]:
    """Places in neighbouring counties (public township names; the villages are made up)."""
    return [
        Village("", f"演示{number}村", town, "", 1.0, county=county)
        for county, towns in OTHER_COUNTIES.items()
        for town in towns
        for number in "一二三"
    ]


def town_name(rng: Random, village: Village, old: float) -> str:
    """The township as a roster writes it; with chance `old` under a name of former times."""
    former = ABOLISHED.get(village.short) or OLD_TOWNS.get(village.town)
    return former if former and rng.random() < old else village.town


def village_name(rng: Random, village: Village) -> str:
    """大歹村村民委员会, 大歹村委会, 大歹村 or 大歹."""
    draw = rng.random()
    if draw < 0.25:
        return village.name
    if draw < 0.35:
        return re.sub("(村|社区)$", "", village.short) + ("居委会" if "社区" in village.short else "村委会")
    return village.short if draw < 0.85 else re.sub("(村|社区)$", "", village.short)


def address(rng: Random, village: Village, group: int, door: int, old: float) -> str:
    province = "贵州省" if rng.random() < 0.8 else ""
    return f"{province}{village.county}{town_name(rng, village, old)}{village.short}{group}组{door}号"
