"""A child met at a door, through HTTP: recorded, counted everywhere, seen by those of its place alone."""

import re
import uuid

import pytest
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.children import verify as figures
from guixiao.children.models import Coverage, Round
from guixiao.children.tally import tally_faults
from guixiao.sightings import verify as met
from guixiao.sightings.models import Sighting
from tests.cast import Cast

NEW = "/children/new/"
VILLAGE, TOWN, COUNTY = "522633106201", "522633106", "522633"
TYPED = {
    "name": "潘小山", "sex": "M", "birth": "2016-05-03", "id_number": "", "guardian": "潘老大", "phone": "", "place": VILLAGE,
    "spot": "三组", "outcome": "sighted_out", "since": "2024-09", "where": "", "found_on": "2026-09-02", "found_by": "吴队长",
}  # fmt: skip
NUMBER = "522699201605030013"


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    from datetime import date

    monkeypatch.setattr("guixiao.sightings.views.timezone.localdate", lambda: date(2026, 9, 10))


def add(client: Client, user, **changed) -> Sighting:
    client.force_login(user)
    answer = client.post(NEW, {**TYPED, "key": str(uuid.uuid4()), **changed})
    assert answer.status_code == 302, re.findall(r'class="wrong"[^>]*>([^<]+)', answer.content.decode())
    return Sighting.objects.latest("made_at", "pk")


def sums(client: Client, user, place: str) -> dict[str, int]:
    client.force_login(user)
    context = client.get(f"/coverage/{place}/").context
    assert context["main"].balanced and context["apart"].balanced and context["sighted"].balanced and not context["rows_off"]
    return {"met": context["sighted"].counted, "find": context["to_find"], "register": context["main"].counted}


def test_a_child_met_at_a_door_is_counted_in_village_township_and_county(loaded: Cast, client: Client):
    before = {place: sums(client, loaded.li, place) for place in (VILLAGE, TOWN, COUNTY)}
    child = add(client, loaded.wu).child
    for place, then in before.items():
        now = sums(client, loaded.li, place)
        assert now == {"met": 1, "find": then["find"] + 1, "register": then["register"]}, place
        listed = client.get(f"/coverage/{place}/children/?bucket=find&met=1").context["page"]
        assert [row.child_id for row in listed.rows] == [child.pk] and listed.count == 1
    made = Round.objects.get()
    assert not tally_faults(made) and made.sighted == 1
    assert Coverage.objects.get(child=child).explanation_zh.startswith("2026年9月2日，吴队长上门排查时见到：没有在上学")
    assert Entry.objects.filter(act="child.add", subject=f"child:{child.pk}").exists()
    assert all(check().holds for check in (*figures.verify_checks, *met.verify_checks))
