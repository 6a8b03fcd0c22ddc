"""The three administrators see no child: every route is walked as each of them."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import OneOfThree, end_post, give_post, open_account
from guixiao.accounts.models import Post, User
from guixiao.accounts.rules import ADMINISTRATORS, STANDS_AT, Role, Term, apart
from guixiao.audit.models import Entry
from guixiao.cases.models import Case
from guixiao.children.models import Child, Coverage, Round
from guixiao.reviews.models import Doubt
from guixiao.sightings.models import Sighting
from tests.cast import PASSWORD, Cast
from tests.routes import OPEN, OWN, POST_ONLY, officer_of_another_county, routes, urls

HOME = {Role.SYSTEM_ADMIN: "/system/", Role.SECURITY_ADMIN: "/people/", Role.AUDIT_ADMIN: "/audit/"}


def an_administrator(cast: Cast, role: str) -> User:
    user = open_account(username=role, name=f"管理员{role}", password=PASSWORD)
    give_post(user, role, at=cast.county, since=date(2020, 1, 1))
    return user


def looked_at_and_taken_out(client: Client, child: Child) -> None:
    """Entries about a child in the log: a number shown, and a list taken out for a purpose that names the child."""
    client.post(f"/children/{child.pk}/number/", {"what": "id_number"})
    b"".join(client.post("/coverage/522633/children/export/", {"numbers": "full", "purpose": f"给{child.name}家送书"}))


def read(client: Client, url: str) -> tuple[int, str]:
    answer = client.get(url)
    return answer.status_code, b"".join(answer).decode(errors="replace")


@pytest.mark.once("the verb is asked of the post; that their queries are empty says the next one, on both databases")
@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_finds_no_page_with_a_child_and_no_child_on_a_page(loaded: Cast, client: Client, role: str):
    child = Child.objects.filter(town__code="522633106").first()
    values = [*urls(loaded), *(("of all", f"/coverage/mine/{rest}") for rest in ("", "children/", "print/", "children/export/"))]
    client.force_login(loaded.li)
    looked_at_and_taken_out(client, child)
    user = an_administrator(loaded, role)
    client.force_login(user)
    verbs = {route.name: getattr(route.callback, "needs", "") for route in routes()}
    for name, url in values:
        own = verbs.get(name) and user.may(verbs[name])
        if name in POST_ONLY:
            found, text = (0, "") if own or name in OPEN | OWN else (client.post(url).status_code, "")
        else:
            found, text = read(client, url)
        assert found == 404 or own or name in OPEN | OWN, url
        assert child.name not in text and child.id_number not in text and "52263320150901" not in text, url


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_list_of_an_administrator_holds_anything_of_a_child(loaded: Cast, role: str):
    user = an_administrator(loaded, role)
    for model in (Child, Coverage, Round, Case, Doubt, Sighting):
        assert not model.objects.visible_to(user).exists(), model
    assert not user.scope.paths and not user.scope.county


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_their_day_begins_at_their_own_desk(loaded: Cast, client: Client, role: str):
    client.force_login(an_administrator(loaded, role))
    assert client.get("/").url == HOME[Role(role)]
    page = client.get("/me/").content.decode()
    assert HOME[Role(role)] in page and "/coverage/" not in page and 'role="search"' not in page
    assert client.post("/find/", {"q": "吴阿妹"}).url == "/"


def test_the_log_of_the_audit_administrator_tells_one_child_from_another_without_a_name(loaded: Cast, client: Client):
    first, second = Child.objects.filter(town__code="522633106")[:2]
    client.force_login(loaded.li)
    for child in (first, second):
        looked_at_and_taken_out(client, child)
    client.force_login(an_administrator(loaded, "audit_admin"))
    page = client.get("/audit/").content.decode()
    assert f"孩子 {str(first.pk)[:8]}" in page and f"孩子 {str(second.pk)[:8]}" in page and "用途 写了" in page
    only = client.get(f"/audit/?child={first.pk}").content.decode()
    assert f"孩子 {str(first.pk)[:8]}" in only and str(second.pk)[:8] not in only
    client.force_login(loaded.li)
    assert first.name in client.get("/audit/").content.decode(), "the county's own officer reads the name"


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", sorted(set(Role) - {Role.PRINCIPAL, Role.DEPARTMENT}))
def test_one_person_holds_only_one_of_the_three_and_nothing_beside_it(cast: Cast, role: str, other: str):
    user = open_account(username="new", name="新人", password="x")
    places = {"county": cast.county, "township": cast.shi.posts.get().area, "village": cast.wu.posts.get().area}
    give_post(user, role, at=cast.county, since=date(2026, 1, 1), until=date(2026, 6, 30))
    if other == role:
        give_post(user, other, at=cast.county, since=date(2026, 6, 30))
        return
    for since, until in ((date(2025, 1, 1), date(2026, 1, 1)), (date(2026, 6, 30), None), (date(2026, 2, 1), date(2026, 3, 1))):
        with pytest.raises(OneOfThree):
            give_post(user, other, at=places[STANDS_AT[Role(other)]], since=since, until=until)
    give_post(user, other, at=places[STANDS_AT[Role(other)]], since=date(2026, 7, 1))


def test_the_same_days_overlap_and_the_day_after_does_not():
    june, july = Term("system_admin", date(2026, 6, 1), date(2026, 6, 30)), Term("principal", date(2026, 7, 1))
    assert not june.overlaps(july) and june.overlaps(Term("principal", date(2026, 6, 30)))
    assert apart(june, [july]) and not apart(june, [Term("principal", date(2026, 6, 30))]) and apart(june, [june])
    assert apart(Term("principal", date(2026, 1, 1)), [Term("village_squad", date(2026, 1, 1))]), (
        "only administrators stand apart"
    )


def test_the_page_says_why_a_second_post_is_refused(cast: Cast, client: Client):
    client.force_login(cast.li)
    answer = client.post(f"/people/{cast.wu.pk}/posts/", {"at": "system_admin@522633", "since": timezone.localdate()})
    assert answer.status_code == 422 and "要由三个人担任" in answer.content.decode() and cast.wu.posts.count() == 1


def test_should_two_posts_ever_stand_side_by_side_the_administrators_alone_counts(cast: Cast):
    """Past the actions, into the table: a fault elsewhere opens no child."""
    Post.objects.create(user=cast.li, role="audit_admin", area=cast.county, since=date(2020, 1, 1))
    li = User.objects.get(pk=cast.li.pk)
    assert li.administrator and not li.scope.county and not li.may("verify") and li.may("see_audit")


def test_posts_are_the_county_officers_to_give_until_a_security_administrator_has_come_in(loaded: Cast, client: Client):
    new = {"name": "郑工", "username": "zheng", "at": "security_admin@522633", "since": "2026-09-01", "until": ""}
    client.force_login(loaded.li)
    assert client.post("/people/new/", new).status_code == 200
    assert client.get("/people/new/").status_code == 200, "she has not come in yet: the county is not locked out"
    zheng = User.objects.get(username="zheng")
    User.objects.filter(pk=zheng.pk).update(one_time_until=None, last_login=timezone.now())
    assert client.get("/people/new/").status_code == 404
    page = client.get(f"/people/{loaded.wu.pk}/").content.decode()
    assert "安全管理员来管" in page and "发一次性密码" not in page, "she still sees who works here"
    person = Client()
    person.force_login(User.objects.get(pk=zheng.pk))
    assert person.get("/people/new/").status_code == 200
    assert "发一次性密码" in person.get(f"/people/{loaded.wu.pk}/").content.decode()
    end_post(zheng.posts.get(), last_day=date(2026, 9, 2), by=None)
    assert client.get("/people/new/").status_code == 200, "nobody at work any longer: back to the county officer"


def test_a_security_administrator_gives_herself_nothing(loaded: Cast, client: Client):
    zheng = an_administrator(loaded, "security_admin")
    client.force_login(zheng)
    answer = client.post(f"/people/{zheng.pk}/posts/", {"at": "county_officer@522633", "since": "2030-01-01"})
    assert answer.status_code == 422 and zheng.posts.count() == 1
    assert not Entry.objects.filter(act="post.give", actor_id=zheng.pk).exists()


def test_of_another_county_the_security_administrator_manages_nobody(loaded: Cast, client: Client):
    zhang = officer_of_another_county()
    client.force_login(an_administrator(loaded, "security_admin"))
    assert client.get(f"/people/{zhang.pk}/").status_code == 404
    assert "榕江" not in client.get("/people/new/").content.decode()


def test_no_administrator_stands_in_a_chain_or_takes_a_case_over(loaded: Cast, client: Client):
    an_administrator(loaded, "system_admin")
    client.force_login(loaded.li)
    page = client.get(f"/posts/{loaded.wu.posts.get().pk}/hand-over/").content.decode()
    assert "石所长" in page and "管理员system_admin" not in page


def test_the_state_of_the_system_is_told_without_a_child(loaded: Cast, client: Client):
    client.force_login(an_administrator(loaded, "system_admin"))
    page = client.get("/system/").content.decode()
    for words in ("版本", "数据库", "密钥", "工作进程", "磁盘", "备份", "都正常"):
        assert words in page, words
