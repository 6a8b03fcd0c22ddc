"""UPDATE and DELETE on draws, samples and looks are refused by the database itself."""

from django.db import migrations

from guixiao.cases.closures import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("closures", "0001_draws")]
    operations = [migrations.RunPython(put, remove)]
