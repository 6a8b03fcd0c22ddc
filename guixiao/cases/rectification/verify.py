"""Every item stands where its steps say, and the database keeps steps as they are."""

from django.db import connection

from guixiao.cases.rectification import triggers
from guixiao.cases.rectification.models import Item
from guixiao.cases.rectification.rules import stand_of
from guixiao.lib.verifying import Check, Outcome, first


def items_stand_where_their_steps_say() -> Outcome:
    items = list(Item.objects.prefetch_related("steps").order_by("pk"))
    lost = [f"the trigger {name} is missing or switched off" for name in triggers.missing(connection)]
    faults, more = first([*lost, *(f"item {item.pk}: it is not where its steps say" for item in items if not _agrees(item))])
    told = f"{len(items):,} items"
    return Outcome("rectification.items", "整改和经过一致", "items stand where their steps say", told, faults, more)


def _agrees(item: Item) -> bool:
    steps = list(item.steps.all())
    stand = stand_of(steps)
    told = (stand.state, stand.deadline, stand.mended_by, stand.mended_on, stand.failed, len(steps))
    return told == (item.state, item.deadline, item.mended_by_id, item.mended_on, item.failed, item.version)


verify_checks: tuple[Check, ...] = (items_stand_where_their_steps_say,)
