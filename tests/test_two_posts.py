"""Two posts in one hand: what the one allows does not reach the children of the other."""

from datetime import date
from io import BytesIO
from itertools import permutations
from types import SimpleNamespace

import pytest
from django.http import Http404, HttpResponseBase
from django.test import Client
from openpyxl import load_workbook

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.accounts.rules import ADMINISTRATORS, BLIND, MAY, VERBS, Role
from guixiao.areas.models import Area, School
from guixiao.children.models import Child, Coverage
from guixiao.reports.spots import find_spot, verbs_at
from guixiao.reviews.models import Doubt
from tests.cast import Cast
from tests.starts import start

HERE = {Role.COUNTY_LEAD: "522633", Role.COUNTY_OFFICER: "522633", Role.TOWNSHIP_POST: "522633106",
        Role.VILLAGE_SQUAD: "522633106201", Role.PRINCIPAL: "S1"}  # fmt: skip
PAIRS = list(permutations([role for role in Role if role not in BLIND | ADMINISTRATORS], 2))


@pytest.fixture
def counties(cast: Cast) -> dict[str, dict[Role, Area | School]]:
    """Of two counties a place, or a school, for each role."""
    here = {role: Area.objects.filter(code=code).first() or cast.school for role, code in HERE.items()}
    return {"here": here, "there": another_county()}


def another_county() -> dict[Role, Area | School]:
    county = Area.objects.create(code="522632", name="榕江县", kind="county", path="/522632/")
    town = Area.objects.create(code="522632100", name="古州镇", kind="township", parent=county, path="/522632/522632100/")
    village = Area.objects.create(
        code="522632100201", name="口寨村", kind="village", parent=town, path="/522632/522632100/522632100201/"
    )
    school = School.objects.create(code="S2", name="古州镇中心小学", county=county, area=town)
    return {
        Role.COUNTY_LEAD: county,
        Role.COUNTY_OFFICER: county,
        Role.TOWNSHIP_POST: town,
        Role.VILLAGE_SQUAD: village,
        Role.PRINCIPAL: school,
    }


def holding(*posts: tuple[Role, Area | School]) -> User:
    user = open_account(username="both", name="两岗", password="x")
    for role, at in posts:
        give_post(user, role, at=at, since=date(2020, 1, 1))
    return user


def word(at: Area | School) -> str:
    return at.code if isinstance(at, Area) else at.url_word


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_verb_stands_where_its_post_stands(counties, first: Role, second: Role):
    held = ((first, counties["here"][first]), (second, counties["there"][second]))
    user = holding(*held)
    for verb in sorted(VERBS):
        allowed = {(role, word(at)) for role, at in held if verb in MAY[role]}
        narrowed = user.only(verb)
        assert stands(narrowed) == allowed and narrowed.whole is user and user.may(verb) == bool(allowed), verb
        assert guarded(user, verb) == allowed, verb
        for role, at in held:
            seen = type(at).objects.visible_to(narrowed).filter(pk=at.pk).exists()
            assert seen == (verb in MAY[role]), "the narrowed sight is what every page behind `needs` asks with"
            assert (verb in verbs_at(user, find_spot(user, word(at)))) == (verb in MAY[role]), verb
        assert (verb in verbs_at(user, find_spot(user, "mine"))) == (verb in MAY[first] & MAY[second]), verb


def stands(user: User) -> set[tuple[str, str]]:
    return {(post.role, word(post.area or post.school)) for post in user.current_posts}


def guarded(user: User, verb: str) -> set[tuple[str, str]]:
    """The posts with which a view sees that needs this."""

    @needs(verb)
    def looked(request: SimpleNamespace) -> set[tuple[str, str]]:
        return stands(request.user)

    try:
        return looked(SimpleNamespace(user=user))
    except Http404:
        return set()


def test_a_verb_of_the_whole_county_reaches_down_and_one_of_a_village_not_up(counties):
    here = counties["here"]
    user = holding((Role.VILLAGE_SQUAD, here[Role.VILLAGE_SQUAD]), (Role.TOWNSHIP_POST, here[Role.TOWNSHIP_POST]))
    assert "review" in verbs_at(user, find_spot(user, "522633106201")), "the township's post is over the village too"
    other = Area.objects.get(code="522633105201")
    user = holding_more(user, Role.VILLAGE_SQUAD, other)
    assert verbs_at(user, find_spot(user, other.code)) == MAY[Role.VILLAGE_SQUAD]


def holding_more(user: User, role: Role, at: Area) -> User:
    give_post(user, role, at=at, since=date(2020, 1, 1))
    return User.objects.get(pk=user.pk)


@start
def two(loaded: Cast) -> User:
    """The township's post in 西山, and 高华 of 停洞 as a village's: what 西山 may do stops at 高华."""
    at = {area.code: area for area in Area.objects.all()}
    return holding((Role.TOWNSHIP_POST, at["522633105"]), (Role.VILLAGE_SQUAD, at["522633106201"]))


def test_the_review_of_one_township_does_not_open_the_doubts_of_a_village_elsewhere(two: User, client: Client):
    client.force_login(two)
    doubt = Doubt.objects.filter(coverage__village__code="522633106201").first()
    assert Coverage.objects.visible_to(two).filter(pk=doubt.coverage_id).exists(), "the child itself is theirs to see"
    for path in ("", "decide/", "skip/", "reveal/"):
        assert client.post(f"/review/{doubt.pk}/{path}").status_code == 404
    assert client.get(f"/review/{doubt.pk}/").status_code == 404 == client.get(f"/children/{uuid_of_nobody()}/").status_code
    assert client.get("/review/").status_code == 200 == client.get("/review/list/").status_code
    assert client.get(f"/children/{doubt.coverage.child_id}/").status_code == 200


def uuid_of_nobody() -> str:
    return "00000000-0000-4000-8000-000000000000"


def test_a_head_of_school_adds_no_child_to_the_school_by_being_in_a_village_squad(loaded: Cast, client: Client):
    village = Area.objects.get(code="522633105201")
    user = holding((Role.PRINCIPAL, loaded.school), (Role.VILLAGE_SQUAD, village))
    client.force_login(user)
    page = client.get("/children/new/").content.decode()
    assert village.code in page and "522633106" not in page
    assert "/children/new/" in client.get(f"/coverage/{village.code}/").content.decode()
    school = client.get(f"/coverage/{loaded.school.url_word}/").content.decode()
    assert school.count('href="/children/new/') <= client.get("/method/").content.decode().count('href="/children/new/')


def test_both_places_are_seen_and_every_number_may_be_asked_for(two: User, client: Client):
    client.force_login(two)
    for code in ("522633105", "522633106201"):
        child = Child.objects.visible_to(two).filter(coverage__town__code=code[:9]).first()
        assert client.post(f"/children/{child.pk}/number/", {"what": "phone"}).status_code == 200
    child = Child.objects.exclude(pk__in=Child.objects.visible_to(two)).first()
    assert client.post(f"/children/{child.pk}/number/", {"what": "phone"}).status_code == 404


def test_the_ways_to_other_pages_stay_those_of_all_posts(loaded: Cast, client: Client):
    """On a page of the review the frame still offers what only the other post may do."""
    client.force_login(holding((Role.TOWNSHIP_POST, Area.objects.get(code="522633105")), (Role.COUNTY_OFFICER, loaded.county)))
    assert 'href="/rosters/"' in client.get("/review/").content.decode()


@start
def mixed(loaded: Cast) -> User:
    """西山 and the school may export, masked; the squad of 高华 not at all; another county's officer with full numbers."""
    at = {area.code: area for area in Area.objects.all()}
    return holding((Role.TOWNSHIP_POST, at["522633105"]), (Role.PRINCIPAL, loaded.school),
                   (Role.VILLAGE_SQUAD, at["522633106201"]),
                   (Role.COUNTY_OFFICER, another_county()[Role.COUNTY_OFFICER]))  # fmt: skip


def status(answer: HttpResponseBase) -> int:
    """Read to the end, so that the file is closed."""
    assert answer.getvalue() or answer.status_code == 302
    return answer.status_code


def test_exports_and_full_numbers_go_as_far_as_their_posts(mixed: User, loaded: Cast, client: Client):
    assert mixed.may("export_numbers"), "in another county"
    client.force_login(mixed)
    full = {"numbers": "full", "purpose": "乡镇核查适龄儿童身份"}
    answers = {}
    for code in ("522633105", loaded.school.url_word, "522633106201", "mine"):
        url = f"/coverage/{code}/children/export/"
        answers[code] = [status(client.get(url)), status(client.post(url)), status(client.post(url, full))]
    assert answers == {"522633105": [200, 200, 404], loaded.school.url_word: [200, 200, 404],
                       "522633106201": [404, 404, 404], "mine": [200, 200, 404]}  # fmt: skip


def test_the_way_to_the_export_is_shown_where_it_leads_somewhere(mixed: User, loaded: Cast, client: Client):
    client.force_login(mixed)
    shown = {code: "/children/export/" in client.get(f"/coverage/{code}/children/").content.decode()
             for code in ("522633105", loaded.school.url_word, "522633106201", "mine")}  # fmt: skip
    assert shown == {"522633105": True, loaded.school.url_word: True, "522633106201": False, "mine": False}


def test_who_holds_the_county_takes_full_numbers_along_from_every_place_of_it(loaded: Cast, client: Client):
    client.force_login(loaded.li)
    for code in ("522633", "522633106", "522633106201", loaded.school.url_word):
        told = {"numbers": "full", "purpose": "乡镇核查适龄儿童身份"}
        assert status(client.post(f"/coverage/{code}/children/export/", told)) == 200


def test_an_export_of_all_ones_places_holds_none_of_a_post_that_may_not(mixed: User, client: Client):
    client.force_login(mixed)
    everyone = Coverage.objects.visible_to(mixed).filter(round__current__isnull=False)
    taken = Coverage.objects.visible_to(mixed.only("export")).filter(round__current__isnull=False)
    assert 0 < taken.count() < everyone.count()
    answer = client.post("/coverage/mine/children/export/")
    book = load_workbook(BytesIO(answer.getvalue()))
    rows = {str(row[0]): str(row[1]) for row in book.worksheets[0].iter_rows(values_only=True, max_col=2)}
    assert f"{taken.count()}" in rows.values() and f"{everyone.count()}" not in rows.values()
