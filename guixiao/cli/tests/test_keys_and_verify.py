"""`guixiao verify` finds each kind of damage; `guixiao keys rotate` seals everything anew, and goes on after a kill."""

import io
import json
from pathlib import Path

import pytest
from django.db import connection

from guixiao.audit import triggers
from guixiao.audit.models import Entry
from guixiao.cases import triggers as case_triggers
from guixiao.cases.actions import Said, act
from guixiao.cases.models import Case, Event
from guixiao.children.models import Child, Coverage, Tally
from guixiao.cli import keys as command
from guixiao.cli import main
from guixiao.lib.crypto import key_id
from guixiao.vault import actions, keys
from guixiao.vault.files import opened, seal
from guixiao.vault.keys import blind_index
from guixiao.vault.rules import fresh_text
from tests.cast import Cast, row

NUMBER = "522633201509010011"


@pytest.fixture
def key_file(tmp_path: Path, settings, monkeypatch) -> Path:
    settings.KEY_FILE, settings.KEYS, settings.DATA_DIR = tmp_path / "keys", "", tmp_path
    settings.KEY_FILE.write_text(fresh_text())
    keys.reload()
    monkeypatch.setattr(command, "SETTLE", 0)
    yield settings.KEY_FILE
    keys._Held.ring = keys._Held.seen = None


@pytest.fixture
def county(key_file: Path, cast: Cast) -> Cast:
    cast.load(
        [row(n, "not_found", id_number=f"52263320150901{n:04}") for n in range(1, 8)] + [row(9, "enrolled", id_number=NUMBER)]
    )
    actions.register_keys()
    actions.KnownKey.objects.exclude(pk__in=keys.ring().ids).delete()
    return cast


def verify(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, list[str]]:
    """The checks that do not hold, with their faults; the status agrees with them."""
    capsys.readouterr()
    status = main(["verify", "--json", *options])
    wrong = {told["check"]: told["faults"] for told in json.loads(capsys.readouterr().out) if not told["holds"]}
    assert status == (2 if wrong else 0)
    return wrong


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_everything_holds_and_is_said_in_both_languages(county: Cast, capsys):
    assert verify(capsys) == {}
    assert main(["verify", "--lang", "en"]) == 0 and "everything holds" in capsys.readouterr().out
    assert main(["verify", "--only", "nothing"]) == 2 and "nothing" in capsys.readouterr().err


def test_a_row_that_is_gone_breaks_equation_tally_and_receipt(county: Cast, capsys):
    Coverage.objects.first().delete()
    assert set(verify(capsys)) >= {"children.equation", "children.tally"}


def test_a_tally_that_lies_is_found(county: Cast, capsys):
    Tally.objects.update(count=1000)
    assert set(verify(capsys)) == {"children.tally"}


def test_an_altered_sealed_value_does_not_open(county: Cast, capsys):
    child = Child.objects.first()
    sql("UPDATE children_child SET phone = %s WHERE id = %s", bytes(60), Child._meta.pk.get_db_prep_value(child.pk, connection))
    assert "children_child.phone" in verify(capsys)["vault.values"][0]


def test_a_wrong_index_and_a_number_in_clear_are_found_and_never_repeated(county: Cast, capsys):
    Child.objects.filter(name="吴阿妹1").update(id_number_index="0" * 32, guardian=f"吴老三 {NUMBER}")
    wrong = verify(capsys)
    assert set(wrong) >= {"vault.indices", "vault.texts"} and NUMBER not in str(wrong)
    assert wrong["vault.texts"] == ["children_child.guardian: an identity number"]


def test_a_log_that_was_tidied_up_is_found(county: Cast, capsys):
    last = Entry.objects.order_by("-sequence").first()
    assert verify(capsys, "--at", f"{last.sequence}:{last.digest}") == {}
    triggers.remove(connection)
    sql("DELETE FROM audit_entry WHERE sequence = %s", last.sequence)
    wrong = verify(capsys, "--at", f"{last.sequence}:{last.digest}")
    assert set(wrong) == {"audit.append_only", "audit.remembered"}, "the end cut off: only the written-down entry knows"
    sql("UPDATE audit_entry SET actor_name = 'x' WHERE sequence = 1")
    assert "entry 1 was changed" in verify(capsys)["audit.chain"]
    triggers.put(connection)


def test_another_key_file_is_noticed(county: Cast, key_file: Path, capsys):
    key_file.write_text(fresh_text())
    keys.reload()
    wrong = verify(capsys)
    assert {"vault.keys", "vault.values"} <= set(wrong)
    assert main(["keys", "list"]) == 2 and "MISSING" in capsys.readouterr().out


def test_a_damaged_file_is_found(county: Cast, tmp_path: Path, capsys):
    seal(io.BytesIO(b"x" * 100), tmp_path / "rosters" / "a.sealed")
    assert verify(capsys) == {}
    (tmp_path / "rosters" / "a.sealed").write_bytes(b"damaged")
    assert "a.sealed" in verify(capsys)["vault.files"][0]


def test_a_rotation_seals_values_and_files_anew_and_is_in_the_log(county: Cast, tmp_path: Path, capsys):
    path, before = tmp_path / "rosters" / "a.sealed", keys.ring().key.id
    seal(io.BytesIO(b"plain"), path)
    assert main(["keys", "rotate"]) == 0
    assert keys.ring().key.id != before and actions.left_to_reseal() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM children_child")
        assert {key_id(bytes(sealed)) for (sealed,) in cursor.fetchall()} == {keys.ring().key.id}
    with opened(path) as plain:
        assert plain.read_bytes() == b"plain"
    entry = Entry.objects.get(act="keys.rotate")
    assert entry.detail["retired"] == [before.hex()] and entry.detail["files"] == 1
    assert Child.objects.get(id_number_index=blind_index("id_number", NUMBER)).id_number == NUMBER
    assert verify(capsys) == {}


def test_a_rotation_that_was_killed_goes_on_without_another_key(county: Cast, capsys, monkeypatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(command, "_say", killed)
        main(["keys", "rotate"])
    key = keys.ring().key.id
    assert actions.left_to_reseal() > 0 and [child.phone for child in Child.objects.all()] == ["13885501234"] * 8
    assert main(["keys", "rotate"]) == 0 and "finishing" in capsys.readouterr().out
    assert keys.ring().key.id == key and actions.left_to_reseal() == 0 and verify(capsys) == {}


def test_a_new_secret_for_the_indices(county: Cast, capsys):
    before = blind_index("id_number", NUMBER)
    assert main(["keys", "rotate", "--index"]) == 0
    assert blind_index("id_number", NUMBER) != before
    assert Child.objects.get(id_number_index=blind_index("id_number", NUMBER)).id_number == NUMBER and verify(capsys) == {}


def test_keys_in_the_environment_are_changed_by_hand(county: Cast, settings, capsys):
    settings.KEYS = ",".join(line for line in Path(settings.KEY_FILE).read_text().splitlines() if not line.startswith("#"))
    assert main(["keys", "rotate"]) == 2 and "GUIXIAO_KEYS" in capsys.readouterr().err


def test_a_key_file_is_made_once(tmp_path: Path, capsys):
    path = tmp_path / "new"
    assert main(["keys", "new", str(path)]) == 0 and path.stat().st_mode & 0o777 == 0o600
    text = path.read_text()
    assert main(["keys", "new", str(path)]) == 2 and path.read_text() == text
    assert text.split()[-1] not in capsys.readouterr().out


@pytest.mark.parametrize("command", ["serve", "work"])
def test_without_its_key_nothing_starts(county: Cast, capsys, monkeypatch, command):
    monkeypatch.setenv("GUIXIAO_STATIC_COLLECTED", "")
    actions.KnownKey.objects.create(id="0badc0de", use="seal")
    assert main([command]) == 2
    assert "0badc0de" in capsys.readouterr().err


def test_notes_of_events_get_the_new_key_too_and_events_stay_guarded(county: Cast, capsys):
    """Their table refuses every change: the same note under another key is none."""
    case = Case.objects.select_related("round", "child").first()
    act(county.li, case, "find", Said("died", note="村医说的"))
    assert main(["keys", "rotate"]) == 0
    assert actions.left_to_reseal() == 0 and Event.objects.get(verb="find").note == "村医说的"
    assert case_triggers.missing(connection) == [] and verify(capsys) == {}
