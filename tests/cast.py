"""The named cast, and rounds made of plain rows: what every test of the pages plays with.

李主任 the county, 石所长 the township of 停洞, 吴队长 the village of 高华, 杨校长 the school of 停洞 - and 王所长 of 西山,
the outsider who must see none of 停洞's children.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.models import User
from guixiao.areas.models import Area, School
from guixiao.children.models import Round
from guixiao.children.rules import BUCKETS
from guixiao.policy import load_policy
from guixiao.rosters.actions import load_round
from tests.questions import asked
from tests.starts import SETTINGS, begins, stands, start

AS_OF = date(2026, 9, 1)
PASSWORD = "a-long-test-password"
WORDING = {
    "enrolled": ("在校", "In class"),
    "enrolled_elsewhere": ("外县就读", "In class elsewhere"),
    "graduated": ("已毕业", "Graduated"),
    "suspended": ("休学", "Suspended"),
    "home_taught": ("送教上门", "Taught at home"),
    "deferred": ("缓学", "Deferred"),
    "left_roll": ("在册不在校", "On roll, not in class"),
    "not_found": ("未找到", "Not found"),
    "in_review": ("待复核", "In review"),
    "duplicate_registration": ("重复登记", "Registered twice"),
    "out_of_scope": ("不在范围", "Out of scope"),
}
OUTCOME = {
    "enrolled": "present",
    "enrolled_elsewhere": "elsewhere",
    "graduated": "graduated",
    "suspended": "suspended",
    "home_taught": "home_taught",
    "deferred": "deferred",
    "left_roll": "absent",
    "not_found": "nowhere",
    "in_review": "doubtful_match",
    "duplicate_registration": "same_person",
    "out_of_scope": "too_old",
}
OUTCOMES = {
    "present": ("在班里", "Present"),
    "elsewhere": ("在外县学籍册里", "On another county's roll"),
    "graduated": ("毕业", "Graduated"),
    "suspended": ("休学", "Suspended"),
    "home_taught": ("送教", "Home taught"),
    "deferred": ("缓学", "Deferred"),
    "absent": ("点名未到", "Absent"),
    "nowhere": ("哪本名册都没有", "In no roster"),
    "doubtful_match": ("像是同一人", "Doubtful match"),
    "same_person": ("同一人登记两次", "Same person"),
    "too_old": ("超龄", "Too old"),
    "poverty_only": ("只在脱贫册", "Poverty register only"),
    "abroad": ("出国了", "Gone abroad"),
}


def _both(words: dict[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {"zh": zh, "en": en} for name, (zh, en) in words.items()}


SHIPPED = load_policy("national-2024")
POLICY = SimpleNamespace(
    version="test@000000000000", buckets=_both(WORDING), outcomes=_both(OUTCOMES), decidable={"abroad": "left_roll"},
    suspect={"left_roll", "not_found"}, findings=SHIPPED.findings, evidence=SHIPPED.evidence, lines=SHIPPED.lines,
    clocks=SHIPPED.clocks, pauses=SHIPPED.pauses,
    effort=SHIPPED.effort, alerts=SHIPPED.alerts, looks=SHIPPED.looks, orders=SHIPPED.orders, moves=SHIPPED.moves,
    referrals=SHIPPED.referrals, bodies=SHIPPED.bodies,
    accountability=SHIPPED.accountability, inspections=SHIPPED.inspections, crossings=SHIPPED.crossings,
    chiefs=SHIPPED.chiefs, chains=SHIPPED.chains, chain=SHIPPED.chain,
)  # fmt: skip


def row(number: int, bucket: str, *, town: str = "停洞", village: str = "高华", **changed: Any) -> dict[str, Any]:
    """One engine row, all of CHILD_COLUMNS."""
    plain = {
        "roster": "households",
        "file": "户籍.xlsx",
        "row": number + 1,
        "name": f"吴阿妹{number}",
        "id_number": f"52263320150901{number:04}"[:18],
        "birth_date": "2015-09-01",
        "sex": "F",
        "ethnicity": "苗族",
        "town": town,
        "village": village,
        "household_number": f"H{number}",
        "guardian": "吴老三",
        "phone": "13885501234",
        "school": "停洞镇中心小学" if bucket == "enrolled" else "",
        "grade": "五年级",
        "class_name": "1班",
        "poverty": number % 3 == 0,
        "disability": "",
        "apart": False,
        "bucket": bucket,
        "outcome": OUTCOME[bucket],
        "linked_roster": "enrolments" if bucket == "enrolled" else "",
        "linked_file": "学籍.xlsx" if bucket == "enrolled" else "",
        "linked_row": 7 if bucket == "enrolled" else None,
        "step": "id_and_name" if bucket == "enrolled" else "",
        "probability": 0.99991 if bucket == "enrolled" else None,
        "explanation_zh": "身份证号522633201509010001与姓名相同",
        "explanation_en": "Identity number 522633201509010001 and name agree",
        "evidence": "",
    }
    return plain | changed


def receipt_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    apart = sum(row["apart"] for row in rows)
    return {"equation": {"population": len(rows) - apart}, "found_only_elsewhere": {"children": apart}}


@dataclass
class Result:
    """Stands in for a Reconciliation."""

    rows: list[dict[str, Any]]
    receipt: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.receipt = self.receipt or receipt_of(self.rows)

    def children(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def doubts(self) -> Iterator[dict[str, Any]]:
        return iter(self.asked)


def plain_rows() -> list[dict[str, Any]]:
    """Every bucket twice in 高华, once in 苗朗; one of no known village, one of no known township; one of 西山; two apart."""
    rows = [row(n, bucket) for n, bucket in enumerate([*BUCKETS, *BUCKETS])]
    rows += [row(100 + n, bucket, village="苗朗") for n, bucket in enumerate(BUCKETS)]
    rows += [row(200, "not_found", village="没听过"), row(201, "not_found", town="没听过", village="没听过")]
    rows += [row(300, "enrolled", town="西山", village="", school="西山镇中学", name="莫西山")]
    rows += [row(400, "not_found", apart=True, outcome="poverty_only"), row(401, "enrolled", apart=True, name="外县娃")]
    return rows


@dataclass
class Cast:
    county: Area
    school: School
    li: User
    shi: User
    wu: User
    yang: User
    wang: User

    @staticmethod
    def again() -> "Cast":
        """The same people and places, read from the database."""
        user = {user.username: user for user in User.objects.filter(username__in=("li", "shi", "wu", "yang", "wang"))}
        return Cast(county=Area.objects.get(code="522633"), school=School.objects.get(code="S1"), **user)

    def load(self, rows: Iterable[dict[str, Any]] | None = None, **changed: Any) -> Round:
        """A round of these rows, with a doubt about every child in review."""
        kept = list(plain_rows() if rows is None else rows)
        return self.load_result(Result(kept, asked=asked(kept)), **changed)

    def load_result(self, result: Result, **changed: Any) -> Round:
        return load_round(result, **{"county": self.county, "as_of": AS_OF, "policy": POLICY, "made_by": self.li} | changed)


def places() -> Area:
    """从江县 with 停洞镇 (three villages) and 西山镇 (one)."""
    county = _area("522633", "从江县", "county", None)
    tingdong = _area("522633106", "停洞镇", "township", county)
    xishan = _area("522633105", "西山镇", "township", county)
    for code, name, town in (
        ("522633106201", "高华村村民委员会", tingdong),
        ("522633106202", "苗朗村村民委员会", tingdong),
        ("522633106001", "停洞社区居民委员会", tingdong),
        ("522633105201", "顶洞村村民委员会", xishan),
    ):
        _area(code, name, "village", town)
    return county


def _area(code: str, name: str, kind: str, parent: Area | None) -> Area:
    return Area.objects.create(code=code, name=name, kind=kind, parent=parent, path=f"{parent.path if parent else '/'}{code}/")


def make_cast() -> Cast:
    county = places()
    at = {area.code: area for area in Area.objects.all()}
    school = School.objects.create(code="S1", name="从江县停洞镇中心小学", county=county, area=at["522633106"])
    posts = {
        "li": ("李主任", "county_officer", county),
        "shi": ("石所长", "township_post", at["522633106"]),
        "wu": ("吴队长", "village_squad", at["522633106201"]),
        "yang": ("杨校长", "principal", school),
        "wang": ("王所长", "township_post", at["522633105"]),
    }
    people = {}
    for username, (name, role, place) in posts.items():
        people[username] = open_account(username=username, name=name, password=PASSWORD)
        give_post(people[username], role, at=place, since=date(2020, 1, 1))
    return Cast(county=county, school=school, **people)


def a_lead(cast: Cast) -> User:
    """龙县长, who leads the county."""
    user = User.objects.filter(username="long").first() or open_account(username="long", name="龙县长", password=PASSWORD)
    if not user.posts.exists():
        give_post(user, "county_lead", at=cast.county, since=date(2020, 1, 1))
    return user


@pytest.fixture
@begins(make_cast)
def cast(db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.ROSTERS_DIR, settings.OPENED_DIR = tmp_path / "rosters", tmp_path / "opened"
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
    found = stands(make_cast)
    return found.again() if found else make_cast()


@start
def loaded(cast: Cast) -> Cast:
    """The cast, with a round in the database."""
    cast.load(demo=True)
    return cast
