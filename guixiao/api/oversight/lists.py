"""The rectification list 整改清单 and the closure list 销号清单, as their pages have them."""

from typing import Any

from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from guixiao.api.bearer import Request, asker
from guixiao.api.oversight import shapes
from guixiao.api.oversight.asking import OfPlace, area_of, turned
from guixiao.api.telling import case_row, named, place_of, words_of
from guixiao.cases.closures import listing as closing
from guixiao.cases.closures.reading import Row, rows_of
from guixiao.cases.closures.reading import read as read_closures
from guixiao.cases.models import Case, Event
from guixiao.cases.rectification import listing as mending
from guixiao.cases.rectification.models import Item, Step
from guixiao.cases.rectification.reading import read as read_items

router = Router(tags=["oversight"])


class OfItems(OfPlace):
    tab: str = Field(mending.ALL, pattern=f"^({'|'.join(mending.TABS)})$", description="as on the page; open: neither closed nor"
                     " withdrawn")  # fmt: skip


class OfClosures(OfPlace):
    tab: str = Field(closing.ALL, pattern=f"^({'|'.join(closing.TABS)})$", description="closing: asked for; back: left again")


@router.get("/rectification", response=shapes.Items, url_name="api_rectification", operation_id="rectification",
            summary="What inspections found, and what became of it")  # fmt: skip
def rectification(request: Request, asked: Query[OfItems]) -> Any:
    user = asker(request, "rectification", "rectify")
    area_of(user, asked.place)
    found = mending.items_of(user, mending.Filters(asked.tab, place=asked.place))
    rows = read_items(mending.of_tab(found, asked.tab, timezone.localdate())).prefetch_related(None)
    page, told = turned(request, "rectification", rows.prefetch_related("steps__actor"), asked.page, place=asked.place,
                        tab=asked.tab)  # fmt: skip
    items = list(page.object_list)
    cases = Case.objects.visible_to(user.only("verify")).filter(pk__in=[item.case_id for item in items if item.case_id])
    seen = set(cases.values_list("pk", flat=True))
    return told | {"items": [_item(item, shows=item.case_id in seen) for item in items]}


def _item(item: Item, *, shows: bool) -> dict[str, Any]:
    paper = item.inspection
    return {
        "id": item.pk, "inspection": str(paper), "inspected_on": paper.inspected_on, "inspectors": paper.inspectors,
        "number": item.number, "finding": item.finding, "measures": item.measures, "post": named("post", item.role),
        "place": place_of(item.place), "named": item.named, "case": item.case_id if shows else None,
        "standing": named("item", item.standing), "deadline": item.deadline, "failed": item.failed,
        "steps": [_step(step) for step in item.steps.all()],
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {"verb": step.verb, "words": words_of("step", step.verb), "true_on": step.true_on, "recorded_at": step.recorded_at,
            "who": str(step.actor or ""), "text": step.text, "deadline": step.deadline}  # fmt: skip


@router.get("/closures", response=shapes.Closures, url_name="api_closures", operation_id="closures",
            summary="Closures asked for, closed cases, and those that came back")  # fmt: skip
def closures(request: Request, asked: Query[OfClosures]) -> Any:
    user = asker(request, "closures", "closures")
    area_of(user, asked.place)
    found = closing.of_tab(closing.closures_of(user, closing.Filters(asked.tab, asked.place)), asked.tab)
    page, told = turned(request, "closures", read_closures(closing.in_order(found)), asked.page, place=asked.place, tab=asked.tab)
    return told | {"closures": [_closure(row) for row in rows_of(list(page.object_list))]}


def _closure(row: Row) -> dict[str, Any]:
    case = row.case
    standing = "closing" if case.phase == "closing" else "closed" if case.current else "back"
    conditions = [{"name": name, "words": words_of("condition", name), "holds": holds} for name, holds in row.met]
    return {"case": case_row(case), "standing": named("closure", standing), "conditions": conditions, "asked": _by(row.asked),
            "confirmed": _by(row.confirmed), "closed_on": case.closed_on, "days": row.days}  # fmt: skip


def _by(event: Event | None) -> dict[str, Any] | None:
    return {"who": str(event.actor or ""), "line": event.line, "on": event.true_on} if event else None
