"""What a month changes in the made-up county: who came back, went, moved, came new, and whose facts were corrected."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from guixiao.demo import names, rates
from guixiao.demo.dirt.names import homophone
from guixiao.demo.households import Families, Household, Person
from guixiao.demo.identity import Numbers
from guixiao.demo.lives import OUT_OF_SCHOOL, UNLISTED, Population, in_class, live, on_roll, scaled, settle
from guixiao.demo.places import school_for

Happenings = dict[str, list[str]]  # person_id -> what happened to the person, in order
FIRST_NEW_HOUSEHOLD = 5_000_000


def pass_month(population: Population, children: int) -> Happenings:
    """The same people on the later day. Everyone to whom nothing happened is left as it was."""
    population.as_of = population.days.later
    month = Month(population, children / rates.CHILDREN)
    month.come_of_age()
    month.come_back()
    month.drop_out()
    month.explain()
    month.correct()
    month.strike_off()
    month.move()
    month.move_in()
    return dict(month.happened)


class Month:
    """One population, and what happened in it so far; each change draws from a stream of its own."""

    def __init__(self, population: Population, scale: float):
        self.population, self.places, self.scale = population, population.places, scale
        self.days = population.days
        self.happened: defaultdict[str, list[str]] = defaultdict(list)
        self.classes: dict[tuple[str, int], int] = {}
        for person in population.everyone:
            if person.school is not None:
                key = (person.school.code, person.grade)
                self.classes[key] = max(self.classes.get(key, 1), person.class_number)
        self.numbers = Numbers(population.rng("numbers"))
        self.numbers.used = {number[:17] for person in population.everyone for number in _numbers(person)}

    def _those(self, *kinds: str) -> list[Person]:
        """Those of these kinds to whom nothing has happened yet."""
        return [person for person in self.population.everyone if person.kind in kinds and not self.happened.get(person.person_id)]

    def _becomes(self, person: Person, what: str, kind: str, detail: str = "") -> None:
        person.kind, person.detail = kind, detail
        self.happened[person.person_id].append(what)

    def _seat(self, person: Person, rng: Random) -> None:
        """A school near home and one of its classes, where the child has none that fits."""
        if person.school is None or person.grade not in person.school.grades:
            person.grade = person.grade or min(max(person.age_on(self.days.term_start) - 6, 1), 9)
            person.school = school_for(self.places, person.household.village, person.grade, rng)
            person.class_number = 0
        last = self.classes.get((person.school.code, person.grade), 1)
        person.class_number = person.class_number or rng.randint(1, last)

    def come_of_age(self) -> None:
        """Some turned seven, some sixteen; the latter leave the list even where nobody ever found them."""
        rng = self.population.rng("come of age")
        earliest, (first, last) = self.days.school_age[0], self.days.later_school_age
        for person in self.population.everyone:
            if not person.registered:
                continue
            if person.kind == "too_young" and person.born <= last:
                self._turn_seven(person, rng)
            elif earliest <= person.born < first:
                what = "outgrown_out_of_school" if person.kind in OUT_OF_SCHOOL else "outgrown"
                self._becomes(person, what, "too_old", "in_school" if in_class(person) else "")

    def _turn_seven(self, person: Person, rng: Random) -> None:
        if person.detail == "in_school":
            self._becomes(person, "came_of_age", "in_school")
            return
        listed = rng.random() < rates.CAME_OF_AGE_DEFERRED
        self._becomes(person, "came_of_age", "deferred" if listed else "deferred_unlisted")
        self._seat(person, rng)

    def come_back(self) -> None:
        """Of the 958 all but 115 (those who turned sixteen aside); of the 66 most."""
        rng = self.population.rng("come back")
        out = self._those(*OUT_OF_SCHOOL)
        rng.shuffle(out)
        for person in out[scaled(rates.STILL_OUT, self.scale) :]:
            self._return(person, rng)
        unlisted = [person for person in self._those("second_check") if person.detail == UNLISTED]
        for person in unlisted[: scaled(rates.FOUND_UNLISTED, self.scale)]:
            person.registered, person.id_number = True, self.numbers.identity(person.born, person.sex)
            self._becomes(person, "registered", "in_school")
            self._seat(person, rng)

    def _return(self, person: Person, rng: Random) -> None:
        if rng.random() < rates.RETURNED_ELSEWHERE:
            self._becomes(person, "returned_elsewhere", "away_enrolled")
            return
        unenrolled = person.kind == "never_enrolled" and rng.random() < rates.RETURNED_UNENROLLED
        self._becomes(person, "returned", "in_class_no_enrolment" if unenrolled else "in_school")
        self._seat(person, rng)

    def drop_out(self) -> None:
        rng = self.population.rng("drop out")
        pool = [person for person in self._those("in_school") if person.registered and person.school and person.school.has_roll]
        for person in self.population.take(pool, scaled(rates.NEW_DROPOUTS, self.scale), rates.DROPOUT_AGE, rng):
            sign = rng.choice(("marked_absent", "marked_absent", "not_on_attendance", "status_dropout"))
            self._becomes(person, "dropped_out", "dropped_out", sign)

    def explain(self) -> None:
        """What the rosters left open they show now; some leaves are over."""
        rng = self.population.rng("explain")
        for what, table in (("explained", rates.EXPLAINED), ("ended", rates.ENDED)):
            for kind, (then, share) in table.items():
                for person in self._those(kind):
                    if rng.random() < share:
                        self._becomes(person, what, then)
                        if then == "deferred":
                            self._seat(person, rng)

    def correct(self) -> None:
        """The police correct a name or a number: what was true is true no longer."""
        rng = self.population.rng("correct")
        pool = [person for person in self.population.everyone if person.registered and person.id_number and len(person.name) > 1]
        people = rng.sample(pool, scaled(rates.RENAMED, self.scale) + scaled(rates.RENUMBERED, self.scale))
        for place, person in enumerate(people):
            if place < scaled(rates.RENAMED, self.scale):
                person.name, person.former_name = _renamed(person, rng), person.name
                self.happened[person.person_id].append("renamed")
            else:
                person.id_number, person.first_number = self.numbers.identity(person.born, person.sex), person.id_number
                self.happened[person.person_id].append("renumbered")

    def strike_off(self) -> None:
        """Rows of the dead and the moved that the police took out, and families who leave the county."""
        rng = self.population.rng("strike off")
        for kind, share in rates.STRUCK_OFF.items():
            for person in self._those(kind):
                if rng.random() < share and not person.twice:
                    person.registered = False
                    self._becomes(person, "struck_off", kind, UNLISTED)
        for household in self._settled(scaled(rates.LEFT_COUNTY, self.scale), rng):
            for person in household.children:
                self._becomes(person, "left_county", "moved_out")

    def move(self) -> None:
        """Within the county: a new address, a new household number, for the younger ones a new school."""
        rng = self.population.rng("move")
        for number, household in enumerate(self._settled(scaled(rates.MOVED_HOUSEHOLDS, self.scale), rng)):
            household.village = rng.choice([village for village in self.places.villages if village is not household.village])
            household.number, household.group, household.door = f"97{number:07d}", rng.randint(1, 9), rng.randint(1, 99)
            for person in household.children:
                self.happened[person.person_id].append("moved")
                if person.kind == "in_school" and person.grade <= 6:
                    person.school = None
                    self._seat(person, rng)

    def _settled(self, count: int, rng: Random) -> list[Household]:
        """Households in which nothing has happened and all is in order."""
        pool = [
            household
            for household in self.population.households
            if household.village.county == self.places.villages[0].county
            and all(_in_order(person) and not self.happened.get(person.person_id) for person in household.children)
        ]
        return rng.sample(pool, min(count, len(pool)))

    def move_in(self) -> None:
        """New families in the register; their children go to school like everybody's."""
        rng = self.population.rng("move in")
        families = Families(rng, self.days, "N")
        families.numbers, families.households = self.numbers, FIRST_NEW_HOUSEHOLD
        for _ in range(scaled(rates.NEW_HOUSEHOLDS, self.scale)):
            household = families.make(rng.choice(self.places.villages))
            self.population.households.append(household)
            self.population.everyone += household.children
            for person in household.children:
                live(person, rng, self.days)
                self.happened[person.person_id].append("moved_in")
                if on_roll(person) or in_class(person) or person.kind == "deferred":
                    settle(person, self.places, rng)
                    self._seat(person, rng)


def _numbers(person: Person) -> Iterable[str]:
    """All that the family has: nobody new may be given one of them."""
    return (person.id_number, person.first_number, *(adult.id_number for adult in person.household.adults))


def _in_order(person: Person) -> bool:
    return person.registered and not person.twice and person.kind in ("in_school", "too_young", "too_old")


def _renamed(person: Person, rng: Random) -> str:
    """The same sound in other characters, or another name of the same family."""
    name = homophone(rng, person.name, person.sex)
    return name if name != person.name else names.han_name(rng, person.name[0], person.sex)
