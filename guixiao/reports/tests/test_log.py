"""The county reads its log: who looked at, exported and changed what."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from guixiao.accounts.actions import give_post, open_account
from guixiao.areas.models import Area
from guixiao.audit.actions import record
from guixiao.children.models import Child
from guixiao.reports.log.entries import PER_PAGE
from tests.cast import Cast


@pytest.fixture
def li(loaded: Cast, client: Client) -> Client:
    client.force_login(loaded.li)
    return client


def rows(client: Client, query: str = "") -> list[str]:
    return [row.entry.act for row in client.get(f"/audit/?{query}").context["rows"]]


def test_every_write_of_the_cast_is_there_in_words(loaded: Cast, li: Client):
    html = li.get("/audit/").content.decode()
    for words in ("给了岗位", "开了账号", "记下一轮比对", "吴队长", "高华村"):
        assert words in html, words


def test_a_look_names_who_and_links_the_child(loaded: Cast, li: Client):
    child = Child.objects.filter(village__code="522633106201").first()
    Client().force_login(loaded.wu)
    wu = Client()
    wu.force_login(loaded.wu)
    wu.post(f"/children/{child.pk}/number/", {"what": "phone"})
    html = li.get("/audit/?kind=looks").content.decode()
    assert "看了号码: 电话" in html and f"/children/{child.pk}/" in html and child.name in html and "13885501234" not in html
    assert rows(li, f"child={child.pk}") == ["child.reveal"]
    assert rows(li, f"who={loaded.wu.pk}&kind=looks") == ["child.reveal"] and rows(li, f"who={loaded.shi.pk}&kind=looks") == []


def test_it_is_narrowed_by_kind_and_day_and_nonsense_is_left_out(loaded: Cast, li: Client):
    record(loaded.shi, "list.export", place="/522633/522633106/", detail={"rows": 3})
    everything = len(rows(li))
    assert rows(li, "kind=exports") == ["list.export"]
    assert "list.export" not in rows(li, "kind=changes") and len(rows(li, "kind=changes")) < everything
    today = timezone.localdate()
    assert len(rows(li, f"since={today}&until={today}")) == everything
    assert rows(li, "until=2020-01-01") == []
    assert len(rows(li, "kind=x&who=x&since=x&until=&before=x&child=x")) == everything


def test_older_entries_are_a_page_away_and_none_is_shown_twice(loaded: Cast, li: Client):
    for _ in range(PER_PAGE * 2):
        record(loaded.shi, "child.reveal", place="/522633/522633106/")
    first = li.get("/audit/")
    second = li.get(f"/audit/?before={first.context['older']}")
    sequences = [row.entry.sequence for page in (first, second) for row in page.context["rows"]]
    assert len(sequences) == PER_PAGE * 2 == len(set(sequences)) and sequences == sorted(sequences, reverse=True)


def test_another_county_reads_its_own_log_and_none_of_this_ones(loaded: Cast, client: Client):
    county = Area.objects.create(code="522632", name="榕江县", kind="county", path="/522632/")
    zhang = open_account(username="zhang", name="张主任", password="x")
    give_post(zhang, "county_officer", at=county, since=date(2020, 1, 1))
    record(None, "session.refuse")
    client.force_login(zhang)
    assert rows(client) == ["post.give"], "without a place it is nobody's, where there are two counties"
    assert "李主任" not in client.get("/audit/").content.decode()
