"""The tally of a round: made from its rows in one statement, and proven equal to them in two."""

from typing import Any

from django.db import connections, models, router

from guixiao.children.models import Coverage, Round, Tally

# Whatever the pages count by; the rows that are alike in all of it become one line of the tally.
COUNTED_BY = ("town_id", "village_id", "school_id", "bucket", "outcome", "apart", "age", "sex", "poverty", "disabled")


def make_tally(made: Round) -> None:
    _execute(made, f"INSERT INTO {_table(Tally)} (round_id, {_names()}, count) SELECT round_id, {_names()}, COUNT(*) "
                   f"FROM {_table(Coverage)} WHERE round_id = %s GROUP BY round_id, {_names()}")  # fmt: skip


def tally_faults(made: Round, most: int = 10) -> list[str]:
    """What the tally says and the rows do not, and the other way round; nothing where they agree."""
    rows = f"SELECT {_names()}, COUNT(*) FROM {_table(Coverage)} WHERE round_id = %s GROUP BY {_names()}"
    tally = f"SELECT {_names()}, SUM(count) FROM {_table(Tally)} WHERE round_id = %s GROUP BY {_names()}"
    faults = []
    for title, left, right in (("only in the tally", tally, rows), ("only in the rows", rows, tally)):
        found = _execute(made, f"{left} EXCEPT {right} LIMIT {most}", times=2)
        faults += [f"{title}: {dict(zip((*COUNTED_BY, 'count'), line, strict=True))}" for line in found]
    return faults


def _names() -> str:
    return ", ".join(COUNTED_BY)


def _table(model: type[models.Model]) -> str:
    return str(connections[router.db_for_write(model)].ops.quote_name(model._meta.db_table))


def _execute(made: Round, statement: str, times: int = 1) -> list[tuple[Any, ...]]:
    with connections[router.db_for_write(Tally)].cursor() as cursor:
        cursor.execute(statement, [made.pk] * times)
        return list(cursor.fetchall()) if cursor.description else []
