"""The only writers of rounds, children and coverage. (The audit entry of each joins here with the next issue.)"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.children.bulk import insert, overwrite
from guixiao.children.models import Child, Coverage, Round
from guixiao.children.rules import Equation

BATCH = 4000
KEY = ("id_number", "name", "birth_date", "household_number")
# What the newest round may correct on a child that is already known.
REFRESHED = ("sex", "ethnicity", "guardian", "phone", "town_id", "village_id", "school_id")
Known = dict[tuple[Any, ...], list[tuple[uuid.UUID, tuple[Any, ...]]]]
CELL = ("town_id", "village_id", "school_id", "bucket", "apart")


class EquationBroken(RuntimeError):
    """What stands in the database is not what was counted: nothing is kept."""


@dataclass(frozen=True)
class RoundFacts:
    """What a round is, before its children are known."""

    county: Area
    as_of: date
    policy: str
    wording: dict[str, Any]
    population: int
    apart: int
    made_by: User | None = None
    demo: bool = False


@dataclass(frozen=True)
class Row:
    """One child of a round: the fields of `Child` and of `Coverage`."""

    child: dict[str, Any]
    coverage: dict[str, Any]


@transaction.atomic
def record_round(facts: RoundFacts, rows: Iterable[Row], progress: Callable[[int], None] | None = None) -> Round:
    """Keep a round whole, or not at all: counted, stored and summed again before it is committed."""
    fields = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    made = Round.objects.create(**fields)
    cells: Counter[tuple[Any, ...]] = Counter()
    known = _known_children(facts.county)
    for batch in _batches(iter(rows)):
        _store(made, batch, known)
        cells.update(tuple(row.coverage[name] for name in CELL) for row in batch)
        if progress:
            progress(cells.total())
    _check(made, cells)
    return made


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _known_children(county: Area) -> Known:
    """Children of earlier rounds by what identifies them, with what may be refreshed; each serves once in a round."""
    known = defaultdict(list)
    for row in Child.objects.filter(county=county).order_by("pk").values_list("pk", *KEY, *REFRESHED).iterator(BATCH):
        known[row[1 : len(KEY) + 1]].append((row[0], row[len(KEY) + 1 :]))
    return known


def _store(made: Round, batch: list[Row], known: Known) -> None:
    """A child that is known and unchanged is not written again."""
    new, changed, stands = [], [], []
    for row in batch:
        earlier = known.get(tuple(row.child[name] for name in KEY))
        pk, last = earlier.pop() if earlier else (uuid.uuid4(), None)
        child = row.child | {"id": pk, "county_id": made.county_id, "demo": made.demo}
        if last is None:
            new.append(child)
        elif last != tuple(row.child[name] for name in REFRESHED):
            changed.append(child)
        stands.append(row.coverage | {"round_id": made.pk, "child_id": pk})
    insert(Child, new)
    overwrite(Child, changed, REFRESHED)
    insert(Coverage, stands)


def _check(made: Round, cells: Counter[tuple[Any, ...]]) -> None:
    """Population = sum of buckets, and every cell of every place as it was handed over."""
    stored = Coverage.objects.filter(round=made).order_by().values_list(*CELL).annotate(count=Count("id"))
    found = Counter({tuple(cell): count for *cell, count in stored})
    wrong = sorted(f"{dict(zip(CELL, cell, strict=True))}: {cells[cell]} handed over, {found[cell]} stored"
                   for cell in cells.keys() | found.keys() if cells[cell] != found[cell])  # fmt: skip
    for apart, counted in ((False, made.population - made.apart), (True, made.apart)):
        parts: Counter[str] = Counter()
        for cell, count in found.items():
            parts[cell[3]] += count if cell[4] == apart else 0
        equation = Equation(counted, parts)
        if not equation.balanced:
            wrong.insert(0, f"{'apart' if apart else 'in the register'}: {counted} counted, off by {equation.off_by}")
    if wrong:
        raise EquationBroken("; ".join(wrong[:10]))


@transaction.atomic
def remove_demo_rounds() -> None:
    """Rounds and children made up by the demo; anything real stays."""
    Coverage.objects.filter(round__demo=True).delete()
    Round.objects.filter(demo=True).delete()
    Child.objects.filter(demo=True).delete()
