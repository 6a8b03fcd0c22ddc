"""The people of the county: the cast, who can sign in, and whoever else holds a post, who cannot."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from django.db.models import Q

from guixiao.accounts.actions import give_post, open_account, share_password
from guixiao.accounts.departments import Desk
from guixiao.accounts.models import User
from guixiao.accounts.rules import ADMINISTRATORS
from guixiao.areas.models import Area, School
from guixiao.cases.models import Case
from guixiao.demo import names
from guixiao.demo.places import COUNTY_CODE, PEOPLES

PASSWORD = "guixiao-demo"  # public: accounts with it are made by this command alone, and marked
# username, name, role, code of the place ("" = the largest school of the township of the post above), or the department's name
CAST = (
    ("lead", "潘县长", "county_lead", COUNTY_CODE),
    ("county", "李主任", "county_officer", COUNTY_CODE),
    ("township", "石所长", "township_post", "522633106"),
    ("village", "吴队长", "village_squad", "522633106204"),
    ("school", "杨校长", "principal", ""),
    ("outsider", "王所长", "township_post", "522633105"),
    ("police", "龙警官", "department", "police"),
    ("education", "石局长", "county_officer", COUNTY_CODE),
    ("system", "周工", "system_admin", COUNTY_CODE),
    ("security", "郑工", "security_admin", COUNTY_CODE),
    ("audit", "孙工", "audit_admin", COUNTY_CODE),
)
TOWN = next(code for _, _, role, code in CAST if role == "township_post")  # of the cast
POLICE = "police"
# Of the county: chief -> who that is; they leave the work to the office.
CHIEFS = {"county_head": "lead", "education_head": "education"}
OFFICERS = 3  # of the county's office, besides the one of the cast
OF_TOWN = {"苗": "苗族", "侗": "侗族", "壮": "壮族", "瑶": "瑶族", "水": "水族", "汉": "汉族"}


@dataclass
class People:
    """Who holds which post, by the key of the place; the cast comes first."""

    officers: list[User] = field(default_factory=list)
    towns: dict[int, User] = field(default_factory=dict)
    villages: dict[int, User] = field(default_factory=dict)
    schools: dict[int, User] = field(default_factory=dict)
    departments: dict[str, User] = field(default_factory=dict)
    chiefs: dict[str, User] = field(default_factory=dict)
    successors: dict[int, User] = field(default_factory=dict)  # who left -> who came after
    town: int = 0  # the township of the cast, and its village
    village: int = 0

    def add(self, user: User, role: str, at: Area | School | Desk) -> None:
        """Administrators act in no case, a department's contact is asked, the chiefs leave the work to the office."""
        if isinstance(at, Desk):
            self.departments[at.department] = user
        elif user.username in CHIEFS.values():
            self.chiefs[user.username] = user
        elif role == "county_officer":
            self.officers.append(user)
        elif role not in ADMINISTRATORS:
            self.town = self.town or (at.pk if role == "township_post" else 0)
            self.village = self.village or (at.pk if role == "village_squad" else 0)
            {"township_post": self.towns, "village_squad": self.villages, "principal": self.schools}[role][at.pk] = user

    @property
    def lead(self) -> User:
        return self.chiefs[CHIEFS["county_head"]]

    def of_line(self, case: Any, line: str) -> User | None:
        """Whoever goes to this child for a line: the squad or the school, else the next above."""
        if line == "education":
            return self.schools.get(case.receiving_id or case.school_id or 0) or self.officer(case)
        return self.villages.get(case.village_id or 0) or self.towns.get(case.town_id or 0)

    def typing(self, case: Any) -> User | None:
        """Outside the cast's township, the township types in what its squads did."""
        at_village = self.villages.get(case.village_id or 0) if self.of_cast(case) else None
        return at_village or self.towns.get(case.town_id or 0)

    def officer(self, case: Any) -> User:
        """Each of the county's office has townships of their own."""
        return self.officers[(case.town_id or 0) % len(self.officers)]

    def of_cast(self, case: Any) -> bool:
        """Is it a child of the cast's township?"""
        return bool(case.town_id == self.town)


def open_cast(since: date, largest_school: School) -> People:
    """The logins that are printed."""
    people, opened = People(), []
    for username, name, role, code in CAST:
        opened.append(user := open_account(username=username, name=name, password=None, demo=True))
        at = _place(role, code) or largest_school
        give_post(user, role, at=at, since=since)
        people.add(user, role, at)
    share_password(opened, PASSWORD)
    return people


def _place(role: str, code: str) -> Area | Desk | None:
    if role == "department":
        return Desk(Area.objects.get(code=COUNTY_CODE), code)
    return Area.objects.get(code=code) if code else None


def open_others(people: People, since: date, seed: int) -> None:
    """Somebody at the other posts, wherever a child is looked for, so that it has both lines: as demo, without a password."""
    rng = Random(f"{seed}/posts")
    for number in range(1, OFFICERS + 1):
        _open(people, f"county-{number}", "county_officer", Area.objects.get(code=COUNTY_CODE), since, rng)
    cases = Case.objects.filter(demo=True)
    looked = Q(kind=Area.Kind.TOWNSHIP) | Q(pk__in=cases.exclude(village=None).values("village"))
    for area in Area.objects.filter(looked, path__startswith=f"/{COUNTY_CODE}/").select_related("parent").order_by("code"):
        if area.kind == Area.Kind.TOWNSHIP and area.pk not in people.towns:
            _open(people, f"town-{area.code}", "township_post", area, since, rng)
        elif area.kind == Area.Kind.VILLAGE and area.pk not in people.villages:
            _open(people, f"village-{area.code}", "village_squad", area, since, rng)
    schools = School.objects.filter(county__code=COUNTY_CODE, pk__in=cases.exclude(school=None).values("school"))
    for school in schools.select_related("area").order_by("code"):
        if school.pk not in people.schools:
            _open(people, f"school-{school.code}", "principal", school, since, rng)


def _open(people: People, username: str, role: str, at: Area | School, since: date, rng: Random) -> None:
    user = open_account(username=username, name=_name(at, rng), password=None, demo=True)
    give_post(user, role, at=at, since=since)
    people.add(user, role, at)


def open_successor(people: People, at: Area, since: date, rng: Random) -> None:
    """Whoever leads a village's squad from now on."""
    left = people.villages[at.pk]
    _open(people, f"village-{at.code}-2", "village_squad", at, since, rng)
    people.successors[left.pk] = people.villages[at.pk]


def _name(at: Area | School, rng: Random) -> str:
    """As people are called where the post is."""
    area = at if isinstance(at, Area) else at.area
    town = area.parent if area and area.kind == Area.Kind.VILLAGE else area
    people = PEOPLES.get(town.name if town else "", "苗侗壮汉")
    return names.han_name(rng, names.surname(rng, OF_TOWN[rng.choice(people)]), rng.choice("男男女"))
