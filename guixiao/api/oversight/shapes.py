"""The types of what is watched over."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guixiao.api.shapes import CaseRow, Count, Named, PlaceShape, Words


class Paged(Schema):
    count: Count
    page: int
    next_page: int | None


class Parts(Schema):
    """all = met + not_yet + aside: of the children whom the token sees."""

    all: Count
    met: Count
    not_yet: Count
    aside: Count = Field(description="not asked for any more")


class Receipts(Schema):
    all: Count
    done: Count


class OrderRow(Schema):
    id: UUID
    number: str
    title: str
    goal: Words
    lines: str = Field(description="both, administrative or education")
    deadline: date
    issued_at: datetime
    issued_by: str
    state: Named
    children: Parts
    receipts: Receipts = Field(description="of the posts it is addressed to, as far as the token sees them")


class Orders(Paged):
    orders: list[OrderRow]


class AddresseeShape(Schema):
    line: str
    post: Named
    place: PlaceShape
    children: Count
    acknowledged_by: str | None
    acknowledged_at: datetime | None


class OrderShape(OrderRow):
    text: str
    late: Count = Field(description="done in time, recorded after the last day")
    came_later: Count = Field(description="children who fit now and were not there when it was issued")
    addressees: list[AddresseeShape]
    withdrawn: str | None = Field(description="why, where it was withdrawn")


class OrderChild(Schema):
    """`town`, `village`, `school`: as they were when the order was issued."""

    case: UUID
    name: str
    part: Named
    late: bool
    town: PlaceShape | None
    village: PlaceShape | None
    school: PlaceShape | None


class OrderChildren(Paged):
    children: list[OrderChild]


class StepShape(Schema):
    verb: str
    words: Words
    true_on: date
    recorded_at: datetime
    who: str
    text: str
    deadline: date | None


class ItemShape(Schema):
    """One finding of an inspection. `case`: of the child it is about, where the token sees it."""

    id: UUID
    inspection: str
    inspected_on: date
    inspectors: str
    number: int
    finding: str
    measures: str
    post: Named
    place: PlaceShape
    named: str
    case: UUID | None
    standing: Named
    deadline: date
    failed: Count = Field(description="how often a second look found it not put right")
    steps: list[StepShape]


class Items(Paged):
    items: list[ItemShape]


class Condition(Named):
    holds: bool


class Said(Schema):
    who: str
    line: str
    on: date


class ClosureShape(Schema):
    case: CaseRow
    standing: Named = Field(description="closing: asked for; closed; back: closed, and the child left again")
    conditions: list[Condition]
    asked: Said | None
    confirmed: Said | None
    closed_on: date | None
    days: int | None = Field(description="from the return to the closure, or until today")


class Closures(Paged):
    closures: list[ClosureShape]


class MemberShape(Schema):
    name: str
    unit: str
    function: Named
    since: date
    until: date | None


class BodyShape(Schema):
    id: UUID
    called: Words
    kind: Named
    place: PlaceShape
    since: date
    until: date | None = Field(description="the last day, of one that was dissolved")
    members: list[MemberShape] = Field(description="of today")


class BodiesShape(Paged):
    bodies: list[BodyShape]


class Person(Schema):
    name: str
    unit: str


class JointShape(Schema):
    """`cases`: of the children whom the token sees; `others`: how many more there were. Who was there and what happened is told
    to whose place it was: `whole`."""

    id: UUID
    place: PlaceShape
    day: date
    departments: list[str]
    whole: bool
    text: str
    team: list[Person]
    cases: list[UUID]
    others: Count


class JointActions(Paged):
    joint_actions: list[JointShape]


class DecisionShape(Schema):
    title: str
    post: Named | None
    who: str
    due_on: date
    done_at: datetime | None


class StudyShape(Schema):
    id: UUID
    place: PlaceShape
    first: date
    last: date | None
    found: str
    stayed: list[Person]
    decisions: list[DecisionShape]


class Studies(Paged):
    studies: list[StudyShape]
