"""What the page of an import shows, put together from its rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.children.models import CurrentRound, Round
from guixiao.policy import shipped_policies
from guixiao.reviews.queue import uncounted
from guixiao.rosters.files.rules import parts
from guixiao.rosters.imports.rules import FileFacts, State, obstacles
from guixiao.rosters.models import AsideRow, Correction, Import, ImportFile
from guixiao.rosters.policies import usual_policy
from guixiao.rosters.wording import OBSTACLES, ROSTERS
from guixiao.rosters.worker.progress import CHECK, COMPARE, progress_of

EXAMPLES = 3


@dataclass
class Problem:
    """Rows of one kind that were not accepted."""

    disposition: str
    reason: str
    count: int
    examples: list[AsideRow] = field(default_factory=list)


@dataclass(frozen=True)
class Segment:
    """A part of a file's bar, in thousandths of its width."""

    name: str
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Card:
    """One file: where its rows went, what was wrong with some, which columns were used."""

    item: ImportFile
    bar: list[Segment]
    problems: list[Problem]
    used: int
    unused: list[str]
    skipped: list[dict[str, Any]]
    corrected: int

    @property
    def to_correct(self) -> bool:
        """Is there a row to look at? Blank ones are only counted."""
        return any(problem.reason != "blank" for problem in self.problems)


@dataclass(frozen=True)
class Slot:
    roster: str
    words: Any
    cards: list[Card]
    last: int  # rows of the last version that could be carried over


def county_of(user: User) -> Area | None:
    """The county whose rosters this user loads."""
    return Area.objects.filter(pk__in=user.scope.county).order_by("code").first()


def current_round(county: Area) -> Round | None:
    current = CurrentRound.objects.filter(county=county).select_related("round").first()
    return current.round if current else None


def last_import(county: Area) -> Import | None:
    """The import that made the current version, if one did."""
    return Import.objects.filter(county=county, round__current__county=county).first()


@dataclass(frozen=True)
class Outstanding:
    """What people did since the current version was counted."""

    decisions: int
    corrections: int

    @property
    def whole(self) -> int:
        return self.decisions + self.corrections


def outstanding(county: Area, current: Import | None) -> Outstanding:
    """Decisions and corrections, made or taken back, that the current version does not know of."""
    return Outstanding(uncounted(county).whole, len(_corrections(current) ^ set(current.corrected)) if current else 0)


def _corrections(version: Import) -> set[str]:
    items = version.files.values_list("file", "roster")
    standing = Correction.objects.standing().filter(file__used_in__version=version, problem="").distinct()
    return {str(key) for key, file, roster in standing.values_list("pk", "file", "roster") if (file, roster) in set(items)}


def cards(version: Import) -> list[Card]:
    items = list(version.files.select_related("file", "read_in"))
    rows: defaultdict[Any, list[AsideRow]] = defaultdict(list)
    for reason, examples in _examples(items).items():
        rows[reason] += examples
    return [_card(item, rows) for item in items]


def _examples(items: Sequence[ImportFile]) -> dict[tuple[Any, str], list[AsideRow]]:
    """The first rows of each file and reason."""
    found: defaultdict[tuple[Any, str], list[AsideRow]] = defaultdict(list)
    for item in items:
        for reason in (item.receipt or {}).get("reasons", {}):
            found[item.pk, reason] = list(AsideRow.objects.filter(file=item.read, reason=reason)[:EXAMPLES])
    return found


def _card(item: ImportFile, rows: dict[Any, list[AsideRow]]) -> Card:
    receipt = item.receipt or {}
    counts = {"accepted": item.accepted, "set_aside": item.set_aside, "rejected": item.rejected}
    problems = [
        Problem("rejected" if reason == "no_identity" else "set_aside", reason, count, rows.get((item.pk, reason), []))
        for reason, count in sorted(receipt.get("reasons", {}).items(), key=lambda pair: -pair[1])
    ]
    skipped = [sheet for sheet in receipt.get("sheets", ()) if sheet["reason"]]
    return Card(item, _bar(item.rows_in, counts), problems, len(receipt.get("headers", {})),
                list(receipt.get("unused_headers", ())), skipped, _corrected(item))  # fmt: skip


def _corrected(item: ImportFile) -> int:
    """How many rows of the file were corrected so that they are accepted."""
    return Correction.objects.standing().filter(file=item.file_id, roster=item.roster, problem="").count()


def _bar(whole: int, counts: dict[str, int]) -> list[Segment]:
    at, found = 0.0, []
    for (name, count), width in zip(counts.items(), parts(whole, *counts.values()), strict=True):
        if count:
            found.append(Segment(name, count, round(at, 2), round(width, 2)))
        at += width
    return found


def slots(version: Import | None, found: Sequence[Card], county: Area) -> list[Slot]:
    """Every roster with its cards; what could be carried over where it has none."""
    last = last_import(county)
    before: defaultdict[str, int] = defaultdict(int)
    for item in last.files.all() if last and last != version else ():
        before[item.roster] += item.accepted
    by_roster = {roster: [card for card in found if card.item.roster == roster] for roster in ROSTERS}
    return [Slot(roster, words, by_roster[roster], before[roster]) for roster, words in ROSTERS.items()]


def progress_context(version: Import) -> dict[str, Any]:
    return {"version": version, "progress": progress_of(version), "check": CHECK, "compare": COMPARE}


def context_of(version: Import, today: date) -> dict[str, Any]:
    """All that the page of one import shows."""
    found = cards(version)
    last = current_round(version.county)
    facts = [FileFacts(card.item.file.name, card.item.roster, card.item.problem is not None) for card in found]
    return {
        "version": version,
        "county": version.county,
        "cards": found,
        "loose": [card for card in found if not card.item.roster],
        "slots": slots(version, found, version.county),
        "obstacles": [OBSTACLES[name] for name in obstacles(facts)] if version.state == State.CHECKED else [],
        **(progress_context(version) if version.is_moving else {}),
        "policies": shipped_policies(),
        "policy": version.policy or usual_policy(version.county, last),
        "as_of": version.as_of or (last.as_of if last and version.demo else today),
        "rosters": ROSTERS,
        "is_current": bool(last and version.round_id == last.pk),
        "outstanding": outstanding(version.county, version) if last and version.round_id == last.pk else None,
        "rows": sum(card.item.rows_in for card in found),
        "accepted": sum(card.item.accepted for card in found),
    }
