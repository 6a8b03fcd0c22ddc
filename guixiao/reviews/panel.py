"""One doubt as it is laid out: the child, the rows beside it, field by field, with what differs and what it weighs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language

from guixiao.accounts.models import User
from guixiao.reviews import queue, rules
from guixiao.reviews.comparison import JOINT, Piece, Side, agree, compare, together
from guixiao.reviews.models import Candidate, Decision, Doubt
from guixiao.reviews.wording import FIELDS, SEXES

HEAVY = 16.0  # bits that fill the bar
Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """A sentence of the engine with its weight; `bar` is the signed length of its bar, from -100 to 100."""

    sentence: str
    weight: float

    @property
    def bar(self) -> float:
        return round(max(-1.0, min(1.0, self.weight / HEAVY)) * 100, 1)

    @property
    def start(self) -> float:
        return min(self.bar, 0.0)

    @property
    def length(self) -> float:
        return abs(self.bar)


@dataclass(frozen=True)
class Cell:
    pieces: Sequence[Piece]
    sign: str
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Line:
    """One field: the child's cell and each row's."""

    name: str
    label: str | Promise
    child: Sequence[Piece]
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Rival:
    """Another child whose row it may be; `ahead`: by how much this child is likelier."""

    doubt: Doubt
    ahead: float
    given: bool


@dataclass(frozen=True)
class Column:
    """One row of another roster."""

    row: Candidate
    facts: Cells
    rivals: Sequence[Rival]
    effect: rules.Effect
    given_to: Doubt | None

    @property
    def parts(self) -> list[Evidence]:
        """What the fields' weights are added to."""
        return [Evidence(name, self.facts[name]) for name in ("chance", "claimed") if self.facts[name]]


@dataclass(frozen=True)
class Panel:
    doubt: Doubt
    child: Cells
    columns: Sequence[Column]
    lines: Sequence[Line]
    none: rules.Effect
    decision: Decision | None
    earlier: Decision | None
    changes: Sequence[rules.Change]

    @property
    def open(self) -> bool:
        return self.decision is None and any(column.given_to is None for column in self.columns)

    @property
    def free(self) -> list[Column]:
        return [column for column in self.columns if column.given_to is None]


def panel(user: User, doubt: Doubt, *, unmasked: bool = False) -> Panel:
    rows = list(doubt.candidates.all())
    facts = [row.facts for row in rows]
    earlier = queue.earlier(doubt)
    others = queue.asked(user).open().filter(coverage=doubt.coverage_id).exclude(pk=doubt.pk).exists()
    return Panel(
        doubt=doubt,
        child=doubt.facts,
        columns=_columns(doubt, rows),
        lines=[line for field in FIELDS if (line := _line(field, doubt.facts, facts, unmasked))],
        none=rules.effect_of_none(doubt.facts, others_open=others),
        decision=doubt.decisions.in_force().select_related("made_by").first(),
        earlier=earlier,
        changes=rules.changes(earlier.facts, doubt.facts, facts) if earlier else [],
    )


def _columns(doubt: Doubt, rows: Sequence[Candidate]) -> list[Column]:
    beside = Candidate.objects.filter(round=doubt.round_id, row_key__in=[row.row_key for row in rows]).exclude(doubt=doubt)
    others = list(beside.select_related("doubt__coverage__child", "doubt__coverage__village").order_by("-weight", "pk"))
    return [_column(doubt, row, [other for other in others if other.row_key == row.row_key]) for row in rows]


def _column(doubt: Doubt, row: Candidate, others: Sequence[Candidate]) -> Column:
    given = [other.verdict == rules.SAME and other.roster != rules.REGISTER for other in others]
    rivals = [Rival(other.doubt, round(row.weight - other.weight, 1), to) for other, to in zip(others, given, strict=True)]
    owner = next((rival.doubt for rival in rivals if rival.given), None)
    return Column(row, row.facts, rivals, rules.effect_of_same(doubt.facts, row.facts), owner)


def _line(field: tuple[str, Any, str, str], child: Cells, rows: Sequence[Cells], unmasked: bool) -> Line | None:
    """None where no side has anything to say, or the row's number only repeats its other one."""
    name, label, kind, evidence = field
    mine, theirs = cell_of(child, name), [cell_of(row, name) for row in rows]
    if not mine and not any(theirs):
        return None
    kind = "own" if kind == "code" and rows[0]["roster"] != rules.REGISTER else kind
    pairs = [compare(kind, mine, text, unmasked=unmasked) for text in theirs]
    cells = [Cell(other.pieces, agree(kind, mine, text), _evidence(row, evidence))
             for (_, other), text, row in zip(pairs, theirs, rows, strict=True)]  # fmt: skip
    return Line(name, label, _child(pairs), cells)


def _child(pairs: Sequence[tuple[Side, Side]]) -> tuple[Piece, ...]:
    return together([side for side, _ in pairs]).pieces


def cell_of(row: Cells, name: str) -> str:
    """A cell of the page out of the engine's cells."""
    if name == "place":
        return str(row["address"] or row["town"] + row["village"])
    if name == "sex":
        return str(SEXES.get(row[name], row[name]))
    if name == "guardian":  # a householder who is the child is nobody's guardian
        return JOINT.join(item for item in str(row[name]).split(JOINT) if item != row["name"])
    if name == "room":
        return " ".join(part for part in (row["grade"], row["class_name"]) if part)
    if name == "student_number":
        number, other = str(row[name]), str(row["id_number"])
        return "" if number.upper().removeprefix("G") == other.upper() else number
    return str(row[name])


def _evidence(row: Cells, name: str) -> Evidence | None:
    found = next((field for field in row["fields"] if field["field"] == name), None)
    if found is None or (found["level"] == "missing" and not found["weight"]):
        return None
    return Evidence(found["en" if (get_language() or "").startswith("en") else "zh"], found["weight"])
