"""Rounds of earlier versions get the repeated columns and their tally, and then the indexes that need both."""

from itertools import islice

from django.db import migrations, models

from guixiao.children.bulk import overwrite
from guixiao.children.rules import standing

BATCH = 4000
FACTS = ("pk", "disability", "round__as_of", "child__birth_date", "child__sex", "child__name")
COUNTED_BY = "town_id, village_id, school_id, bucket, outcome, apart, age, sex, poverty, disabled"


def fill_columns(apps, schema_editor):
    coverage = apps.get_model("children", "Coverage")
    rows = coverage.objects.order_by("pk").values_list(*FACTS).iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        overwrite(coverage, [filled(*row) for row in batch], ["age", "sex", "disabled", "name_key"])


def fill_tally(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO children_tally (round_id, {COUNTED_BY}, count) SELECT round_id, {COUNTED_BY}, COUNT(*) "
            f"FROM children_coverage GROUP BY round_id, {COUNTED_BY}"
        )


def filled(pk, disability, day, birth_date, sex, name):
    return {"id": pk} | standing({"birth_date": birth_date, "sex": sex, "name": name}, {"disability": disability}, day)


class Migration(migrations.Migration):
    dependencies = [("children", "0003_tally_and_lists")]

    operations = [
        migrations.RunPython(fill_columns, migrations.RunPython.noop),
        migrations.RunPython(fill_tally, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="coverage",
            index=models.Index(
                fields=["round", "town", "village", "bucket", "outcome", "apart", "school", "age", "sex", "poverty",
                        "disabled", "name_key"],
                name="coverage_by_place",
            ),
        ),
        migrations.AddIndex(
            model_name="coverage", index=models.Index(fields=["round", "school", "bucket"], name="coverage_by_school")
        ),
    ]  # fmt: skip
