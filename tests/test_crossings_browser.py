"""A township asks about a child of another place and the county looks it over; the lead looks in an emergency; somebody joins."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from guixiao.cases.crossings.models import Crossing
from guixiao.cases.models import Case
from guixiao.children.models import Child
from tests.cast import Cast, a_lead
from tests.test_looks_browser import as_person, kept, seen
from tests.test_verification_browser import browser, context

__all__ = ["browser", "context", "kept"]
pytestmark = pytest.mark.browser
SECRET = "不能让人知道"


def test_a_child_of_another_place_is_found_for_a_purpose_and_the_county_looks_it_over(context: BrowserContext, kept: Case):
    child = Child.objects.get(pk=kept.child_id)
    town = as_person(context, "wang", "/looks/outside/")
    seen(town, "outside")
    town.locator("#number").fill(child.id_number)
    town.locator("#purpose").select_option("came_here")
    town.locator("#words").fill("家长带孩子来我镇报名")
    town.locator("main .btn-primary").click()
    expect(town.locator(".found-one")).to_have_count(1)
    expect(town.locator(".found-one")).to_contain_text(child.name)
    seen(town, "outside-found")
    county = as_person(context, "li", "/looks/review/")
    seen(county, "crossings")
    county.locator("tbody th a").first.click()
    county.locator("#words").fill("哪位家长？")
    county.locator("button[value=question]").click()
    seen(county, "crossing")
    town = as_person(context, "wang", "/looks/mine/")
    expect(town.locator(".remarks")).to_contain_text("哪位家长？")
    seen(town, "crossings-mine")


def test_the_lead_opens_an_emergency_look_and_ends_it_and_the_office_is_told(context: BrowserContext, kept: Case, loaded: Cast):
    a_lead(loaded)
    lead = as_person(context, "long", f"/cases/{kept.pk}/")
    expect(lead.locator(".plan")).not_to_contain_text(SECRET)
    lead.goto("/looks/emergency/")
    seen(lead, "glass-shut")
    lead.locator("#words").fill("孩子今天可能被带走")
    lead.locator("main .btn-primary").click()
    lead.goto(f"/cases/{kept.pk}/")
    expect(lead.locator(".plan")).to_contain_text(SECRET)
    expect(lead.locator("aside.glass")).to_have_count(1)
    seen(lead, "glass-open")
    lead.locator("aside.glass button").click()
    expect(lead.locator("aside.glass")).to_have_count(0)
    county = as_person(context, "li", "/verify/")
    county.locator("aside.glass a").click()
    assert str(Crossing.objects.get().pk) in county.url
    seen(county, "glass-review")


def test_somebody_invited_makes_their_own_account(context: BrowserContext, loaded: Cast):
    office = as_person(context, "li", "/people/invitations/new/")
    office.locator("#name").fill("新队长")
    office.locator("#at").select_option("village_squad@522633106202")
    seen(office, "invite")
    office.locator("main .btn-primary").click()
    link, code = (office.locator(name).inner_text() for name in ("code.link", "code.pass"))
    seen(office, "invited")
    office.goto("/people/invitations/")
    seen(office, "invitations")
    context.clear_cookies(name="sessionid")
    page = context.new_page()
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    seen(page, "join-door")
    page.locator("#code").fill(code)
    page.locator("main .btn-primary").click()
    page.locator("#username").fill("xin.duizhang")
    for field in ("#password1", "#password2"):
        page.locator(field).fill("四头牛过河-tomorrow")
    seen(page, "join")
    page.locator("main .btn-primary").click()
    expect(page.locator(".who")).to_have_text("新队长")
