"""UPDATE and DELETE on breaches are refused by the database itself."""

from django.db import migrations

from guixiao.cases.clocks import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_clocks")]
    operations = [migrations.RunPython(put, remove)]
