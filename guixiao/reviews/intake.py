"""Questions of the engine become rows of the database: which child of the round each is about, and whose it is to decide."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2s
from typing import Any

from guixiao.children.models import Coverage, Round
from guixiao.reviews.models import Candidate, Doubt
from guixiao.reviews.rules import REGISTER

Told = Mapping[str, Any]
Line = tuple[str, int]  # file and row
CHUNK = 500  # rows asked for at once


class Adrift(RuntimeError):
    """A question is about a register row that is not in the round: the engine's two answers do not fit together."""


def doubts_of(made: Round, questions: Sequence[Told]) -> list[tuple[Doubt, list[Candidate]]]:
    """In the engine's order. A question that touches children of two townships is the county's."""
    lines = _register_lines(made, questions)
    owners = _owners(questions, lines)
    found = []
    for position, question in enumerate(questions, start=1):
        coverage = _line(lines, question["child"])
        towns = {owner.town_id for row in question["candidates"] for owner in owners[row_key(row)]} | {coverage.town_id}
        told = {name: question[name] for name in ("roster", "reason", "risk", "weight")}
        doubt = Doubt(round=made, coverage=coverage, town_id=towns.pop() if len(towns) == 1 else None, position=position,
                      facts=question["child"], **told)  # fmt: skip
        found.append((doubt, [_candidate(doubt, row) for row in question["candidates"]]))
    return found


def _candidate(doubt: Doubt, row: Told) -> Candidate:
    told = {name: row[name] for name in ("rank", "roster", "weight")}
    return Candidate(doubt=doubt, round=doubt.round, row_key=row_key(row), facts=row, **told)


def row_key(row: Told) -> str:
    """Which row of which file: nothing personal, but short."""
    place = "\n".join(str(row[part]) for part in ("roster", "file", "sheet", "row"))
    return blake2s(place.encode(), digest_size=16).hexdigest()


def _owners(questions: Iterable[Told], lines: Mapping[Line, list[Coverage]]) -> dict[str, list[Coverage]]:
    """The register children whom each row concerns: those it may belong to and, of a register row, its own."""
    owners: defaultdict[str, list[Coverage]] = defaultdict(list)
    for question in questions:
        for row in question["candidates"]:
            owners[row_key(row)].append(_line(lines, question["child"]))
            if row["roster"] == REGISTER:
                owners[row_key(row)].append(_line(lines, row))
    return owners


def _register_lines(made: Round, questions: Iterable[Told]) -> dict[Line, list[Coverage]]:
    """The round's lines at the files and row numbers of the register rows; sheets of one workbook may share a number."""
    sides = [
        side for question in questions for side in (question["child"], *question["candidates"]) if side["roster"] == REGISTER
    ]
    numbers = sorted({side["row"] for side in sides})
    lines: defaultdict[Line, list[Coverage]] = defaultdict(list)
    for start in range(0, len(numbers), CHUNK):
        found = Coverage.objects.filter(round=made, roster=REGISTER, row__in=numbers[start : start + CHUNK])
        for coverage in found.select_related("child").order_by("pk"):
            lines[coverage.file, coverage.row or 0].append(coverage)
    return lines


def _line(lines: Mapping[Line, list[Coverage]], side: Told) -> Coverage:
    """The line of a register row: among namesakes of other sheets the one with this name and number."""
    found = lines.get((side["file"][:255], side["row"]), [])
    if not found:
        raise Adrift(f"{side['file']} row {side['row']} is in no line of the round")
    return max(found, key=lambda line: (line.child.name == side["name"][:120], line.child.id_number == side["id_number"][:60]))
