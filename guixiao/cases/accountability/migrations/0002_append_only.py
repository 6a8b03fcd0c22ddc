"""UPDATE and DELETE on answers are refused by the database itself."""

from django.db import migrations

from guixiao.cases.accountability import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accountability", "0001_answers")]
    operations = [migrations.RunPython(put, remove)]
