"""Numbers of earlier versions are sealed and indexed; where one strayed into a text it is masked."""

from itertools import islice

from django.db import migrations

from guixiao.lib.crypto import seal
from guixiao.lib.masks import masked_text
from guixiao.vault import keys
from guixiao.vault.fields import BlindIndexField, SealedTextField

BATCH = 4000
SEALED = {"id_number": "", "household_number": "In some registers the householder's identity number.", "phone": ""}
TEXTS = {
    "Child": ("name", "guardian", "ethnicity"),
    "Coverage": ("town_text", "village_text", "school_text", "grade", "class_name", "disability", "file", "linked_file",
                 "explanation_zh", "explanation_en"),
}  # fmt: skip


def seal_numbers(apps, schema_editor):
    child = apps.get_model("children", "Child")
    prepare = child._meta.pk.get_db_prep_save
    columns = ", ".join(f"sealed_{name} = %s" for name in SEALED)
    statement = f"UPDATE children_child SET {columns}, id_number_index = %s, phone_index = %s WHERE id = %s"
    rows = child.objects.order_by("pk").values_list("pk", *SEALED).iterator(BATCH)
    with schema_editor.connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(statement, [(*sealed(*row[1:]), prepare(row[0], schema_editor.connection)) for row in batch])


def sealed(id_number, household_number, phone):
    """As the columns will be called, for a value opens only as what it was sealed as."""
    key, texts = keys.ring().key, (id_number, household_number, phone)
    for name, text in zip(SEALED, texts, strict=True):
        yield seal(key, text.encode(), f"children_child.{name}".encode()) if text else b""
    yield keys.blind_index("id_number", id_number)
    yield keys.blind_index("phone", phone)


def mask_texts(apps, schema_editor):
    for model, names in TEXTS.items():
        rows = apps.get_model("children", model).objects
        for name in names:
            found = rows.filter(**{f"{name}__regex": "[0-9]{8}|[0-9]{4}[- ]?[0-9]{4}"}).values_list("pk", name)
            for pk, text in list(found.iterator(BATCH)):
                rows.filter(pk=pk).update(**{name: masked_text(text)})


def open_nothing(apps, schema_editor):
    raise migrations.exceptions.IrreversibleError("sealed numbers are not written in clear again; restore the backup")


class Migration(migrations.Migration):
    dependencies = [("children", "0005_current_round"), ("vault", "0001_known_keys")]

    operations = [
        *(migrations.AddField("child", f"sealed_{name}", SealedTextField(blank=True, default="", help_text=note))
          for name, note in SEALED.items()),
        migrations.AddField("child", "id_number_index", BlindIndexField(of="id_number", db_index=True)),
        migrations.AddField("child", "phone_index", BlindIndexField(of="phone", db_index=True)),
        migrations.RunPython(seal_numbers, migrations.RunPython.noop),
        migrations.RunPython(mask_texts, migrations.RunPython.noop),
        *(migrations.RemoveField("child", name) for name in SEALED),
        *(migrations.RenameField("child", f"sealed_{name}", name) for name in SEALED),
    ]  # fmt: skip
