"""Post × place × record × channel, all of it, in two counties: a record is there exactly where the rule says so, else 404."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseNotFound
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.departments import Desk
from guixiao.accounts.models import User
from guixiao.accounts.rules import ADMINISTRATORS, BLIND, MAY, STANDS_AT, Role
from guixiao.api.actions import make_token
from guixiao.api.bearer import PACE
from guixiao.areas.models import Area, School
from guixiao.cases.actions import Said, act
from guixiao.cases.attachments.actions import attach, taken_in
from guixiao.cases.attachments.models import Proof
from guixiao.cases.attachments.tests.files import photo
from guixiao.cases.effort.actions import do
from guixiao.cases.models import Case, Event
from guixiao.cases.referrals.models import Referral
from guixiao.children.models import Child, Coverage
from tests.cast import Cast, Result, receipt_of, row
from tests.referrals import a_question
from tests.test_two_posts import another_county

Place = Area | School
SEEING = [role for role in Role if role not in ADMINISTRATORS | BLIND]
EMPTY = "522633106001"  # a village of which no child is told
AT_COUNTY = [role for role in Role if STANDS_AT[role] == "county"]


@dataclass(frozen=True)
class Held:
    """One person with one post."""

    user: User
    role: Role
    at: Place


@dataclass(frozen=True)
class Record:
    """A child with its case and what hangs on it: `places`, all at which somebody may stand for it."""

    child: Child
    case: Case
    proof: Proof
    referral: Referral
    places: frozenset[Place]
    listed: frozenset[Place]  # those of the rosters: without the school it came back to
    report: Proof | None = None


@dataclass
class World:
    people: list[Held] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    def asked_by(self, held: Held) -> list[Record]:
        """Whoever sees no child at all is asked of one of each county: `test_administrators.py` walks the pages for them."""
        return self.records if held.role in SEEING else [self.records[0], self.records[-1]]


# --- the rule, and nothing of the house in it but who may do what


def stands_for(held: Held, record: Record) -> bool:
    return held.role in SEEING and held.at in record.places


def may(held: Held, *verbs: str) -> bool:
    return set(verbs) <= MAY[held.role]


def in_list(held: Held, record: Record) -> bool:
    return held.role in SEEING and held.at in record.listed


CHANNELS = {
    "page of the child": (lambda one: f"/children/{one.child.pk}/", ()),
    "page of the case": (lambda one: f"/cases/{one.case.pk}/", ("verify",)),
    "who looked": (lambda one: f"/children/{one.child.pk}/looks/", ("looks",)),
    "attachment": (lambda one: f"/cases/proofs/{one.proof.pk}/", ("verify",)),
    "referral": (lambda one: f"/referrals/{one.referral.pk}/", ("refer",)),
    "move": (lambda one: f"/cases/{one.case.pk}/move/", ("move",)),
}


# --- a small world


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> World:
    """Six children, and somebody at every post of every place. What is not there is told without a page: most is not."""
    monkeypatch.setattr("guixiao.config.urls.handler404", lambda request, exception: HttpResponseNotFound(), raising=False)
    monkeypatch.setattr(PACE, "most", 10**9)
    there = another_county()
    county = there[Role.COUNTY_OFFICER]
    made = World()
    made.people = list(everybody([*Area.objects.exclude(code=EMPTY), *School.objects.all()]))
    cast.load([
        row(1, "left_roll", school="停洞镇中心小学", name="甲"), row(2, "not_found", village="苗朗", name="乙"),
        row(3, "not_found", town="西山", village="顶洞", name="丙"), row(4, "not_found", village="没听过", name="丁"),
        row(5, "not_found", town="西山", village="顶洞", name="戊"),
    ])  # fmt: skip
    far = [row(1, "not_found", town="古州", village="口寨", name="己", id_number="522632201509010009")]
    [officer] = [held.user for held in made.people if (held.role, held.at) == (Role.COUNTY_OFFICER, county)]
    cast.load_result(Result(far, receipt_of(far)), county=county, made_by=officer)
    comes_back(cast, Case.objects.get(child__name="戊"))
    made.records = [record_of(made, case, officer if case.county == county else cast.li) for case in cases()]
    return made


def cases() -> list[Case]:
    rows = Case.objects.select_related("child", "round", "county", "town", "village", "school", "receiving")
    return list(rows.order_by("county__code", "child__name"))


def everybody(places: list[Place]) -> Iterator[Held]:
    """Somebody at every post of every place; of the departments one for each county."""
    for at in places:
        kind = at.kind if isinstance(at, Area) else "school"
        for role in (role for role in Role if STANDS_AT[role] == kind):
            user = open_account(username=f"{role}-{at.code}", name=f"某{role}", password="x")
            desk = Desk(at, "police") if role == Role.DEPARTMENT else at
            give_post(user, role, at=desk, since=date(2020, 1, 1))
            yield Held(User.objects.get(pk=user.pk), role, at)


def comes_back(cast: Cast, case: Case) -> None:
    """A child of 西山 who came back to the school of 停洞."""
    day = timezone.localdate()
    act(cast.wang, case, "find", Said("dropped_out", true_on=day - timedelta(9)))
    given = {"school": cast.school.pk, "placement": "own_grade", "class_name": "1班"}
    do(cast.wang, Case.objects.select_related("round", "child").get(pk=case.pk), "return", Said(true_on=day, given=given))


def record_of(made: World, case: Case, officer: User) -> Record:
    event = case.events.first()
    assert event
    report = a_report(case, officer) if case.child.name == "甲" else None
    case = cases()[[one.pk for one in cases()].index(case.pk)]
    listed = frozenset(place for place in (case.county, case.town, case.village, case.school) if place)
    referral = a_question(None, officer, case, channel="paper").referral  # type: ignore[arg-type]
    places = listed | ({case.receiving} if case.receiving else set())
    return Record(case.child, case, a_proof(officer, event), referral, places, listed, report)


def a_report(case: Case, officer: User) -> Proof:
    """甲 is out of school for a cause that the office alone may see; the office has told the police, with a picture."""
    act(officer, case, "find", Said("dropped_out"))
    given = {
        "cause": "pregnancy",
        "further": [],
        "difficulties": "不能让人知道",
        "steps": [{"what": "谈", "who": "妇联", "by": ""}],
    }
    for verb, said in (("plan", Said(given=given)), ("report", Said(true_on=timezone.localdate(), given={"to": "公安局"}))):
        event = do(officer, Case.objects.select_related("round", "child").get(pk=case.pk), verb, said)
    return a_proof(officer, event)


def a_proof(officer: User, event: Event) -> Proof:
    with taken_in(officer, [SimpleUploadedFile("a.jpg", photo())]) as taken:
        attach(officer, [event], taken.kept)
    return Proof.objects.get(event=event)


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def there(answer: Any) -> bool:
    """200, or 404 and nothing else."""
    if answer.streaming:
        b"".join(answer)
    assert answer.status_code in (200, 404), answer.status_code
    return answer.status_code == 200


def wrong(world: World, found: Any) -> list[str]:
    """Where what is found is not what the rule says, in words."""
    return [f"{held.role} at {held.at}: {what}: {'there' if is_there else 'not there'}"
            for held, what, is_there, rule in found if is_there != rule]  # fmt: skip


# --- the product


def test_pages_attachments_and_referrals_are_there_exactly_where_the_rule_says(world: World):
    def walked() -> Iterator[tuple[Held, str, bool, bool]]:
        for held in world.people:
            client = desk(held.user)
            for name, (url, verbs) in CHANNELS.items():
                for record in world.asked_by(held):
                    rule = stands_for(held, record) and may(held, *verbs)
                    if name == "page of the child" and not in_list(held, record):
                        rule = rule and may(held, "verify")  # it came here by its case
                    yield held, f"{name} of {record.child}", there(client.get(url(record))), rule

    found = list(walked())
    assert wrong(world, found) == []
    assert len(found) == len(CHANNELS) * sum(len(world.asked_by(held)) for held in world.people)
    assert 80 < sum(rule for *_, rule in found) < len(found) / 2


def test_exports_hold_exactly_the_children_of_the_rule(world: World):
    def taken() -> Iterator[tuple[Held, str, bool, bool]]:
        for held in world.people:
            answer = desk(held.user).post("/coverage/mine/children/export/", {"numbers": "masked"})
            content = answer.getvalue() if answer.status_code == 200 else b""
            sheets = load_workbook(BytesIO(content)).worksheets if content else []
            cells = {str(cell) for sheet in sheets for line in sheet.iter_rows(values_only=True) for cell in line}
            for record in world.records:
                rule = in_list(held, record) and may(held, "export")
                yield held, f"export of {record.child}", record.child.name in cells, rule

    assert wrong(world, taken()) == []


def test_the_api_tells_a_program_what_the_rule_says_of_its_post(world: World):
    def told() -> Iterator[tuple[Held, str, bool, bool]]:
        for held in world.people:
            _, text = make_token(held.user, held.user.posts.get(), purpose="x", days=1)
            for record in world.asked_by(held):
                answer = Client().get(f"/api/v1/cases/{record.case.pk}", headers={"Authorization": f"Bearer {text}"})
                assert answer.status_code in (200, 404)
                rule = stands_for(held, record) and may(held, "verify")
                yield held, f"API of {record.child}", answer.status_code == 200, rule

    assert wrong(world, told()) == []


def test_every_query_begins_with_the_same_rule(world: World):
    """`visible_to`, of each table that holds children."""

    def seen() -> Iterator[tuple[Held, str, bool, bool]]:
        for held in world.people:
            tables = {"child": Child.objects, "coverage": Coverage.objects, "case": Case.objects, "event": Event.objects,
                      "proof": Proof.objects, "referral": Referral.objects}  # fmt: skip
            way = {"child": "pk", "coverage": "child", "case": "child", "event": "case__child", "proof": "event__case__child",
                   "referral": "case__child"}  # fmt: skip
            for name, rows in tables.items():
                keys = set(rows.visible_to(held.user).values_list(way[name], flat=True))  # type: ignore[attr-defined]
                for record in world.records:
                    rule = in_list if name in ("child", "coverage") else stands_for
                    yield held, f"{name} of {record.child}", record.child.pk in keys, rule(held, record)

    assert wrong(world, seen()) == []


def test_a_proof_of_a_mandatory_report_is_there_for_who_reported_and_for_the_lead_of_its_county_in_an_emergency(world: World):
    [record] = [record for record in world.records if record.report]
    assert record.report
    url, reporter = f"/cases/proofs/{record.report.pk}/", record.report.attachment.added_by_id
    found, urgent = [], []
    for held in world.people:
        client = desk(held.user)
        found.append((held, "proof of the report", there(client.get(url)), held.user.pk == reporter))
        client.post("/looks/emergency/", {"words": "孩子今天可能被带走"})
        leads = held.role == Role.COUNTY_LEAD and held.at == record.case.county
        urgent.append((held, "in an emergency", there(client.get(url)), held.user.pk == reporter or leads))
    assert wrong(world, found) == [] and wrong(world, urgent) == []
    assert sum(rule for *_, rule in urgent) == 1 + sum(rule for *_, rule in found)


def test_an_emergency_opens_nothing_of_another_county(world: World):
    lead = next(held for held in world.people if held.role == Role.COUNTY_LEAD and held.at.code == "522632")
    client = desk(lead.user)
    client.post("/looks/emergency/", {"words": "孩子今天可能被带走"})
    for record in world.records:
        for url, verbs in CHANNELS.values():
            assert there(client.get(url(record))) is (stands_for(lead, record) and may(lead, *verbs))
        answer = client.post(f"/children/{record.child.pk}/number/", {"what": "id_number"})
        assert there(answer) is stands_for(lead, record), "a whole number, in an emergency, of one's own county alone"


@pytest.mark.parametrize("role", AT_COUNTY)
def test_each_post_at_the_county_is_one_of_the_rule_s(role: Role):
    """A new post must say whether it sees children: silence is no answer."""
    assert (role in SEEING) is (role in (Role.COUNTY_LEAD, Role.COUNTY_OFFICER))
