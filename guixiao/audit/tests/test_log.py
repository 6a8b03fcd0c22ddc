"""The log: one chain, on either database, that nobody changes unnoticed."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from guixiao.audit import triggers
from guixiao.audit.actions import record
from guixiao.audit.models import Entry
from guixiao.audit.rules import START, broken_links
from guixiao.lib.masks import without_numbers

LI = SimpleNamespace(pk=7, name="李主任")


def chain() -> list[str]:
    return list(broken_links(Entry.objects.order_by("sequence")))


def test_an_entry_says_who_what_when_and_where(db):
    made = record(LI, "child.reveal", subject="child:1", place="/522633/", detail={"rows": 3})
    entry = Entry.objects.get()
    assert (entry.sequence, entry.actor_id, entry.actor_name, entry.act) == (1, 7, "李主任", "child.reveal")
    assert (entry.subject, entry.place, entry.detail, entry.previous) == ("child:1", "/522633/", {"rows": 3}, START)
    assert entry.digest == made.digest and chain() == []


def test_entries_hang_together_also_when_read_back(db):
    for number in range(20):
        record(LI if number % 2 else None, "import.confirm", detail={"列": ["甲", number], "b": None, "a": {"z": True, "k": "v"}})
    assert Entry.objects.count() == 20 and chain() == []


def test_an_entry_goes_with_the_transaction_it_tells_of(db):
    record(LI, "post.give")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(LI, "post.end")
        raise ZeroDivisionError
    record(LI, "account.open")
    assert list(Entry.objects.order_by("sequence").values_list("act", flat=True)) == ["post.give", "account.open"] and not chain()


def test_numbers_of_persons_never_get_into_it_and_keys_stay_whole(db):
    uuid, digest = "11111111-2222-3333-4444-113888501234", "1" * 20 + "a" * 44
    entry = record(
        LI, "list.export", subject="电话13885501234", detail={"q": "522633201509010001", "sha256": digest, "n": [uuid]}
    )
    assert "13885501234" not in entry.subject and "509010001" not in str(entry.detail)
    assert entry.detail["sha256"] == digest and entry.detail["n"] == [uuid]
    assert without_numbers(f"child:{uuid}") == f"child:{uuid}"


def test_an_act_is_a_noun_and_a_verb(db):
    with pytest.raises(ValueError, match=r"noun\.verb"):
        record(LI, "looked")


@pytest.mark.parametrize("change", ["update", "delete", "sql"])
def test_the_database_refuses_to_change_or_remove_an_entry(db, change):
    record(LI, "post.give")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            Entry.objects.update(actor_name="王所长")
        elif change == "delete":
            Entry.objects.all().delete()
        else:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE audit_entry SET act = 'x.y'")
    assert Entry.objects.get().actor_name == "李主任"
    assert triggers.missing(connection) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE audit_entry SET actor_name = 'x' WHERE sequence = 2", "entry 2 was changed"),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00+00' WHERE sequence = 1", "entry 1 was changed"),
        ("DELETE FROM audit_entry WHERE sequence = 2", "entries 2 to 2 are missing"),
        ("DELETE FROM audit_entry WHERE sequence = 1", "entries 1 to 1 are missing"),
    ],
)
def test_whoever_takes_the_triggers_away_is_still_found_out(db, statement, sentence):
    for act in ("post.give", "child.reveal", "post.end"):
        record(LI, act)
    triggers.remove(connection)
    assert len(triggers.missing(connection)) >= 2
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert sentence in chain()
    triggers.put(connection)


WRITER = """
import django; django.setup()
from django.db import transaction
from guixiao.audit.actions import record
for turn in range(15):
    with transaction.atomic():
        record(None, "child.reveal", detail={"turn": turn})
"""


def test_many_processes_writing_at_once_make_one_chain(transactional_db, tmp_path: Path):
    """On PostgreSQL in the test's own database, on SQLite in a file: a database in memory is no other process's."""
    path = tmp_path / "log.sqlite3"
    environment = os.environ | {"DATABASE_URL": url(path), "DJANGO_SETTINGS_MODULE": "guixiao.config.settings"}
    python = [sys.executable, "-c"]
    subprocess.run([*python, "from guixiao.cli import main; main(['migrate', 'audit', '-v', '0'])"], env=environment, check=True)
    writers = [subprocess.Popen([*python, WRITER], env=environment, stderr=subprocess.PIPE) for _ in range(4)]
    said = [writer.communicate()[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, said
    read = "import django; django.setup(); from guixiao.audit.rules import *; from guixiao.audit.models import Entry;"
    read += "e = Entry.objects.order_by('sequence'); print(e.count(), list(broken_links(e)))"
    assert subprocess.run([*python, read], env=environment, capture_output=True, text=True).stdout == "60 []\n"


def url(path: Path) -> str:
    at = connection.settings_dict
    return f"sqlite:///{path}" if connection.vendor == "sqlite" else f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
