"""The closure list, a sample drawn of it once, and a wrongly closed child who comes back: by the pages, with the cast."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from guixiao.accounts.models import User
from guixiao.audit.models import Entry
from guixiao.cases.accountability.tests.conftest import see
from guixiao.cases.actions import remove_demo_cases
from guixiao.cases.closures import triggers
from guixiao.cases.closures.actions import remove_demo_draws
from guixiao.cases.closures.models import Draw, Look, Sample
from guixiao.cases.closures.rules import drawn
from guixiao.cases.closures.verify import samples_are_what_was_drawn
from guixiao.cases.closures.wording import REFUSALS
from guixiao.cases.models import Case
from guixiao.children.models import Round
from tests.cast import Cast
from tests.closures import a_draw

LIST, DRAWS = "/closures/", "/closures/draws/"


def today() -> str:
    return timezone.localdate().isoformat()


def ask(user: User, **said: Any) -> Any:
    client = Client()
    client.force_login(user)
    told = {"place": "522633", "since": today(), "until": today(), "version": 0}
    return client.post(DRAWS, told | said, follow=True)


def look(user: User, sample: Sample, outcome: str, **said: Any) -> Any:
    client = Client()
    client.force_login(user)
    told = {"outcome": outcome, "day": today(), "version": sample.looks.count()}
    return client.post(f"/closures/samples/{sample.pk}/look/", told | said, follow=True)


def test_the_list_says_conditions_who_asked_and_who_confirmed_and_adds_up(back: Cast):
    page = see(back.li, path=LIST).context
    counts = page["counts"]
    assert counts["all"] == 12 == counts["closing"] + counts["closed"] + counts["back"] and counts["closed"] == 12
    row = page["rows"][0]
    assert (row.asked.actor, row.confirmed.actor, row.days) == (back.wu, back.yang, 0)
    assert dict(row.met) == {"return_confirmed": True, "points_done": False, "rosters_agree": True} and row.looked == 0
    assert see(back.li, "?place=522633105", path=LIST).context["page"].paginator.count == 3
    later = timezone.localdate() + timedelta(1)
    assert see(back.li, f"?since={later}", path=LIST).context["page"].paginator.count == 0


def test_each_post_sees_its_own(back: Cast):
    for user, many in ((back.shi, 9), (back.wu, 9), (back.wang, 3), (back.yang, 12)):  # all came back to 停洞's school
        assert see(user, path=LIST).context["page"].paginator.count == many
    assert "石三妹" not in see(back.li, path=LIST).content.decode()


def test_a_sample_is_drawn_once_stored_and_made_again_from_its_seed(back: Cast):
    page = ask(back.li)
    made = Draw.objects.get()
    assert page.request["PATH_INFO"] == f"/closures/draws/{made.pk}/"
    keys = [str(key) for key in made.samples.values_list("case", flat=True)]
    assert (made.count, made.size, len(keys)) == (12, 5, 5) and keys == drawn(made.frame, made.size, made.seed)
    assert {sample.town.name for sample in made.samples.all()} == {"停洞镇", "西山镇"}
    assert "12 个里抽了 5 个" in page.content.decode() and made.seed in page.content.decode()
    assert Entry.objects.get(act="closure.draw").detail["seed"] == made.seed


def test_it_is_never_drawn_again_silently(back: Cast):
    ask(back.li)
    second = ask(back.li)
    assert second.status_code == 409 and str(REFUSALS["drawn_already"]) in second.content.decode()
    assert 'name="reason"' in second.content.decode() and Draw.objects.count() == 1
    assert ask(back.li, version=1).status_code == 422 and Draw.objects.count() == 1
    ask(back.li, version=1, reason="名单事先传出去了")
    assert [(one.number, one.reason) for one in Draw.objects.order_by("number")] == [(1, ""), (2, "名单事先传出去了")]


def test_only_those_whom_the_policy_names_draw_and_see_what_is_drawn(back: Cast):
    ask(back.li)
    made = Draw.objects.get()
    assert not see(back.shi, path=DRAWS).context["page"].object_list and ask(back.shi, place="522633106").status_code == 404
    for user in (back.shi, back.wu, back.yang, back.wang):
        see(user, path=f"/closures/draws/{made.pk}/", status=404)
        assert look(user, made.samples.first(), "in_class").status_code == 404
        assert see(user, "?kind=recheck", path="/lists/tasks/").context["page"].paginator.count == 0
    round_ = Round.objects.get(current__isnull=False)
    round_.wording["inspections"] |= {"draws": ["township_post"]}
    round_.save()
    assert ask(back.li).status_code == 404 and "由规则定的岗位来抽" in see(back.li, path=DRAWS).content.decode()
    assert ask(back.shi).status_code == 404  # the county is not this post's place
    ask(back.shi, place="522633106")
    assert Draw.objects.get(area__code="522633106").count == 9


def test_a_child_not_in_class_is_out_of_school_again_and_the_closure_list_says_so(back: Cast):
    ask(back.li)
    sample = Draw.objects.get().samples.first()
    assert look(back.li, sample, "not_in_class").status_code == 409 and not Look.objects.exists()
    page = look(back.li, sample, "not_in_class", note="班主任说九月就没来")
    assert "重新列为失学辍学" in page.content.decode()
    old = Case.objects.get(pk=sample.case_id)
    again = Case.objects.get(child=old.child_id, current=True)
    assert (old.current, old.closed_on, again.episode, again.state) == (False, timezone.localdate(), 2, "out_of_school")
    assert Look.objects.get().reopened and again.events.get().verb == "relapse"
    counts = see(back.li, path=LIST).context["counts"]
    assert (counts["closed"], counts["back"], counts["all"]) == (11, 1, 12)
    assert str(REFUSALS["looked_already"]) in look(back.li, sample, "in_class").content.decode()
    see(back.li, path=f"/cases/{again.pk}/")


def test_the_day_of_a_closure_stays_when_the_child_leaves_again_later(back: Cast):
    case = Case.objects.filter(state="closed").first()
    early = timezone.localdate() - timedelta(30)
    Case.objects.filter(pk=case.pk).update(closed_on=early, returned_on=early - timedelta(30))
    ask(back.li, since=early.isoformat(), until=early.isoformat())
    look(back.li, Draw.objects.get().samples.get(), "not_in_class", note="不在")
    assert Case.objects.get(pk=case.pk).closed_on == early


def test_who_asked_or_confirmed_does_not_look_again(back: Cast):
    ask(back.li)
    sample = Draw.objects.get().samples.filter(case__town__code="522633106").first()
    event = sample.case.events.get(verb="confirm_closure")
    sample.case.events.create(case=sample.case, version=event.version + 1, verb="confirm_closure", state="closed",
                              true_on=event.true_on, actor=back.li, line="education")  # fmt: skip
    Case.objects.filter(pk=sample.case_id).update(version=event.version + 1)
    assert str(REFUSALS["own_closure"]) in look(back.li, sample, "in_class").content.decode()


def test_a_child_who_was_not_found_is_looked_for_again(back: Cast):
    made = a_draw(back.li, back)
    sample = made.samples.first()
    look(back.li, sample, "not_found", note="家里没人")
    tasks = see(back.li, "?kind=recheck&who=mine", path="/lists/tasks/").context
    assert tasks["page"].paginator.count == 5 and tasks["tasks"][0].line.who[0].names == ("李主任",)
    stale = look(back.li, sample, "in_class", version=0)
    assert stale.status_code == 409 and str(REFUSALS["moved"]) in stale.content.decode()
    look(back.li, sample, "in_class")
    tally = see(back.li, path=f"/closures/draws/{made.pk}/").context["tally"]
    assert tally == {"": 4, "in_class": 1, "not_in_class": 0, "not_found": 0, "all": 5}
    assert see(back.li, "?kind=recheck", path="/lists/tasks/").context["page"].paginator.count == 4


def test_the_paper_and_the_files_have_the_same_rows(back: Cast):
    assert see(back.shi, path="/closures/print/").content.decode().count("高华") >= 9
    made = a_draw(back.li, back)
    assert "□" in see(back.li, path=f"/closures/draws/{made.pk}/print/").content.decode()
    for path, rows, name in (("/closures/export/", 12, "closures"), (f"/closures/draws/{made.pk}/export/", 5, "recheck")):
        page = see(back.li, path=path)
        assert page.context["export"].count == rows
        book = ZipFile(BytesIO(b"".join(page.client.post(path).streaming_content)))
        text = "".join(book.read(one).decode() for one in book.namelist() if one.endswith(".xml"))
        assert "高华" in text and "<f>" not in text
        assert Entry.objects.filter(act="list.export", subject=f"list:{name}").count() == 1
    see(back.wu, path="/closures/export/", status=404)
    see(back.shi, path=f"/closures/draws/{made.pk}/export/", status=404)


def test_draws_are_kept_by_the_database_and_the_demo_may_go(back: Cast):
    look(back.li, a_draw(back.li, back).samples.first(), "in_class")
    assert samples_are_what_was_drawn().holds and triggers.missing(connection) == []
    remove_demo_draws()
    assert not any(model.objects.exists() for model in (Draw, Sample, Look))
    Round.objects.update(demo=False)
    a_draw(back.li, back)
    for change in (lambda: Draw.objects.update(seed="x"), lambda: Sample.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_demo_goes_with_what_was_drawn(back: Cast):
    a_draw(back.li, back)
    remove_demo_draws()
    remove_demo_cases()
    assert not Case.objects.exists()
