"""What a machine is told that asks whether we are ready."""

import pytest
from django.test import Client

from guixiao.vault import keys
from guixiao.vault.models import KnownKey


@pytest.fixture
def lost_key(db: None) -> None:
    KnownKey.objects.create(id="0badc0de", use="seal")


def test_a_lost_key_is_not_ready(lost_key: None, client: Client):
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json()["missing_keys"] == ["0badc0de"] and not answer.json()["ready"]


def test_keys_that_cannot_be_read_are_not_ready(db: None, client: Client, settings):
    settings.KEYS = "seal nonsense"
    keys._Held.ring = keys._Held.seen = None
    answer = client.get("/readyz")
    keys._Held.ring = keys._Held.seen = None
    assert answer.status_code == 503 and answer.json() == {"ready": False, "database": "ok", "keys": "unreadable"}
