"""Numbers are found wherever they stand, and digests and keys are not taken for one."""

from pathlib import Path

import pytest

from guixiao.vault.traces import CHUNK, numbers_in, numbers_in_file

VALID = "11010519491231002X"


@pytest.mark.parametrize("text", [VALID, f"学籍号G{VALID}", f"吴{VALID.lower()}。", f'{{"a": "{VALID}"}}', "522633201509010019"])
def test_an_identity_number_is_found(text):
    assert numbers_in(text) == ["an identity number"]


def test_a_telephone_number_is_found():
    assert numbers_in("电话13885501234") == ["a telephone number"]


@pytest.mark.parametrize("text", ["522633********0011", "138****1234", "522633106201", "1" * 64, "20260901123456", "a1" * 16])
def test_masked_ones_places_and_digests_are_none(text):
    assert numbers_in(text) == []


@pytest.mark.parametrize("at", [0, 5, CHUNK - 9, CHUNK + 3])
def test_a_number_is_found_anywhere_in_a_file(tmp_path: Path, at: int):
    file = tmp_path / "a.sqlite3"
    file.write_bytes(b"\0" * at + VALID.encode() + b"\0" * 40)
    assert list(numbers_in_file(file)) == [at]


def test_what_fails_its_check_or_lies_in_a_key_is_none(tmp_path: Path):
    file = tmp_path / "a"
    file.write_bytes(b"522633201509010019 " + b"abcdef0123456789" + VALID[:17].encode() + b"0")
    assert list(numbers_in_file(file)) == []
