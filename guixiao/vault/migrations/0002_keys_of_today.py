"""The database remembers the ids of the keys it was made with, to miss them when they are gone."""

from django.db import migrations

from guixiao.vault import keys


def remember(apps, schema_editor):
    known = apps.get_model("vault", "KnownKey")
    for key_id, use in keys.ring().ids.items():
        known.objects.get_or_create(id=key_id, defaults={"use": use})


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_known_keys")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
