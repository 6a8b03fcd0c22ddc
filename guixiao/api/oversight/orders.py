"""Orders 作战令, whom they are addressed to, and their children, each in its part."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from guixiao.api.bearer import Request, asker
from guixiao.api.oversight import shapes
from guixiao.api.oversight.asking import Turning, turned
from guixiao.api.rules import both
from guixiao.api.telling import named, place_of, places_of
from guixiao.cases.orders import listing
from guixiao.cases.orders.models import Addressee, Order, Target
from guixiao.cases.orders.progress import progress_of_orders
from guixiao.cases.orders.reading import about, children_of, read, when_for
from guixiao.cases.orders.rules import PARTS
from guixiao.cases.orders.views import RELATED, receipts_of
from guixiao.children.models import Round

router = Router(tags=["oversight"])


class Asked(Turning):
    tab: str = Field(listing.ALL, pattern=f"^({'|'.join(listing.TABS)})$", description="as on the page; mine: to be acknowledged")


class OfOrder(Turning):
    part: str = Field("all", pattern=f"^({'|'.join(['all', *PARTS])})$")


@router.get("/orders", response=shapes.Orders, url_name="api_orders", operation_id="orders", summary="Orders, the newest first")
def orders(request: Request, asked: Query[Asked]) -> Any:
    user = asker(request, "orders", "see_orders")
    when = when_for(Round.objects.shown_to(user))
    rows = listing.of_tab(Order.objects.visible_to(user), asked.tab, user, when).select_related(*RELATED)
    page, told = turned(request, "orders", rows, asked.page, tab=asked.tab)
    shown = list(page.object_list)
    progress = progress_of_orders(shown, Target.objects.visible_to(user), timezone.localdate())
    receipts = receipts_of(user, shown)
    return told | {"orders": [_row(order, progress[order.pk], receipts[order.pk]) for order in shown]}


def _row(order: Order, parts: Mapping[str, int], receipts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": order.pk, "number": order.number, "title": order.title, "goal": both(order.goal_words, order.goal),
        "lines": order.lines, "deadline": order.deadline, "issued_at": order.issued_at,
        "issued_by": str(order.issued_by or ""), "children": parts, "receipts": receipts,
        "state": named("order", listing.state_of(order, timezone.localdate())),
    }  # fmt: skip


@router.get("/orders/{uuid:order}", response=shapes.OrderShape, url_name="api_order", operation_id="order",
            summary="One order, as its page shows it")  # fmt: skip
def order(request: Request, order: UUID) -> Any:
    user = asker(request, "orders", "see_orders")
    found = _find(request, order)
    told = about(user, found)
    everyone = told["addressees"]
    receipts = {"all": len(everyone), "done": sum(bool(one.acknowledged) for one in everyone)}
    return _row(found, told["counts"], receipts) | {
        "text": found.text, "late": told["late"], "came_later": told["later"],
        "addressees": [_addressee(one) for one in everyone], "withdrawn": found.taken_back.reason if found.taken_back else None,
    }  # fmt: skip


def _addressee(one: Addressee) -> dict[str, Any]:
    receipt = one.acknowledged
    return {"line": one.line, "post": named("post", one.role), "place": place_of(one.area or one.school),
            "children": one.children, "acknowledged_by": str(receipt.user or "") if receipt else None,
            "acknowledged_at": receipt.at if receipt else None}  # fmt: skip


@router.get("/orders/{uuid:order}/children", response=shapes.OrderChildren, url_name="api_order_children",
            operation_id="order_children", summary="The children of an order, each in its part")  # fmt: skip
def children(request: Request, order: UUID, asked: Query[OfOrder]) -> Any:
    """Those of the set that was frozen when it was issued, as far as the token sees them."""
    user = asker(request, "orders", "see_orders")
    found = _find(request, order)
    rows = children_of(user, found, listing.Shown(asked.part))
    page, told = turned(request, "order_children", rows, asked.page, order=str(found.pk), part=asked.part)
    return told | {"children": [
        {"case": row["case"].pk, "name": row["case"].child.name, "part": named("part", row["part"]), "late": row["late"],
         **places_of(row["placed"])} for row in read(list(page.object_list))
    ]}  # fmt: skip


def _find(request: Request, key: UUID) -> Order:
    found = Order.objects.visible_to(request.user).select_related(*RELATED, "round").filter(pk=key).first()
    if found is None:
        raise Http404
    return found
