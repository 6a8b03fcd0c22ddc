import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def newest_is_current(apps, schema_editor):
    """Databases from before a round could be restored: the newest of each county is the current one."""
    current = apps.get_model("children", "CurrentRound")
    seen = set()
    for made in apps.get_model("children", "Round").objects.order_by("-made_at", "-id"):
        if made.county_id not in seen:
            seen.add(made.county_id)
            current.objects.create(county_id=made.county_id, round=made, since=made.made_at, set_by_id=made.made_by_id)


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_places_and_schools"),
        ("children", "0004_earlier_rounds_tallied"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CurrentRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "county",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="current_round", to="areas.area"
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="current", to="children.round"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(newest_is_current, migrations.RunPython.noop),
    ]
