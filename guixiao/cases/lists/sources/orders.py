"""Orders that run: to be acknowledged, then to be met by their last day."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.lists.rules import Spot
from guixiao.cases.lists.sources.base import Asked, Line, Source
from guixiao.cases.lists.sources.people import holders
from guixiao.cases.orders.models import Addressee, AddresseeQuerySet, Order
from guixiao.tables.kept import kept, kept_sum

RECEIPT, ORDER = "receipt", "order"


def _rows(user: User, mine: bool, area: Area | None) -> AddresseeQuerySet:
    seen = Addressee.objects.held_by(user.only("acknowledge")) if mine else Addressee.objects.visible_to(user)
    seen = seen.filter(order__in=Order.objects.running())
    if area:
        inside = area.path
        seen = seen.filter(Q(area__path__startswith=inside) | Q(school__area__path__startswith=inside))
    return seen


@kept
def _told(user: User, mine: bool, area: Area | None) -> Any:
    rows = _rows(user, mine, area).order_by("order__deadline", "pk")
    return rows.values_list("order__deadline", "receipt", "pk", "role")


@kept_sum
def _many(user: User, mine: bool, area: Area | None) -> int:
    return _rows(user, mine, area).count()


def _count(asked: Asked) -> int:
    found: int = _many(asked.user.only("see_orders"), asked.mine, asked.area)
    return found


def _spots(asked: Asked) -> list[Spot]:
    rows = _told(asked.user.only("see_orders"), asked.mine, asked.area)
    return [Spot(due, ORDER if receipt else RECEIPT, key, role) for due, receipt, key, role in rows]


def _lines(asked: Asked, spots: Sequence[Spot]) -> dict[tuple[str, Any], Line]:
    kinds = {spot.key: spot.kind for spot in spots}
    rows = list(Addressee.objects.filter(pk__in=kinds).select_related("order", "area__parent", "school"))
    found = Order.objects.visible_to(asked.user.only("see_orders")).filter(pk__in={one.order_id for one in rows})
    opens = set(found.values_list("pk", flat=True))
    who = holders((one.role, one.area_id or one.school_id or 0) for one in rows)
    return {(kinds[one.pk], one.pk): Line(
        f"{one.order.number} {one.order.title}", "", reverse("order", args=[one.order_id]) if one.order_id in opens else "",
        str(one.area or one.school), (who[one.role, one.area_id or one.school_id or 0],),
    ) for one in rows}  # fmt: skip


SOURCE = Source({RECEIPT: gettext_lazy("作战令，等签收"), ORDER: gettext_lazy("作战令，按期完成")}, _spots, _lines, _count)
