"""What truly happens to each child: in school, away, out of school, or one of the innocent kinds of not found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from guixiao.demo import rates
from guixiao.demo.days import ARTICLE, Days
from guixiao.demo.households import Families, Household, Person, make_households
from guixiao.demo.places import COUNTY, Places, build_places, outside_villages, school_for

# kind -> the bucket of the coverage equation in which a careful reader of the rosters puts the child
BUCKETS = {
    "in_school": "enrolled",
    "on_leave": "left_roll",
    "in_class_no_enrolment": "enrolled",
    "mainstreamed": "enrolled",
    "special_school": "enrolled",
    "pupil_other_register": "enrolled",
    "pupil_no_register": "enrolled",
    "away_enrolled": "enrolled_elsewhere",
    "stranger_elsewhere": "enrolled_elsewhere",
    "away_enrolled_unlisted": "not_found",
    "graduated": "graduated",
    "graduated_unlisted": "not_found",
    "suspended": "suspended",
    "home_taught": "home_taught",
    "deferred": "deferred",
    "deferred_unlisted": "not_found",
    "empty_registration": "not_found",
    "gone": "not_found",
    "abroad": "left_roll",
    "abroad_unlisted": "not_found",
    "transferred_out": "left_roll",
    "moved_out": "out_of_scope",
    "deceased_unmarked": "not_found",
    "deceased_cancelled": "out_of_scope",
    "deceased_on_roll": "left_roll",
    "dropped_out": "left_roll",
    "never_enrolled": "not_found",
    "second_check": "enrolled",
    "too_young": "out_of_scope",
    "too_old": "out_of_scope",
    "adult": "out_of_scope",
}
OUT_OF_SCHOOL = ("dropped_out", "never_enrolled")
CLASS_SIZE = 48
UNLISTED = "unlisted"  # detail of a second_check child who is in no roster at all
ON_ROLL = {
    "in_school",
    "on_leave",
    "mainstreamed",
    "special_school",
    "suspended",
    "home_taught",
    "dropped_out",
    "transferred_out",
    "abroad",
    "deceased_on_roll",
    "pupil_other_register",
    "pupil_no_register",
}
IN_CLASS = {"in_school", "mainstreamed", "special_school", "in_class_no_enrolment", "pupil_other_register", "pupil_no_register"}


@dataclass(eq=False)
class Population:
    """Everybody, and where they live and learn. `everyone` also holds the people of other counties' registers."""

    seed: int
    places: Places
    households: list[Household] = field(default_factory=list)
    everyone: list[Person] = field(default_factory=list)
    as_of: date = ARTICLE.as_of
    days: Days = ARTICLE

    @property
    def first(self) -> bool:
        return self.as_of == self.days.as_of

    def rng(self, part: str) -> Random:
        """A stream of chance of its own for each part, so that one part's change leaves the others as they were."""
        return Random(f"{self.seed}/{part}" if self.first else f"{self.seed}/{self.as_of}/{part}")

    def habits(self, part: str, rng: Random) -> Random:
        """The chance that settles how each school writes: the beginning of the part's stream, in every round the same."""
        return rng if self.first else Random(f"{self.seed}/{part}")

    def take(self, pool: Iterable[Person], count: int, ages: dict[int, float], rng: Random) -> list[Person]:
        """`count` of the pool, drawn by weight without putting back."""
        keyed = [(rng.random() ** (1 / _weight(person, ages, self.days)), person.person_id, person) for person in pool]
        chosen = sorted(keyed, key=lambda item: item[:2], reverse=True)[:count]
        return [person for _, _, person in chosen]


def _weight(person: Person, ages: dict[int, float], days: Days) -> float:
    village = person.household.village
    weight = ages[min(max(person.age_on(days.term_start), 7), 15)] * rates.KEY_TOWNS.get(village.town, 1.0)
    return weight * rates.KEY_VILLAGES.get(village.short, 1.0) * (rates.GIRLS if person.sex == "女" else 1.0)


def build_population(seed: int, children: int, days: Days = ARTICLE) -> Population:
    population = Population(seed, build_places(Random(f"{seed}/places")), as_of=days.as_of, days=days)
    families = Families(population.rng("families"), days)
    population.households = list(make_households(families, population.places.villages, children))
    population.everyone = [child for household in population.households for child in household.children]
    _choose_out_of_school(population, children / rates.CHILDREN)
    rng = population.rng("lives")
    for person in population.everyone:
        live(person, rng, days)
        _register_twice(person, families, rng)
    _outsiders(population, families, children)
    _settle_schools(population)
    return population


def true_bucket(person: Person) -> str:
    """Empty for a child in no roster."""
    return "" if person.detail == UNLISTED else BUCKETS[person.kind]


# --- who is out of school


def _choose_out_of_school(population: Population, scale: float) -> None:
    rng = population.rng("out of school")
    (first, last), take = population.days.sure_age, population.take
    sure = [p for p in population.everyone if first <= p.born <= last]
    total, poor = scaled(rates.OUT_OF_SCHOOL, scale), scaled(rates.OUT_OF_SCHOOL_POOR, scale)
    never, never_poor = scaled(rates.NEVER_ENROLLED, scale), scaled(rates.NEVER_ENROLLED_POOR, scale)
    for is_poor, whole, part in ((True, poor, never_poor), (False, total - poor, never - never_poor)):
        pool = [person for person in sure if person.household.poor is is_poor]
        for person in take(_free(pool), part, rates.NEVER_ENROLLED_AGE, rng):
            person.kind, person.careful = "never_enrolled", population.days.careful
        for person in take(_free(pool), whole - part, rates.DROPOUT_AGE, rng):
            person.kind, person.detail = "dropped_out", _draw(rates.DROPOUT_SIGNS, rng) or "marked_absent"
            person.careful = population.days.careful
    second, unlisted = scaled(rates.SECOND_CHECK, scale), scaled(rates.SECOND_CHECK_UNLISTED, scale)
    for place, person in enumerate(take(_free(sure), second, rates.DROPOUT_AGE, rng)):
        person.kind, person.detail = "second_check", UNLISTED if place < unlisted else "shown_present"
        if person.detail == UNLISTED:
            person.registered, person.id_number, person.first_number = False, "", ""


def _free(pool: Iterable[Person]) -> list[Person]:
    """Those who have no fate yet."""
    return [person for person in pool if not person.kind]


def scaled(count: int, scale: float) -> int:
    return max(1, round(count * scale))


# --- everybody else


def _draw(table: dict[str, float], rng: Random) -> str:
    """One key by its share, or nothing for the rest."""
    draw = rng.random()
    for key, share in table.items():
        draw -= share
        if draw < 0:
            return key
    return ""


def live(person: Person, rng: Random, days: Days) -> None:
    """Grade by age and age of entry, then what happens."""
    draw = rng.random()
    shift = 1 if draw < rates.ENTERED_EARLY else -1 if draw > 1 - rates.ENTERED_LATE else 0
    person.grade = person.age_on(days.term_start) - 6 + shift
    first, last = days.school_age
    if not first <= person.born <= last:
        person.kind = "too_young" if person.born > last else "too_old"
        person.detail = "in_school" if 1 <= person.grade <= 9 else ""
    elif person.kind:
        person.grade = 0 if person.kind == "never_enrolled" or person.detail == UNLISTED else min(max(person.grade, 1), 9)
    else:
        person.grade = max(person.grade, 1)
        person.kind = _kind(person, rng, days)
    if person.kind in rates.DISABLED_KINDS or rng.random() < rates.DISABLED:
        person.disability = (rng.choice((1, 2, 3, 4, 4, 5, 5, 6, 7)), rng.choice((1, 2, 2, 3, 3, 4)))


def _kind(person: Person, rng: Random, days: Days) -> str:
    if person.grade > 9:
        person.grade = 9
        return "graduated" if rng.random() < rates.GRADUATED_LISTED else "graduated_unlisted"
    if person.age_on(days.as_of) == 7 and rng.random() < rates.DEFERRED:
        return "deferred" if rng.random() < rates.DEFERRED_LISTED else "deferred_unlisted"
    kind = _draw(rates.LIVES, rng) or "in_school"
    if kind == "away_enrolled" and rng.random() < rates.TRANSFER_TRACE:
        person.detail = "transfer_trace"
    if kind == "in_school":
        draw = rng.random()
        kind = "on_leave" if draw > 1 - rates.ON_LEAVE else kind
        person.detail = "double" if draw < rates.DOUBLE_ENROLMENT else ""
    return kind


def _register_twice(person: Person, families: Families, rng: Random) -> None:
    """A few are in the register twice, some with a second number; those out of school are not, to keep their count plain."""
    if rng.random() < rates.SECOND_REGISTRATION and person.kind not in (*OUT_OF_SCHOOL, "second_check"):
        person.twice = True
        if not person.first_number and rng.random() < 0.4:
            person.first_number = families.numbers.identity(person.born, person.sex)


def _outsiders(population: Population, families: Families, children: int) -> None:
    """Pupils of other counties' registers, pupils without any register, and pupils of other counties' schools."""
    rng, days = population.rng("outsiders"), population.days
    outside, (first, last) = outside_villages(), days.school_age
    for kind, share in (
        ("pupil_other_register", rates.PUPILS_OTHER_REGISTER),
        ("pupil_no_register", rates.PUPILS_NO_REGISTER),
        ("stranger_elsewhere", rates.STRANGERS_ELSEWHERE),
    ):
        home = population.places.villages if kind == "pupil_no_register" else outside
        for _ in range(scaled(children, share)):
            household = families.make(rng.choice(home))
            person = next(child for child in household.children if first <= child.born <= last)
            person.registered, person.kind = False, kind
            person.grade = min(max(person.age_on(days.term_start) - 6, 1), 9)
            household.poor = False
            population.everyone.append(person)


# --- schools and classes


def on_roll(person: Person) -> bool:
    return (
        person.kind in ON_ROLL or person.detail in ("in_school", "shown_present", "transfer_trace") or person.kind == "graduated"
    )


def in_class(person: Person) -> bool:
    return person.kind in IN_CLASS or person.detail in ("in_school", "shown_present")


def _settle_schools(population: Population) -> None:
    rng, places = population.rng("schools"), population.places
    for school in [s for s in places.schools if s.kind == "教学点"][: rates.SCHOOLS_WITHOUT_ROLL]:
        school.has_roll = False
    for person in population.everyone:
        if on_roll(person) or in_class(person) or person.kind == "deferred":
            settle(person, places, rng)
    _form_classes(population.everyone)


def settle(person: Person, places: Places, rng: Random) -> None:
    """School, class, and for some a second school."""
    village = person.household.village
    if village.county != COUNTY:
        village = rng.choice(places.villages)
    person.school = places.special if person.kind == "special_school" else school_for(places, village, person.grade, rng)
    assert person.school is not None
    if person.kind == "dropped_out" and not person.school.has_roll:
        person.detail = "status_dropout"
    if person.detail == "double":
        choices = [school for school in places.schools if person.grade in school.grades and school is not person.school]
        person.second_school = rng.choice(choices)


def _form_classes(people: Iterable[Person]) -> None:
    """As many classes of a grade as its pupils need."""
    grades: dict[tuple[str, int], list[Person]] = {}
    for person in people:
        if person.school is not None:
            grades.setdefault((person.school.code, person.grade), []).append(person)
    for pupils in grades.values():
        classes = -(-len(pupils) // CLASS_SIZE)
        for place, person in enumerate(pupils):
            person.class_number = place * classes // len(pupils) + 1
