"""With a post at the county's office the password is half of it: the telephone's code is the other."""

import base64
import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.departments import Desk
from guixiao.accounts.factor.actions import WrongCode, begin, check, confirm
from guixiao.accounts.factor.models import Factor, RecoveryCode
from guixiao.accounts.factor.rules import code_at, step_at
from guixiao.accounts.models import SignInFailures, User
from guixiao.accounts.rules import OFFICE, Role
from guixiao.audit.models import Entry
from tests.cast import PASSWORD, Cast

NEITHER = "000000"


@pytest.fixture(autouse=True)
def asked(settings) -> None:
    settings.SECOND_FACTOR_ROLES = OFFICE


def shown(user: User, *, later: int = 0) -> str:
    """What the telephone shows, `later` half minutes from now."""
    return code_at(Factor.objects.get(user=user).secret, step_at(timezone.now()) + later)


def wrong(user: User) -> str:
    near = {shown(user, later=by) for by in (-1, 0, 1, 2)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444") if code not in near)


def with_factor(user: User) -> list[str]:
    """The recovery codes of a factor that was confirmed a while ago."""
    begin(user)
    codes = confirm(user, shown(user), timezone.now())
    Factor.objects.filter(user=user).update(last_step=0)
    return codes


def sign_in(client: Client, username: str, **more: str):
    return client.post("/login/", {"username": username, "password": PASSWORD} | more)


def acts() -> list[str]:
    said = Entry.objects.filter(act__regex=r"^(session|factor)\.").order_by("sequence")
    return list(said.values_list("act", flat=True))


def test_whoever_must_have_one_sets_it_up_before_anything_else(loaded: Cast, client: Client):
    assert sign_in(client, "li").status_code == 302
    for url in ("/", "/day/", "/coverage/522633/", "/me/", "/people/"):
        assert client.get(url).url == "/me/second-factor/", url
    page = client.get("/me/second-factor/")
    html, secret = page.content.decode(), Factor.objects.get(user=loaded.li).secret
    assert "<svg" in html and secret in html.replace(" ", "") and "no-store" in page.headers["Cache-Control"]
    assert client.get("/me/second-factor/").content.decode().count(secret[:4]), "the same one in a second window"
    answer = client.post("/me/second-factor/", {"verb": "confirm", "code": shown(loaded.li)})
    codes = re.findall(r"<code>([a-z2-9-]{14})</code>", answer.content.decode())
    assert len(set(codes)) == 10 and "no-store" in answer.headers["Cache-Control"]
    assert client.get("/day/").status_code == 200
    html = client.get("/me/second-factor/").content.decode()
    assert secret not in html.replace(" ", "") and codes[0] not in html, "neither is ever shown again"
    assert acts() == ["session.open", "factor.confirm"]
    assert not set(codes) & set(re.findall(r"[a-z2-9-]{14}", str(list(Entry.objects.values()))))


def test_posts_in_the_field_are_asked_for_none(loaded: Cast, client: Client):
    for username in ("shi", "wu", "yang"):
        assert sign_in(client, username).url != "/login/code/"
        assert client.get("/me/").status_code == 200
        client.post("/logout/")


@pytest.mark.parametrize("role", sorted(OFFICE))
def test_each_post_of_the_office_is_asked(cast: Cast, client: Client, role: str):
    user = open_account(username="new", name="新人", password=PASSWORD)
    at = Desk(cast.county, "police") if role == Role.DEPARTMENT else cast.county
    give_post(user, role, at=at, since=date(2020, 1, 1))
    sign_in(client, "new")
    assert client.get("/me/").url == "/me/second-factor/"


def test_a_post_given_today_asks_from_the_next_page_on(loaded: Cast, client: Client):
    sign_in(client, "wu")
    assert client.get("/me/").status_code == 200
    give_post(loaded.wu, Role.COUNTY_OFFICER, at=loaded.county, since=timezone.localdate())
    assert client.get("/me/").url == "/me/second-factor/"


def test_password_and_code_lead_where_one_wanted_to_go(loaded: Cast, client: Client):
    with_factor(loaded.li)
    answer = sign_in(client, "li", next="/people/")
    assert answer.url == "/login/code/" and client.get("/people/").url.startswith("/login/"), "half in is out"
    assert "李主任" in client.get("/login/code/").content.decode()
    assert client.post("/login/code/", {"code": shown(loaded.li)}).url == "/people/"
    assert client.get("/people/").status_code == 200
    opened = Entry.objects.filter(act="session.open").last()
    assert opened.detail["by"] == "code" and "half_in" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example"])
def test_the_second_step_leads_nowhere_else(loaded: Cast, client: Client, elsewhere: str):
    with_factor(loaded.li)
    sign_in(client, "li", next=elsewhere)
    assert client.post("/login/code/", {"code": shown(loaded.li)}).url == "/"


def test_a_code_is_taken_once(loaded: Cast, client: Client):
    with_factor(loaded.li)
    code = shown(loaded.li)
    sign_in(client, "li")
    assert client.post("/login/code/", {"code": code}).status_code == 302
    other = Client()
    sign_in(other, "li")
    again = other.post("/login/code/", {"code": code})
    assert again.status_code == 200 and "已经用过" in again.content.decode()
    with pytest.raises(WrongCode):
        check(loaded.li, shown(loaded.li, later=-1), timezone.now())
    assert check(loaded.li, shown(loaded.li, later=1), timezone.now()) == "code"


def test_a_recovery_code_is_taken_once_and_told(loaded: Cast, client: Client):
    codes = with_factor(loaded.li)
    sign_in(client, "li")
    assert client.post("/login/code/", {"code": codes[3].upper()}).status_code == 302
    assert RecoveryCode.objects.filter(used_at=None).count() == 9
    told = Entry.objects.get(act="factor.recovery")
    assert told.detail["left"] == 9 and codes[3] not in str(told.detail)
    other = Client()
    sign_in(other, "li")
    assert other.post("/login/code/", {"code": codes[3]}).status_code == 200, "used"
    assert other.post("/login/code/", {"code": codes[4]}).status_code == 302


def test_wrong_codes_slow_down_wherever_they_come_from(loaded: Cast, client: Client):
    with_factor(loaded.li)
    sign_in(client, "li")
    for number in range(5):
        answer = client.post("/login/code/", {"code": wrong(loaded.li)}, REMOTE_ADDR=f"10.0.0.{number}")
        assert answer.status_code == 200
    right = {"code": shown(loaded.li)}
    held = client.post("/login/code/", right, REMOTE_ADDR="10.0.0.99")
    assert held.status_code == 429 and "秒再试" in held.content.decode()
    assert acts().count("session.refuse_code") == 5
    sign_in(client, "li")
    assert client.post("/login/code/", right).status_code == 429, "a right password does not begin the count anew"
    SignInFailures.objects.update(last_at=timezone.now() - timedelta(seconds=6))
    assert client.post("/login/code/", right).status_code == 302
    assert not SignInFailures.objects.filter(key__startswith="code:").exists()


def test_half_in_lasts_ten_minutes_and_ends_with_the_password(loaded: Cast, client: Client):
    with_factor(loaded.li)
    sign_in(client, "li")
    session = client.session
    session["half_in"] = session["half_in"] | {"at": (timezone.now() - timedelta(minutes=11)).isoformat()}
    session.save()
    assert client.post("/login/code/", {"code": shown(loaded.li)}).url == "/login/"
    sign_in(client, "li")
    loaded.li.set_password("another-long-password")
    loaded.li.save()
    assert client.post("/login/code/", {"code": shown(loaded.li)}).url == "/login/"
    assert Client().get("/login/code/").url == "/login/"


def test_an_open_session_is_asked_too_once_a_factor_is_there(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    with_factor(loaded.li)
    assert client.get("/people/").url == "/login/code/"
    assert client.post("/login/code/", {"code": shown(loaded.li)}).status_code == 302
    assert client.get("/people/").status_code == 200


def test_setting_up_ends_what_is_open_elsewhere_with_the_password_alone(loaded: Cast, client: Client):
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, "wu")
    client.get("/me/second-factor/")
    client.post("/me/second-factor/", {"verb": "confirm", "code": shown(loaded.wu)})
    assert client.get("/me/").status_code == 200 and elsewhere.get("/me/").url.startswith("/login/")
    client.post("/logout/")
    assert sign_in(client, "wu").url == "/login/code/", "who set it up of their own will is asked for it too"


def test_a_wrong_code_sets_nothing_up(loaded: Cast, client: Client):
    sign_in(client, "li")
    client.get("/me/second-factor/")
    answer = client.post("/me/second-factor/", {"verb": "confirm", "code": wrong(loaded.li)})
    assert "数字不对" in answer.content.decode() and client.get("/people/").url == "/me/second-factor/"
    assert Factor.objects.get().confirmed_at is None and not RecoveryCode.objects.exists()


def test_new_recovery_codes_and_another_telephone_want_a_code_first(loaded: Cast, client: Client):
    old = with_factor(loaded.li)
    sign_in(client, "li")
    client.post("/login/code/", {"code": old[0]})
    for verb in ("codes", "give_up"):
        assert "数字不对" in client.post("/me/second-factor/", {"verb": verb, "code": NEITHER + "1"}).content.decode()
    html = client.post("/me/second-factor/", {"verb": "codes", "code": old[1]}).content.decode()
    new = re.findall(r"<code>([a-z2-9-]{14})</code>", html)
    assert len(new) == 10 and not set(new) & set(old)
    with pytest.raises(WrongCode):
        check(loaded.li, old[2], timezone.now())
    assert client.post("/me/second-factor/", {"verb": "give_up", "code": new[0]}).url == "/me/second-factor/"
    assert client.get("/people/").url == "/me/second-factor/" and "<svg" in client.get("/me/second-factor/").content.decode()


def test_a_lost_telephone_is_replaced_by_whoever_manages_posts_and_both_halves_are_new(loaded: Cast, client: Client):
    with_factor(loaded.shi)
    elsewhere = Client()
    elsewhere.force_login(loaded.shi)
    client.force_login(loaded.li)
    codes = with_factor(loaded.li)
    client.post("/login/code/", {"code": codes[0]})
    assert client.post(f"/people/{loaded.li.pk}/factor/").status_code == 422, "not one's own"
    html = client.post(f"/people/{loaded.shi.pk}/factor/").content.decode()
    password = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){2}", html)[0]
    assert not Factor.objects.filter(user=loaded.shi).exists() and elsewhere.get("/me/").url.startswith("/login/")
    assert not Client().login(username="shi", password=PASSWORD) and Client().login(username="shi", password=password)
    told = Entry.objects.get(act="factor.take_away")
    assert (told.actor_id, told.subject, told.detail["name"]) == (loaded.li.pk, f"user:{loaded.shi.pk}", "石所长")


def test_the_secret_is_sealed_in_the_table(cast: Cast):
    secret = begin(cast.li).secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM factors_factor")
        raw = bytes(cursor.fetchone()[0])
    assert secret.encode() not in raw and base64.b32decode(secret) not in raw


def test_a_demo_account_has_none_and_its_page_says_why(cast: Cast, client: Client):
    shown_around = open_account(username="shown", name="演示", password=PASSWORD, demo=True)
    give_post(shown_around, Role.COUNTY_OFFICER, at=cast.county, since=date(2020, 1, 1))
    assert sign_in(client, "shown").url != "/login/code/" and client.get("/me/").status_code == 200
    page = client.get("/me/second-factor/").content.decode()
    assert "演示账号是公开的" in page and not Factor.objects.exists()


def test_where_the_county_asks_nobody_nobody_is_asked(loaded: Cast, client: Client, settings):
    settings.SECOND_FACTOR_ROLES = frozenset()
    with_factor(loaded.li)
    assert sign_in(client, "li").url != "/login/code/" and client.get("/people/").status_code == 200


def test_two_at_one_moment_do_not_both_come_in_with_one_code(cast: Cast):
    with_factor(cast.li)
    now, code = timezone.now(), shown(cast.li)
    assert isinstance(now, datetime) and check(cast.li, code, now) == "code"
    with pytest.raises(WrongCode):
        check(cast.li, code, now)
