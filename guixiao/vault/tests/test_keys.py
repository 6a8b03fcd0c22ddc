"""Keys: where they come from, what a key file may hold, and that nobody gets to see one."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from guixiao.vault import keys
from guixiao.vault.keys import blind_index
from guixiao.vault.rules import KeysUnfit, fresh_line, fresh_text, parse

NUMBER = "522633201509011239"


@pytest.fixture
def key_file(tmp_path: Path, settings) -> Path:
    path = tmp_path / "keys"
    path.write_text(fresh_text())
    settings.KEY_FILE, settings.KEYS = path, ""
    keys.reload()
    yield path
    settings.KEY_FILE = path.with_name("other")
    path.with_name("other").write_text(fresh_text())
    keys.reload()


@pytest.fixture(autouse=True)
def own_keys_again():
    yield
    keys._Held.seen = keys._Held.ring = None


def test_a_fresh_key_file_has_one_key_of_each_kind_and_the_last_of_a_kind_is_in_use():
    text = fresh_text()
    ring = parse(text)
    assert (len(ring.sealing), len(ring.indexing)) == (1, 1)
    later = parse(text + fresh_line("seal") + fresh_line("index"))
    assert len(later.sealing) == 2 and later.key.id != ring.key.id and ring.key.id in later.sealing
    assert later.index_secret != ring.index_secret


def test_keys_from_one_line_of_the_environment(settings):
    settings.KEYS = f"seal:{'0a' * 16},index:{'0b' * 32}"
    assert keys.reload().key.secret == b"\x0a" * 16
    assert keys.origin() == "GUIXIAO_KEYS"


@pytest.mark.parametrize(
    "text", ["", "seal 00", f"seal {'0a' * 16}", f"seal {'0a' * 32}\nindex {'0b' * 32}", "open sesame", "\0"]
)
def test_an_unfit_key_file_is_named_with_its_line_and_never_with_its_key(text: str):
    with pytest.raises(KeysUnfit) as refused:
        parse(text)
    assert "0a0a" not in str(refused.value)


def test_a_changed_key_file_is_read_again(key_file: Path, monkeypatch):
    monkeypatch.setattr(keys, "LOOK_AGAIN", -1)
    before = keys.ring().key.id
    key_file.write_text(key_file.read_text() + fresh_line("seal"))
    assert keys.ring().key.id != before and before in keys.ring().sealing


def test_a_missing_key_file_says_which_and_what_to_set(tmp_path: Path, settings):
    settings.KEY_FILE, settings.KEYS = tmp_path / "gone", ""
    with pytest.raises(ImproperlyConfigured, match=r"gone.*GUIXIAO_KEY_FILE"):
        keys.reload()


def test_one_number_has_one_index_however_it_is_written():
    written = (NUMBER, f" {NUMBER} ", "５２２６３３２０１５０９０１１２３９", "522633 20150901 1239", f"'{NUMBER}")
    assert len({blind_index("id_number", text) for text in written}) == 1
    assert len(blind_index("id_number", NUMBER)) == 32
    assert blind_index("id_number", "") == "" == blind_index("phone", " ")
    assert blind_index("id_number", NUMBER) != blind_index("phone", NUMBER)
    assert blind_index("phone", "+86 138-8550-1234") == blind_index("phone", "13885501234") != blind_index("phone", "13885501235")


def test_a_small_x_at_the_end_is_the_capital():
    assert blind_index("id_number", "11010519491231002x") == blind_index("id_number", "11010519491231002X")
