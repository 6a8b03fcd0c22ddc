"""Command in a real Chromium: a command post, a key village, a joint action, and a study whose decision is ticked done."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from guixiao.cases.models import Event
from tests.bodies import out_of_school
from tests.cast import Cast
from tests.chromium import turn
from tests.test_browser import fits
from tests.test_verification_browser import accessible, browser, context, signed_in

__all__ = ["browser", "context"]
pytestmark = pytest.mark.browser


def clean(page: Page) -> None:
    assert fits(page) and accessible(page) == []


def days_on(count: int) -> str:
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def a_command_post(page: Page) -> None:
    page.goto("/bodies/")
    clean(page)
    turn(page, page.locator("a.btn-primary"))
    page.locator("input[name=kind][value=command_post]").check()
    page.select_option("#place", "522633106")
    page.fill("#since", days_on(0))
    clean(page)
    turn(page, page.locator("form.light .btn-primary"))
    page.locator("#user").select_option(label=page.locator("#user option", has_text="石所长").inner_text())
    turn(page, page.locator("details[open] .btn-primary"))
    expect(page.locator(".body-members")).to_contain_text("石所长")
    clean(page)


def a_key_village(page: Page) -> None:
    page.goto("/key-places/?place=522633106201")
    page.select_option("#reason", "remote")
    page.fill("#last", days_on(60))
    clean(page)
    turn(page, page.locator("form.light .btn-primary"))
    clean(page)
    page.goto("/coverage/522633106/?by=village")
    expect(page.locator(".grid tbody tr").first).to_contain_text("高华村")
    expect(page.locator(".grid tbody tr").first.locator(".key-place")).to_be_visible()
    assert fits(page)


def a_joint_action(page: Page) -> None:
    page.goto("/joint/new/?place=522633106201")
    page.fill("#day", days_on(0))
    page.locator("input[name=case]").first.check()
    for word in ("police", "justice"):
        page.locator(f"input[name=department][value={word}]").check()
    page.locator(".tick-one", has_text="吴队长").locator("input").check()
    page.locator("input[name=name]").first.fill("潘警官")
    page.fill("#text", "一起上门，讲了义务教育法，家长答应下周送孩子回学校。")
    clean(page)
    turn(page, page.locator("form.light .btn-primary"))
    expect(page.locator(".facts")).to_contain_text("潘警官")
    clean(page)
    page.goto("/joint/")
    clean(page)
    page.goto(f"/cases/{Event.objects.get(verb='visit').case_id}/")
    expect(page.locator(".who-side a[href^='/joint/']")).to_be_visible()
    clean(page)


def a_study(page: Page) -> None:
    page.goto("/studies/new/?place=522633106201")
    page.fill("#first", days_on(-3))
    page.locator(".tick-one", has_text="石所长").locator("input").check()
    page.fill("#found", "三户人家都在浙江打工，爷爷奶奶说不上话。")
    clean(page)
    turn(page, page.locator("form.light .btn-primary"))
    page.fill("#title", "给三户打视频电话")
    page.locator("#who").select_option(
        label=page.locator("#who optgroup").first.locator("option", has_text="高华村").inner_text()
    )
    page.fill("#due", days_on(2))
    turn(page, page.locator("details[open] form[action$='/decide/'] .btn"))
    expect(page.locator(".study-tasks li")).to_have_count(1)
    clean(page)
    page.goto("/studies/")
    clean(page)


def test_command_from_its_post_to_a_task_that_is_done(context: BrowserContext, loaded: Cast):
    out_of_school(loaded)
    page = signed_in(context, "shi")
    for story in (a_command_post, a_key_village, a_joint_action, a_study):
        story(page)
    context.clear_cookies(name="sessionid")
    page = signed_in(context, "wu")
    page.goto("/day/")
    clean(page)
    turn(page, page.locator("a[href='/studies/tasks/']"))
    page.locator(".study-tasks summary").click()
    page.locator(".study-tasks .form-control").fill("打通了两户")
    clean(page)
    turn(page, page.locator(".study-tasks .btn"))
    page.goto("/studies/tasks/?tab=done")
    expect(page.locator(".study-tasks")).to_contain_text("打通了两户")
    clean(page)
