"""Starts that many tests have in common: their rows are made once a process and not once a test.

`@start` makes a fixture of a function that fills the database. Its rows stand in a transaction that
stays open for as long as the tests that follow begin with them; each test still works in a transaction of its own, inside that
one, and is rolled back to the start. A test with real transactions, or with another start, finds none of it: it is rolled back
first. So each test may run alone, in any order, and none sees what another did.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import override_settings

NOWHERE = "/dev/null/a-start-keeps-no-files"  # each test has a directory of its own
SETTINGS = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"], "CODE_SECONDS": 0}  # five accounts a start
FILES = {"ROSTERS_DIR": Path(NOWHERE), "OPENED_DIR": Path(NOWHERE), "ATTACHMENTS_DIR": Path(NOWHERE)}
REAL = {"transactional_db", "live_server", "django_db_reset_sequences"}
Make = Callable[..., Any]


@dataclass
class Standing:
    make: Make
    opened: transaction.Atomic
    made: Any = None

    def again(self) -> Any:
        """What was made, read anew: nothing that a test put on an object is seen by another."""
        if isinstance(self.made, Model):
            return type(self.made)._base_manager.get(pk=self.made.pk)
        return self.made.again()


_standing: list[Standing] = []
_begun = pytest.StashKey[bool]()
_putting: list[Callable[[list[Make]], None]] = []


def start(make: Make) -> Any:
    """The fixture of a start; its one argument is the fixture that it goes on from. It gives back the cast, or one row."""

    @wraps(make)
    def given(*args: Any, **kwargs: Any) -> Any:
        found = stands(make)
        return found.again() if found else make(*args, **kwargs)

    return pytest.fixture(begins(make)(given))


def stands(make: Make) -> Standing | None:
    return next((one for one in _standing if one.make is make), None)


def begins(make: Make) -> Callable[[Any], Any]:
    """Says of the function of a fixture which start it gives back."""

    def said(given: Any) -> Any:
        given.start = make
        return given

    return said


def begin(item: Any, request: pytest.FixtureRequest) -> None:
    """Before the first fixture of a test that touches the database: exactly its start stands."""
    if item.get_closest_marker("db") and not item.stash.get(_begun, False):
        item.stash[_begun] = True
        request.getfixturevalue("starts")(_chain(item))


def leave(item: Any) -> None:
    """Before the first fixture of any scope: Playwright's loop gives this thread another connection, and what stands would stay
    open on the one before. A test that works in real transactions finds nothing standing by then."""
    if _standing and _putting and item.get_closest_marker("db") and not _chain(item):
        _putting[-1]([])


def _chain(item: Any) -> list[Make]:
    """From the cast to what this test begins with; of two that do not go on from one another, only the first."""
    marker = item.get_closest_marker("django_db")
    if REAL & set(item.fixturenames) or (marker and (marker.args or marker.kwargs)):
        return []
    kept = {name: getattr(found[-1].func, "start", None) for name, found in item._fixtureinfo.name2fixturedefs.items()}
    made = {name: make for name, make in kept.items() if make}
    chain: list[Make] = []
    while following := [make for make in made.values() if make not in chain and _parent(make, made) in (chain[-1:] or [None])]:
        chain.append(following[0])
    return chain


def _parent(make: Make, made: dict[str, Make]) -> Make | None:
    return next((made[name] for name in signature(make).parameters if name in made), None)


def _put(chain: list[Make]) -> None:
    while _standing and ([one.make for one in _standing] != chain[: len(_standing)] or _gone()):
        _take_back()
    for make in chain[len(_standing) :]:
        before = [one.again() for one in _standing[-1:]]
        _standing.append(Standing(make, transaction.atomic()))
        _standing[-1].opened.__enter__()
        try:
            with override_settings(**SETTINGS, **FILES):
                _standing[-1].made = make(*before)
        except BaseException:
            _take_back()
            raise


def _gone() -> bool:
    return connection.needs_rollback or not connection.in_atomic_block


@contextmanager
def rolled_back() -> Iterator[None]:
    """For each example of a property: it begins where the test began, not where the example before it ended."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _take_back() -> None:
    if not connection.in_atomic_block:  # the connection is gone, and with it all that stood
        _standing.clear()
        connection.close()
        return
    opened = _standing.pop().opened
    transaction.set_rollback(True)
    opened.__exit__(None, None, None)


@pytest.fixture(scope="session")
def starts(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[list[Make]], None]]:
    def put(chain: list[Make]) -> None:
        with django_db_blocker.unblock():
            _put(chain)

    _putting.append(put)
    yield put
    put([])
    _putting.pop()
