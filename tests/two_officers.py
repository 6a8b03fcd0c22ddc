"""Several people answer one queue at the same moment, each in a thread with a connection of its own; prints what came of it.

    python -m tests.two_officers queue      each takes the next doubt until there is none, and takes some answers back
    python -m tests.two_officers race       all run through the same list with opposite answers, minding nobody's lease

Run by guixiao/reviews/tests/test_together.py against the database of DATABASE_URL, which must be empty of rounds.
"""

import json
import sys
from collections import Counter
from threading import Barrier, Thread
from typing import Any

PAIRS, ALONE, THREADS = 10, 40, 4


def build() -> Any:
    """A round with doubts: pairs of children who may own the same row, and children with a row of their own."""
    from tests.cast import Result, make_cast, row
    from tests.questions import candidate, question

    cast = make_cast()
    rows = [row(number, "in_review") for number in range(2 * PAIRS + ALONE)]
    asked = [
        question(one, candidate(one, row=10 * (number // 2 if number < 2 * PAIRS else number))) for number, one in enumerate(rows)
    ]
    cast.load_result(Result(rows, asked=asked))
    return cast


def queue(user: Any, told: Counter[str], turn: int) -> None:
    from guixiao.reviews.actions import Given, Settled, decide, take_next, undo
    from guixiao.reviews.rules import Answer

    while doubt := take_next(user):
        try:
            made = decide(user, doubt, Answer("same", (1,)))
            told["kept"] += 1
            if told["kept"] % 7 == 0 and undo(user, made):
                told["taken back"] += 1
        except Settled:
            told["settled"] += 1
        except Given:
            told["given"] += 1
        except PermissionError:  # the same person's other browser answered in between: `made` is not the last one now
            told["not the last"] += 1


def race(user: Any, told: Counter[str], turn: int) -> None:
    from guixiao.reviews.actions import Given, Settled, decide
    from guixiao.reviews.models import Doubt
    from guixiao.reviews.rules import Answer

    for doubt in Doubt.objects.select_related("round__county", "town").order_by("position"):
        try:
            decide(user, doubt, Answer("same", (1,)) if (turn + doubt.position) % 2 else Answer("different"))
            told["kept"] += 1
        except Settled as refusal:
            assert refusal.decision is not None and refusal.decision.made_by is not None
            told["settled"] += 1
        except Given:
            told["given"] += 1


def together(story: Any, users: list[Any]) -> Counter[str]:
    """All at once; what each was told, summed. A thread that fails says so."""
    from django.db import connections

    counts = [Counter[str]() for _ in users]
    start = Barrier(len(users))

    def work(turn: int) -> None:
        try:
            start.wait()
            story(users[turn], counts[turn], turn)
        except Exception as error:
            counts[turn][f"failed: {type(error).__name__}: {error}"] += 1
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=(turn,)) for turn in range(len(users))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts, Counter())


def outcome() -> dict[str, Any]:
    from django.db.models import Count

    from guixiao.audit.models import Entry
    from guixiao.reviews.models import Candidate, Decision, Doubt

    in_force = Decision.objects.in_force()
    twice = [list(rows.filter(count__gt=1)) for rows in (
        in_force.order_by().values_list("doubt").annotate(count=Count("pk")),
        Candidate.objects.given().order_by().values_list("row_key").annotate(count=Count("pk")),
    )]  # fmt: skip
    return {"doubts": Doubt.objects.count(), "open": Doubt.objects.open().count(), "twice": twice,
            "in force": in_force.count(), "given away": Doubt.objects.given_away().count(), "decisions": Decision.objects.count(),
            "written": Entry.objects.filter(act="review.decide").count(),
            "verdicts": Candidate.objects.exclude(verdict="").count()}  # fmt: skip


def main(story: str) -> None:
    import django

    django.setup()
    cast = build()
    users = [(cast.li, cast.shi)[turn % 2] for turn in range(THREADS)]
    told = together({"queue": queue, "race": race}[story], users)
    print(json.dumps({"told": dict(told)} | outcome(), default=str))


if __name__ == "__main__":
    main(sys.argv[1])
