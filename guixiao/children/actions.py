"""The only writers of rounds, children and coverage."""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.children.bulk import insert, overwrite
from guixiao.children.identity.facts import REFRESHED, TELLING, KnownChild, corrections, facts_of, known_children
from guixiao.children.identity.rules import recognise, refreshed
from guixiao.children.models import Child, Correction, Coverage, CurrentRound, Evidence, Round, Tally
from guixiao.children.rules import SIGHTED, SIGHTED_OUTCOMES, Equation, standing
from guixiao.children.tally import count_in, make_tally, tally_faults

BATCH = 4000
CORRECTION = ("child_id", "round_id", "field", "before", "after")
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
    """One child of a round: the fields of `Child` and of `Coverage`, and the engine's evidence (JSON text, "" for none)."""

    child: dict[str, Any]
    coverage: dict[str, Any]
    evidence: str = ""


@transaction.atomic
def record_round(
    facts: RoundFacts,
    rows: Iterable[Row],
    progress: Callable[[int], None] | None = None,
    nobody: Collection[uuid.UUID] = (),
) -> Round:
    """Keep a round whole, or not at all: counted, stored and summed again before it is committed.

    `nobody`: children entered by mistake, whom no row is taken for.
    """
    whole = list(rows)
    known, new = _recognised(facts.county, whole, nobody)
    fields = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    made = Round.objects.create(**fields, ambiguous=new)
    for start in range(0, len(whole), BATCH):
        batch = slice(start, start + BATCH)
        _store(made, whole[batch], known[batch])
        if progress:
            progress(min(start + BATCH, len(whole)))
    make_tally(made)
    _check(made, Counter(tuple(row.coverage[name] for name in CELL) for row in whole))
    told = {"as_of": made.as_of, "policy": made.policy, "population": made.population, "apart": made.apart}
    record(made.made_by, "round.record", subject=f"round:{made.pk}", place=made.county.path, detail=told)
    return made


def _recognised(county: Area, rows: list[Row], nobody: Collection[uuid.UUID]) -> tuple[list[KnownChild | None], int]:
    """Row by row the child of an earlier round, if it is one; and how many are new only because they may be one of several."""
    children, facts = known_children(county, nobody)
    found = recognise(facts_of([row.child for row in rows], [row.coverage for row in rows]), facts)
    places = [found.child_of.get(at) for at in range(len(rows))]
    return [None if place is None else children[place] for place in places], len(found.ambiguous)


def _store(made: Round, batch: list[Row], known: list[KnownChild | None]) -> None:
    """A child that is known and unchanged is not written again."""
    new, changed, stands, told, evidence = [], [], [], [], []
    for row, earlier in zip(batch, known, strict=True):
        pk = earlier.pk if earlier else uuid.uuid4()
        if earlier is None:
            new.append(row.child | {"id": pk, "county_id": made.county_id, "demo": made.demo})
        elif (values := refreshed(earlier.values, row.child)) != earlier.values:
            changed.append(values | {"id": pk})
            told += [dict(zip(CORRECTION, (pk, made.pk, *fact), strict=True)) for fact in corrections(earlier.values, values)]
        repeated = standing(row.child, row.coverage, made.as_of)
        stands.append(row.coverage | repeated | {"round_id": made.pk, "child_id": pk})
        if row.evidence:
            evidence.append({"round_id": made.pk, "child_id": pk, "content": row.evidence})
    insert(Child, new)
    overwrite(Child, changed, REFRESHED)
    insert(Coverage, stands)
    insert(Correction, told)
    insert(Evidence, evidence)


def _check(made: Round, cells: Counter[tuple[Any, ...]]) -> None:
    """Population = sum of buckets, every cell of every place as it was handed over, and the tally equal to the rows."""
    stored = Coverage.objects.filter(round=made).order_by().values_list(*CELL).annotate(count=Count("id"))
    found = Counter({tuple(cell): count for *cell, count in stored})
    wrong = sorted(f"{dict(zip(CELL, cell, strict=True))}: {cells[cell]} handed over, {found[cell]} stored"
                   for cell in cells.keys() | found.keys() if cells[cell] != found[cell])  # fmt: skip
    wrong += tally_faults(made)
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
def correct_child(child: Child, fields: Mapping[str, Any], made: Round | None) -> None:
    """What people say of a child is written over what was known; what it was stays, as a correction of the round of then."""
    before = {name: getattr(child, name) for name in TELLING}
    for name, value in fields.items():
        setattr(child, name, value)
    child.save()
    told = corrections(before, {name: getattr(child, name) for name in TELLING}) if made else []
    Correction.objects.bulk_create(
        Correction(child=child, round=made, field=field, before=was, after=now) for field, was, now in told
    )


@transaction.atomic
def stand_beside(made: Round, child: Child, fields: Mapping[str, Any]) -> bool:
    """A child in no roster stands in a round that is there already, or stands otherwise; `fields`: attributes of `Coverage`.

    False where it stands so already. A child whom a roster of the round holds is none of these: ValueError.
    """
    fields = {**fields, "apart": True, "roster": SIGHTED, "round_id": made.pk, "child_id": child.pk}
    if not fields["outcome"].startswith(SIGHTED_OUTCOMES):
        raise ValueError(f"{fields['outcome']} is an outcome of the rosters")
    rows = Coverage.objects.filter(round=made, child=child)
    if before := rows.values(*fields).first():
        if before["roster"] != SIGHTED:
            raise ValueError("a roster of this round holds the child")
        if before == fields:
            return False
        count_in(before, -1)
        rows.update(**fields)
    else:
        Coverage.objects.create(**fields)
        Round.objects.filter(pk=made.pk).update(sighted=F("sighted") + 1)
        made.refresh_from_db(fields=["sighted"])
    count_in(fields, 1)
    return True


@transaction.atomic
def make_current(made: Round, user: User | None = None, *, instead_of: Round | None = None) -> bool:
    """The county's pages show this round from now on; with `instead_of` only if they show that one, else False."""
    shown = {"round": made, "since": timezone.now(), "set_by": user}
    current = CurrentRound.objects.filter(county=made.county_id)
    if not (current.filter(round=instead_of).update(**shown) if instead_of else current.update(**shown)):
        if instead_of:
            return False
        CurrentRound.objects.create(county_id=made.county_id, **shown)
    record(user, "round.show", subject=f"round:{made.pk}", place=made.county.path, detail={"as_of": made.as_of})
    return True


@transaction.atomic
def reveal(user: User, child: Child, what: str) -> str:
    """The number as it is, and who looked at it in the log; `what`: id_number or phone."""
    place = child.village or child.town or child.county
    record(user, "child.reveal", subject=f"child:{child.pk}", place=place.path, detail={"what": what})
    return str(getattr(child, what))


@transaction.atomic
def remove_demo_rounds() -> None:
    """Rounds and children made up by the demo; anything real stays."""
    Tally.objects.filter(round__demo=True).delete()
    CurrentRound.objects.filter(round__demo=True).delete()
    Coverage.objects.filter(round__demo=True).delete()
    Correction.objects.filter(round__demo=True).delete()
    Evidence.objects.filter(round__demo=True).delete()
    rounds, _ = Round.objects.filter(demo=True).delete()
    children, _ = Child.objects.filter(demo=True).delete()
    record(None, "demo.remove", detail={"rounds": rounds, "children": children})
