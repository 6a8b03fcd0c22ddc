"""What the county's own office has to put right, and items that were written by mistake: by the pages, with the cast."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.accountability.tests.conftest import Now, see
from guixiao.cases.rectification.models import Item
from guixiao.cases.rectification.verify import items_stand_where_their_steps_say
from guixiao.cases.rectification.wording import REFUSALS
from guixiao.children.models import Round
from tests.cast import PASSWORD, Cast, a_lead
from tests.inspections import an_item

from .conftest import MONDAY, press

LIST = "/rectification/"


@pytest.fixture
def he(cast: Cast) -> User:
    """何干事, the second officer of the county's office."""
    user = open_account(username="he", name="何干事", password=PASSWORD)
    give_post(user, "county_officer", at=cast.county, since=MONDAY)
    return User.objects.get(pk=user.pk)


def of_the_office(cast: Cast, found: Item) -> Item:
    """Found at 停洞, and the county's to put right: recorded from the screen."""
    client = Client()
    client.force_login(cast.li)
    url = f"/rectification/inspections/{found.inspection_id}/"
    assert '<option value="522633">县控辍保学办</option>' in client.get(url).content.decode()
    said = {"text": "县里没有拨够学位", "measures": "补足学位", "to": "522633", "deadline": "2026-11-13"}
    assert client.post(url, said, follow=True).status_code == 200
    return Item.objects.get(role="county_officer")


def test_the_countys_own_office_puts_right_and_another_of_the_office_looks_again(cast: Cast, he: User, found: Item):
    item = of_the_office(cast, found)
    url = f"/rectification/items/{item.pk}/"
    assert (item.area, item.state) == (cast.county, "open")
    page = see(cast.li, path=url).content.decode()
    assert "从江县 县控辍保学办" in page and "李主任" in page and "何干事" in page
    tasks = see(cast.li, "?kind=mend&who=mine", path="/lists/tasks/").context["tasks"]
    assert [task.line.what for task in tasks] == ["县里没有拨够学位"]
    assert "督查发现，等我整改 <b>1</b>" in see(cast.li, path="/day/").content.decode()
    press(cast.li, item, "mend", text="拨了四十个", day="2026-11-02")
    refused = press(cast.li, item, "pass", day="2026-11-02")
    assert refused.status_code == 422 and str(REFUSALS["own_of_office"]) in refused.content.decode()
    assert "等我复查" not in see(cast.li, path="/day/").content.decode()
    assert "整改了，等我复查 <b>1</b>" in see(he, path="/day/").content.decode()
    press(he, item, "pass", text="看了名册", day="2026-11-02")
    assert Item.objects.get(pk=item.pk).state == "closed" and items_stand_where_their_steps_say().holds


def test_in_a_county_with_one_officer_the_county_lead_looks_again(cast: Cast, found: Item):
    item = of_the_office(cast, found)
    url = f"/rectification/items/{item.pk}/"
    press(cast.li, item, "mend", text="拨了四十个", day="2026-11-02")
    page = see(cast.li, path=url).content.decode()
    assert str(REFUSALS["own_of_office"]) in page and "还没有人能复查" in page, "who can is named even where there is nobody yet"
    lead = a_lead(cast)
    page = see(cast.li, path=url).content.decode()
    assert "县领导 龙县长" in page and "还没有人能复查" not in page
    assert "龙县长" in str(see(cast.li, "?kind=look", path="/lists/tasks/").context["tasks"][0].line.who)
    assert "整改了，等我复查 <b>1</b>" in see(lead, path="/day/").content.decode()
    assert [row.pk for row in see(lead, "?who=mine&tab=waiting", path=LIST).context["page"]] == [item.pk]
    assert press(lead, item, "mend", text="x", day="2026-11-02").status_code == 422
    press(lead, item, "fail", text="只有三十个", day="2026-11-02", deadline="2026-11-20")
    press(cast.li, item, "mend", text="又拨了十个", day="2026-11-02")
    press(lead, item, "pass", day="2026-11-02")
    step = item.steps.last()
    assert (Item.objects.get(pk=item.pk).state, step.actor, step.role) == ("closed", lead, "county_lead")
    assert items_stand_where_their_steps_say().holds


def test_the_county_lead_looks_again_at_nothing_else_and_records_nothing(cast: Cast, found: Item):
    lead = a_lead(cast)
    press(cast.wu, found, "mend", text="改了", day="2026-11-02")
    assert "等我复查" not in see(lead, path="/day/").content.decode()
    refused = press(lead, found, "pass", day="2026-11-02")
    assert refused.status_code == 422 and str(REFUSALS["not_inspector"]) in refused.content.decode()
    assert press(lead, found, "withdraw", text="重复").status_code == 422
    see(lead, path="/rectification/new/", status=404)
    page = see(cast.li, path=f"/rectification/items/{found.pk}/").content.decode()
    assert "县控辍保学办 李主任、乡镇指挥所 石所长" in page, "of the village's, who may look is named too"


def test_what_the_countys_office_has_to_put_right_is_not_seen_below_it(cast: Cast, found: Item):
    item = of_the_office(cast, found)
    for user in (cast.shi, cast.wu, cast.yang, cast.wang):
        see(user, path=f"/rectification/items/{item.pk}/", status=404)
    assert "县里没有拨够学位" not in see(cast.shi, path=f"/rectification/inspections/{found.inspection_id}/").content.decode()


def test_a_township_that_records_does_not_tell_the_county_what_to_do(cast: Cast, found: Item):
    made = Round.objects.get(current__isnull=False)
    made.wording["inspections"] |= {"records": ["township_post"]}
    made.save()
    client = Client()
    client.force_login(cast.shi)
    url = f"/rectification/inspections/{found.inspection_id}/"
    assert 'value="522633"' not in client.get(url).content.decode()
    answer = client.post(url, {"text": "x", "measures": "y", "to": "522633", "deadline": "2026-11-13"})
    assert answer.status_code == 422 and str(REFUSALS["post_named"]) in answer.content.decode()


def test_what_was_written_by_mistake_is_withdrawn_with_its_reason_and_stays_to_be_read(cast: Cast, found: Item, clock: Now):
    an_item(cast, "522633106")
    url = f"/rectification/items/{found.pk}/"
    assert "记错了，撤回这一条" not in see(cast.wu, path=url).content.decode()
    for user in (cast.wu, cast.shi):
        assert press(user, found, "withdraw", text="重复").status_code == 422, "who records, withdraws"
    empty = press(cast.li, found, "withdraw", text=" ")
    assert empty.status_code == 422 and str(REFUSALS["say_mistake"]) in empty.content.decode()
    page = press(cast.li, found, "withdraw", text="和第2条重复").content.decode()
    assert "<s>台账与入户情况不符</s>" in page and "李主任 2026-11-02" in page and "撤回：和第2条重复" in page
    step = found.steps.get(verb="withdraw")
    assert (step.true_on, step.recorded_at.date(), step.actor, step.role) == (MONDAY, MONDAY, cast.li, "county_officer")
    entry = Entry.objects.get(act="rectification.withdraw")
    assert "重复" not in str(entry.detail) and entry.place == found.path
    assert see(cast.wu, path=url).status_code == 200 and items_stand_where_their_steps_say().holds
    assert press(cast.wu, found, "mend", text="改了", day="2026-11-02").status_code == 422, "nothing follows"
    assert press(cast.li, found, "withdraw", text="再撤").status_code == 422


def test_what_is_withdrawn_is_nobodys_task_and_the_figures_still_add_up(cast: Cast, found: Item, clock: Now):
    an_item(cast, "522633106")
    press(cast.wu, found, "mend", text="改了", day="2026-11-02")
    press(cast.li, found, "withdraw", text="重复", day="")
    assert "等我复查" not in see(cast.shi, path="/day/").content.decode()
    for kind, many in (("mend", 1), ("look", 0)):
        assert see(cast.li, f"?kind={kind}", path="/lists/tasks/").context["page"].paginator.count == many
    counts = see(cast.li, path=LIST).context["counts"]
    assert counts["all"] == 2 == sum(counts[name] for name in ("late", "due", "waiting", "done", "withdrawn"))
    assert (counts["open"], counts["withdrawn"]) == (1, 1)
    page = see(cast.li, "?tab=withdrawn", path=LIST)
    assert page.context["page"].paginator.count == 1 and "撤回：重复" in page.content.decode()
    assert "撤回：重复" in see(cast.li, "?tab=all", path="/rectification/print/").content.decode()
    export = see(cast.li, "?tab=all", path="/rectification/export/")
    book = ZipFile(BytesIO(b"".join(export.client.post("/rectification/export/?tab=all").streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "已撤回" in text and "记错了，撤回 李主任 重复" in text


def test_of_two_at_once_the_one_who_withdraws_second_is_told(cast: Cast, found: Item):
    press(cast.wu, found, "mend", text="改了", day="2026-11-02")
    late = press(cast.li, found, "withdraw", text="重复", version=1)
    assert late.status_code == 409 and "吴队长" in late.content.decode()
    assert Item.objects.get(pk=found.pk).state == "mended"


def test_many_withdrawn_items_ask_no_more_of_the_database_than_one(cast: Cast, found: Item):
    client = Client()
    client.force_login(cast.li)
    counts = []
    for more in (1, 4):
        for _ in range(more):
            press(cast.li, an_item(cast), "withdraw", text="重复")
        client.get(f"{LIST}?tab=all")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}?tab=all")
        counts.append(len(asked))
    assert counts[0] == counts[1]
