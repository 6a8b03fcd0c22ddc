"""The chiefs whom no post makes: those of the county, and the class teachers of one township's children."""

from random import Random

from guixiao.accounts.models import User
from guixiao.cases.chain.actions import Person, Spot, Term, name_chief
from guixiao.cases.chain.words import chiefs_of
from guixiao.demo import names
from guixiao.demo.campaign.fates import Fate
from guixiao.demo.campaign.people import CHIEFS, TOWN
from guixiao.demo.campaign.stage import Stage


def name_chiefs(stage: Stage, fates: list[Fate]) -> None:
    """On the first morning."""
    known = {chief.name: chief for chief in chiefs_of(stage.made)}
    rng = Random(f"{stage.seed}/chiefs")

    def named(by: User, chief: str, spot: Spot, name: str) -> None:
        phone = f"1000{rng.randrange(10_000_000):07d}"
        name_chief(by, known[chief], spot, Person(name=name, phone=phone), Term(stage.days.as_of))

    def of_county() -> None:
        for chief, username in CHIEFS.items():
            spot = Spot(stage.made.county, frozenset({"county_officer"}))
            name_chief(
                stage.people.officers[0], known[chief], spot, Person(user=stage.people.chiefs[username]), Term(stage.days.as_of)
            )

    def teachers() -> None:
        for fate in fates:
            case = stage.cases[fate.key]
            principal = stage.people.schools.get(case.school_id or 0)
            if principal and case.town and case.town.code == TOWN:
                name = names.han_name(rng, names.surname(rng, "侗族"), rng.choice("男女"))
                named(principal, "class_teacher", Spot(case, frozenset({"principal"})), name)

    stage.at(1, 7.5, of_county)
    stage.at(1, 7.8, teachers)
