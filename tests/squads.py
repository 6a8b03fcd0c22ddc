"""Squads who record children at the same moment, each in a thread with a connection of its own; prints what came of it.

    python -m tests.squads same     each meets the same children, with the same numbers
    python -m tests.squads rounds   each meets others, while new rounds are loaded and earlier ones shown again

Run by tests/test_met_together.py against the database of DATABASE_URL, which must be empty of rounds.
"""

import json
import sys
import uuid
from collections import Counter
from typing import Any

from tests.two_officers import together

CHILDREN, THREADS, ROUNDS = 10, 4, 4


def number_of(child: int) -> str:
    from guixiao.lib.ids import check_character

    first = f"52269920160503{child:03}"
    return first + check_character(first)


def same(user: Any, told: Counter[str], turn: int) -> None:
    from guixiao.sightings.actions import SameNumber, add
    from tests.met import told as met

    for child in range(CHILDREN):
        try:
            add(user, met(name=f"潘小山{turn}", id_number=number_of(child)), uuid.uuid4())
            told["kept"] += 1
        except SameNumber:
            told["refused"] += 1


def rounds(user: Any, told: Counter[str], turn: int) -> None:
    """The first thread loads and restores, the others add."""
    from guixiao.sightings.actions import add
    from tests.met import told as met

    if turn == 0:
        for number in range(ROUNDS):
            load(user, number)
        return
    for child in range(CHILDREN):
        add(user, met(name=f"潘小山{turn}{child}", id_number=number_of(100 * turn + child)), uuid.uuid4())
        told["kept"] += 1


def load(user: Any, number: int) -> None:
    from guixiao.areas.models import Area
    from guixiao.children.models import CurrentRound, Round
    from guixiao.rosters.actions import load_round
    from guixiao.rosters.imports.actions import restore
    from tests.cast import AS_OF, POLICY, Result, plain_rows

    load_round(Result(plain_rows()), county=Area.objects.get(code="522633"), as_of=AS_OF, policy=POLICY, made_by=user)
    if number % 2:
        restore(Round.objects.earliest("made_at"), CurrentRound.objects.get().round, user, "x")


def outcome() -> dict[str, Any]:
    from guixiao.children import verify as figures
    from guixiao.children.models import CurrentRound
    from guixiao.sightings import verify as met
    from guixiao.sightings.models import Sighting

    outcomes = [check() for check in (*figures.verify_checks, *met.verify_checks)]
    return {"faults": [fault for outcome in outcomes for fault in outcome.faults], "met": Sighting.objects.count(),
            "beside": CurrentRound.objects.get().round.sighted}  # fmt: skip


def main(story: str) -> None:
    import django

    django.setup()
    from tests.cast import make_cast

    cast = make_cast()
    cast.load()
    told = together({"same": same, "rounds": rounds}[story], [cast.li] * THREADS)
    print(json.dumps({"told": dict(told)} | outcome(), default=str))


if __name__ == "__main__":
    main(sys.argv[1])
