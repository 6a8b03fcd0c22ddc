"""A county with children out of school, and an order about them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.actions import Said
from guixiao.cases.actions import act as act_on
from guixiao.cases.effort.actions import do
from guixiao.cases.models import Case, Event
from guixiao.cases.orders.models import Draft, Order
from tests.cast import Cast, cast, row

__all__ = ["cast"]
MONDAY = date(2026, 11, 2)
DEADLINE = date(2026, 11, 13)


class Now:
    """Noon of the day that it was set to last."""

    day = MONDAY

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Now:
    now = Now()
    monkeypatch.setattr("django.utils.timezone.now", now)
    monkeypatch.setitem(Event._meta.get_field("recorded_at").__dict__, "_get_default", now)
    monkeypatch.setitem(Order._meta.get_field("issued_at").__dict__, "_get_default", now)
    return now


@dataclass
class Camp:
    """What people do, through the pages where it is about orders."""

    cast: Cast
    clock: Now

    def case(self, name: str) -> Case:
        return Case.objects.current().select_related("child", "round").get(child__name=name)

    def do(self, user: User, name: str, verb: str, **given: Any) -> None:
        day = given.pop("day", timezone.localdate())
        case = self.case(name)
        if verb in ("find", "confirm"):
            act_on(user, case, verb, Said(given.get("finding", ""), note="因为"))
        else:
            do(user, case, verb, Said(note="因为", true_on=day, given=given))

    def visit(self, user: User, name: str) -> None:
        self.do(user, name, "visit", way="at_home", met="guardian", result="promised")

    def come_back(self, name: str, day: date | None = None) -> None:
        given = {"school": self.cast.school.pk, "placement": "own_grade"}
        self.do(self.cast.wu, name, "return", day=day or timezone.localdate(), **given)
        self.do(self.cast.yang, name, "confirm_return")

    def get(self, user: User, url: str, status: int = 200, **cookies: str) -> Any:
        client = Client()
        client.cookies.load(cookies)
        client.force_login(user)
        answer = client.get(url)
        assert answer.status_code == status, url
        return answer

    def post(self, user: User, url: str, **form: Any) -> Any:
        client = Client()
        client.force_login(user)
        return client.post(url, form, follow=True)

    def draft(self, **form: Any) -> Draft:
        told = {"number": "从江作战令〔2026〕1号", "title": "十一月清零", "text": "两条线一起劝返。", "goal": "returned",
                "lines": "both", "deadline": DEADLINE.isoformat(), "who": "out"}  # fmt: skip
        self.post(self.cast.li, "/orders/new/", **told | form)
        return Draft.objects.latest("changed_at")

    def issue(self, **form: Any) -> Order:
        draft = self.draft(**form)
        url = f"/orders/drafts/{draft.pk}/issue/"
        self.post(self.cast.li, url, seen=self.get(self.cast.li, url).context["ready"].issue.now)
        return Order.objects.get(pk=draft.pk)


@pytest.fixture
def camp(cast: Cast, clock: Now) -> Camp:
    """Three out of school: two of 高华 (one poor), one of 苗朗; one of 西山; one still to be verified."""
    cast.load([
        row(3, "left_roll", name="石三妹", school="停洞镇中心小学"), row(4, "left_roll", name="吴老二", school="停洞镇中心小学"),
        row(5, "not_found", name="潘小花", village="苗朗"), row(7, "not_found", name="莫西山", town="西山", village="顶洞"),
        row(8, "not_found", name="杨未查"), row(10, "enrolled", name="杨九"),
    ], demo=True)  # fmt: skip
    found = Camp(cast, clock)
    for name in ("石三妹", "吴老二", "潘小花", "莫西山"):
        found.do(cast.li, name, "find", finding="dropped_out")
    clock.day += timedelta(days=1)
    return found
