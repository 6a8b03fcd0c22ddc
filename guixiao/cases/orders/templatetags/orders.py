"""Orders in templates: their words, and what of them stands on other pages."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from uuid import UUID

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.cases.models import Case
from guixiao.cases.orders import wording
from guixiao.cases.orders.listing import MINE, SOON, counts_seen, state_of
from guixiao.cases.orders.models import Addressee, Order
from guixiao.cases.orders.reading import when_for
from guixiao.children.models import Round
from guixiao.lib.workdays import Calendar
from guixiao.tables.kept import kept

register = template.Library()


@register.filter
def order_part(name: str) -> str:
    return str(wording.PARTS.get(name, ""))


@register.simple_tag
def receipts_of(addressees: Iterable[Addressee]) -> SafeString:
    """A line for each: taken by whom and when, or not yet. A county has hundreds."""
    waits = f'<span class="state waits">{escape(_("还没签收"))}</span>'
    return mark_safe("".join([f"<li>{escape(str(one))} {_taken(one) or waits}</li>" for one in addressees]))


def _taken(one: Addressee) -> str:
    receipt = one.acknowledged
    told = receipt and f"{receipt.user} {timezone.localtime(receipt.at):%Y-%m-%d %H:%M}"
    return f'<small><i aria-hidden="true">✓</i> {escape(told)}</small>' if told else ""


@register.filter
def order_part_mark(name: str) -> str:
    return wording.MARKS.get(name, "")


@register.filter
def order_state(name: str) -> str:
    return str(wording.STATES.get(name, name))


@register.filter
def order_state_mark(name: str) -> str:
    return wording.STATE_MARKS.get(name, "")


@register.filter
def order_who(name: str) -> str:
    return str(wording.WHO.get(name, name))


@register.filter
def at_key(words: Mapping[str, Any], name: str) -> Any:
    return words.get(name, "")


@register.simple_tag
def orders_today(user: User, made: Round | None, calendar: Calendar) -> dict[str, int]:
    """How many orders wait for this person's receipt, and how many of those one sees near their last day."""
    person = user.whole.only("see_orders")
    told: dict[str, int] = counts_seen(person, when_for(made, calendar), (MINE, SOON))
    return told


@register.simple_tag
def orders_over(case: Case, user: User) -> list[dict[str, Any]]:
    """The orders that a child stands, or stood, under and that this person may see."""
    today = timezone.localdate()
    found = _over(user.whole.only("see_orders"), child=case.child_id)
    return [{"order": order, "state": state_of(order, today)} for order in found]


@kept
def _over(user: User, *, child: UUID) -> Any:
    return Order.objects.visible_to(user).filter(targets__child=child).select_related("outcome", "withdrawal")
