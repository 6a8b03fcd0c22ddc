"""The link: a stranger with the address alone learns nothing, whoever has the code too sees one question and answers it."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guixiao.audit.models import Entry
from guixiao.cases.models import Event
from guixiao.cases.referrals import links
from guixiao.cases.referrals.models import Referral
from guixiao.cases.referrals.rules import TRIES
from guixiao.vault import handed as vaulted
from tests.cast import Cast
from tests.referrals import a_case, a_question

NOBODY = "b" * 40


def opened(client: Client, token: str, code: str):
    return client.post(f"/answer/{token}/", {"verb": "open", "code": code})


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def said(**changed: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {
        "verb": "answer",
        "unit": "县公安局",
        "name": "龙警官",
        "choice": "twice",
        "words": "与外县重复",
        "day": today,
    } | changed


def plain(response) -> str:
    """Less what differs from request to request, and the address itself."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"/answer/[a-z]+/", "/answer/", html)


def test_before_the_code_nothing_is_shown_and_after_it_one_question(loaded: Cast, client: Client):
    handed, case = a_question(loaded, note="请查2015年前后"), a_case()
    door = client.get(f"/answer/{handed.token}/")
    for word in (case.child.name, case.child.guardian, "高华", "停洞", "从江", "公安", "户口", handed.referral.number):
        assert word not in door.content.decode(), word
    assert opened(client, handed.token, handed.code).status_code == 302
    page = client.get(f"/answer/{handed.token}/").content.decode()
    for word in (case.child.name, case.child.id_number, "2015-09-01", "高华村", "请查2015年前后", handed.referral.number):
        assert word in page, word
    for word in (case.child.guardian, case.child.phone, case.bucket_name, "/cases/", "/children/"):
        assert word not in page, "neither asked for nor needed"
    looks = Entry.objects.filter(act__in=["referral.open", "referral.look"], subject=f"child:{case.child_id}")
    assert sorted(looks.values_list("act", flat=True)) == ["referral.look", "referral.open"]
    assert looks.filter(act="referral.look").get().detail["fields"] == ["name", "born", "number", "home"]


def test_the_page_of_a_link_is_neither_kept_nor_told_to_others(loaded: Cast, client: Client):
    handed = a_question(loaded)
    for token in (handed.token, NOBODY):
        answer = client.get(f"/answer/{token}/")
        assert "no-store" in answer.headers["Cache-Control"] and "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "strict-origin", "no path ever leaves"
    opened(client, handed.token, handed.code)
    assert not any(handed.token in str(vars(entry)) or handed.code in str(entry.detail) for entry in Entry.objects.all())


def test_unknown_over_locked_used_and_taken_back_look_alike(loaded: Cast, clock):
    """Also with the right code: whoever tries cannot tell one from another."""
    asked = {"over": "register", "locked": "whereabouts", "used": "card", "revoked": "poor", "live": "family"}
    handed = {name: a_question(loaded, question=question) for name, question in asked.items()}
    rows = {name: Referral.objects.filter(pk=one.referral.pk) for name, one in handed.items()}
    yesterday = timezone.localdate() - timedelta(1)
    rows["over"].update(expires_on=yesterday)
    rows["locked"].update(tries=TRIES)
    rows["used"].update(state="answered", choice="none", ended_at=timezone.now(), answered_on=yesterday)
    rows["revoked"].update(state="revoked", ended_at=timezone.now())
    tries = {name: (one.token, one.code) for name, one in handed.items()} | {"unknown": (NOBODY, "123456")}
    tries["live"] = (handed["live"].token, other(handed["live"].code))
    doors = {name: plain(Client().get(f"/answer/{token}/")) for name, (token, _code) in tries.items()}
    assert len(set(doors.values())) == 1
    answers = {name: opened(Client(), token, code) for name, (token, code) in tries.items()}
    assert {answer.status_code for answer in answers.values()} == {422} and len(set(map(plain, answers.values()))) == 1
    headers = {tuple(sorted((key, value) for key, value in answer.headers.items() if key not in ("Content-Length", "Expires")))
               for answer in answers.values()}  # fmt: skip
    assert len(headers) == 1


def test_five_wrong_codes_lock_the_link_and_the_asker_is_told(loaded: Cast, client: Client):
    handed = a_question(loaded)
    for _try in range(TRIES):
        assert opened(client, handed.token, other(handed.code)).status_code == 422
    assert opened(client, handed.token, handed.code).status_code == 422, "the right one is too late"
    acts = list(Entry.objects.filter(act__startswith="referral.").order_by("sequence").values_list("act", flat=True))
    assert acts == ["referral.ask", *["referral.wrong_code"] * (TRIES - 1), "referral.lock"]
    client.force_login(loaded.shi)
    page = client.get(f"/referrals/{handed.referral.pk}/").content.decode()
    assert "链接锁住了" in page
    assert "协查要看一看" in client.get("/day/").content.decode()
    renewed = client.post(f"/referrals/{handed.referral.pk}/act/", {"verb": "renew"}).content.decode()
    token, code = re.search(r"/answer/([a-z]{40})/", renewed)[1], re.search(r'class="pass">(\d{6})<', renewed)[1]
    assert opened(Client(), handed.token, handed.code).status_code == 422, "what was sent before opens nothing"
    assert opened(Client(), token, code).status_code == 302


def test_the_right_code_gives_back_the_tries(loaded: Cast, client: Client):
    handed = a_question(loaded)
    for _try in range(TRIES - 1):
        opened(client, handed.token, other(handed.code))
    assert opened(client, handed.token, f" {handed.code[:3]} {handed.code[3:]} ").status_code == 302, "spaces do not count"
    assert Referral.objects.get().tries == 0


@pytest.mark.parametrize("code", ["", "0", "x" * 500, "１２３４５６７", "\0", "' or 1=1"])
def test_no_code_is_no_code(loaded: Cast, client: Client, code):
    handed = a_question(loaded)
    assert opened(client, handed.token, code).status_code == 422


def test_digits_of_a_chinese_keyboard_are_read(loaded: Cast, client: Client):
    handed = a_question(loaded)
    wide = handed.code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert opened(client, handed.token, wide).status_code == 302


def test_as_much_work_for_nothing_as_for_a_link(loaded: Cast, client: Client, monkeypatch, settings):
    """A code is checked slowly whether or not there is anything to open, and no answer comes before its time."""
    handed, checked, slept = a_question(loaded), [], []
    settings.CODE_SECONDS = 1.0
    monkeypatch.setattr(vaulted, "check_password", lambda typed, hashed: checked.append(bool(hashed)) or False)
    monkeypatch.setattr(vaulted.time, "sleep", slept.append)
    for token in (handed.token, NOBODY):
        opened(client, token, "000000")
    assert checked == [True, True] and len(slept) == 2 and min(slept) > 0


def test_an_answer_is_evidence_on_the_case(loaded: Cast, client: Client):
    handed, case = a_question(loaded), a_case()
    opened(client, handed.token, handed.code)
    url = f"/answer/{handed.token}/"
    assert client.post(url, said(name="")).status_code == 422
    assert client.post(url, said(choice="")).status_code == 422
    assert client.post(url, said(verb="accept")).status_code == 302
    assert "已受理" in client.get(url).content.decode()
    assert client.post(url, said(verb="accept")).status_code == 302, "pressed twice is once"
    assert client.post(url, said()).status_code == 302
    assert client.post(url, said(choice="right")).status_code == 200, "sent twice is answered once"
    referral = Referral.objects.get()
    assert (referral.state, referral.choice, referral.reply, referral.ended_by) == ("answered", "twice", "与外县重复", None)
    event = case.events.first()
    assert (event.verb, event.actor, event.detail) == ("refer_answer", None, {"referral": str(referral.pk)})
    assert Event.objects.filter(verb="refer_answer").count() == 1
    thanks = client.get(url).content.decode()
    assert "收到了" in thanks and case.child.name not in thanks
    assert plain(Client().get(url)) == plain(Client().get(f"/answer/{NOBODY}/")), "for anybody else it is over"
    client.force_login(loaded.shi)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert f"{referral.number} 号，公安：户口上了两次。与外县重复（县公安局 龙警官）" in page
    assert client.get("/referrals/?tab=answered").context["counts"]["answered"] == 1


def test_a_refusal_says_why(loaded: Cast, client: Client):
    handed = a_question(loaded)
    opened(client, handed.token, handed.code)
    url = f"/answer/{handed.token}/"
    assert client.post(url, said(verb="refuse")).status_code == 422
    client.post(url, said(verb="refuse", why="户籍不在本县"))
    referral = Referral.objects.get()
    assert (referral.state, referral.reply, referral.choice) == ("refused", "户籍不在本县", "")
    assert a_case().events.first().verb == "refer_refuse"


def test_a_link_open_in_a_browser_closes_when_it_is_taken_back_renewed_or_over(loaded: Cast, client: Client, clock):
    for change in ("revoked", "renewed", "expired", "half an hour"):
        Referral.objects.all().delete()
        handed = a_question(loaded)
        row = Referral.objects.filter(pk=handed.referral.pk)
        assert opened(client, handed.token, handed.code).status_code == 302
        if change == "revoked":
            row.update(state="revoked", ended_at=timezone.now())
        elif change == "renewed":
            row.update(token_hash=links.token_hash(NOBODY))
        elif change == "expired":
            row.update(expires_on=timezone.localdate() - timedelta(1))
        else:
            session = client.session
            session[links.OPENED] = {str(handed.referral.pk): [handed.referral.token_hash, time.time() - 1801]}
            session.save()
        answer = client.post(f"/answer/{handed.token}/", said())
        assert a_case().child.name not in answer.content.decode(), change
        assert not Referral.objects.filter(state="answered").exists(), change


def test_a_code_opens_its_own_link_and_no_other(loaded: Cast, client: Client):
    first, second = a_question(loaded), a_question(loaded, question="card")
    opened(client, first.token, first.code)
    assert "口令" in client.get(f"/answer/{second.token}/").content.decode()
    if first.code != second.code:
        assert opened(client, second.token, first.code).status_code == 422


def test_nothing_else_opens_with_a_link(loaded: Cast, client: Client):
    """Whoever came in by a link is a stranger everywhere else."""
    handed = a_question(loaded)
    opened(client, handed.token, handed.code)
    for url in ("/", "/cases/", f"/cases/{a_case().pk}/", reverse("referrals"), f"/referrals/{handed.referral.pk}/",
                f"/referrals/{handed.referral.pk}/sheet/", "/referrals/asked/"):  # fmt: skip
        answer = client.get(url)
        assert answer.status_code == 302 and answer.url.startswith("/login/"), url


def test_a_department_that_answers_while_the_asker_takes_it_back_is_told(loaded: Cast, client: Client, monkeypatch):
    """Two answers at once: one wins, nothing of the other is written."""
    from guixiao.cases.referrals import actions

    handed = a_question(loaded)
    stale = Referral.objects.select_related("case__child").get()
    actions.answer(actions.Hand(), Referral.objects.select_related("case__child").get(), saying("twice"))
    with pytest.raises(actions.Changed) as changed:
        actions.answer(actions.Hand(), stale, saying("right"))
    assert changed.value.referral.choice == "twice"
    assert Event.objects.filter(verb="refer_answer").count() == 1 and handed.referral.pk == stale.pk


def saying(choice: str):
    from guixiao.cases.referrals.actions import Saying

    return Saying("龙警官", "县公安局", choice, "", timezone.localdate())


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_no_more_than_five(loaded: Cast):
    """A try is taken before the code is looked at: guessing side by side gains nothing."""
    from django.db import connections

    handed = a_question(loaded)
    looked = []
    fits = links.code_fits

    def guess(number: int) -> int:
        try:
            return opened(Client(), handed.token, f"{(int(handed.code) + 1 + number) % 1_000_000:06}").status_code
        finally:
            connections["default"].close()

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(6) as pool:
        patch.setattr(links, "code_fits", lambda typed, hashed: looked.append(hashed) or fits(typed, hashed))
        assert set(pool.map(guess, range(12))) == {422}
    assert len([hashed for hashed in looked if hashed]) == TRIES
    assert Referral.objects.get(pk=handed.referral.pk).tries == TRIES
