"""Signing in: recorded, slowed down after wrong passwords, and a handed-out password leads only to one's own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import renew_password
from guixiao.accounts.models import SignInFailures
from guixiao.accounts.rules import PATIENCE, wait_after
from guixiao.audit.models import Entry
from tests.cast import PASSWORD, Cast

OWN = "seven-green-hills-9"


def try_in(client: Client, username: str, password: str, address: str = "10.0.0.1", **headers: str) -> int:
    return client.post("/login/", {"username": username, "password": password}, REMOTE_ADDR=address, headers=headers).status_code


def acts() -> list[str]:
    return list(Entry.objects.filter(act__startswith="session.").order_by("sequence").values_list("act", flat=True))


@pytest.mark.parametrize(("failures", "seconds"), [(4, 0), (5, 5), (6, 10), (9, 80), (12, 640), (13, 900), (500, 900)])
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures, seconds):
    assert wait_after("pair", failures) == seconds


def test_one_name_never_waits_long_so_that_nobody_can_lock_it_out():
    assert wait_after("name", PATIENCE["name"].free - 1) == 0 and wait_after("name", 10_000) == 60


def test_sign_in_refusal_and_sign_out_are_in_the_log_with_the_address(cast: Cast, client: Client):
    try_in(client, "wu", "wrong")
    try_in(client, "wu", PASSWORD)
    client.post("/logout/")
    assert acts() == ["session.refuse", "session.open", "session.close"]
    refused = Entry.objects.get(act="session.refuse")
    assert (refused.subject, refused.place, refused.detail["address"]) == (
        f"user:{cast.wu.pk}",
        "/522633/522633106/522633106201/",
        "10.0.0.1",
    )


def test_after_five_wrong_passwords_even_the_right_one_waits_and_then_counts(cast: Cast, client: Client):
    assert [try_in(client, "wu", "wrong") for _ in range(5)] == [200] * 5
    answer = client.post("/login/", {"username": "wu", "password": PASSWORD}, REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 429 and "秒再试" in answer.content.decode()
    assert acts() == ["session.refuse"] * 5, "what is not tried is not counted"
    assert try_in(Client(), "wu", PASSWORD, "10.0.0.2") == 302, "from elsewhere it is another matter"
    SignInFailures.objects.update(last_at=timezone.now() - timedelta(seconds=6))
    assert try_in(client, "wu", PASSWORD) == 302


def test_after_a_right_password_the_count_begins_anew(cast: Cast, client: Client):
    for _ in range(2):
        assert [try_in(client, "wu", "wrong") for _ in range(4)] == [200] * 4
        assert try_in(client, "wu", PASSWORD) == 302
        client.post("/logout/")


def test_many_names_from_one_address_wait_too(cast: Cast, client: Client):
    for number in range(PATIENCE["address"].free):
        try_in(client, f"guess{number}", "wrong")
    assert try_in(client, "wu", PASSWORD) == 429


def test_the_address_is_the_proxys_word_only_where_a_proxy_stands(cast: Cast, client: Client, settings):
    forged = {"X-Forwarded-For": "1.2.3.4, 10.9.9.9"}
    try_in(client, "wu", "wrong", **forged)
    settings.BEHIND_PROXY = True
    try_in(client, "wu", "wrong", **forged)
    addresses = [entry.detail["address"] for entry in Entry.objects.filter(act="session.refuse").order_by("sequence")]
    assert addresses == ["10.0.0.1", "10.9.9.9"]


def test_what_was_typed_as_a_name_is_kept_nowhere(cast: Cast, client: Client):
    """It may be a password."""
    try_in(client, "my-secret-password", "wrong")
    assert "my-secret" not in str(list(Entry.objects.values())) + str(list(SignInFailures.objects.values()))


def test_old_failures_are_forgotten(cast: Cast, client: Client):
    for _ in range(6):
        try_in(client, "wu", "wrong")
        SignInFailures.objects.update(last_at=timezone.now() - timedelta(minutes=20))
    SignInFailures.objects.update(last_at=timezone.now() - timedelta(days=2))
    try_in(client, "wu", "wrong")
    assert set(SignInFailures.objects.values_list("failures", flat=True)) == {1}


def test_a_handed_out_password_leads_only_to_choosing_ones_own(cast: Cast, client: Client):
    renew_password(cast.wu, "abcd-efgh-jkmn", by=cast.li)
    assert try_in(client, "wu", "abcd-efgh-jkmn") == 302
    for url in ("/", "/coverage/522633106201/", "/me/"):
        assert client.get(url).url == "/me/password/"
    weak = {"old_password": "abcd-efgh-jkmn", "new_password1": "123456789012", "new_password2": "123456789012"}
    assert client.post("/me/password/", weak).status_code == 200
    own = {"old_password": "abcd-efgh-jkmn", "new_password1": OWN, "new_password2": OWN}
    assert client.post("/me/password/", own).url == "/me/"
    assert client.get("/coverage/522633106201/").status_code == 200, "still signed in"
    assert Entry.objects.filter(act="account.password", actor_id=cast.wu.pk).exists()


def test_a_handed_out_password_is_good_for_a_week(cast: Cast, client: Client):
    renew_password(cast.wu, "abcd-efgh-jkmn", by=cast.li)
    cast.wu.one_time_until = timezone.now() - timedelta(minutes=1)
    cast.wu.save()
    answer = client.post("/login/", {"username": "wu", "password": "abcd-efgh-jkmn"})
    assert answer.status_code == 200 and "过期" in answer.content.decode()
