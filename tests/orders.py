"""Orders of 李主任 for tests that need one: to the township and the villages of 停洞, about its children still to be verified."""

from datetime import timedelta

from django.utils import timezone

from guixiao.cases.orders.actions import issue, ready, save_draft
from guixiao.cases.orders.models import Draft, Order
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
