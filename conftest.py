"""What holds for every test of the house, wherever it stands."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.starts import begin, leave, starts

__all__ = ["starts"]

# The same examples each time, and no deadline: a busy machine is not a failure. HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

TOUCHES = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings as house

    house.KEPT_CHECKED = True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that touches the database `db`, so that `pytest -m db` runs exactly those on PostgreSQL."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        case = getattr(item, "cls", None)
        if item.get_closest_marker("django_db") or TOUCHES & fixtures or hasattr(case, "databases"):
            item.add_marker(pytest.mark.db)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of tests lie in memory and stay: to look through them for garbage again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_sessionfinish(session: pytest.Session) -> None:
    gc.unfreeze()  # what DuckDB holds is let go in order, or it complains


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    leave(item)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> None:
    if fixturedef.scope == "function":
        begin(request.node, request)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: Any) -> None:
    """SQLite's tests run on a file, as a county's system does: in memory, threads find a table locked and do not wait for it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def flushable_log() -> Iterator[None]:
    """A test with transactions of its own empties all tables afterwards; the log, the events
    of cases, their breaches, proofs, looks, orders and answers refuse that, so their triggers step aside."""
    from django.core.management.commands import flush
    from django.db.backends.base.operations import BaseDatabaseOperations

    from guixiao.audit import triggers as of_log
    from guixiao.cases import triggers as of_events
    from guixiao.cases.accountability import triggers as of_answers
    from guixiao.cases.attachments import triggers as of_proofs
    from guixiao.cases.clocks import triggers as of_breaches
    from guixiao.cases.closures import triggers as of_draws
    from guixiao.cases.crossings import triggers as of_crossings
    from guixiao.cases.looks import triggers as of_looks
    from guixiao.cases.orders import triggers as of_orders
    from guixiao.cases.rectification import triggers as of_steps

    tables = (of_log, of_events, of_breaches, of_proofs, of_looks, of_crossings, of_orders, of_answers, of_steps, of_draws)
    emptying = BaseDatabaseOperations.execute_sql_flush

    def emptied(self: Any, statements: list[str]) -> None:
        if statements:
            for kept in tables:
                kept.remove(self.connection)
            emptying(self, statements)
            for kept in tables:
                kept.put(self.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", emptied)
        # Django would make its permissions and content types anew each time, a third of what a story in the browser costs;
        # nothing here asks for them: what a post may do stands in accounts.rules.MAY.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **kwargs: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_look_at_the_style_sheets() -> Iterator[None]:
    """Each test client makes the middlewares anew, and WhiteNoise looks at every file it serves: once a process is enough."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    looked: dict[str, Any] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def known(self: Any) -> None:
        if not looked:
            look(self)
            looked.update(self.files)
        self.files.update(looked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", known)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_second_factor() -> Iterator[None]:
    """Who signs in by `force_login` has shown no code: nobody is asked for one but in the tests of the second factor itself."""
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SECOND_FACTOR_ROLES", frozenset())
        patch.setenv("GUIXIAO_SECOND_FACTOR", "none")  # for what a test starts beside itself
        yield
