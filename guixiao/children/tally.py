"""The tally of a round: made from its rows in the round's transaction, and proven equal to them."""

from collections.abc import Mapping
from typing import Any

from django.db import connections, models, router
from django.db.models import F

from guixiao.children.models import Coverage, Round, Tally

STATE = ("bucket", "outcome", "apart")
# Whatever the pages count by; the rows that are alike in all of it become one line.
COUNTED_BY = ("town_id", "village_id", "school_id", *STATE, "age", "sex", "poverty", "disabled")
# A whole county is also summed up by one thing at a time, of each township where lists are sorted by it: some hundred lines
# instead of twenty thousand. The rest is NULL there.
SUMMED_BY = {
    "town": ("town_id",),
    "village": ("town_id", "village_id"),
    "school": ("school_id",),
    "age": ("town_id", "age"),
    "sex": ("town_id", "sex"),
    "poverty": ("town_id", "poverty"),
    "disabled": ("town_id", "disabled"),
}


def make_tally(made: Round) -> None:
    names = ", ".join(COUNTED_BY)
    _execute(f"INSERT INTO {_table(Tally)} (round_id, by, {names}, count) SELECT round_id, '{Tally.ALL}', {names}, COUNT(*) "
             f"FROM {_table(Coverage)} WHERE round_id = %s GROUP BY round_id, {names}", made.pk)  # fmt: skip
    for by, columns in SUMMED_BY.items():
        names = ", ".join((*columns, *STATE))
        summed = f"FROM {_table(Tally)} WHERE round_id = %s AND by = '{Tally.ALL}' GROUP BY round_id, {names}"
        into = f"INSERT INTO {_table(Tally)} (round_id, by, {names}, count)"
        _execute(f"{into} SELECT round_id, '{by}', {names}, SUM(count) {summed}", made.pk)


def count_in(stand: Mapping[str, Any], by_one: int) -> None:
    """One row more (1) or less (-1) in every line that counts it; `stand`: the attributes of the row, with `round_id`."""
    for by, columns in {Tally.ALL: COUNTED_BY, **{by: (*columns, *STATE) for by, columns in SUMMED_BY.items()}}.items():
        line = {"round_id": stand["round_id"], "by": by} | {name: stand[name] for name in columns}
        lines = Tally.objects.filter(**line)
        if not lines.update(count=F("count") + by_one):
            Tally.objects.create(**line, count=by_one)
        if by_one < 0:
            lines.filter(count=0).delete()


def tally_faults(made: Round, most: int = 10) -> list[str]:
    """What the tally says and the rows do not, and the other way round; nothing where they agree."""
    faults = _differences(_tallied(Tally.ALL, COUNTED_BY), _counted(COUNTED_BY), made, most)
    for by, columns in SUMMED_BY.items():
        names = (*columns, *STATE)
        faults += _differences(_tallied(by, names), _tallied(Tally.ALL, names), made, most)
    return faults[:most]


def _counted(names: tuple[str, ...]) -> str:
    columns = ", ".join(names)
    return f"SELECT {columns}, COUNT(*) AS count FROM {_table(Coverage)} WHERE round_id = %s GROUP BY {columns}"


def _tallied(by: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(names)
    return f"SELECT {columns}, SUM(count) AS count FROM {_table(Tally)} WHERE round_id = %s AND by = '{by}' GROUP BY {columns}"


def _differences(tally: str, rows: str, made: Round, most: int) -> list[str]:
    faults = []
    for title, left, right in (("only in the tally", tally, rows), ("only in the rows", rows, tally)):
        names, found = _execute(f"{left} EXCEPT {right} LIMIT {most}", made.pk, made.pk)
        faults += [f"{title}: {dict(zip(names, line, strict=True))}" for line in found]
    return faults


def _table(model: type[models.Model]) -> str:
    return str(connections[router.db_for_write(model)].ops.quote_name(model._meta.db_table))


def _execute(statement: str, *values: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns and the rows, where the statement gives any."""
    with connections[router.db_for_write(Tally)].cursor() as cursor:
        cursor.execute(statement, values)
        columns = [column[0] for column in cursor.description or ()]
        return columns, list(cursor.fetchall()) if columns else []
