"""UPDATE and DELETE on whatever was issued are refused by the database itself."""

from django.db import migrations

from guixiao.cases.orders import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_orders")]
    operations = [migrations.RunPython(put, remove)]
