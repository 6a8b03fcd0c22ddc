"""Cases: the list, one of them as its page shows it, and what happened to it."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from guixiao.accounts.models import User
from guixiao.api import shapes
from guixiao.api.actions import record_list, record_look
from guixiao.api.bearer import Request, asker
from guixiao.api.case import case_shape, event_shape
from guixiao.api.problems import Problem
from guixiao.api.telling import case_row
from guixiao.areas.models import Area
from guixiao.cases.effort import listing as effort
from guixiao.cases.effort.progress import PHASES
from guixiao.cases.listing import TABS, of_tab, within
from guixiao.cases.models import UNREAD, Case, CaseQuerySet
from guixiao.cases.states import State
from guixiao.cases.views import find_case, page_of

router = Router(tags=["cases"])
READ = ("child", "town", "village", "school", "county", "round", "found_by", "receiving")


def one_of(*names: str) -> str:
    return f"^({'|'.join(names)})?$"


class Asked(Schema):
    """The filters of the pages' lists. One child is one case: its last episode."""

    place: str = Field("", pattern=r"^(\d{6}|\d{9}|\d{12})?$", description="code of an area: the cases of its children")
    tab: str = Field(
        "all", pattern=one_of(*TABS, effort.LOOK), description="as on the page of verification; look: to be looked after"
    )
    state: str = Field("", pattern=one_of(*State))
    phase: str = Field("", pattern=one_of(*PHASES))
    poor: str = Field("", pattern="^1?$")
    grade: str = Field("", pattern="^[123]?$", description="1 easy, 2 middle, 3 hard")
    after: UUID | None = Field(None, description="the `next` of the page before")
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@router.get("/cases", response=shapes.Cases, url_name="api_cases", operation_id="cases", summary="The cases of a place")
def cases(request: Request, asked: Query[Asked]) -> Any:
    """In the order in which they were opened, so that a case comes once however many are opened meanwhile."""
    user = asker(request, "cases", "verify")
    found = _narrowed(user, asked)
    rows = list(_after(user, found, asked.after).select_related(*READ).defer(*UNREAD)[: asked.limit + 1])
    page = rows[: asked.limit]
    words = {name: value for name, value in asked.model_dump(exclude={"after", "limit", "place"}).items() if value}
    told = {"at": asked.place, "filter": " ".join(f"{name}={value}" for name, value in words.items()), "rows": len(page)}
    record_list(user, request.auth, "cases", user.current_posts[0].path, told)
    return {"count": found.count(), "cases": [case_row(row) for row in page],
            "next": page[-1].pk if len(rows) > len(page) else None}  # fmt: skip


def _narrowed(user: User, asked: Asked) -> CaseQuerySet:
    found = Case.objects.current().visible_to(user)
    if asked.place:
        area = Area.objects.visible_to(user).filter(code=asked.place).first()
        if area is None:
            raise Http404
        found = within(found, area)
    today = timezone.localdate()
    found = effort.of_tab(found, asked.tab, today) if asked.tab == effort.LOOK else of_tab(found, asked.tab or "all", user)
    words = {"state": asked.state, "phase": asked.phase, "poverty": asked.poor == "1", "grade": int(asked.grade or 0)}
    return found.filter(**{name: value for name, value in words.items() if value})


def _after(user: User, found: CaseQuerySet, last: UUID | None) -> CaseQuerySet:
    ordered = found.order_by("opened_at", "pk")
    if last is None:
        return ordered
    at = Case.objects.visible_to(user).filter(pk=last).values_list("opened_at", flat=True).first()
    if at is None:
        raise Problem("unknown_cursor")
    return ordered.filter(Q(opened_at__gt=at) | Q(opened_at=at, pk__gt=last))


@router.get("/cases/{uuid:case}", response=shapes.CaseShape, url_name="api_case", operation_id="case",
            summary="One case, as its page shows it")  # fmt: skip
def case(request: Request, case: UUID) -> Any:
    """With the chain of both lines, the plan, the letters, and what this post can do now or what it lacks for it."""
    user = asker(request, "case", "verify")
    found = find_case(user, case)
    record_look(user, request.auth, found.child_id, found.path, "case")
    return case_shape(user, found, page_of(request, found))


@router.get("/cases/{uuid:case}/events", response=shapes.Events, url_name="api_events", operation_id="events",
            summary="What happened to a case")  # fmt: skip
def events(request: Request, case: UUID) -> Any:
    """Oldest first; each has the version that the case got by it."""
    user = asker(request, "events", "verify")
    found = find_case(user, case)
    record_look(user, request.auth, found.child_id, found.path, "events")
    told = page_of(request, found)["events"]
    return {"version": found.version, "events": [event_shape(event) for event in reversed(told)]}
