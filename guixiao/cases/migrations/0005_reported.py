"""A case that people's report began, whatever the rosters say."""

from django.db import migrations, models

from guixiao.cases import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_effort")]

    # SQLite makes the table anew, which the triggers of its events look at: they come off meanwhile.
    operations = [
        migrations.RunPython(remove, put),
        migrations.AddField(
            model_name="case",
            name="reported",
            field=models.BooleanField(default=False, help_text="The rosters had the child in class, people said otherwise."),
        ),
        migrations.AlterField(
            model_name="case",
            name="still",
            field=models.BooleanField(
                default=True, help_text="The last count does not find the child in class, or people say so."
            ),
        ),
        migrations.RunPython(put, remove),
    ]
