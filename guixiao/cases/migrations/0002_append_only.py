"""UPDATE and DELETE on the events of a case are refused by the database itself."""

from django.db import migrations

from guixiao.cases import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases")]
    operations = [migrations.RunPython(put, remove)]
