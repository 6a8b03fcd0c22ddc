"""A department with an account: it sees what it is asked, answers, and sees no child any more."""

from datetime import date

from django.test import Client

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.referrals.actions import revoke
from guixiao.cases.referrals.models import Referral
from tests.cast import Cast
from tests.referrals import a_case, a_question


def said(**changed: str) -> dict[str, str]:
    return {"verb": "answer", "unit": "县公安局", "name": "龙警官", "choice": "twice", "words": "与外县重复",
            "day": date.today().isoformat()} | changed  # fmt: skip


def test_it_signs_in_and_is_where_it_is_asked(loaded: Cast, police: User, client: Client):
    referral = a_question(loaded, channel="account").referral
    case = a_case()
    client.force_login(police)
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/referrals/asked/"
    assert referral.words["question"]["zh"] in page.content.decode() and case.child.name not in page.content.decode()
    one = client.get(f"/referrals/asked/{referral.pk}/").content.decode()
    assert case.child.name in one and case.child.id_number in one and case.child.guardian not in one
    assert Entry.objects.filter(act="referral.look", actor_id=police.pk, subject=f"child:{case.child_id}").count() == 1


def test_its_answer_stands_on_the_case_under_its_name_and_the_child_is_gone(loaded: Cast, police: User, client: Client):
    referral = a_question(loaded, channel="account").referral
    client.force_login(police)
    url = f"/referrals/asked/{referral.pk}/"
    assert client.post(url, said(choice="")).status_code == 422
    assert client.post(url, said(verb="accept")).status_code == 302
    assert client.post(url, said()).status_code == 302
    after = client.get(url).content.decode()
    assert "收到了" in after and a_case().child.name not in after and a_case().child.id_number not in after
    assert client.post(url, said(choice="right")).status_code == 200
    event = a_case().events.first()
    assert (event.verb, event.actor) == ("refer_answer", police) and Referral.objects.get().choice == "twice"
    assert a_case().child.name not in client.get("/referrals/asked/").content.decode()


def test_what_is_taken_back_it_sees_no_more(loaded: Cast, police: User, client: Client):
    referral = a_question(loaded, channel="account").referral
    revoke(loaded.shi, Referral.objects.select_related("case__child").get(pk=referral.pk), "找到了")
    client.force_login(police)
    page = client.get(f"/referrals/asked/{referral.pk}/").content.decode()
    assert "已经收回" in page and a_case().child.name not in page


def test_by_link_or_paper_it_is_not_the_accounts_business(loaded: Cast, police: User, client: Client):
    client.force_login(police)
    for channel, question in (("link", "register"), ("paper", "whereabouts")):
        referral = a_question(loaded, question=question, channel=channel).referral
        assert client.get(f"/referrals/asked/{referral.pk}/").status_code == 404
    assert "2026" not in client.get("/referrals/asked/").content.decode()


def test_the_county_opens_an_account_for_a_department(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    assert "公安" in client.get("/people/new/").content.decode()
    form = {"name": "龙警官", "username": "jing", "at": "department@522633:police", "since": "2020-01-01"}
    assert "一次性密码" in client.post("/people/new/", form).content.decode()
    post = User.objects.get(username="jing").posts.get()
    assert (post.role, post.department, post.area) == ("department", "police", loaded.county)
    assert "公安" in client.get(f"/people/{post.user_id}/").content.decode()
    assert client.post("/people/new/", form | {"username": "xx1", "at": "department@522633:made_up"}).status_code == 422
