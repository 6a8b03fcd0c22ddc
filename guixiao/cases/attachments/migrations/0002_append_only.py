"""UPDATE and DELETE on what proves an event are refused by the database itself."""

from django.db import migrations

from guixiao.cases.attachments import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("attachments", "0001_attachments")]
    operations = [migrations.RunPython(put, remove)]
