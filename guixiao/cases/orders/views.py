"""Orders: the list, one of them, its children, its paper, the receipt, the withdrawal."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.listing import PER_PAGE
from guixiao.cases.orders import actions, listing, wording
from guixiao.cases.orders.models import Addressee, Draft, Order, Target
from guixiao.cases.orders.progress import progress_of_orders
from guixiao.cases.orders.reading import about, came_later, children_of, read, when_for
from guixiao.cases.views import Request
from guixiao.children.models import Round
from guixiao.tables.kept import kept

RELATED = ("county", "outcome", "withdrawal__by", "issued_by")
AT_ONCE = 25


@needs("see_orders")
@never_cache
def orders(request: Request) -> HttpResponse:
    user, filters = request.user, listing.filters_of(request.GET)
    made = Round.objects.shown_to(user)
    when = when_for(made)
    seen = Order.objects.visible_to(user)
    rows = listing.of_tab(seen, filters.tab, user, when).select_related(*RELATED).prefetch_related("round")
    page: Page[Any] = Paginator(rows, AT_ONCE).get_page(request.GET.get("page", ""))
    context = _frame(made) | {
        "filters": filters, "tabs": wording.TABS, "counts": listing.counts_seen(user, when, listing.TABS), "page": page,
        "turn": filters.words(), "rows": _rows(user, list(page.object_list)),
        "drafts": Draft.objects.visible_to(user.only("issue_orders")),
    }  # fmt: skip
    return render(request, "cases/orders/list.html", context)


def _rows(user: User, shown: list[Order]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    progress = progress_of_orders(shown, Target.objects.visible_to(user), today)
    receipts = receipts_of(user, shown)
    return [{"order": order, "counts": progress[order.pk], "state": listing.state_of(order, today),
             "receipts": receipts[order.pk]} for order in shown]  # fmt: skip


def receipts_of(user: User, shown: list[Order]) -> dict[Any, dict[str, int]]:
    """Order -> how many of those it is addressed to, as far as one may see them, have acknowledged."""
    found = {order.pk: {"all": 0, "done": 0} for order in shown}
    seen = Addressee.objects.visible_to(user).filter(order__in=[order.pk for order in shown])
    counted = seen.order_by().values_list("order").annotate(Count("pk"), Count("receipt"))
    return found | {order: {"all": everyone, "done": done} for order, everyone, done in counted}


@needs("see_orders")
@never_cache
def order(request: Request, order: uuid.UUID) -> HttpResponse:
    found = _find(request.user, order)
    may = {"may_withdraw": request.user.may("issue_orders"), "today": timezone.localdate()}
    return render(request, "cases/orders/order.html", _frame(found.round) | about(request.user, found) | may)


@needs("see_orders")
@never_cache
def children(request: Request, order: uuid.UUID) -> HttpResponse:
    """The rows behind every figure of the page."""
    user, found, shown = request.user, _find(request.user, order), listing.shown_of(request.GET)
    later = shown.part == listing.LATER
    rows: Any = came_later(user, found, shown) if later else children_of(user, found, shown)
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", ""))
    on_page = list(page.object_list)
    context = _frame(found.round) | {
        "order": found, "shown": shown, "page": page, "turn": shown.words(),
        "rows": [{"case": case, "placed": case} for case in on_page] if later else read(on_page),
        "parts": {**wording.PARTS, listing.LATER: wording.LATER}, "place": _place(shown.place) if on_page else "",
    }  # fmt: skip
    return render(request, "cases/orders/children.html", context)


def _place(word: str) -> str:
    """The name of the place of the filter, where somebody is there."""
    return str(Area.objects.filter(code=word).first() or "") if word.isdecimal() else ""


@needs("see_orders")
@never_cache
def printed(request: Request, order: uuid.UUID) -> HttpResponse:
    """The paper: number, issuer, day, to whom, goal, last day; with the names only of those whom one may see."""
    found = _find(request.user, order)
    rows = read(children_of(request.user, found))
    named = request.GET.get("names") == "1"
    return render(
        request, "cases/orders/print.html", _frame(found.round) | about(request.user, found) | {"rows": rows, "named": named}
    )


@require_POST
@needs("acknowledge")
@never_cache
def acknowledge(request: Request, order: uuid.UUID) -> HttpResponse:
    found = _find(request.user, order)
    text = request.POST.get("addressee", "")
    addressee = found.addressees.held_by(request.user).filter(pk=int(text) if text.isdecimal() and len(text) < 12 else 0).first()
    if addressee is None:
        raise Http404
    try:
        actions.acknowledge(request.user, addressee)
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    except actions.Acknowledged as done:
        said = {"who": done.receipt.user, "at": timezone.localtime(done.receipt.at).strftime("%Y-%m-%d %H:%M")}
        messages.warning(request, _("%(who)s已在 %(at)s 替这个岗位签收。") % said)
    else:
        messages.success(request, _("已签收。"))
    return redirect("order", found.pk)


@needs("issue_orders")
@never_cache
@require_POST
def withdraw(request: Request, issued: uuid.UUID) -> HttpResponse:
    found = _find(request.user, issued)
    try:
        actions.withdraw(request.user, found, request.POST.get("reason", "")[:500])
    except actions.Refused as refused:
        messages.warning(request, wording.REFUSALS[refused.why])
    else:
        messages.success(request, _("%(number)s已撤回。") % {"number": found.number})
    return redirect("order", found.pk)


def _find(user: User, key: uuid.UUID) -> Order:
    found = _order(user, key=key)
    if not found:
        raise Http404
    order: Order = found[0]
    return order


@kept
def _order(user: User, *, key: uuid.UUID) -> Any:
    return Order.objects.visible_to(user).select_related(*RELATED).filter(pk=key)


def _frame(made: Round | None) -> dict[str, Any]:
    return {"section": "oversight", "area_of_page": "oversight", "oversight": "orders", "round": made}
