"""My day, for a program: what the token's post has to do, in the order in which it matters."""

from typing import Annotated, Any

from django.core.paginator import Paginator
from ninja import Query, Router, Schema
from pydantic import Field

from guixiao.api import shapes
from guixiao.api.actions import record_list
from guixiao.api.bearer import Request, asker
from guixiao.api.telling import task_shape
from guixiao.cases.clocks import actions, listing
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.clocks.rows import rows_of
from guixiao.children.models import Round
from guixiao.lib.workdays import PLAIN

router = Router(tags=["tasks"])


class Asked(Schema):
    tab: str = Field(listing.ALL, pattern=f"^({'|'.join(listing.TABS)})$")
    who: str = Field(
        "mine", pattern="^(mine|place)$", description="place: whatever is to be done about the children of the place"
    )
    page: Annotated[int, Field(ge=1, le=99_999)] = 1


@router.get("/tasks", response=shapes.Tasks, url_name="api_tasks", operation_id="tasks", summary="What is to be done")
def tasks(request: Request, asked: Query[Asked]) -> Any:
    """The page 今日, twenty-five at a time."""
    user = asker(request, "tasks", "verify")
    made = Round.objects.shown_to(user)
    calendar = calendar_of(made.county_id) if made else PLAIN
    actions.catch_up_seen(user)
    when, filters = listing.Day.of(calendar), listing.Filters(asked.tab, asked.who)
    found = listing.open_tasks(user, filters, when)
    keys = listing.in_order(listing.of_tab(found, filters, user, when)).values_list("pk", flat=True)
    page = Paginator(keys, listing.PER_PAGE).get_page(asked.page)
    rows = rows_of(list(page.object_list), calendar, when.today)
    record_list(
        user, request.auth, "tasks", user.current_posts[0].path, {"filter": f"{asked.tab} {asked.who}", "rows": len(rows)}
    )
    counts = listing.counts(found, filters, user, when)
    return {"today": when.today, "late": counts["late"], "due_today": counts["today"], "new": counts["new"], "all": counts["all"],
            "page": page.number, "next_page": page.number + 1 if page.has_next() else None,
            "tasks": [task_shape(row) for row in rows]}  # fmt: skip
