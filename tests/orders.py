"""Orders of 李主任 for tests that need one: to the township and the villages of 停洞, about its children still to be verified."""

from datetime import timedelta

from django.utils import timezone

from guixiao.cases.clocks.models import Breach
from guixiao.cases.models import Case
from guixiao.cases.orders.actions import issue, ready, save_draft
from guixiao.cases.orders.models import Draft, Order, Outcome
from guixiao.cases.orders.selecting import SUSPECTED, Wanted
from tests.cast import Cast


def an_order_draft(cast: Cast, **changed: object) -> Draft:
    told = {"number": "从江作战令〔2026〕1号", "title": "核查清零", "text": "两条线一起查。", "goal": "verified", "lines": "both",
            "deadline": timezone.localdate() + timedelta(10), "left_out": [],
            "wanted": Wanted(places=("522633106",), who=SUSPECTED).plain}  # fmt: skip
    return save_draft(cast.li, cast.county, told | changed)


def an_order(cast: Cast, **changed: object) -> Order:
    draft = an_order_draft(cast, **changed)
    return issue(cast.li, draft, ready(cast.li, draft).issue.now)


def a_missed_order(cast: Cast) -> Order:
    """Its last day is over, and nobody was verified."""
    order = an_order(cast, number="从江作战令〔2026〕9号")
    cases = sorted(str(key) for key in order.targets.values_list("case", flat=True))
    Outcome.objects.create(order=order, met=False, children=len(cases), met_count=0, not_yet_count=len(cases), aside_count=0,
                           not_yet=cases)  # fmt: skip
    return order


def a_breach() -> Breach:
    """Of the command post of 停洞."""
    case = Case.objects.filter(town__code="522633106").order_by("pk")[0]
    day = timezone.localdate()
    told = {"began_on": day, "due_on": day, "late_from": day, "post": "township_post", "place": case.path}
    return Breach.objects.get_or_create(case=case, clock="verify", event=case.events.first(), defaults=told)[0]
