"""What is answered, as types: the OpenAPI is written from them, and every answer is checked against them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

# A place as a word of a URL: an area's code, "-unknown" for its children of no known place below, a school, or all of one's own.
PLACE = r"^(\d{6}|\d{9}|\d{12})(-unknown)?$|^school-\d{1,9}$|^mine$"
Place = Annotated[str, Field(pattern=PLACE, description="code of an area, CODE-unknown, school-KEY, or mine")]
Count = Annotated[int, Field(ge=0)]


class Words(Schema):
    """In Chinese and in English."""

    zh: str
    en: str


class Named(Schema):
    """A name that stays, and its words."""

    name: str
    words: Words


class PlaceShape(Schema):
    place: str
    name: str
    kind: str = Field(description="county, township, village, school, unknown or mine")


class PlaceRow(PlaceShape):
    inside: str | None = Field(description="the place around it; null for the highest that the token may open")


class Places(Schema):
    places: list[PlaceRow]


class RoundShape(Schema):
    id: int
    as_of: date
    made_at: datetime
    policy: str = Field(description="version of the rule file: id@sha256")


class Part(Schema):
    bucket: str
    words: Words
    children: Count


class EquationShape(Schema):
    """counted = sum of parts + sum of outside + off_by; balanced says that off_by is nought."""

    counted: Count
    of_school_age: Count
    parts: list[Part]
    outside: list[Part]
    off_by: int
    balanced: bool


class ReasonShape(Schema):
    bucket: str
    outcome: str
    words: Words
    children: Count


class CoverageShape(Schema):
    place: PlaceShape
    round: RoundShape
    household_register: EquationShape = Field(description="children of the household register of this county")
    apart: EquationShape = Field(description="children found in other rosters only")
    sighted: EquationShape = Field(description="children in no roster whom somebody met")
    to_find: Count
    rows_off: int = Field(description="rows that the sums do not know of; anything but nought is a fault")
    reasons: list[ReasonShape]


class ChildRow(Schema):
    child: UUID
    name: str
    id_number: str = Field(description="masked")
    sex: str
    age: int | None
    town: PlaceShape | None
    village: PlaceShape | None
    school: PlaceShape | None
    grade: str
    class_name: str
    poverty: bool
    bucket: Named
    outcome: Named


class Children(Schema):
    place: PlaceShape
    round: RoundShape
    count: Count
    page: int
    next_page: int | None
    children: list[ChildRow]


class CaseRow(Schema):
    id: UUID
    child: UUID
    name: str
    episode: int
    current: bool
    state: str
    standing: Named
    phase: Named | None
    bucket: Named
    outcome: Named
    finding: Named | None
    until: date | None
    town: PlaceShape | None
    village: PlaceShape | None
    school: PlaceShape | None
    age: int | None
    poverty: bool
    grade: int | None
    opened_at: datetime
    returned_on: date | None
    next_look: date | None
    version: int


class Cases(Schema):
    count: Count
    cases: list[CaseRow]
    next: UUID | None = Field(description="goes on after this case: ?after=")


class Lack(Schema):
    code: str
    words: Words


class Step(Schema):
    """What can be done now: open where `missing` is empty (what is filled in is checked when it is sent)."""

    verb: str
    words: Words
    open: bool
    missing: list[Lack]


class Rung(Schema):
    chief: str
    words: Words
    who: str
    post: str
    phone: str = Field(description="masked")
    gap: bool
    filled_by: str = Field(description="who must name somebody, where there is a gap")


class Ladder(Schema):
    line: Words
    rungs: list[Rung]


class PlanStep(Schema):
    what: str
    who: str
    by: str


class PlanShape(Schema):
    """The plan in force; where this post may not see the cause it holds no word of it."""

    restricted: bool
    drafted_by: str
    approved_by: str
    causes: list[str]
    difficulties: str
    disagrees: str
    steps: list[PlanStep]


class LetterShape(Schema):
    kind: Named
    number: str
    issuer: str
    issued_on: date
    served_on: date | None
    method: str
    receiver: str
    witness: str


class CaseShape(CaseRow):
    id_number: str = Field(description="masked")
    guardian: str
    phone: str = Field(description="masked")
    round: RoundShape
    chain: list[Ladder]
    gaps: Count
    plan: PlanShape | None
    letters: list[LetterShape]
    receiving: str
    class_name: str
    episodes: list[UUID]
    steps: list[Step]


class EventShape(Schema):
    id: UUID
    case: UUID = Field(description="after a relapse that of the next episode")
    version: int
    verb: str
    words: Words
    told: Words = Field(description="what happened, besides its verb, in a sentence")
    state: str
    true_on: date
    recorded_at: datetime
    who: str
    line: str
    finding: Words | None
    evidence: Words | None
    until: date | None
    note: str
    proofs: Count


class Events(Schema):
    version: int
    events: list[EventShape]


class HolderShape(Schema):
    post: str
    words: Words
    names: list[str]
    since: date


class TaskShape(Schema):
    id: UUID
    case: UUID
    name: str
    what: Words
    state: str
    due_on: date
    days: int = Field(description="working days to the day it is due; below nought where it is late")
    town: PlaceShape | None
    village: PlaceShape | None
    school: PlaceShape | None
    holders: list[HolderShape]
    resting: Words | None


class Tasks(Schema):
    today: date
    late: Count
    due_today: Count
    new: Count
    all: Count
    page: int
    next_page: int | None
    tasks: list[TaskShape]
