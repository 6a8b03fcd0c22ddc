"""From out of school to closed: what lists show of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guixiao.cases import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_places_and_schools"),
        ("cases", "0003_worklists"),
        ("children", "0011_counted_beside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # SQLite makes the table anew, which the triggers of its events look at: they come off meanwhile.
    operations = [
        migrations.RunPython(remove, put),
        migrations.AddField(
            model_name="case",
            name="class_name",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="case",
            name="closed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="current",
            field=models.BooleanField(default=True, help_text="No later episode of this child."),
        ),
        migrations.AddField(
            model_name="case",
            name="grade",
            field=models.PositiveSmallIntegerField(default=0, help_text="1 easy, 2 middle, 3 hard; 0 before there is a plan."),
        ),
        migrations.AddField(
            model_name="case",
            name="next_look",
            field=models.DateField(blank=True, help_text="When somebody looks next whether the child is in class.", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="phase",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="case",
            name="placement",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="case",
            name="receiving",
            field=models.ForeignKey(
                blank=True,
                help_text="The school the child came back to.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.school",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="receiving_name",
            field=models.CharField(blank=True, default="", help_text="That school, where it is not one of ours.", max_length=120),
        ),
        migrations.AddField(
            model_name="case",
            name="returned_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("suspected", "疑似"),
                    ("excluded", "已排除"),
                    ("watched", "暂缓"),
                    ("out_of_school", "失学辍学"),
                    ("returned", "已复学"),
                    ("closed", "已销号"),
                ],
                default="suspected",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("phase", ""), _negated=True),
                fields=["county", "phase", "town", "name_key"],
                name="effort_of_county",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("phase", ""), _negated=True),
                fields=["town", "phase", "village", "name_key"],
                name="effort_of_town",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("phase", ""), _negated=True),
                fields=["village", "phase", "name_key"],
                name="effort_of_village",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)), fields=("child",), name="case_one_current_per_child"
            ),
        ),
        migrations.RunPython(put, remove),
    ]
