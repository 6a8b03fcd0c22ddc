"""The cast with duties that became late and an order that was missed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.clocks.actions import tick
from guixiao.cases.models import Case, Event
from guixiao.cases.orders.actions import judge
from guixiao.cases.orders.models import Order
from tests.cast import Cast, cast, row
from tests.orders import an_order

__all__ = ["cast"]
MONDAY = date(2026, 11, 2)
DUE = date(2026, 11, 11)  # seven working days
ONE = timedelta(days=1)


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


@pytest.fixture
def late(cast: Cast, clock: Now) -> Cast:
    """潘小花 and 吴老二 of 高华, 苗朗娃 of 苗朗 whose post nobody holds, 莫西山 of 西山: all late since the 12th; 石三妹 is the
    school's. The order about 停洞 was missed on the 12th."""
    cast.load([
        row(1, "not_found", name="潘小花"), row(3, "not_found", name="吴老二"),
        row(5, "not_found", name="苗朗娃", village="苗朗"), row(7, "not_found", name="莫西山", town="西山", village="顶洞"),
        row(9, "left_roll", name="石三妹", school="停洞镇中心小学"),
    ], demo=True)  # fmt: skip
    tick(clock.day)
    an_order(cast)
    clock.day = DUE + 2 * ONE
    tick(clock.day)
    judge(clock.day)
    return cast


def case_of(name: str) -> Case:
    return Case.objects.get(child__name=name)


def see(user: User, query: str = "", *, path: str = "/accountability/", status: int = 200, language: str = "") -> Any:
    client = Client()
    client.force_login(user)
    if language:
        client.cookies["django_language"] = language
    answer = client.get(f"{path}{query}")
    assert answer.status_code == status, answer.status_code
    return answer


def say(user: User, url: str, text: str, version: int = 0, **form: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(url, {"text": text, "version": version, **form}, follow=True)
