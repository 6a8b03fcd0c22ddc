"""Orders, inspections and samples of three years for the county of `benchmarks.rounds`, written by the thousand.

Needs Django set up, and the cases of `benchmarks.years`.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks.posts import County

ORDERS = 48  # of which the last RUNNING run
RUNNING = 4
GOALS = ("returned", "verified", "visited", "planned")
CHILDREN = 400  # of a large order
INSPECTIONS = 60
DRAWS = 36
YEARS = 3 * 365
AT = {"township_post": "town", "village_squad": "village", "principal": "school"}
LINE = {"township_post": "administrative", "village_squad": "administrative", "principal": "education"}
# state of an item, and what happened to it; one in so many of each
ITEMS = (("closed", ("find", "mend", "fail", "mend", "pass"), 70), ("open", ("find",), 20), ("mended", ("find", "mend"), 10))


def oversee(seed: int = 13) -> None:
    county = County.read(seed)
    for number in range(1, ORDERS + 1):
        _order(county, number)
    for number in range(1, INSPECTIONS + 1):
        _inspection(county, number)
    _draws(county)


def _order(county: County, number: int) -> None:
    """The later ones run; of the others a third was missed, and the last set is as large as a county's gets."""
    from guixiao.cases.orders.models import Order, Outcome, Receipt, Target

    runs = number > ORDERS - RUNNING
    deadline = county.today + timedelta(days=3 * (number % 5)) if runs else county.ago(YEARS, 2)
    goal = GOALS[number % len(GOALS)]
    kept = county.made.wording["orders"]["goals"][goal]
    order = Order.objects.create(
        county=county.made.county, number=f"从江作战令〔2026〕{number}号", title="全部劝返", text="各乡镇、各学校按期完成。",
        goal=goal, wanted={"places": [], "poor": True, "who": "out", "youngest": None, "oldest": None}, deadline=deadline,
        goal_words={"zh": kept["zh"], "en": kept["en"]}, kind=kept["kind"], round=county.made,
        issued_by=county.users["county"], issued_at=county.when(deadline - timedelta(days=30)),
    )  # fmt: skip
    cases = county.some(county.cases, CHILDREN if number % 3 == 0 or runs else 60)
    Target.objects.bulk_create(Target(order=order, case=case, child_id=case.child_id, town_id=case.town_id,
                                      village_id=case.village_id, school_id=case.school_id) for case in cases)  # fmt: skip
    went = list(_addressees(order, cases))
    type(went[0]).objects.bulk_create(went)
    Receipt.objects.bulk_create(
        Receipt(addressee=one, user_id=county.posts.get((one.role, one.area_id or one.school_id)), at=order.issued_at)
        for one in went if county.rng.random() < (0.6 if runs else 0.98)
    )  # fmt: skip
    if not runs:
        missed = [str(case.pk) for case in cases[: len(cases) // 10]] if number % 3 == 0 else []
        Outcome.objects.create(order=order, met=not missed, children=len(cases), met_count=len(cases) - len(missed),
                               not_yet_count=len(missed), aside_count=0, not_yet=missed)  # fmt: skip


def _addressees(order: Any, cases: list[Any]) -> Iterator[Any]:
    from guixiao.cases.orders.models import Addressee

    for role, place in AT.items():
        for key, count in Counter(getattr(case, f"{place}_id") for case in cases).items():
            if key:
                where = {"school_id" if place == "school" else "area_id": key}
                yield Addressee(order=order, line=LINE[role], role=role, children=count, **where)


def _inspection(county: County, number: int) -> None:
    from guixiao.cases.rectification.models import Inspection, Item, Step

    on = county.ago(YEARS, 5)
    made = Inspection.objects.create(county=county.made.county, area=county.made.county, title="县委督查通报",
                                     number=f"{number}号", inspectors="县督查组", inspected_on=on,
                                     recorded_by=county.users["county"], recorded_at=county.when(on))  # fmt: skip
    items, steps = [], []
    for at in range(1, county.rng.randint(20, 40)):
        item, told = _item(county, made, at)
        items.append(item)
        steps += [Step(item=item, version=n, verb=verb, true_on=item.deadline, actor=county.users["county"], text="已经补齐。")
                  for n, verb in enumerate(told, start=1)]  # fmt: skip
    Item.objects.bulk_create(items)
    Step.objects.bulk_create(steps)


def _item(county: County, made: Any, number: int) -> tuple[Any, tuple[str, ...]]:
    from guixiao.cases.rectification.models import Item

    state, told, _many = county.rng.choices(ITEMS, [many for *_, many in ITEMS])[0]
    deadline = _deadline(county.rng, county.today, made.inspected_on, state)
    mended = None if state == "open" else deadline
    item = Item(inspection=made, county=made.county, number=number, finding="走访记录不全，三个孩子没有家访记录。", state=state,
                measures="补记录，重新走访。", deadline=deadline, version=len(told), mended_on=mended,
                mended_by_id=county.users["township"].pk if mended else None, mended_as="township_post" if mended else "",
                case=county.rng.choice(county.cases) if county.rng.random() < 0.3 else None, **county.post())  # fmt: skip
    return item, told


def _deadline(rng: random.Random, today: date, on: date, state: str) -> date:
    return on + timedelta(days=30) if state == "closed" else today + timedelta(days=rng.randint(-60, 20))


def _draws(county: County) -> None:
    from guixiao.cases.closures.models import Draw, Look, Sample
    from guixiao.cases.models import Case

    closed = list(Case.objects.filter(phase="closed").order_by("pk"))
    for number in range(1, DRAWS + 1):
        on = county.ago(YEARS if number > 4 else 10, 1)
        area = county.made.county if number % 2 else county.rng.choice(county.areas["township"])
        drawn = county.some(closed, 40)
        by = county.users["county"]
        draw = Draw.objects.create(county=county.made.county, area=area, since=on - timedelta(days=90), until=on, number=number,
                                   seed="0" * 32, frame={}, count=len(closed), size=len(drawn), drawn_by=by,
                                   drawn_at=county.when(on))  # fmt: skip
        samples = Sample.objects.bulk_create(Sample(draw=draw, case=case, town_id=case.town_id, position=at)
                                             for at, case in enumerate(drawn, start=1))  # fmt: skip
        Look.objects.bulk_create(Look(sample=sample, number=1, outcome="in_class", looked_on=on, by=county.users["county"])
                                 for sample in samples if number > 4 or county.rng.random() < 0.4)  # fmt: skip
