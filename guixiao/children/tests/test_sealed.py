"""Numbers are sealed in the tables, found by their index, and rows of an earlier version are converted."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection

from guixiao.children.models import Child
from guixiao.vault.keys import blind_index
from tests.cast import Cast, Result, receipt_of, row

NUMBER, PHONE = "522633201509010011", "13885501234"


def everything(*tables: str) -> str:
    """All that stands in these tables, as text; keys and blind indices, which may have many digits in a row, aside."""
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            found += [bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
                      for line in cursor.fetchall() for cell in line]  # fmt: skip
    return "\n".join(re.sub(r"\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "", cell) for cell in found)


def test_a_round_keeps_numbers_sealed_and_plain_in_python(cast: Cast):
    cast.load([row(1, "not_found", id_number=NUMBER, household_number="522633197001010018")])
    child = Child.objects.get()
    assert (child.id_number, child.household_number, child.phone) == (NUMBER, "522633197001010018", PHONE)
    assert not re.search(r"\d{15}|138855", everything("children_child", "children_coverage"))
    assert Child.objects.get(id_number_index=blind_index("id_number", f" {NUMBER}")) == child
    assert Child.objects.get(phone_index=blind_index("phone", "138 8550 1234")) == child
    with pytest.raises(FieldError):
        Child.objects.get(id_number=NUMBER)


def test_a_number_in_a_column_where_it_has_no_business_is_masked(cast: Cast):
    stray = f"吴阿妹 {NUMBER}"
    columns = ("name", "guardian", "grade", "class_name", "disability", "explanation_zh", "explanation_en", "file", "linked_file")
    changed = dict.fromkeys(columns, stray) | {"village": f"电话{PHONE}", "school": f"138-8550-1234 {stray}"}
    receipt = receipt_of([row(1, "enrolled")]) | {"files": [{"file": f"{NUMBER}.xlsx", "headers": {"name": [f"姓名{PHONE}"]}}]}
    cast.load_result(Result([row(1, "enrolled", **changed)], receipt))
    assert Child.objects.get().name == "吴阿妹 522633********0011"
    text = everything("children_child", "children_coverage", "rosters_receipt")
    assert NUMBER not in text and PHONE not in text and "138-8550" not in text
    assert apps.get_model("rosters", "Receipt").objects.get().content["files"][0]["file"] == "522633********0011.xlsx"


def test_a_corrected_number_is_indexed_anew(cast: Cast):
    cast.load([row(1, "not_found", id_number="522633201509010012")])
    cast.load([row(1, "not_found", id_number=NUMBER)], as_of=date(2027, 9, 1))
    child = Child.objects.get()
    assert child.id_number == NUMBER and child.id_number_index == blind_index("id_number", NUMBER)


OLD = """
import datetime, django; django.setup()
from django.db import connection
from django.db.migrations.loader import MigrationLoader
apps = MigrationLoader(connection).project_state([("children", "0004_earlier_rounds_tallied")]).apps
model = apps.get_model
county = model("areas", "Area").objects.create(code="522633", name="从江县", kind="county", path="/522633/")
made = model("children", "Round").objects.create(
    county=county, as_of=datetime.date(2026, 9, 1), policy="x", wording={}, population=2, apart=0)
for number in ("NUMBER", ""):
    child = model("children", "Child").objects.create(
        name="吴阿妹", id_number=number, household_number=number, phone=number and "PHONE", county=county)
    model("children", "Coverage").objects.create(
        round=made, child=child, bucket="enrolled", outcome="present", explanation_zh=f"身份证号{number}与姓名相同")
""".replace("NUMBER", NUMBER).replace("PHONE", PHONE)
NEW = """
import django; django.setup()
from guixiao.children.models import Child
from guixiao.vault.keys import blind_index
child = Child.objects.get(id_number_index=blind_index("id_number", "NUMBER"))
print(child.id_number, child.household_number, child.phone, child.coverage.get().explanation_zh)
print(repr(Child.objects.get(id_number_index="").phone))
""".replace("NUMBER", NUMBER)


def test_a_database_of_an_earlier_version_is_sealed_when_it_is_migrated_and_keeps_no_trace(tmp_path: Path):
    path = tmp_path / "old.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "guixiao.config.settings"}

    def run(script: str) -> str:
        return subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True).stdout

    to = "import guixiao.cli as c; c.main(['migrate', '-v', '0', *{!r}])"
    run(to.format(["children", "0004"]))
    run(OLD)
    assert NUMBER.encode() in b"".join(file.read_bytes() for file in tmp_path.iterdir()), "the test would prove nothing"
    run(to.format([]))
    assert run(NEW).splitlines() == [f"{NUMBER} {NUMBER} {PHONE} 身份证号522633********0011与姓名相同", "''"]
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert NUMBER.encode() not in left and PHONE.encode() not in left
