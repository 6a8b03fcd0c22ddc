"""UPDATE and DELETE on the log are refused by the database itself."""

from django.db import migrations

from guixiao.audit import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_log")]
    operations = [migrations.RunPython(put, remove)]
