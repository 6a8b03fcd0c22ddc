"""Sealed fields: plain in Python, sealed in the table, refused as filters. A table made for the test."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models

from guixiao.lib.crypto import Unopened
from guixiao.vault.fields import BlindIndexField, SealedJSONField, SealedTextField
from guixiao.vault.keys import blind_index


class Secret(models.Model):
    number = SealedTextField(blank=True, default="")
    number_index = BlindIndexField(of="number", kind="id_number", db_index=True)
    facts = SealedJSONField(default=dict)
    later = SealedTextField(null=True)

    class Meta:
        app_label = "vault_tests"


@pytest.fixture
def table(transactional_db):
    with connection.schema_editor() as editor:
        editor.create_model(Secret)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Secret)


def stored(column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vault_tests_secret")
        return bytes(cursor.fetchone()[0])


def test_a_value_is_plain_in_python_and_sealed_in_the_table(table):
    made = Secret.objects.create(number="522633201509010001", facts={"名": ["吴", 1, None]})
    assert b"522633" not in stored("number") and "吴".encode() not in stored("facts")
    found = Secret.objects.get()
    assert (found.number, found.facts, found.later) == ("522633201509010001", {"名": ["吴", 1, None]}, None)
    assert Secret.objects.values_list("number", flat=True).get() == "522633201509010001"
    assert Secret.objects.get(number_index=blind_index("id_number", " 522633201509010001")) == made


def test_the_empty_text_stays_empty(table):
    Secret.objects.create()
    assert stored("number") == b"" and Secret.objects.get().number == "" and Secret.objects.get().number_index == ""


def test_a_bulk_of_rows_has_its_indices_too(table):
    Secret.objects.bulk_create([Secret(number=f"52263320150901{n:04}") for n in range(3)])
    assert Secret.objects.filter(number_index=blind_index("id_number", "522633201509010002")).count() == 1


@pytest.mark.parametrize("lookup", ["number", "number__contains", "facts__name", "number__gt", "number__in"])
def test_nobody_can_filter_on_a_sealed_field_by_mistake(table, lookup):
    with pytest.raises(FieldError, match="sealed"):
        list(Secret.objects.filter(**{lookup: "5"}))
    assert Secret.objects.filter(later__isnull=True).count() == 0


def test_a_value_moved_to_another_column_does_not_open(table):
    Secret.objects.create(number="1", later="2")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_tests_secret SET later = number")
    with pytest.raises(Unopened, match=r"vault_tests_secret\.later"):
        Secret.objects.get()
