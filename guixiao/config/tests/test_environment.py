"""Settings from the environment."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from guixiao.config.environment import chosen, database, flag, key_file, secret_key


def test_without_a_url_the_database_lies_in_the_data_directory(tmp_path: Path):
    settings = database("", tmp_path / "new")
    assert settings["NAME"] == tmp_path / "new" / "guixiao.sqlite3" and (tmp_path / "new").is_dir()
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE" and "foreign_keys=ON" in settings["OPTIONS"]["init_command"]


def test_sqlite_urls_name_a_path(tmp_path: Path):
    assert database(f"sqlite:///{tmp_path}/a.db", tmp_path)["NAME"] == Path(f"{tmp_path}/a.db")
    assert database("sqlite:///b.db", tmp_path)["NAME"] == Path("b.db")


def test_postgresql_urls_may_hold_odd_passwords_sockets_and_options(tmp_path: Path):
    settings = database("postgresql://u%40x:p%2F%3A@db.example:5433/county?sslmode=require", tmp_path)
    assert [settings[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == ["u@x", "p/:", "db.example", 5433, "county"]
    assert settings["OPTIONS"]["sslmode"] == "require"
    assert database("postgres:///county?host=/tmp/run", tmp_path)["HOST"] == "/tmp/run"


def test_texts_are_planned_once_but_where_a_pooler_says_otherwise(tmp_path: Path):
    assert database("postgres:///county", tmp_path)["OPTIONS"]["prepare_threshold"] == 2
    shared = database("postgres:///county?prepared=0", tmp_path)["OPTIONS"]
    assert shared["prepare_threshold"] is None and "prepared" not in shared


def test_another_kind_of_database_is_refused(tmp_path: Path):
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        database("mysql://localhost/x", tmp_path)


def test_the_secret_key_is_made_once_and_readable_by_us_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GUIXIAO_SECRET_KEY", raising=False)
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first and len(first) > 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    monkeypatch.setenv("GUIXIAO_SECRET_KEY", "given")
    assert secret_key(tmp_path) == "given"


def test_a_key_that_cannot_be_kept_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GUIXIAO_SECRET_KEY", raising=False)
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="GUIXIAO_SECRET_KEY"):
        secret_key(tmp_path / "file")


def test_a_flag_is_one_or_nought(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GUIXIAO_DEBUG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="GUIXIAO_DEBUG"):
        flag("GUIXIAO_DEBUG", default=False)


def test_some_of_these_words_are_chosen_and_none_is_a_word_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GUIXIAO_SECOND_FACTOR", raising=False)
    assert chosen("GUIXIAO_SECOND_FACTOR", default={"a"}, among="abc") == {"a"}
    for told, found in (("none", frozenset()), ("b, c", {"b", "c"})):
        monkeypatch.setenv("GUIXIAO_SECOND_FACTOR", told)
        assert chosen("GUIXIAO_SECOND_FACTOR", default={"a"}, among="abc") == found
    monkeypatch.setenv("GUIXIAO_SECOND_FACTOR", "b,officer")
    with pytest.raises(ImproperlyConfigured, match="GUIXIAO_SECOND_FACTOR has officer; expected none"):
        chosen("GUIXIAO_SECOND_FACTOR", default={"a"}, among="abc")


@pytest.mark.parametrize(("hosts", "https"), [("localhost", "False"), ("guixiao.example.gov.cn", "True")])
def test_whoever_serves_others_serves_https(tmp_path: Path, hosts, https):
    asked = (
        "from django.conf import settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    )
    environment = {**os.environ, "GUIXIAO_ALLOWED_HOSTS": hosts, "GUIXIAO_DATA_DIR": str(tmp_path),
                   "DJANGO_SETTINGS_MODULE": "guixiao.config.settings"}  # fmt: skip
    answer = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == [https] * 3


def test_the_key_file_is_made_once_and_for_us_alone(tmp_path: Path, monkeypatch):
    monkeypatch.delenv("GUIXIAO_KEYS", raising=False)
    monkeypatch.delenv("GUIXIAO_KEY_FILE", raising=False)
    path = key_file(tmp_path)
    text = path.read_text()
    assert (key_file(tmp_path).read_text(), path.stat().st_mode & 0o777) == (text, 0o600)
    monkeypatch.setenv("GUIXIAO_KEY_FILE", str(tmp_path / "named"))
    assert key_file(tmp_path) == tmp_path / "named" and not (tmp_path / "named").exists(), "a named one is never made up"
