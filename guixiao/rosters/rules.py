"""An engine row becomes a child and a coverage row: pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from guixiao.lib.masks import masked_text
from guixiao.lib.places import after_county, plain

# Column of the engine -> length the database keeps.
CHILD_TEXT = {"name": 120, "id_number": 60, "sex": 1, "ethnicity": 40, "household_number": 60, "guardian": 120, "phone": 60}
COVERAGE_TEXT = {"bucket": 30, "outcome": 30, "grade": 60, "class_name": 60, "disability": 100, "roster": 20, "file": 255,
                 "linked_roster": 20, "linked_file": 255, "step": 60, "explanation_zh": None, "explanation_en": None}  # fmt: skip
SEALED = {"id_number", "household_number", "phone"}
PLACE_TEXT = {"town": 100, "village": 100, "school": 160}


class SchoolNames:
    """The county's schools by name, with and without the county before it; a name two schools share is nobody's."""

    def __init__(self, schools: Iterable[tuple[int, str]]):
        self.known: dict[str, int | None] = {}
        for key, name in schools:
            for form in {plain(name), after_county(plain(name))}:
                self.known[form] = None if form in self.known else key

    def find(self, name: str) -> int | None:
        text = plain(name)
        return self.known.get(text) or self.known.get(after_county(text))


def counted(receipt: Mapping[str, Any]) -> tuple[int, int]:
    """How many coverage rows the engine says it hands over: rows of the register, and children found only elsewhere."""
    return int(receipt["equation"]["population"]), int(receipt["found_only_elsewhere"]["children"])


def row_of(
    row: Mapping[str, Any], town: int | None, village: int | None, school: int | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(fields of the child, fields of the coverage); text longer than the database keeps is cut."""
    places = {"town_id": town, "village_id": village, "school_id": school}
    child: dict[str, Any] = {name: _text(row, name, length) for name, length in CHILD_TEXT.items()}
    child |= {"birth_date": _day(row["birth_date"])}
    coverage: dict[str, Any] = {name: _text(row, name, length) for name, length in COVERAGE_TEXT.items()}
    coverage |= {f"{name}_text": _text(row, name, length) for name, length in PLACE_TEXT.items()}
    coverage |= {"apart": bool(row["apart"]), "poverty": bool(row["poverty"]), "row": row["row"] or None,
                 "linked_row": row["linked_row"] or None, "probability": _number(row["probability"])}  # fmt: skip
    return child | places, coverage | places


def _text(row: Mapping[str, Any], name: str, length: int | None) -> str:
    """Cut to its length; a number that strayed into a column that is not sealed is masked."""
    text = str(row[name] or "")
    return (text if name in SEALED else masked_text(text))[:length]


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)
