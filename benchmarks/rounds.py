"""A county's twelve rounds in the database: one is loaded as any round is, the others are copies of it with some children moved.

Needs Django set up. Everything is made up; identity numbers use an unassigned area code.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.names import ETHNICITY, ETHNICITY_P, SURNAME, SURNAME_P, given_names

COUNTY, TOWN, VILLAGE = "522633", "522633106", "522633106204"
AS_OF = date(2025, 12, 1)  # of the first round; the others a month apart
SCHOOLS_PER_TOWN = 7
# bucket, outcome, apart, share of the rows in thousandths
STATES = (
    ("enrolled", "present", False, 740), ("enrolled", "no_enrolment", False, 5), ("enrolled", "other_register", True, 20),
    ("enrolled_elsewhere", "elsewhere", False, 45), ("graduated", "graduated", False, 7), ("suspended", "suspended", False, 3),
    ("home_taught", "home_taught", False, 3), ("deferred", "deferred", False, 1), ("left_roll", "absent", False, 8),
    ("left_roll", "dropped_out", False, 3), ("left_roll", "not_on_roll", False, 5), ("not_found", "nowhere", False, 44),
    ("not_found", "poverty_only", True, 1), ("in_review", "doubtful_match", False, 2), ("in_review", "contested", False, 1),
    ("duplicate_registration", "same_person", False, 5), ("out_of_scope", "too_old", False, 50),
    ("out_of_scope", "too_young", False, 57),
)  # fmt: skip
# In each round one in so many of those with this outcome is found elsewhere.
MOVES = (("nowhere", "enrolled", "present", 11), ("present", "left_roll", "absent", 97), ("absent", "enrolled", "present", 5))
ZH = "身份证号、姓名、出生日期都相同，学校和年级对得上；家里的大人也同名。"
EN = "The identity number, the name and the birth date agree; school and grade fit; a guardian has the same name."
SIDE = ("name", "id_number", "birth_date", "sex", "ethnicity", "town", "village", "household_number", "guardian", "phone",
        "school", "grade", "class_name", "bucket", "outcome", "file", "row")  # fmt: skip
EMPTY = ("former_name", "student_number", "address", "status", "present", "sheet", "detail")


@dataclass
class Result:
    """Stands in for a Reconciliation: `count` made-up rows, and a question about each of those in review."""

    places: list[tuple[str, str]]
    schools: list[str]
    count: int
    receipt: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        shares = np.array([share for *_, share in STATES]) / sum(share for *_, share in STATES)
        self.states = np.random.default_rng(7).choice(len(STATES), self.count, p=shares)
        apart = sum(1 for state in self.states if STATES[state][2])
        self.receipt = {"equation": {"population": self.count - apart}, "found_only_elsewhere": {"children": apart}}

    def children(self) -> Iterator[dict[str, Any]]:
        rng = np.random.default_rng(8)
        male = rng.integers(0, 2, self.count)
        nobody = np.zeros(self.count, dtype=bool)
        given = given_names(rng, male, rng.random(self.count) < 0.35, SURNAME[:1].repeat(self.count), nobody)
        names = rng.choice(SURNAME, self.count, p=SURNAME_P) + given
        ethnicities = rng.choice(ETHNICITY, self.count, p=ETHNICITY_P)
        homes, ages = np.sort(rng.integers(0, len(self.places), self.count)), rng.integers(2450, 5700, self.count)
        for n in range(self.count):
            who = {"name": str(names[n]), "ethnicity": str(ethnicities[n]), "sex": "M" if male[n] else "F"}
            row = who | self._stands(n, int(homes[n])) | self._is(n, int(ages[n]))
            if row["bucket"] == "in_review":
                self.asked.append(question(row))
            yield row

    def doubts(self) -> list[dict[str, Any]]:
        return self.asked

    def _stands(self, n: int, home: int) -> dict[str, Any]:
        bucket, outcome, apart, _ = STATES[self.states[n]]
        town, village = ("", "") if apart and n % 2 else self.places[home]
        taught = bucket in ("enrolled", "left_roll", "suspended")
        school = self.schools[(home * 3 + n % 3) % len(self.schools)] if taught else ""
        linked = {"linked_roster": "enrolments", "linked_file": "学籍.xlsx", "linked_row": n + 5, "step": "number_and_name"}
        nothing = {"linked_roster": "", "linked_file": "", "linked_row": None, "step": ""}
        return {"bucket": bucket, "outcome": outcome, "apart": apart, "town": town, "village": village, "school": school,
                "probability": 0.9999 if taught else None, **(linked if taught else nothing)}  # fmt: skip

    def _is(self, n: int, days: int) -> dict[str, Any]:
        days += {"too_old": 3000, "too_young": -2400}.get(STATES[self.states[n]][1], 0)
        born = AS_OF - timedelta(days=max(days, 30))
        return {
            "roster": "households", "file": "户籍.xlsx", "row": n + 2, "id_number": f"522699{born:%Y%m%d}{n % 10000:04}",
            "birth_date": born.isoformat(), "household_number": f"5226990{n // 2:06}", "guardian": "吴老三",
            "phone": f"1390000{n % 10000:04}", "grade": f"{days // 365 - 5}年级", "class_name": f"{n % 4 + 1}班",
            "poverty": n % 4 == 0, "disability": "肢体" if n % 80 == 0 else "", "explanation_zh": ZH, "explanation_en": EN,
        }  # fmt: skip


def question(row: dict[str, Any]) -> dict[str, Any]:
    """As linkage/doubts.py tells it: the child, and two rows of the enrolment roster that may be the child's."""
    side = {name: row[name] for name in SIDE} | dict.fromkeys(EMPTY, "")
    child = side | {"roster": "households", "family": []}
    fields = [{"field": "name", "level": "equal", "weight": 9.1, "zh": "姓名相同", "en": "The names agree"},
              {"field": "birth", "level": "near", "weight": 3.2, "zh": "出生日期差一天", "en": "Born a day apart"}]  # fmt: skip
    candidates = [
        side | {"roster": "enrolments", "file": "学籍.xlsx", "row": row["row"] * 2 + rank, "name": row["name"] + "兰" * rank,
                "rank": rank + 1, "reason": row["outcome"], "fields": fields, "weight": 12.3 - rank, "chance": 0.0,
                "claimed": 0, "rivals": [], "margin": None, "family": [], "bucket": "enrolled", "outcome": "present"}
        for rank in range(2)
    ]  # fmt: skip
    return {"roster": "enrolments", "part": 1, "reason": row["outcome"], "risk": 3, "weight": 12.3, "child": child,
            "candidates": candidates}  # fmt: skip


def build(children: int, rounds: int) -> None:
    """The county's places, schools and accounts, and its rounds."""
    import time_machine
    from django.db import transaction
    from django.utils import timezone

    from guixiao.areas.actions import load_areas, load_schools
    from guixiao.areas.models import Area
    from guixiao.cases.following import follow_round
    from guixiao.changes.actions import compare
    from guixiao.policy import load_policy
    from guixiao.rosters.actions import load_round

    begun = timezone.now() - timedelta(days=30 * (rounds - 1))
    with time_machine.travel(begun), transaction.atomic():
        county = load_areas(code=COUNTY, name="从江县")
        towns = list(Area.objects.filter(kind="township"))
        villages = Area.objects.filter(kind="village").select_related("parent")
        schools = [{"school": f"{town.name}第{n}小学", "school_code": f"S{town.code}{n}", "town": town.name}
                   for town in towns for n in range(SCHOOLS_PER_TOWN)]  # fmt: skip
        load_schools(county, schools)
        places = [(village.parent.name, village.name) for village in villages if village.parent]
        result = Result(places, [str(school["school"]) for school in schools], children)
        first = load_round(result, county=county, as_of=AS_OF, policy=load_policy("national-2024"))
        made = [first, *(copy_round(first, number) for number in range(1, rounds))]
        make_current(made[-1])
        follow_round(made[-1])
        for before, after in pairwise(made[-2:]):
            compare(before, after)
    open_accounts()
    look_at_numbers(5000)


def look_at_numbers(times: int) -> None:
    """A log of some length."""
    from django.db import transaction

    from guixiao.accounts.models import User
    from guixiao.children.actions import reveal
    from guixiao.children.models import Child

    user = User.objects.get(username="county")
    with transaction.atomic():
        for child in Child.objects.select_related("county", "town", "village")[:times]:
            reveal(user, child, "id_number")


def copy_round(first: Any, number: int) -> Any:
    """The same children a month later, some of them elsewhere."""
    from django.db import connection

    from guixiao.children.models import Coverage, Round
    from guixiao.children.tally import make_tally, tally_faults

    made = Round.objects.get(pk=first.pk)
    later = timedelta(days=30 * number)
    made.pk, made.as_of, made.made_at = None, first.as_of + later, first.made_at + later
    made.save(force_insert=True)
    names = ", ".join(str(field.column) for field in Coverage._meta.concrete_fields if field.attname not in ("id", "round_id"))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO children_coverage (round_id, {names}) SELECT %s, {names} FROM children_coverage "
                       "WHERE round_id = %s ORDER BY id", [made.pk, first.pk])  # fmt: skip
        for was, bucket, outcome, every in MOVES:
            moved = (
                "UPDATE children_coverage SET bucket = %s, outcome = %s WHERE round_id = %s AND outcome = %s AND row %% %s = %s"
            )
            cursor.execute(moved, [bucket, outcome, made.pk, was, every, number % every])
    make_tally(made)
    if faults := tally_faults(made):
        raise SystemExit(f"the tally of a copied round is wrong: {faults}")
    return made


def make_current(made: Any) -> None:
    """The newest round is the one that the pages show, and the doubts of the first are asked in it."""
    from django.db import connection

    from guixiao.children.models import CurrentRound

    CurrentRound.objects.update(round=made)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_candidate SET round_id = %s", [made.pk])
        cursor.execute("UPDATE reviews_doubt SET round_id = %s, coverage_id = (SELECT new.id FROM children_coverage old "
                       "JOIN children_coverage new ON new.round_id = %s AND new.child_id = old.child_id "
                       "WHERE old.id = reviews_doubt.coverage_id)", [made.pk, made.pk])  # fmt: skip


def open_accounts() -> None:
    from guixiao.accounts.actions import give_post, open_account
    from guixiao.areas.models import Area, School

    at = {area.code: area for area in Area.objects.filter(code__in=(COUNTY, TOWN, VILLAGE))}
    school = School.objects.filter(area=at[TOWN]).earliest("pk")
    posts = (("county", "county_officer", at[COUNTY]), ("township", "township_post", at[TOWN]),
             ("village", "village_squad", at[VILLAGE]), ("school", "principal", school))  # fmt: skip
    for name, role, place in posts:
        account = open_account(username=name, name=name, password="only-for-the-benchmark")
        give_post(account, role, at=place, since=date(2020, 1, 1))
