"""Orders: what was issued stays, every result is what was recorded until its last day, and every child has its event."""

from django.db import connection
from django.db.models import Count

from guixiao.cases.models import Event
from guixiao.cases.orders import triggers
from guixiao.cases.orders.actions import outcome_of
from guixiao.cases.orders.models import Order
from guixiao.cases.orders.rules import ORDERED
from guixiao.lib.verifying import Check, Outcome, first


def results_stand() -> Outcome:
    """Every stored result, made again from the events, is the same; and the database keeps what was issued as it is."""
    faults = [f"the trigger {name} is missing or switched off" for name in triggers.missing(connection)]
    looked = 0
    for order in Order.objects.filter(outcome__isnull=False).select_related("outcome"):
        said, again = order.outcome, outcome_of(order)
        looked += 1
        if (said.met, said.children, said.not_yet, said.aside) != (again.met, again.children, again.not_yet, again.aside):
            faults.append(f"order {order.pk}: its events do not make the result that is stored")
    told, more = first(faults)
    return Outcome("orders.results", "作战令的结果和记录一致", "results of orders are what was recorded", f"{looked:,} results",
                   told, more)  # fmt: skip


def children_stand_under_their_orders() -> Outcome:
    """Every child of an order has the event that says so."""
    said: dict[str, int] = {}
    for detail in Event.objects.filter(verb=ORDERED).values_list("detail", flat=True):
        said[detail["order"]] = said.get(detail["order"], 0) + 1
    orders = list(Order.objects.annotate(children=Count("targets")).values_list("pk", "children"))
    wrong = [(key, children, said.get(str(key), 0)) for key, children in orders if said.get(str(key), 0) != children]
    told, more = first(f"order {key}: {children} children, {events} events" for key, children, events in wrong)
    looked = f"{len(orders):,} orders"
    return Outcome("orders.children", "作战令里的孩子都记在案件上", "every child of an order has its event", looked, told, more)


verify_checks: tuple[Check, ...] = (results_stand, children_stand_under_their_orders)
