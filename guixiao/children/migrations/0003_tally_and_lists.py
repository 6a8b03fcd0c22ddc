"""Columns and an index that the lists are filtered and sorted by, and the table the pages count from."""

import django.db.models.deletion
from django.db import migrations, models


def place(model):
    return models.ForeignKey(
        blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model
    )


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_places_and_schools"), ("children", "0002_identity_across_rounds")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bucket", models.CharField(max_length=30)),
                ("outcome", models.CharField(max_length=30)),
                ("apart", models.BooleanField()),
                ("age", models.SmallIntegerField(null=True)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("poverty", models.BooleanField()),
                ("disabled", models.BooleanField()),
                ("count", models.PositiveIntegerField()),
                ("round", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="tally",
                                            to="children.round")),
                ("town", place("areas.area")),
                ("village", place("areas.area")),
                ("school", place("areas.school")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["round", "town", "village"], name="tally_by_place"),
                    models.Index(fields=["round", "school"], name="tally_by_school"),
                ]
            },
        ),
        migrations.RemoveIndex(model_name="coverage", name="coverage_by_place"),
        migrations.RemoveIndex(model_name="coverage", name="coverage_by_school"),
        migrations.AddField(model_name="coverage", name="age", field=models.SmallIntegerField(blank=True, null=True)),
        migrations.AddField(model_name="coverage", name="disabled", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="coverage",
            name="name_key",
            field=models.TextField(
                blank=True, default="", help_text="Characters, sounds and initials of the name: lib.pinyin.name_key."
            ),
        ),
        migrations.AddField(model_name="coverage", name="sex", field=models.CharField(blank=True, default="", max_length=1)),
    ]  # fmt: skip
