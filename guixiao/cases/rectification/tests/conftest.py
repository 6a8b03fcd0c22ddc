"""The cast on a day of November, with a round; and an inspection of 停洞."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from guixiao.accounts.models import User
from guixiao.cases.accountability.tests.conftest import MONDAY, Now, clock
from guixiao.cases.rectification.models import Item, Step
from tests.cast import Cast, cast
from tests.inspections import an_item

__all__ = ["MONDAY", "cast", "clock"]
TWO = timedelta(days=2)


@pytest.fixture
def noon(clock: Now, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recorded is recorded on the day of the clock."""
    monkeypatch.setitem(Step._meta.get_field("recorded_at").__dict__, "_get_default", clock)


@pytest.fixture
def found(cast: Cast, clock: Now, noon: None) -> Item:
    """高华 has to put something right by the 13th; found on the 2nd."""
    cast.load(demo=True)
    return an_item(cast)


def press(user: User, item: Item, verb: str, *, version: int | None = None, **said: Any) -> Any:
    client = Client()
    client.force_login(user)
    seen = Item.objects.get(pk=item.pk).version if version is None else version
    return client.post(f"/rectification/items/{item.pk}/act/", {"verb": verb, "version": seen, **said}, follow=True)
