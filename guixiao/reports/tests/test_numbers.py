"""A child's number is shown on request, to those whose child it is, and each look is in the log."""

import pytest
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.children.models import Child, Coverage
from tests.cast import Cast, row
from tests.starts import start

NUMBER, PHONE = "522633201509010011", "13885501234"


@start
def child(cast: Cast) -> Child:
    cast.load([row(1, "not_found", id_number=NUMBER), row(2, "enrolled")])
    return Child.objects.get(name="吴阿妹1")


def url(child: Child) -> str:
    return f"/children/{child.pk}/number/"


@pytest.mark.parametrize(("what", "number"), [("id_number", NUMBER), ("phone", PHONE)])
def test_a_number_is_shown_and_the_look_recorded(cast: Cast, client: Client, child: Child, what, number):
    client.force_login(cast.wu)
    part = client.post(url(child), {"what": what}, headers={"HX-Request": "true"})
    assert number in part.content.decode() and "<html" not in part.content.decode()
    assert "no-store" in part.headers["Cache-Control"]
    entry = Entry.objects.get(act="child.reveal")
    assert (entry.actor_id, entry.subject, entry.detail) == (cast.wu.pk, f"child:{child.pk}", {"what": what})
    assert entry.place == "/522633/522633106/522633106201/"


def test_without_javascript_the_page_of_the_child_comes_with_the_number_in_it(cast: Cast, client: Client, child: Child):
    client.force_login(cast.shi)
    page = client.post(url(child), {"what": "id_number"})
    html = page.content.decode()
    assert "<html" in html and NUMBER in html and PHONE not in html and "no-store" in page.headers["Cache-Control"]
    assert NUMBER not in client.get(f"/children/{child.pk}/").content.decode(), "and masked again afterwards"


def test_the_list_and_the_page_offer_it_for_every_child_with_a_number(cast: Cast, client: Client, child: Child):
    client.force_login(cast.shi)
    assert client.get("/coverage/522633106/children/").content.decode().count('name="what"') == 2
    assert client.get(f"/children/{child.pk}/").content.decode().count('name="what"') == 2


@pytest.mark.parametrize("what", ["", "name", "household_number", "pk"])
def test_nothing_else_is_shown_and_nothing_recorded(cast: Cast, client: Client, child: Child, what):
    client.force_login(cast.li)
    assert client.post(url(child), {"what": what}).status_code == 404
    assert client.get(url(child)).status_code == 405
    assert not Entry.objects.filter(act="child.reveal").exists()


def test_a_child_of_another_place_is_not_found_and_a_moved_one_is_its_new_places(cast: Cast, client: Client, child: Child):
    client.force_login(cast.wang)
    assert client.post(url(child), {"what": "phone"}).status_code == 404
    cast.load([row(1, "not_found", id_number=NUMBER, village="苗朗")])
    client.force_login(cast.wu)
    assert client.post(url(child), {"what": "phone"}).status_code == 404
    client.force_login(cast.shi)
    assert client.post(url(child), {"what": "phone"}).status_code == 200


def test_a_child_who_is_gone_from_the_rosters_can_still_be_called(cast: Cast, client: Client, child: Child):
    first = Coverage.objects.get(child=child).round
    cast.load([row(2, "enrolled")])
    client.force_login(cast.wu)
    assert PHONE in client.post(url(child), {"what": "phone"}, headers={"HX-Request": "true"}).content.decode()
    assert PHONE in client.post(url(child), {"what": "phone", "round": first.pk}).content.decode()
