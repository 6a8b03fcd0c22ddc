"""The filter `date` says what Django's own says, in every form and for whatever it is given."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Engine
from django.template.defaultfilters import date as written
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guixiao.config.days import DAY, MOMENT, day_or_moment

FORMS = [*DAY, *MOMENT, "Y-m", "m-d H:i", "j F Y", None]
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 30)).map(lambda at: at.replace(tzinfo=UTC))


@pytest.mark.parametrize("form", FORMS)
@given(value=st.one_of(MOMENTS, st.dates(), st.none(), st.just(""), st.just("2026-09-01")))
def test_it_says_what_django_says(form: str | None, value: Any):
    assert said(day_or_moment, value, form) == said(written, value, form)


def said(how: Callable[..., Any], *told: Any) -> Any:
    """Or that it cannot be said: a day has no hours."""
    try:
        return str(how(*told))
    except TypeError:
        return TypeError


def test_a_moment_stands_in_the_time_of_the_county():
    at = datetime(2026, 8, 31, 17, 30, tzinfo=UTC)
    page = Engine(builtins=["guixiao.config.days"]).from_string('{{ at|date:"Y-m-d H:i" }} {{ day|date:"Y-m-d" }}')
    with timezone.override("Asia/Shanghai"):
        assert page.render(Context({"at": at, "day": date(2026, 9, 1)}, use_tz=True)) == "2026-09-01 01:30 2026-09-01"
