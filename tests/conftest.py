"""Fixtures of the whole-system tests."""

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def loaded(cast: Cast) -> Cast:
    """The cast, with a round in the database."""
    cast.load(demo=True)
    return cast
