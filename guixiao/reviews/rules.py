"""What an answer says of each row, what it leads to, and how it is told to the engine again: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guixiao.reviews.comparison import read

SAME, DIFFERENT, OUTCOME = "same", "different", "outcome"
KINDS = (SAME, DIFFERENT, OUTCOME)
# What the engine knows a row by: a decision holds as long as these say the same (docs/architecture.md, Decisions).
FACTS = ("name", "id_number", "birth_date")
SIDE = ("roster", *FACTS, "row", "detail")
COLUMNS = ("decision", *(f"{field}_{side}" for side in "ab" for field in SIDE), "bucket", "outcome")
REGISTER = "households"
LISTS = ("poverty", "disability")  # being in one of them moves no child from one bucket to another

Cells = Mapping[str, Any]
Line = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """`same`: the ranks that are the child's, the others are not; `different`: none is; `outcome`: none is, and we know more."""

    kind: str
    ranks: tuple[int, ...] = ()
    bucket: str = ""
    outcome: str = ""


def answer_of(word: str, ranks: Sequence[int], settled: str, settles: Mapping[str, str]) -> Answer | None:
    """What a button says: a rank, `all`, `none`, or `outcome` with one of `settles` (outcome -> bucket; the policy's)."""
    if word == "none":
        return Answer(DIFFERENT)
    if word == "outcome" and settled in settles:
        return Answer(OUTCOME, (), settles[settled], settled)
    if word == "all" and len(ranks) > 1:
        return Answer(SAME, tuple(ranks))
    return Answer(SAME, (int(word),)) if word.isdecimal() and len(word) == 1 and int(word) in ranks else None


def verdicts(answer: Answer, ranks: Iterable[int]) -> dict[int, str]:
    return {rank: SAME if rank in answer.ranks else DIFFERENT for rank in ranks}


def lines_of(child: Cells, candidates: Mapping[int, Cells], answer: Answer) -> list[Line]:
    """The answer in the columns of the engine's decisions: one line per row, one more for a settled outcome."""
    said = verdicts(answer, candidates)
    lines = [_line(said[rank], row, child) for rank, row in candidates.items()]
    if answer.kind == OUTCOME:
        lines.append(_line(OUTCOME, child, {}) | {"bucket": answer.bucket, "outcome": answer.outcome})
    return lines


def _line(decision: str, a: Cells, b: Cells) -> Line:
    sides = {f"{field}_{side}": str(cells.get(field, "")) for side, cells in (("a", a), ("b", b)) for field in SIDE}
    return {"decision": decision} | sides | {"bucket": "", "outcome": ""}


@dataclass(frozen=True)
class Effect:
    """What the next count makes of an answer: `double`, `moves` (to bucket, outcome), `listed` (in a roster that moves nobody),
    `stays`, `lost` (to the children to look for), `asked` (another question about the child is open)."""

    kind: str
    bucket: str = ""
    outcome: str = ""


def effect_of_same(child: Cells, row: Cells) -> Effect:
    if row["roster"] == REGISTER:
        return Effect("double", row["bucket"], row["outcome"])
    if row["roster"] in LISTS:
        return Effect("listed", child["bucket"], child["outcome"])
    if child["bucket"] == "in_review" and row["bucket"]:
        return Effect("moves", row["bucket"], row["outcome"])
    return Effect("stays", child["bucket"], child["outcome"])


def effect_of_none(child: Cells, *, others_open: bool) -> Effect:
    if child["bucket"] != "in_review":
        return Effect("stays", child["bucket"], child["outcome"])
    return Effect("asked") if others_open else Effect("lost", "not_found", "nowhere")


@dataclass(frozen=True)
class Change:
    """A fact that was another one when the child was last decided about; `side`: child or row."""

    side: str
    field: str
    then: str
    now: str


def changes(lines: Iterable[Line], child: Cells, rows: Sequence[Cells]) -> list[Change]:
    """Why a settled question is asked again: facts that changed since, of the child and of the rows of the same roster.

    A row that is still as it was is left out; of several rows the one with most facts in common is taken for the old one.
    """
    found: list[Change] = []
    for line in lines:
        if line["decision"] != OUTCOME:
            found += _changed("child", line, "b", child)
            alike = [row for row in rows if row["roster"] == line["roster_a"]]
            if alike:
                found += _changed("row", line, "a", max(alike, key=lambda row: _in_common(line, row)))
        else:
            found += _changed("child", line, "a", child)
    return list(dict.fromkeys(found))


def _in_common(line: Line, row: Cells) -> int:
    return sum(bool(row[field]) and line[f"{field}_a"] == str(row[field]) for field in FACTS)


def _changed(kind: str, line: Line, side: str, now: Cells) -> list[Change]:
    return [Change(kind, field, line[f"{field}_{side}"], str(now[field]))
            for field in FACTS if line[f"{field}_{side}"] != str(now[field])]  # fmt: skip


def may_undo(*, mine_and_last: bool, of_my_county: bool) -> bool:
    """One's own last decision; the county any."""
    return mine_and_last or of_my_county


def known_by(child: Cells) -> tuple[str, str]:
    """What a child is found by among earlier decisions: the number, and name with birth date; "" where there is none."""
    number, name, born = read("number", child["id_number"]), read("text", child["name"]), read("date", child["birth_date"])
    return number, f"{name}/{born}" if name and born else ""


@dataclass(frozen=True)
class Progress:
    """How far a queue is: `done` of `whole`; the one on the screen is the next."""

    done: int
    whole: int

    @property
    def at(self) -> int:
        return min(self.done + 1, self.whole)

    @property
    def left(self) -> int:
        return self.whole - self.done
