"""What the numbers left in freed pages goes: the table files are written anew."""

from django.db import migrations


def compact(apps, schema_editor):
    connection = schema_editor.connection
    if not apps.get_model("children", "Child").objects.exists():
        return
    statements = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    if connection.vendor == "postgresql":
        statements = ["VACUUM FULL children_child", "VACUUM FULL children_coverage"]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("children", "0006_sealed_numbers")]
    operations = [migrations.RunPython(compact, migrations.RunPython.noop)]
