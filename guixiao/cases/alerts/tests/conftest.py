"""The cast's fixtures, and a clock that moves."""

from datetime import datetime

import pytest
from django.utils import timezone

from guixiao.cases.alerts.models import AbsenceEvent, Alert
from guixiao.cases.models import Event
from tests.cast import cast, loaded

__all__ = ["cast", "clock", "loaded"]


@pytest.fixture
def clock(monkeypatch):
    """Now is noon of the day that it was set to last; today unless it was set."""

    class Now:
        day = timezone.localdate()

        def __call__(self):
            return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=timezone.get_default_timezone())

    now = Now()
    monkeypatch.setattr("django.utils.timezone.now", now)
    for model, name in ((Alert, "raised_at"), (Event, "recorded_at"), (AbsenceEvent, "recorded_at")):
        monkeypatch.setitem(model._meta.get_field(name).__dict__, "_get_default", now)
    return now
