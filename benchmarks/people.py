"""Families and their children: who is who, before any clerk touches a roster."""

from datetime import date
from types import SimpleNamespace

import numpy as np

from benchmarks import ids, names
from benchmarks.dates import day_number
from benchmarks.ids import area_of, base_of, make_ids, phones, ranks
from benchmarks.kinds import FORMER, PERSON_BIT

AS_OF = date(2026, 9, 1)
YOUNGEST, OLDEST = day_number(date(2023, 9, 1)), day_number(date(2008, 9, 2))
HERE, MIGRANTS, STRANGERS, LONE = range(4)
SCOPE = day_number(date(2010, 9, 2)), day_number(date(2019, 9, 1))


class People(SimpleNamespace):
    """Columns of equal length; `people.take(rows)` is another People."""

    def take(self, rows) -> "People":
        return People(**{name: column[rows] for name, column in vars(self).items()})

    def __len__(self) -> int:
        return len(self.birth)

    def flag(self, rows, kind: str) -> None:
        self.mask[rows] |= PERSON_BIT[kind]


def joined(parts: list[People]) -> People:
    return People(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})


def make_families(rng, county, children: int, group: int) -> People:
    """Enough families for so many children; a tenth are the brother's family next door."""
    count = int(children / 1.80) + 20
    village = np.sort(rng.integers(0, len(county.villages), count))
    surname = rng.choice(names.SURNAME, count, p=names.SURNAME_P)
    clan = rng.choice(names.SURNAME, len(county.villages), p=names.SURNAME_P)  # half of a village bears one name
    surname = np.where(rng.random(count) < 0.45, clan[village], surname)
    brother = np.r_[False, (village[1:] == village[:-1]) & (rng.random(count - 1) < 0.10)]
    elder = np.where(brother, np.arange(count) - 1, np.arange(count))
    elder = elder[elder]
    surname = surname[elder]
    wife = rng.choice(names.SURNAME, count, p=names.SURNAME_P)
    one, zero = np.ones(count, dtype=int), np.zeros(count, dtype=int)
    families = People(
        birth=rng.integers(day_number(date(1974, 1, 1)), day_number(date(1994, 1, 1)), count),
        village=village,
        surname=surname,
        wife=wife,
        elder=elder,
        brother=brother,
        shares_house=brother & (rng.random(count) < 0.35),
        size=rng.choice([1, 2, 3, 4], count, p=[0.36, 0.46, 0.15, 0.03]),
        father=names.adults(rng, surname, one),
        mother=names.adults(rng, wife, zero),
        grandfather=names.adults(rng, surname, one)[elder],
        phone=phones(rng, count),
        phone2=phones(rng, count),
        group=rng.integers(1, 12, count),
        house=rng.integers(1, 300, count),
        ethnicity=rng.choice(names.ETHNICITY, count, p=names.ETHNICITY_P),
        generation=names.by_sex(rng, one, rng.random(count) < 0.3),
        shares_generation=rng.random(count) < 0.45,
        sounded=rng.random(count) < 0.30,
        mask=np.zeros(count, dtype=np.uint64),
    )
    return with_adult_ids(rng, families, county, group)


def with_adult_ids(rng, families: People, county, group: int) -> People:
    count, number = len(families), county.number
    area = np.full(count, area_of(number))
    old = np.clip(families.birth - rng.integers(8000, 11000, count), 0, None)[families.elder]
    slots = (0, 40, 80) if not group else (90 + 30 * group, 100 + 30 * group, 110 + 30 * group)
    male, female = np.ones(count, dtype=int), np.zeros(count, dtype=int)
    families.father_id = make_ids(area, families.birth, male, base_of(number, slots[0]))
    families.mother_id = make_ids(area, families.birth + rng.integers(-900, 1500, count), female, base_of(number, slots[1]))
    families.grandfather_id = make_ids(area, old, male, base_of(number, slots[2]))[families.elder]
    families.number = np.array([f"{area_of(number)}{at:09d}" for at in rng.permutation(count) + 10**6], dtype=object)
    families.number = np.where(families.shares_house, families.number[families.elder], families.number)
    return families


def births(rng, count: int) -> np.ndarray:
    """82 % of school age; the others 3 to 6 and 16 to 17."""
    band = rng.choice(3, count, p=[0.09, 0.82, 0.09])
    low = np.array([SCOPE[1] + 1, SCOPE[0], OLDEST])[band]
    high = np.array([YOUNGEST, SCOPE[1], SCOPE[0] - 1])[band]
    return rng.integers(low, high + 1)


def born_after(rng, first: np.ndarray, nth: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Births of the `nth` child: mostly years apart, some a year, some twins."""
    kind = rng.choice(3, len(first), p=[0.925, 0.055, 0.02])
    gap = np.select(
        [kind == 0, kind == 1], [rng.integers(500, 1500, len(first)) * nth, rng.integers(290, 420, len(first)) * nth], 0
    )
    out = np.where(first + gap > YOUNGEST, first - gap, first + gap)
    good = (nth > 0) & (out >= OLDEST)
    return (
        np.where(good, out, np.where(nth > 0, births(rng, len(first)), first)),
        good & (kind == 2) & (nth == 1),
        good & (kind == 1),
    )


def make_children(rng, families: People, count: int) -> People:
    family = np.repeat(np.arange(len(families)), families.size)[:count]
    count = len(family)
    nth = ranks(family)
    birth, twin, close = born_after(rng, births(rng, len(families))[family], nth)
    male = rng.integers(0, 2, count)
    shares = families.shares_generation[family]
    sounded = families.sounded[family]
    children = People(
        family=family,
        nth=nth,
        birth=birth,
        male=male,
        mask=np.zeros(count, dtype=np.uint64),
        surname=np.where(rng.random(count) < 0.06, families.wife[family], families.surname[family]),
        given=names.given_names(rng, male, sounded, families.generation[family], shares),
    )
    children.flag(twin, "twin")
    children.flag(close, "close_siblings")
    plant_rare(rng, children)
    plant_doubles(rng, families, children)
    distinct(rng, children)
    return children


def distinct(rng, children: People) -> None:
    """No two children of a family bear one name."""
    for _ in range(3):
        keys = np.char.add(children.family.astype(str), (children.surname + children.given).astype(str))
        again = np.setdiff1d(np.arange(len(children)), np.unique(keys, return_index=True)[1])
        children.given[again] = names.by_sex(rng, children.male[again], np.zeros(len(again), dtype=bool)) + names.pick(
            rng, "sounded", len(again)
        )
        children.rare[again] = None


def plant_rare(rng, children: People) -> None:
    rows = np.flatnonzero(rng.random(len(children)) < 0.003)
    children.rare = np.full(len(children), None, dtype=object)
    children.rare[rows] = rng.choice(np.array(names.RARE, dtype=object), len(rows))
    children.given[rows] = [given[:-1] + rare for given, rare in zip(children.given[rows], children.rare[rows], strict=True)]
    children.flag(rows, "rare_character")


def alike(children: People, copies, originals, kind: str, birth: bool, rng=None) -> None:
    """`copies` get the name (and the birth date) of `originals`."""
    children.given[copies], children.male[copies] = children.given[originals], children.male[originals]
    children.surname[copies] = children.surname[originals]
    children.rare[copies] = children.rare[originals]
    shift = 0 if birth else rng.integers(-800, 800, len(copies))
    children.birth[copies] = np.clip(children.birth[originals] + shift, OLDEST, YOUNGEST)
    children.flag(copies, kind)
    children.flag(originals, kind)


def plant_doubles(rng, families: People, children: People) -> None:
    """Cousins of one name, strangers of one name and birthday, children of one village, surname and day."""
    first = np.full(len(families), -1)
    leading = np.flatnonzero(children.nth == 0)
    first[children.family[leading]] = leading
    pairs = np.flatnonzero(families.brother & (first >= 0) & (first[families.elder] >= 0))
    cousins = pairs[rng.random(len(pairs)) < 0.06]
    alike(children, first[cousins], first[families.elder[cousins]], "cousin_same_name", False, rng)
    same_day = pairs[~np.isin(pairs, cousins) & (rng.random(len(pairs)) < 0.06)]
    children.birth[first[same_day]] = children.birth[first[families.elder[same_day]]]
    children.flag(np.r_[first[same_day], first[families.elder[same_day]]], "same_day_surname")
    order = leading[np.argsort(children.surname[leading].astype(str), kind="stable")]
    one, two = order[:-1:2], order[1::2]
    good = (children.surname[one] == children.surname[two]) & (
        families.village[children.family[one]] != families.village[children.family[two]]
    )
    chosen = np.flatnonzero(good & (rng.random(len(one)) < 0.008))
    alike(children, two[chosen], one[chosen], "same_name_same_birth", True)
    plant_one_character(rng, children)


def plant_one_character(rng, children: People) -> None:
    """Brothers and sisters born close together whose names differ in one character."""
    later = np.flatnonzero(
        (children.nth > 0) & (np.abs(children.birth - np.roll(children.birth, 1)) < 430) & (rng.random(len(children)) < 0.4)
    )
    for row in later:
        before = children.given[row - 1]
        if len(before) == 2 and children.given[row] and children.rare[row] is None:
            children.given[row] = before[0] + (children.given[row][-1] if children.given[row][-1] != before[1] else "林")
            children.flag([row, row - 1], "sibling_one_character")


def others_of(children: People) -> None:
    """`sibling`: another child of the family; `twin`: the one born the same day; -1 when there is none."""
    count = len(children)
    before, after = np.arange(count) - 1, (np.arange(count) + 1) % count
    has_before, has_after = children.family == children.family[before], children.family == children.family[after]
    has_before[0] = False
    has_after[-1] = False
    children.sibling = np.where(has_before, before, np.where(has_after, after, -1))
    children.twin = np.where(
        has_before & (children.birth == children.birth[before]),
        before,
        np.where(has_after & (children.birth == children.birth[after]), after, -1),
    )


def child_ids(rng, children: People, county, group: int) -> None:
    """Their number, and the one that some got when their registration was made anew (now and then with another birth date)."""
    count, number = len(children), county.number
    own = np.full(count, area_of(number))
    if group in (HERE, LONE):
        slot = 0 if group == HERE else 120
        children.id = make_ids(own, children.birth, children.male, base_of(number, slot))
        moved = np.flatnonzero(rng.random(count) < 0.02)  # first registered elsewhere: the address code says nothing about today
        there = make_ids(
            np.full(len(moved), ids.MOVED[0]), children.birth[moved], children.male[moved], 5 * number + (group == LONE)
        )
        children.id[moved] = there
    else:
        codes = ids.MIGRANT if group == MIGRANTS else ids.STRANGER
        children.id = make_ids(rng.choice(codes, count), children.birth, children.male, 5 * number)
    shift = np.where(rng.random(count) < 0.3, rng.choice([-365, 365, -30, 31], count), 0)
    children.second = make_ids(
        own, children.birth + shift, children.male, base_of(number, 60 if group == HERE else 120 + 30 * group)
    )


def finish(rng, families: People, children: People, county, group: int) -> People:
    """Names, numbers, household and guardians of every child."""
    others_of(children)
    count, family = len(children), children.family
    children.name = children.surname + children.given
    child_ids(rng, children, county, group)
    children.former = former_names(rng, families, children)
    for column in (
        "village",
        "father",
        "mother",
        "grandfather",
        "father_id",
        "mother_id",
        "grandfather_id",
        "phone",
        "phone2",
        "group",
        "house",
        "ethnicity",
        "number",
    ):
        setattr(children, column, vars(families)[column][family])
    children.wife = families.wife[family]
    children.pid = np.arange(count)
    children.town = county.village_town[children.village]
    children.outside = np.full(count, group in (MIGRANTS, STRANGERS))
    return children


def former_names(rng, families: People, children: People) -> np.ndarray:
    """Another name in the past: another given name, or the mother's surname."""
    former = np.full(len(children), None, dtype=object)
    rows = np.flatnonzero((rng.random(len(children)) < FORMER) & (children.rare == None))  # noqa: E711 (elementwise)
    old = names.given_names(
        rng, children.male[rows], np.ones(len(rows), dtype=bool), children.given[rows], np.zeros(len(rows), dtype=bool)
    )
    keeps = rng.random(len(rows)) < 0.3
    former[rows] = np.where(keeps, families.wife[children.family[rows]] + children.given[rows], children.surname[rows] + old)
    former[rows] = np.where(former[rows] == children.name[rows], np.array(None), former[rows])
    children.flag(rows, "former_name")
    return former


def make_people(rng, county, count: int, group: int = HERE, models: People | None = None) -> People:
    """`models`: children whose name and birthday some of these happen to bear."""
    families = make_families(rng, county, count, group)
    children = make_children(rng, families, count)
    if models is not None:
        rows = rng.permutation(len(children))[: len(models)]
        for column in ("surname", "given", "male", "birth", "rare"):
            vars(children)[column][rows] = vars(models)[column][: len(rows)]
        children.flag(rows, "stranger_same_name_birth")
    return finish(rng, families, children, county, group)
