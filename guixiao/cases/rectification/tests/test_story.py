"""From an inspection to the second look, by the pages, with the cast."""

import uuid
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from guixiao.accounts.actions import give_post, open_account
from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.accountability.tests.conftest import Now, see
from guixiao.cases.attachments.tests.files import photo
from guixiao.cases.models import Case
from guixiao.cases.rectification import triggers
from guixiao.cases.rectification.actions import remove_demo_rectification, stand_of
from guixiao.cases.rectification.models import Inspection, Item, Step, StepProof
from guixiao.cases.rectification.verify import items_stand_where_their_steps_say
from guixiao.cases.rectification.wording import REFUSALS
from guixiao.children.models import Round
from tests.cast import PASSWORD, Cast
from tests.inspections import an_inspection, an_item

from .conftest import MONDAY, TWO, press

LIST = "/rectification/"


def now(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def test_an_inspection_begun_on_the_page_of_a_case_is_about_its_child(cast: Cast, clock: Now, noon: None):
    cast.load(demo=True)
    case = Case.objects.filter(village__code="522633106201").first()
    client = Client()
    client.force_login(cast.wu)
    link = f"/rectification/new/?case={case.pk}"
    assert link not in client.get(f"/cases/{case.pk}/").content.decode(), "a village inspects nobody"
    client.force_login(cast.li)
    assert link in client.get(f"/cases/{case.pk}/").content.decode()
    page = client.get(link).content.decode()
    assert f"关于 {case.child.name} 的案件" in page and 'value="522633106" selected' in page
    told = {"title": "督查通报", "inspectors": "州督查组", "day": "2026-11-01", "place": "522633106", "case": case.pk}
    page = client.post("/rectification/new/", told, follow=True)
    assert f"关于 {case.child.name} 的案件" in page.content.decode() and page.redirect_chain[0][0].endswith(f"?case={case.pk}")
    client.force_login(cast.wang)
    assert case.child.name not in client.get(link).content.decode(), "nobody else's child"


def test_the_county_records_an_inspection_and_its_items_from_the_screen(cast: Cast, clock: Now, noon: None):
    cast.load(demo=True)
    client = Client()
    client.force_login(cast.li)
    told = {"title": "督查通报", "number": "3号", "inspectors": "州督查组", "day": "2026-11-01", "place": "522633106"}
    assert client.post("/rectification/new/", told | {"day": "2026-11-03"}).status_code == 422
    page = client.post("/rectification/new/", told, follow=True)
    url = page.request["PATH_INFO"]
    case = Case.objects.filter(village__code="522633106201").first()
    said = {
        "text": "台账不符",
        "measures": "核对",
        "to": "522633106201",
        "deadline": "2026-11-13",
        "case": case.pk,
        "person": "吴队长",
    }
    assert client.post(url, said | {"to": "x"}).status_code == 422
    page = client.post(url, said, follow=True)
    assert "台账不符" in page.content.decode()
    item = Item.objects.get()
    assert (item.role, item.area.code, item.state, item.deadline.isoformat(), item.case) == (
        "village_squad", "522633106201", "open", "2026-11-13", case,
    )  # fmt: skip
    step = item.steps.get()
    assert (step.verb, step.true_on.isoformat(), step.recorded_at.date(), step.actor) == ("find", "2026-11-01", MONDAY, cast.li)
    entry = Entry.objects.filter(act="rectification.find").get()
    assert "台账" not in str(entry.detail) and entry.place == item.path


def test_the_same_form_sent_twice_is_kept_once(cast: Cast, clock: Now, noon: None):
    cast.load(demo=True)
    client = Client()
    client.force_login(cast.li)
    told = {"title": "督查通报", "inspectors": "州督查组", "day": "2026-11-01", "place": "522633106", "key": str(uuid.uuid4())}
    said = {"text": "台账不符", "measures": "核对", "to": "522633106201", "deadline": "2026-11-13", "key": str(uuid.uuid4())}
    for _ in range(2):
        url = client.post("/rectification/new/", told, follow=True).request["PATH_INFO"]
        assert f'name="key" value="{said["key"]}"' not in client.get(url).content.decode(), "a form opened anew is another one"
        assert client.post(url, said, follow=True).status_code == 200
    assert Inspection.objects.get().items.get().steps.count() == 1


def test_nothing_is_found_where_nobody_inspected(cast: Cast, found: Item):
    client = Client()
    client.force_login(cast.li)
    said = {"text": "台账不符", "measures": "核对", "deadline": "2026-11-13"}
    url = f"/rectification/inspections/{found.inspection_id}/"
    for place in ("522633105", "522633105201"):
        answer = client.post(url, said | {"to": place})
        assert answer.status_code == 422 and str(REFUSALS["post_named"]) in answer.content.decode()
    assert client.post(url, said | {"to": cast.school.url_word}, follow=True).status_code == 200
    assert [item.role for item in found.inspection.items.order_by("number")] == ["village_squad", "principal"]


def test_the_squad_puts_it_right_and_somebody_else_looks_again(cast: Cast, found: Item, clock: Now):
    clock.day += TWO
    press(cast.wu, found, "mend", text="逐户走了，改了台账", day="2026-11-03")
    assert (now(found).state, now(found).mended_by, now(found).standing) == ("mended", cast.wu, "waiting")
    assert str(REFUSALS["own_mending"]) in see(cast.wu, path=f"/rectification/items/{found.pk}/").content.decode()
    refused = press(cast.wu, found, "pass", day="2026-11-04")
    assert refused.status_code == 422 and str(REFUSALS["own_mending"]) in refused.content.decode()
    press(cast.shi, found, "pass", text="看了", day="2026-11-04")
    assert now(found).state == "closed"
    assert [(step.verb, step.actor, step.true_on.day, step.recorded_at.day) for step in found.steps.all()] == [
        ("find", cast.li, 2, 2), ("mend", cast.wu, 3, 4), ("pass", cast.shi, 4, 4),
    ]  # fmt: skip


def test_nobody_of_the_same_post_looks_again(cast: Cast, found: Item):
    other = open_account(username="wu2", name="吴副队", password=PASSWORD)
    give_post(other, "village_squad", at=found.area, since=MONDAY)
    give_post(other, "township_post", at=found.area.parent, since=MONDAY)
    press(cast.wu, found, "mend", text="改了", day="2026-11-02")
    page = press(User.objects.get(username="wu2"), found, "pass", day="2026-11-02")
    assert page.status_code == 422 and str(REFUSALS["same_post"]) in page.content.decode()
    assert now(found).state == "mended"


def test_what_is_not_put_right_comes_back_with_a_new_deadline(cast: Cast, found: Item):
    press(cast.wu, found, "mend", text="改了", day="2026-11-02")
    assert press(cast.li, found, "fail", text="还有三户没对", day="2026-11-02").status_code == 422
    press(cast.li, found, "fail", text="还有三户没对", day="2026-11-02", deadline="2026-11-20")
    assert (now(found).state, now(found).deadline.isoformat(), now(found).failed) == ("open", "2026-11-20", 1)
    assert "还有三户没对" in see(cast.wu, path=f"/rectification/items/{found.pk}/").content.decode()


def test_of_two_at_once_the_second_is_told_and_keeps_the_words(cast: Cast, found: Item):
    press(cast.wu, found, "mend", text="改了", day="2026-11-02")
    press(cast.li, found, "pass", day="2026-11-02", version=2)
    late = press(cast.shi, found, "fail", text="没到位", day="2026-11-02", deadline="2026-11-20", version=2)
    assert late.status_code in (409, 422) and now(found).state == "closed" and now(found).version == 3


def test_a_file_shows_what_was_put_right_and_only_those_who_see_the_item_open_it(cast: Cast, found: Item):
    press(cast.wu, found, "mend", text="改了", day="2026-11-02", proofs=SimpleUploadedFile("a.jpg", photo()))
    proof = StepProof.objects.get()
    url = f"/rectification/proofs/{proof.pk}/"
    assert b"".join(see(cast.li, path=url).streaming_content)[:2] == b"\xff\xd8"
    assert Entry.objects.filter(act="rectification.look").count() == 1
    for user in (cast.wang, cast.yang):
        see(user, path=url, status=404)


def test_each_post_sees_its_own_and_those_below_it(cast: Cast, found: Item):
    for user, many in ((cast.li, 1), (cast.shi, 1), (cast.wu, 1), (cast.yang, 0), (cast.wang, 0)):
        assert see(user, path=LIST).context["page"].paginator.count == many
        see(user, path=f"/rectification/items/{found.pk}/", status=200 if many else 404)
        see(user, path=f"/rectification/inspections/{found.inspection_id}/", status=200 if many else 404)
    assert press(cast.wang, found, "mend", text="x", day="2026-11-02").status_code == 404
    assert press(cast.shi, found, "mend", text="x", day="2026-11-02").status_code == 422  # not the township's to put right
    see(cast.wu, path="/rectification/new/", status=404)
    see(cast.li, path=f"/rectification/items/{uuid.uuid4()}/", status=404)


def test_the_policy_says_who_records(cast: Cast, found: Item):
    assert 'name="title"' not in see(cast.shi, path="/rectification/new/").content.decode()
    made = Round.objects.get(current__isnull=False)
    made.wording["inspections"] |= {"records": ["township_post"], "rechecks": ["county_officer"]}
    made.save()
    assert 'name="title"' in see(cast.shi, path="/rectification/new/").content.decode()
    assert 'name="title"' not in see(cast.li, path="/rectification/new/").content.decode()
    press(cast.wu, found, "mend", text="改了", day="2026-11-02")
    assert str(REFUSALS["not_inspector"]) in press(cast.shi, found, "pass", day="2026-11-02").content.decode()


def test_what_is_late_shows_on_my_day_and_in_the_task_list(cast: Cast, found: Item, clock: Now):
    clock.day = found.deadline + TWO
    day = see(cast.wu, path="/day/").content.decode()
    assert "督查发现，等我整改 <b>1</b>" in day and "逾期 1" in day
    assert "督查发现" not in see(cast.wang, path="/day/").content.decode()
    task = see(cast.wu, "?kind=mend&who=mine", path="/lists/tasks/").context["tasks"][0]
    assert (task.state, task.line.what, task.line.who[0].names) == ("late", "台账与入户情况不符", ("吴队长",))
    press(cast.wu, found, "mend", text="改了", day="2026-11-10")
    assert "整改了，等我复查 <b>1</b>" in see(cast.shi, path="/day/").content.decode()
    assert "等我复查" not in see(cast.wu, path="/day/").content.decode()
    for user, many in ((cast.shi, 1), (cast.li, 1), (cast.wu, 0)):
        assert see(user, "?kind=look&who=mine", path="/lists/tasks/").context["page"].paginator.count == many
    look = see(cast.li, "?kind=look", path="/lists/tasks/").context["tasks"][0]
    assert [who.names for who in look.line.who] == [("李主任",), ("石所长",)]


def test_the_line_adds_up_and_the_filters_narrow(cast: Cast, found: Item, clock: Now):
    an_item(cast, "522633106")
    press(cast.wu, found, "mend", text="改了", day="2026-11-02")
    an_item(cast, f"school-{cast.school.pk}")
    clock.day = found.deadline + TWO
    counts = see(cast.li, path=LIST).context["counts"]
    assert counts["all"] == 3 == sum(counts[name] for name in ("late", "due", "waiting", "done"))
    assert (counts["late"], counts["waiting"]) == (2, 1)
    assert see(cast.li, "?tab=late", path=LIST).context["page"].paginator.count == 2
    assert see(cast.li, "?place=522633105", path=LIST).context["page"].paginator.count == 0
    assert see(cast.yang, "?who=mine", path=LIST).context["page"].paginator.count == 1


def test_the_paper_and_the_file_have_the_same_rows(cast: Cast, found: Item):
    an_item(cast, text="=1+1")
    assert "台账与入户情况不符" in see(cast.li, path="/rectification/print/").content.decode()
    page = see(cast.li, path="/rectification/export/")
    assert page.context["export"].count == 2
    book = ZipFile(BytesIO(b"".join(page.client.post("/rectification/export/").streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "台账与入户情况不符" in text and "州教督" in text and "<f>" not in text
    assert {entry.subject for entry in Entry.objects.filter(act__in=("list.print", "list.export"))} == {"list:rectification"}
    see(cast.wu, path="/rectification/export/", status=404)


def test_steps_are_kept_by_the_database_words_are_sealed_and_the_demo_may_go(cast: Cast, found: Item):
    press(cast.wu, found, "mend", text="逐户走了", day="2026-11-02", proofs=SimpleUploadedFile("a.jpg", photo()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM rectification_step")
        assert all("逐户".encode() not in bytes(text or b"") for (text,) in cursor.fetchall())
    assert items_stand_where_their_steps_say().holds and triggers.missing(connection) == []
    assert stand_of(now(found)).state == now(found).state
    assert Inspection.objects.get().demo
    remove_demo_rectification()
    assert not any(model.objects.exists() for model in (Inspection, Item, Step, StepProof))
    Round.objects.update(demo=False)
    an_inspection(cast)
    an_item(cast)
    for change in (lambda: Step.objects.update(verb="pass"), lambda: Step.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
