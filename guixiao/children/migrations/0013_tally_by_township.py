"""The tallies by one thing, made again of each township: a list sorted by it goes township by township."""

from django.db import migrations

STATE = ("bucket", "outcome", "apart")
THINGS = ("age", "sex", "poverty", "disabled")


def _made_again(schema_editor, kept):
    table = schema_editor.quote_name("children_tally")
    with schema_editor.connection.cursor() as cursor:
        for thing in THINGS:
            names = ", ".join((*kept, thing, *STATE))
            cursor.execute(f"DELETE FROM {table} WHERE by = %s", [thing])
            cursor.execute(
                f"INSERT INTO {table} (round_id, by, {names}, count) SELECT round_id, '{thing}', {names}, SUM(count) "
                f"FROM {table} WHERE by = 'all' GROUP BY round_id, {names}"
            )


def by_township(apps, schema_editor):
    _made_again(schema_editor, ("town_id",))


def of_the_county(apps, schema_editor):
    _made_again(schema_editor, ())


class Migration(migrations.Migration):
    dependencies = [("children", "0012_keys_in_the_lists_indexes")]
    operations = [migrations.RunPython(by_township, of_the_county)]
