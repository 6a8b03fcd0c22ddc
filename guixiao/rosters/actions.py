"""The writers of a round: run the engine's result into the database."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from django.db import transaction

from guixiao.accounts.models import User
from guixiao.areas.actions import gazetteer
from guixiao.areas.models import Area, School
from guixiao.cases.chain.words import chain_words
from guixiao.cases.clocks.kept import kept_clocks
from guixiao.cases.following import follow_round
from guixiao.changes.actions import baseline, compare
from guixiao.children.actions import RoundFacts, Row, make_current, record_round
from guixiao.children.models import Round
from guixiao.lib.masks import cleaned
from guixiao.linkage.reading import FileReceipt, Source
from guixiao.policy.accountability import Accountability
from guixiao.policy.accountability import plain as plain_accountability
from guixiao.policy.alerts import Alerts
from guixiao.policy.alerts import plain as plain_alerts
from guixiao.policy.bodies import Bodies
from guixiao.policy.bodies import plain as plain_bodies
from guixiao.policy.crossings import Crossings
from guixiao.policy.crossings import plain as plain_crossings
from guixiao.policy.effort import Effort, plain
from guixiao.policy.inspections import Inspections
from guixiao.policy.inspections import plain as plain_inspections
from guixiao.policy.looks import Looks
from guixiao.policy.looks import plain as plain_looks
from guixiao.policy.moves import Moves
from guixiao.policy.moves import plain as plain_moves
from guixiao.policy.orders import Orders
from guixiao.policy.orders import plain as plain_orders
from guixiao.policy.referrals import Referrals
from guixiao.policy.referrals import plain as plain_referrals
from guixiao.reviews.actions import record_doubts
from guixiao.rosters.files.actions import keep_reading, seal_file, take_in
from guixiao.rosters.files.reading import Reading
from guixiao.rosters.models import Import, Receipt
from guixiao.rosters.rules import SchoolNames, counted, row_of
from guixiao.sightings.actions import stand_again, withdrawn


class Reconciliation(Protocol):
    """What `linkage.reconcile` hands over."""

    @property
    def receipt(self) -> Mapping[str, Any]: ...
    def children(self) -> Iterable[Mapping[str, Any]]: ...
    def doubts(self) -> Iterable[Mapping[str, Any]]: ...


class Wording(Protocol):
    """What a round keeps of the policy it was made with."""

    @property
    def version(self) -> str: ...
    @property
    def buckets(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def outcomes(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def decidable(self) -> Mapping[str, str]: ...
    @property
    def suspect(self) -> Collection[str]: ...
    @property
    def findings(self) -> Mapping[str, Any]: ...
    @property
    def evidence(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def lines(self) -> Mapping[str, Any]: ...
    @property
    def effort(self) -> Effort: ...
    @property
    def bodies(self) -> Bodies: ...
    @property
    def clocks(self) -> Mapping[str, Any]: ...
    @property
    def pauses(self) -> Mapping[str, Any]: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def looks(self) -> Looks: ...
    @property
    def crossings(self) -> Crossings: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def moves(self) -> Moves: ...
    @property
    def referrals(self) -> Referrals: ...
    @property
    def accountability(self) -> Accountability: ...
    @property
    def inspections(self) -> Inspections: ...
    @property
    def chiefs(self) -> Mapping[str, Any]: ...
    @property
    def chains(self) -> Mapping[str, Any]: ...
    @property
    def chain(self) -> str: ...


@dataclass(frozen=True)
class Circumstances:
    """What a round is besides its children."""

    county: Area
    as_of: date
    policy: Wording
    made_by: User | None = None
    demo: bool = False
    decisions: Collection[int] = ()  # what reviews.actions.write_decisions gave


@transaction.atomic
def load_round(reconciliation: Reconciliation, *, progress: Callable[[int], None] | None = None, **circumstances: Any) -> Round:
    """Store the engine's result: children, where each stands and why, doubts, and the receipt. All of it or nothing.

    The county's pages show it from now on. The keywords are those of `Circumstances`.
    """
    about = Circumstances(**circumstances)
    register, apart = counted(reconciliation.receipt)
    facts = RoundFacts(
        county=about.county,
        as_of=about.as_of,
        policy=about.policy.version,
        wording=wording_of(about.policy),
        population=register + apart,
        apart=apart,
        made_by=about.made_by,
        demo=about.demo,
    )
    rows = _placed(reconciliation.children(), about.county)
    made = record_round(facts, rows, progress, nobody=withdrawn(about.county))
    Receipt.objects.create(round=made, content=cleaned(json.loads(json.dumps(reconciliation.receipt, default=str))))
    record_doubts(made, reconciliation.doubts(), about.decisions)
    make_current(made, about.made_by)
    stand_again(made)  # only now: whoever records a child meanwhile has waited for the round to change
    follow_round(made, about.made_by)
    if earlier := baseline(made):
        compare(earlier, made)
    return made


class Finished(Protocol):
    """A run of the engine, and how it read each file."""

    @property
    def files(self) -> Sequence[FileReceipt]: ...
    def unaccepted(self) -> Sequence[Mapping[str, Any]]: ...


def keep_rosters(made: Round, sources: Sequence[Source], result: Finished, policy: str) -> Import:
    """The import of a round that was loaded directly (the demo): its files sealed, and how each was read, as if by the desk."""
    kept = {"county": made.county, "as_of": made.as_of, "policy": policy, "made_by": made.made_by, "demo": made.demo}
    version = Import(**kept, confirmed_by=made.made_by, confirmed_at=made.made_at, finished_at=made.made_at)
    sealed = []
    for source in sources:
        with source.path.open("rb") as content:
            sealed.append(seal_file(version, source.path.name, content))
    aside = result.unaccepted()
    with transaction.atomic():
        version.state, version.round = Import.State.DONE, made
        version.save(force_insert=True)
        for number, (source, file) in enumerate(zip(sources, sealed, strict=True)):
            rows = [dict(row) for row in aside if row["file_no"] == number]
            item = take_in(version, file, None, source.roster, number)
            keep_reading(item, Reading(source.roster, result.files[number], aside=rows))
    return version


def wording_of(policy: Wording) -> dict[str, Any]:
    """What a round keeps of its policy: names, and what a verification may find."""
    return {
        "buckets": _plain(policy.buckets),
        "outcomes": _plain(policy.outcomes),
        "decidable": dict(policy.decidable),
        "suspect": sorted(policy.suspect),
        "findings": {
            name: {**found.names, "code": found.code, "effect": found.effect, "evidence": list(found.evidence),
                   "months": found.months}
            for name, found in policy.findings.items()
        },
        "evidence": _plain(policy.evidence),
        "lines": {name: {**line.names, "posts": list(line.posts)} for name, line in policy.lines.items()},
        "effort": plain(policy.effort),
        **kept_clocks(policy),
        "alerts": plain_alerts(policy.alerts),
        "looks": plain_looks(policy.looks),
        "crossings": plain_crossings(policy.crossings),
        "orders": plain_orders(policy.orders),
        "moves": plain_moves(policy.moves),
        "bodies": plain_bodies(policy.bodies),
        "referrals": plain_referrals(policy.referrals),
        "accountability": plain_accountability(policy.accountability),
        "inspections": plain_inspections(policy.inspections),
        "chain": chain_words(policy),
    }  # fmt: skip


def _plain(names: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {name: dict(words) for name, words in names.items()}


def _placed(rows: Iterable[Mapping[str, Any]], county: Area) -> Iterator[Row]:
    """Engine rows with their words for township, village and school turned into ours."""
    find_place = cache(gazetteer(county).find)
    find_school = cache(SchoolNames(School.objects.filter(county=county).values_list("id", "name")).find)
    for row in rows:
        town, village = find_place(row["town"] or "", row["village"] or "")
        yield Row(*row_of(row, town, village, find_school(row["school"] or "")), row.get("evidence") or "")
