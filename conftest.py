"""Marks every test that touches the database `db`, so that `pytest -m db` runs exactly those on PostgreSQL."""

import pytest

TOUCHES = {"db", "transactional_db", "live_server", "django_db_setup", "django_db_blocker"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        case = getattr(item, "cls", None)
        if item.get_closest_marker("django_db") or TOUCHES & fixtures or hasattr(case, "databases"):
            item.add_marker(pytest.mark.db)
