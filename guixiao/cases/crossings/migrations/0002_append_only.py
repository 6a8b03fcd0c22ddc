"""UPDATE and DELETE on who looked beyond their place are refused by the database itself."""

from django.db import migrations

from guixiao.cases.crossings import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("crossings", "0001_crossings")]
    operations = [migrations.RunPython(put, remove)]
