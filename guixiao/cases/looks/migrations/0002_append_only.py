"""UPDATE and DELETE on who looked are refused by the database itself."""

from django.db import migrations

from guixiao.cases.looks import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("looks", "0001_looks")]
    operations = [migrations.RunPython(put, remove)]
