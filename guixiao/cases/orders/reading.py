"""What the pages of one order show to one person: the figures of that person's own part."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.clocks.kept import calendar_of
from guixiao.cases.models import UNREAD, UNREAD_OF_CASE, Case, CaseQuerySet
from guixiao.cases.orders.listing import ALL_OF_THEM, Shown, When, in_places, level_of, lines_of, state_of, unacknowledged
from guixiao.cases.orders.models import Order, Target
from guixiao.cases.orders.policies import orders_for
from guixiao.cases.orders.progress import Row, counted, rows_of
from guixiao.cases.orders.rules import LINES
from guixiao.cases.orders.selecting import fitting, wanted_of
from guixiao.children.models import Round
from guixiao.lib.workdays import PLAIN, Calendar, working_days_between

# Of those an order goes to: where, and who took it when.
ADDRESSED = ("order", "role", "area__name", "school__name", "receipt__at", "receipt__user__name")


def parts_of(user: User, order: Order) -> list[Row]:
    """The children of the frozen set whom this person may see, each in its part: no more of them than their places."""
    return rows_of(order, Target.objects.filter(order=order).visible_to(user).placed(), timezone.localdate())


def children_of(user: User, order: Order, shown: Shown = ALL_OF_THEM) -> list[Row]:
    """Those of a part and a place, in the order of lists."""
    found = in_places(Target.objects.filter(order=order).visible_to(user), shown.place, level_of(user), "case__")
    return [row for row in rows_of(order, found.placed(), timezone.localdate()) if shown.part in ("all", row.part)]


def read(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """With names and places to be shown."""
    targets = Target.objects.filter(pk__in=[row.target.pk for row in rows]).defer(*UNREAD_OF_CASE)
    targets = targets.select_related("town", "village", "school", "case__child")
    found = {target.pk: target for target in targets.prefetch_related("case__round")}  # one round for all, its words read once
    return [{"case": found[row.target.pk].case, "placed": found[row.target.pk], "part": row.part, "late": row.late}
            for row in rows]  # fmt: skip


def came_later(user: User, order: Order, shown: Shown) -> CaseQuerySet:
    found: CaseQuerySet = in_places(later_than(user, order), shown.place, level_of(user))
    return found.select_related("child", "town", "village", "school").defer(*UNREAD).prefetch_related("round")


def later_than(user: User, order: Order) -> CaseQuerySet:
    """Those who fit now and were not there when it was issued; none once it is over."""
    if order.ended or order.taken_back:
        return Case.objects.none()
    return fitting(order.county_id, wanted_of(order.wanted)).visible_to(user).exclude(child__in=order.targets.values("child"))


def about(user: User, order: Order) -> dict[str, Any]:
    today = timezone.localdate()
    state = state_of(order, today)
    rows, later = parts_of(user, order), list(later_than(user, order).only("town", "village", "school"))
    lines = lines_of(rows, later, level_of(user))
    addressees = list(order.addressees.visible_to(user).select_related("area", "school", "receipt__user").only(*ADDRESSED))
    calendar = calendar_of(order.county_id)
    return {
        "order": order, "state": state, "counts": counted(rows), "later": len(later), "places": lines,
        "late": sum(row.late for row in rows), "days": working_days_between(today, order.deadline, calendar),
        "addressees": addressees, "receipts": sum(bool(one.acknowledged) for one in addressees),
        "mine": list(unacknowledged(user).filter(order=order).select_related("area", "school")) if state == "running" else [],
        "lines": LINES[order.lines], "wanted": (wanted := wanted_of(order.wanted)),
        "of_places": Area.objects.filter(code__in=wanted.places), "part_only": not user.scope.county,
    }  # fmt: skip


def when_for(made: Round | None, calendar: Calendar | None = None) -> When:
    """Today, and until when an order counts as near its end; `calendar`: the county's, where it has been read."""
    if calendar is None:
        calendar = calendar_of(made.county_id) if made else PLAIN
    return When.of(timezone.localdate(), calendar, orders_for(made).orders.soon if made else 5)
