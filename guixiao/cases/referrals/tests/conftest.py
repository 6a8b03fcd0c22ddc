"""The cast's fixtures; somebody of the police with an account; a clock that moves."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.cases.models import Event
from guixiao.cases.referrals.models import Referral
from tests.cast import Cast, cast, loaded
from tests.referrals import a_contact
from tests.starts import start

__all__ = ["cast", "clock", "loaded", "police"]


@start
def police(loaded: Cast) -> User:
    return a_contact(loaded)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Now is noon of the day that it was set to last; today unless it was set."""

    class Now:
        day = timezone.localdate()

        def __call__(self) -> datetime:
            return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=timezone.get_default_timezone())

    now = Now()
    monkeypatch.setattr("django.utils.timezone.now", now)
    for model, name in ((Referral, "asked_at"), (Event, "recorded_at")):
        monkeypatch.setitem(model._meta.get_field(name).__dict__, "_get_default", now)
    return now
