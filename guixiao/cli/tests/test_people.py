"""A new installation: its places, its first county officer, and the door that opens to nobody else."""

import re

import pytest
from django.test import Client

from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area
from guixiao.audit.models import Entry
from guixiao.cli import main
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PLACES = ["places", "load", "--county", "522633", "--name", "从江县"]
FIRST = ["people", "add", "--post", "county", "--place", "522633", "--login", "lizhuren", "--name", "李主任"]


def handed_out(capsys: pytest.CaptureFixture[str]) -> str:
    return re.search(r"password  (\S+)", capsys.readouterr().out)[1]


def sign_in(client: Client, login: str, password: str) -> bool:
    return client.post("/login/", {"username": login, "password": password}).status_code == 302


def test_from_an_empty_database_to_the_first_county_officer_at_work(capsys, client: Client):
    assert main(PLACES) == 0
    said = capsys.readouterr().out
    assert "20 townships, 234 villages" in said and "guixiao people add" in said
    assert main(FIRST) == 0
    password = handed_out(capsys)
    assert sign_in(client, "lizhuren", password) and client.get("/people/").url == "/me/password/", (
        "first a password of one's own"
    )
    own = {"old_password": password, "new_password1": "its-own-long-password", "new_password2": "its-own-long-password"}
    assert client.post("/me/password/", own).url == "/me/"
    assert client.get("/rosters/").status_code == 200 == client.get("/people/new/").status_code
    assert User.objects.get().posts.get().area.code == "522633"
    opened = Entry.objects.get(act="account.open")
    assert opened.actor_id is None and password not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(("post", "place"), [("township", "522633106"), ("village", "522633106201"), ("school", "S1"),
                                             ("system", "522633"), ("security", "522633"), ("audit", "522633")])  # fmt: skip
def test_every_post_can_be_given_at_its_own_kind_of_place(cast: Cast, capsys, post, place):
    arguments = ["people", "add", "--post", post, "--login", "newcomer", "--name", "新人", "--place"]
    assert main([*arguments, "522699"]) == 2 and " with the code" in capsys.readouterr().err
    assert main([*arguments, place]) == 0
    assert Post.objects.get(user__username="newcomer").place_code in (place, f"school-{cast.school.pk}")


@pytest.mark.parametrize(("changed", "why"), [
    ({"--place": "522632"}, "no county with the code '522632'"), ({"--login": "Li"}, "letter"), ({"--login": "taken"}, "taken"),
    ({"--name": "李 522633198001010011"}, "number"), ({"--name": " "}, "name"), ({"--place": "522633106"}, "no county"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_made(cast: Cast, capsys, changed, why):
    User.objects.filter(username="li").update(username="taken")
    told = dict(zip(FIRST[2::2], FIRST[3::2], strict=True)) | changed
    assert main(["people", "add", *(word for pair in told.items() for word in pair)]) == 2
    said = capsys.readouterr()
    assert why in said.err and not said.out and User.objects.count() == 5 == Post.objects.count()


def test_without_places_it_says_what_to_run(capsys):
    assert main(FIRST) == 2 and "guixiao places load" in capsys.readouterr().err


def test_who_forgot_gets_another_one_time_password_and_the_old_one_is_out(cast: Cast, capsys, client: Client):
    assert main(["people", "renew", "--login", "li"]) == 0
    password = handed_out(capsys)
    assert not sign_in(client, "li", "a-long-test-password") and sign_in(client, "li", password)
    assert Entry.objects.filter(act="account.renew").count() == 1
    User.objects.filter(username="wu").update(is_active=False)
    for login in ("wu", "nobody"):
        assert main(["people", "renew", "--login", login]) == 2 and "guixiao people list" in capsys.readouterr().err


def test_the_list_names_logins_and_posts(cast: Cast, capsys):
    User.objects.filter(username="wu").update(is_active=False)
    assert main(["people", "list"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert set(lines) == {"li", "shi", "wu", "yang", "wang"}
    assert "李主任" in lines["li"] and "从江" in lines["li"] and "2020-01-01" in lines["li"] and "(closed)" in lines["wu"]


@pytest.mark.parametrize(("arguments", "why"), [
    (["--county", "5226", "--name", "从江县"], "six digits"), (["--county", "522632", "--name", "榕江县"], "--dir"),
])  # fmt: skip
def test_places_that_are_not_ours_to_know_are_refused(capsys, arguments, why):
    assert main(["places", "load", *arguments]) == 2
    assert why in capsys.readouterr().err and not Area.objects.exists()


@pytest.mark.parametrize(("towns", "villages", "why"), [
    ("code,name\n522632100,古州镇\n", "code,name,streetCode\n522632101001,一村,522632101\n", "villages.csv, line 2"),
    ("code,name\n522633100,丙妹镇\n", "code,name,streetCode\n", "townships.csv, line 2"),
    ("代码,名称\n522632100,古州镇\n", "code,name,streetCode\n", "townships.csv, line 2"),
    ("code,name\n522632100,古州镇\n", "", "villages.csv"),
])  # fmt: skip
def test_a_list_of_places_that_does_not_fit_changes_nothing(capsys, tmp_path, towns, villages, why):
    (tmp_path / "townships.csv").write_text(towns, encoding="utf-8")
    if villages:
        (tmp_path / "villages.csv").write_text(villages, encoding="utf-8")
    assert main(["places", "load", "--county", "522632", "--name", "榕江县", "--dir", str(tmp_path)]) == 2
    assert why in capsys.readouterr().err and not Area.objects.exists()
