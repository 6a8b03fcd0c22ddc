"""What is done about a case by a program: read as the page's form is, decided by the same rules, written by the same actions."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from guixiao.accounts.models import User
from guixiao.api import cases, shapes
from guixiao.api.actions import record_look
from guixiao.api.bearer import Request, asker
from guixiao.api.case import event_shape
from guixiao.api.problems import Problem
from guixiao.cases import actions, forms
from guixiao.cases.effort import actions as effort
from guixiao.cases.effort import forms as effort_forms
from guixiao.cases.effort.sight import LOOKED_FIRST
from guixiao.cases.looks.sight import sight_in
from guixiao.cases.looks.wording import CLOSED
from guixiao.cases.models import Case, Event
from guixiao.cases.rules import BY_PEOPLE
from guixiao.cases.views import EFFORT_VERBS, find_case, page_of
from guixiao.cases.wording import REFUSALS

router = cases.router  # one address, read there and written here
# What no database keeps.
SAYABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
Short = Annotated[str, Field(max_length=effort_forms.SHORT, pattern=SAYABLE)]
Text = Annotated[str, Field(max_length=forms.LONGEST, pattern=SAYABLE)]
Name = Annotated[str, Field(max_length=40, pattern=r"^\w*$")]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]


class PlanStep(Schema):
    model_config = ConfigDict(extra="forbid")
    what: Text
    who: Short = ""
    by: Day | None = None


class Said(Schema):
    """One thing to be done. Which fields a verb asks for: docs/api.md; one that it does not ask for is not read."""

    model_config = ConfigDict(extra="forbid")
    verb: str = Field(pattern=f"^({'|'.join(BY_PEOPLE)})$")
    version: Annotated[int, Field(ge=1, le=99_999_999)] = Field(description="of the case as it was read")
    key: UUID | None = Field(None, description="visit: made by the client, so that the same one told twice is kept once")
    note: Text = ""
    day: Day | None = Field(None, description="since when it is so; not after today")
    finding: Name = ""
    evidence: Name = ""
    until: Day | None = None
    way: Name = ""
    met: Name = ""
    result: Name = ""
    promised: Day | None = None
    cause: Name = ""
    further: Annotated[list[Name], Field(max_length=10)] = []
    difficulties: Text = ""
    disagrees: Text = ""
    steps: Annotated[list[PlanStep], Field(max_length=effort_forms.STEPS)] = []
    to: Short = ""
    kind: Name = ""
    number: Short = ""
    issuer: Short = ""
    addressee: Short = ""
    return_by: Day | None = None
    letter: UUID | None = None
    method: Name = ""
    receiver: Short = ""
    witness: Short = ""
    receipt: Short = ""
    school: Annotated[int, Field(ge=1, le=999_999_999)] | None = None
    school_name: Short = ""
    class_name: Short = ""
    placement: Name = ""
    point: Name = ""


@router.post("/cases/{uuid:case}/events", response={201: shapes.EventShape, 200: shapes.EventShape}, url_name="api_act",
             operation_id="act", summary="Do one thing about a case")  # fmt: skip
def act(request: Request, case: UUID, said: Said) -> Any:
    """The table of transitions says what may be done: what stands in the way is told by its name (422), and what somebody
    else did meanwhile too (409). A visit told twice with one key is kept once (200)."""
    user = asker(request, "act", "verify")
    found = find_case(user, case)
    if known := _known(user, found, said):
        return Status(200, event_shape(known))
    if said.verb in LOOKED_FIRST and sight_in(request, found).waits:
        raise Problem("matters_closed", 422, words=CLOSED)
    try:
        event = _done(request, user, found, said)
    except actions.Refused as refused:
        raise Problem(refused.why, 422, words=REFUSALS[refused.why]) from None
    except actions.Moved as moved:
        raise _moved(request, user, case, moved.event) from None
    return Status(201, event_shape(event))


def _known(user: User, case: Case, said: Said) -> Event | None:
    """The visit that was told with this key before; a key that stands for something else is no key of this visit."""
    if said.key is None or said.verb != "visit":
        return None
    event = Event.objects.select_related("case__round", "actor").filter(pk=said.key).first()
    if event and (event.case_id != case.pk or event.actor_id != user.pk or event.verb != "visit"):
        raise Problem("key_taken")
    return event


@transaction.atomic
def _done(request: Request, user: User, case: Case, said: Said) -> Event:
    """One step, with what the log says of the program that took it: both, or neither."""
    if said.verb != "visit" and said.version != case.version:
        raise actions.Moved(case.events.select_related("actor").first())
    form = form_of(said)
    if said.verb in EFFORT_VERBS:
        event = _effort(user, case, said, form)
    elif said.day and said.day > timezone.localdate():
        raise actions.Refused("day_past")
    else:
        event = actions.act(user, case, said.verb, forms.said_of(form, case.round))
    record_look(user, request.auth, case.child_id, case.path, said.verb)
    return event


def _effort(user: User, case: Case, said: Said, form: QueryDict) -> Event:
    try:
        with transaction.atomic():
            return effort.do(user, case, said.verb, effort_forms.said_of(form, case, said.verb))
    except IntegrityError:
        if said.key and Event.objects.filter(pk=said.key).exists():
            raise Problem("key_taken") from None  # told at the same moment by somebody else
        raise


def _moved(request: Request, user: User, key: UUID, event: Event | None) -> Problem:
    """Who did what first, as far as the page of the case tells this person."""
    now = find_case(user, key)
    told = {one.pk for one in page_of(request, now)["events"]}
    first = {}
    if event is not None and event.pk in told:
        first = {"who": str(event.actor or ""), "verb": event.verb, "at": event.recorded_at.isoformat()}
    return Problem("moved", first=first, version=now.version)


def form_of(said: Said) -> QueryDict:
    """As the page would have sent it."""
    form = QueryDict(mutable=True)
    for name, value in said.model_dump(mode="json", exclude={"steps", "further"}, exclude_none=True).items():
        form[name] = str(value)
    form["true_on"] = form.get("day", "")
    form.setlist("further", list(said.further))
    for name in ("what", "who", "by"):
        form.setlist(name, [str(getattr(step, name) or "") for step in said.steps])
    return form
