"""Where each child really is, and what the rolls say of it."""

import numpy as np

from benchmarks.kinds import PERSON_BIT
from benchmarks.people import HERE, LONE, MIGRANTS, SCOPE, STRANGERS, People

# state: (share of children of school age, buckets that are right for a child of school age with one register row)
STATES = {
    "in_class": (0.8200, ("enrolled",)),
    "sick_leave": (0.0030, ("enrolled", "left_roll", "suspended")),
    "class_only": (0.0040, ("enrolled",)),
    "elsewhere": (0.0830, ("enrolled_elsewhere",)),
    "class_here_roll_away": (0.0010, ("enrolled", "enrolled_elsewhere")),
    "left_status": (0.0040, ("left_roll",)),
    "left_absent": (0.0060, ("left_roll",)),
    "left_not_on_roll": (0.0040, ("left_roll",)),
    "left_elsewhere": (0.0006, ("left_roll",)),
    "suspended": (0.0030, ("suspended",)),
    "graduated": (0.0090, ("graduated",)),
    "home_taught": (0.0040, ("home_taught",)),
    "deferred": (0.0012, ("deferred",)),
    "nowhere": (0.0500, ("not_found",)),
    "deceased": (0.0016, ("out_of_scope",)),
    "moved_out": (0.0036, ("out_of_scope", "enrolled_elsewhere")),
    "moved_elsewhere": (0.0020, ("out_of_scope", "enrolled_elsewhere")),
}
# of children whom only one other roster knows
OTHER_STATES = ("migrant", "stranger", "poverty_only", "disability_only", "adult")
NAMES = (*STATES, *OTHER_STATES)
CODE = {name: at for at, name in enumerate(NAMES)}
YOUNG = {"nowhere": 0.18, "in_class": 0.73, "elsewhere": 0.06, "deferred": 0.01, "deceased": 0.005, "moved_out": 0.005}
OLD = {
    "nowhere": 0.40,
    "in_class": 0.33,
    "graduated": 0.15,
    "left_status": 0.05,
    "elsewhere": 0.06,
    "deceased": 0.005,
    "moved_out": 0.005,
}

STATUS = {
    "in_class": "在读 正常 在籍 在校 正常在读",
    "suspended": "休学 休学中 因病休学",
    "graduated": "毕业 已毕业 初中毕业",
    "home_taught": "在读 正常 送教上门",
    "deferred": "延缓入学 缓学",
    "transferred": "转出 已转出 转学",
    "dropped": "辍学 退学 自动退学 失学",
    "abroad": "出国 出境",
    "died": "死亡",
}
ABSENCE = {
    "left_absent": "外出务工 辍学 厌学 不愿上学 随父母外出 失联 家长不让读 未报到 打工",
    "sick_leave": "病假 请假 住院 事假",
    "suspended": "休学 因病休学",
    "home_taught": "送教上门 送教",
    "elsewhere": "转学 已转走 到外地就读",
    "left_status": "辍学 退学",
}
GONE = ("dropped", "dropped", "transferred", "abroad", "died")


def choose(rng, people: People) -> np.ndarray:
    shares = {state: share for state, (share, _) in STATES.items()}
    young, old, small = people.birth > SCOPE[1], people.birth < SCOPE[0], people.birth > SCOPE[1] + 365
    out = spread(rng, len(people), shares)
    out = np.where(young, spread(rng, len(people), YOUNG), out)
    out = np.where(old, spread(rng, len(people), OLD), out)
    out = np.where(small & (out != CODE["deceased"]), CODE["nowhere"], out)
    return np.where((out == CODE["graduated"]) & (people.birth > SCOPE[0] + 900), CODE["in_class"], out)


def spread(rng, count: int, shares: dict[str, float]) -> np.ndarray:
    chances = np.array(list(shares.values()))
    return rng.choice([CODE[state] for state in shares], count, p=chances / chances.sum())


def is_state(people: People, *states: str) -> np.ndarray:
    return np.isin(people.state, [CODE[state] for state in states])


ROLL_OF = {
    "in_class": "in_class",
    "sick_leave": "in_class",
    "migrant": "in_class",
    "left_absent": "in_class",
    "left_not_on_roll": "in_class",
    "suspended": "suspended",
    "graduated": "graduated",
    "home_taught": "home_taught",
    "deferred": "deferred",
}


def group_state(rng, people: People, group: int) -> np.ndarray:
    if group == HERE:
        return choose(rng, people)
    lone = np.where(np.arange(len(people)) % 3 > 0, CODE["poverty_only"], CODE["disability_only"])
    return {MIGRANTS: np.full(len(people), CODE["migrant"]), STRANGERS: np.full(len(people), CODE["stranger"]), LONE: lone}[group]


def settle(rng, people: People, county, group: int) -> None:
    """Schools, classes and what each roll will say: `local`, `away`, `roll` name a row's status, '' is no row."""
    people.state = group_state(rng, people, group)
    place_in_school(rng, people, county)
    people.local = np.full(len(people), "", dtype=object)
    for state, word in ROLL_OF.items():
        people.local[people.state == CODE[state]] = word
    gone = is_state(people, "left_status")
    people.local[gone] = rng.choice(np.array(GONE, dtype=object), gone.sum())
    settle_away(rng, people)
    settle_roll(rng, people)


def plant_namesakes_of_dead(rng, people: People) -> None:
    """A later child bears the name of a brother or sister who died."""
    rows = np.flatnonzero(is_state(people, "deceased") & (people.sibling >= 0))
    rows = rows[(people.male[rows] == people.male[people.sibling[rows]]) & (rng.random(len(rows)) < 0.4)]
    people.name[people.sibling[rows]] = people.name[rows]
    people.mask[np.r_[rows, people.sibling[rows]]] |= PERSON_BIT["dead_namesake"]


def models_for(rng, people: People, count: int) -> People:
    """Children who are nowhere, whose name and birthday a stranger will share."""
    rows = np.flatnonzero(is_state(people, "nowhere") & (people.birth >= SCOPE[0]) & (people.birth <= SCOPE[1]))
    return people.take(rng.permutation(rows)[:count])


def plant_classmates(rng, people: People) -> None:
    """Two children of one class with one name."""
    order = np.lexsort((people.surname.astype(str), people.male, people.class_number, people.grade, people.school))
    one, two = order[:-1:2], order[1::2]
    same = [people.surname[one] == people.surname[two], people.family[one] != people.family[two], rng.random(len(one)) < 0.004]
    same += [vars(people)[name][one] == vars(people)[name][two] for name in ("male", "class_number", "grade", "school")]
    chosen = np.flatnonzero(np.logical_and.reduce(same) & (people.mask[one] == 0) & (people.mask[two] == 0))
    people.name[two[chosen]] = people.name[one[chosen]]
    people.mask[np.r_[one[chosen], two[chosen]]] |= PERSON_BIT["classmate_same_name"]


def settle_away(rng, people: People) -> None:
    away = np.where(is_state(people, "elsewhere", "stranger", "moved_elsewhere", "class_here_roll_away"), "in_class", "").astype(
        object
    )
    away[is_state(people, "left_elsewhere")] = "dropped"
    elsewhere, chance = is_state(people, "elsewhere"), rng.random(len(people))
    people.local[elsewhere & (chance < 0.15)] = "transferred"
    people.hollow = elsewhere & (chance > 0.95)
    people.local[people.hollow] = "in_class"
    people.local[is_state(people, "deceased") & (chance < 0.3)] = "died"
    people.local[is_state(people, "moved_elsewhere") & (chance < 0.3)] = "transferred"
    people.away = away


def settle_roll(rng, people: People) -> None:
    """`roll`: '' no row, 'present', or the state that explains the absence."""
    roll = np.where(is_state(people, "in_class", "class_only", "class_here_roll_away", "migrant"), "present", "").astype(object)
    chance = rng.random(len(people))
    for state, share in {"left_absent": 1, "sick_leave": 1, "suspended": 0.4, "home_taught": 0.4, "left_status": 0.15}.items():
        roll[is_state(people, state) & (chance < share)] = state
    roll[people.hollow & (chance < 0.4)] = "elsewhere"
    people.roll = roll


def place_in_school(rng, people: People, county) -> None:
    age = (SCOPE[1] - people.birth) // 365 + 7
    people.grade = np.clip(age - 6 + rng.choice([-1, 0, 0, 0, 1], len(people)), 1, 9)
    away = rng.random(len(people)) < 0.07
    town = np.where(away, rng.integers(0, len(county.towns), len(people)), people.town)
    people.school = np.zeros(len(people), dtype=int)
    special = (people.grade > 0) & (rng.random(len(people)) < 0.002)
    for at in range(len(county.towns)):
        primary = np.flatnonzero((county.school_town == at) & np.isin(county.school_level, (0, 2)))
        junior = np.flatnonzero((county.school_town == at) & np.isin(county.school_level, (1, 2)))
        here = town == at
        weights = 1 / (1 + np.arange(len(primary)))
        if county.school_short[primary[-1]].endswith("教学点"):
            weights[-1] = 0.05
        chosen = primary[rng.choice(len(primary), here.sum(), p=weights / weights.sum())]
        people.school[here] = np.where(people.grade[here] > 6, rng.choice(junior, here.sum()), chosen)
    people.school[special] = np.flatnonzero(county.school_level == 3)[0]
    size = np.bincount(people.school * 10 + people.grade, minlength=len(county.school_full) * 10)
    people.class_number = 1 + (rng.random(len(people)) * np.ceil(size[people.school * 10 + people.grade] / 45)).astype(int)


def silent_school(people: People) -> int:
    """The small school that handed in no attendance roll."""
    size = np.bincount(people.school[people.roll != ""])
    return int(np.flatnonzero(size == size[size >= min(8, size.max())].min())[0])
