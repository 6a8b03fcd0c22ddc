"""Families: adults, brothers and sisters, twins; and the people of school age in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from guixiao.demo import names, rates
from guixiao.demo.days import Days
from guixiao.demo.identity import Numbers
from guixiao.demo.places import PEOPLES, School, Village

ETHNICITIES = {"苗": "苗族", "侗": "侗族", "壮": "壮族", "瑶": "瑶族", "水": "水族", "汉": "汉族"}
ORDER = ("长", "次", "三", "四", "五", "六")


@dataclass(eq=False, slots=True)
class Adult:
    person_id: str
    name: str
    sex: str
    born: date
    id_number: str
    phone: str
    role: str


@dataclass(eq=False, slots=True)
class Household:
    number: str
    village: Village
    ethnicity: str
    surname: str
    adults: list[Adult]
    poor: bool
    group: int
    door: int
    children: list["Person"] = field(default_factory=list)

    @property
    def head(self) -> Adult:
        return self.adults[0]

    @property
    def parents(self) -> list[Adult]:
        return [adult for adult in self.adults if adult.role in ("父亲", "母亲")]


@dataclass(eq=False, slots=True)
class Person:
    """A child, as it truly is. `kind` and `detail` say what happens to it (lives.py)."""

    person_id: str
    household: Household
    name: str
    sex: str
    born: date
    id_number: str
    relation: str
    school_name: str = ""  # the name the school uses where it is another
    former_name: str = ""
    first_number: str = ""  # an earlier identity number
    twice: bool = False  # registered twice
    twin: "Person | None" = None
    registered: bool = True
    careful: bool = False  # Days.careful
    kind: str = ""
    detail: str = ""
    grade: int = 0
    class_number: int = 0
    school: School | None = None
    second_school: School | None = None
    disability: tuple[int, int] | None = None

    @property
    def guardian(self) -> Adult:
        parents = self.household.parents
        return parents[0] if parents else self.household.head

    def age_on(self, day: date) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


class Families:
    """Makes households one after another; numbers its people from 1."""

    def __init__(self, rng: Random, days: Days, prefix: str = ""):
        self.rng, self.days = rng, days
        self.numbers = Numbers(rng)
        self.prefix = prefix
        self.households = self.children = self.adults = 0

    def make(self, village: Village) -> Household:
        """One household with at least one child of school age."""
        rng = self.rng
        self.households += 1
        ethnicity = ETHNICITIES[rng.choice(PEOPLES.get(village.town, "汉壮苗侗"))]
        family = names.surname(rng, ethnicity)
        household = Household(
            f"99{self.households:07d}",
            village,
            ethnicity,
            family,
            [],
            rng.random() < rates.POOR_HOUSEHOLDS,
            rng.randint(1, 9),
            rng.randint(1, 99),
        )
        births = self._births()
        household.adults = self._adults(household, births[0])
        self._children(household, births)
        return household

    def _births(self) -> list[date]:
        """Birth dates of brothers and sisters in order, around one who is of school age; twins share one."""
        rng = self.rng
        first, last = self.days.school_age
        births = [first + timedelta(rng.randrange((last - first).days + 1))]
        for _ in range(rng.choices((0, 1, 2, 3), (30, 42, 21, 7))[0]):
            earliest, latest = min(births), max(births)
            gap = timedelta(rng.randint(330, 1500))
            births.append(earliest - gap if rng.random() < 0.5 else latest + gap)
        births += [born for born in births if rng.random() < rates.TWINS]
        eldest, youngest = self.days.register_age
        return sorted(born for born in births if eldest <= born <= youngest)

    def _adult(self, role: str, name: str, born: date, phone: str) -> Adult:
        self.adults += 1
        sex = "女" if role in ("母亲", "奶奶") else "男"
        return Adult(f"{self.prefix}A{self.adults:06d}", name, sex, born, self.numbers.identity(born, sex), phone, role)

    def _adults(self, household: Household, eldest: date) -> list[Adult]:
        """The head first: father, grandfather or mother."""
        rng, family, ethnicity = self.rng, household.surname, household.ethnicity
        phone = self.numbers.phone()
        father = self._adult("父亲", names.han_name(rng, family, "男"), eldest - timedelta(rng.randint(7300, 13500)), phone)
        other = names.surname(rng, ethnicity)
        mother = self._adult(
            "母亲",
            names.han_name(rng, other, "女"),
            eldest - timedelta(rng.randint(6900, 12500)),
            self.numbers.phone() if rng.random() < 0.6 else phone,
        )
        draw = rng.random()
        if draw < 0.08:
            return [mother]
        if draw < 0.66:
            return [father, mother]
        born = father.born - timedelta(rng.randint(6900, 11000))
        grandfather = self._adult("爷爷", names.han_name(rng, family, "男"), born, self.numbers.phone())
        return [grandfather, father, mother] if draw < 0.95 else [grandfather]

    def _children(self, household: Household, births: list[date]) -> None:
        shared = names.generation(self.rng) if self.rng.random() < 0.55 else ""
        counts = {"男": 0, "女": 0}
        for born in births:
            sex = "女" if self.rng.random() < 0.475 else "男"
            child = self._child(household, born, sex, shared)
            child.relation = _relation(household.head, sex, counts[sex])
            counts[sex] += 1
            household.children.append(child)
        for one, other in zip(household.children, household.children[1:], strict=False):
            if one.born == other.born:
                one.twin, other.twin = other, one

    def _child(self, household: Household, born: date, sex: str, shared: str) -> Person:
        rng, ethnicity = self.rng, household.ethnicity
        self.children += 1
        family = household.surname if rng.random() < 0.96 else household.adults[-1].name[0]
        name = self._fresh_name(household, family, sex, shared)
        person = Person(f"{self.prefix}P{self.children:06d}", household, name, sex, born, self.numbers.identity(born, sex), "")
        if ethnicity == "苗族" and rng.random() < rates.MIAO_SCHOOL_NAME:
            person.school_name, person.name = name, names.miao_name(rng, family)
            person.former_name = name if rng.random() < 0.4 else ""
        elif rng.random() < rates.FORMER_NAME:
            person.former_name = names.han_name(rng, family, sex)
        if rng.random() < rates.RECODED:
            person.first_number = self.numbers.identity(born, sex)
        return person

    def _fresh_name(self, household: Household, family: str, sex: str, shared: str) -> str:
        """A name that no brother or sister bears."""
        taken = {child.name for child in household.children} | {child.school_name for child in household.children}
        while True:
            name = names.child_name(self.rng, household.ethnicity, family, sex, shared)
            if name not in taken:
                return name


def _relation(head: Adult, sex: str, place: int) -> str:
    if head.role == "爷爷":
        return "孙子" if sex == "男" else "孙女"
    return ORDER[min(place, 5)] + ("子" if sex == "男" else "女")


def make_households(families: Families, villages: list[Village], children: int) -> Iterator[Household]:
    """Households until they hold `children` children of school age."""
    weights = [village.weight for village in villages]
    made, (first, last) = 0, families.days.school_age
    while made < children:
        for village in families.rng.choices(villages, weights, k=256):
            household = families.make(village)
            made += sum(first <= child.born <= last for child in household.children)
            yield household
            if made >= children:
                return
