"""UPDATE and DELETE on steps are refused by the database itself."""

from django.db import migrations

from guixiao.cases.rectification import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("rectification", "0001_items")]
    operations = [migrations.RunPython(put, remove)]
