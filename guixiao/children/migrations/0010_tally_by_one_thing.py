"""A county is summed up by one thing at a time as well; names get an index of their own."""

from django.db import migrations, models

STATE = "bucket, outcome, apart"
SUMMED_BY = {
    "town": "town_id",
    "village": "town_id, village_id",
    "school": "school_id",
    "age": "age",
    "sex": "sex",
    "poverty": "poverty",
    "disabled": "disabled",
}
LISTED = ["town", "village", "bucket", "outcome", "apart", "school", "age", "sex", "poverty", "disabled"]


def sum_up(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for by, columns in SUMMED_BY.items():
            names = f"{columns}, {STATE}"
            cursor.execute(
                f"INSERT INTO children_tally (round_id, by, {names}, count) SELECT round_id, %s, {names}, SUM(count) "
                f"FROM children_tally WHERE by = 'all' GROUP BY round_id, {names}",
                [by],
            )


class Migration(migrations.Migration):
    dependencies = [("children", "0009_evidence")]

    operations = [
        migrations.RemoveIndex("tally", "tally_by_place"),
        migrations.RemoveIndex("tally", "tally_by_school"),
        migrations.AddField("tally", "by", models.CharField(default="all", max_length=10), preserve_default=False),
        migrations.AlterField("tally", "sex", models.CharField(blank=True, max_length=1, null=True)),
        migrations.AlterField("tally", "poverty", models.BooleanField(null=True)),
        migrations.AlterField("tally", "disabled", models.BooleanField(null=True)),
        migrations.AddIndex("tally", models.Index(fields=["round", "by", "town", "village"], name="tally_by_place")),
        migrations.AddIndex("tally", models.Index(fields=["round", "by", "school"], name="tally_by_school")),
        migrations.AlterField("coverage", "round", models.ForeignKey(
            db_index=False, on_delete=models.deletion.PROTECT, related_name="coverage", to="children.round")),
        migrations.RemoveIndex("coverage", "coverage_by_place"),
        migrations.AddIndex("coverage", models.Index(fields=["round", *LISTED], name="coverage_by_place")),
        migrations.AddIndex("coverage", models.Index(fields=["round", "name_key", *LISTED], name="coverage_by_name")),
        migrations.RunPython(sum_up, migrations.RunPython.noop),
    ]  # fmt: skip
