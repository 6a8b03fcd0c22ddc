"""A child met at a door, through HTTP: recorded, counted everywhere, seen by those of its place alone."""

import re
import uuid
from datetime import date

import pytest
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.cases.models import Case
from guixiao.children import verify as figures
from guixiao.children.models import Child, Coverage, Round
from guixiao.children.tally import tally_faults
from guixiao.sightings import verify as met
from guixiao.sightings.models import Sighting, SightingEvent
from tests.cast import Cast, plain_rows, row
from tests.met import a_child_met, told

NEW, ALIKE = "/children/new/", "/children/new/alike/"
VILLAGE, TOWN, COUNTY = "522633106201", "522633106", "522633"
ELSEWHERE = "522633105201"
TYPED = {
    "name": "潘小山", "sex": "M", "birth": "2016-05-03", "id_number": "", "guardian": "潘老大", "phone": "", "place": VILLAGE,
    "spot": "三组", "outcome": "sighted_out", "since": "2024-09", "where": "", "found_on": "2026-09-02", "found_by": "吴队长",
}  # fmt: skip
NUMBER = "522699201605030011"


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr("guixiao.sightings.views.timezone.localdate", lambda: date(2026, 9, 10))


def post(client: Client, user, **changed):
    client.force_login(user)
    return client.post(NEW, {**TYPED, "key": str(uuid.uuid4()), **changed})


def add(client: Client, user, **changed) -> Sighting:
    answer = post(client, user, **changed)
    assert answer.status_code == 302, wrongs(answer)
    return Sighting.objects.get(child=answer.url.split("/")[2])


def wrongs(answer) -> list[str]:
    return re.findall(r'class="wrong"[^>]*>([^<]+)', answer.content.decode())


def everything_adds_up() -> bool:
    return all(check().holds for check in (*figures.verify_checks, *met.verify_checks))


def sums(client: Client, user, place: str) -> dict[str, int]:
    client.force_login(user)
    context = client.get(f"/coverage/{place}/").context
    assert context["main"].balanced and context["apart"].balanced and context["sighted"].balanced and not context["rows_off"]
    return {"met": context["sighted"].counted, "find": context["to_find"], "register": context["main"].counted,
            "apart": context["apart"].counted}  # fmt: skip


def number(text: str = "5226992016050300") -> str:
    """A whole number that passes its check, of nobody."""
    from guixiao.lib.ids import check_character

    first = f"{text}{1}"
    return first + check_character(first)


def test_a_child_met_at_a_door_is_counted_in_village_township_and_county(loaded: Cast, client: Client):
    before = {place: sums(client, loaded.li, place) for place in (VILLAGE, TOWN, COUNTY)}
    child = add(client, loaded.wu).child
    for place, then in before.items():
        now = sums(client, loaded.li, place)
        assert now == then | {"met": 1, "find": then["find"] + 1}, place
        listed = client.get(f"/coverage/{place}/children/?bucket=find&met=1").context["page"]
        assert [row.child_id for row in listed.rows] == [child.pk] and listed.count == 1
        assert client.get(f"/coverage/{place}/children/?bucket=find").context["page"].count == now["find"]
        assert client.get(f"/coverage/{place}/children/?apart=1&met=0").context["page"].count == now["apart"]
    made = Round.objects.get()
    assert not tally_faults(made) and made.sighted == 1
    assert Entry.objects.filter(act="child.add", subject=f"child:{child.pk}", place__contains=VILLAGE).exists()
    assert everything_adds_up()


def test_the_page_of_the_child_says_who_met_it_and_when(loaded: Cast, client: Client):
    child = add(client, loaded.wu).child
    html = client.get(f"/children/{child.pk}/").content.decode()
    assert "2026年9月2日，吴队长上门排查时见到：没有在上学，从2024-09起。" in html and "哪几本名册的哪几行" not in html
    assert f"/children/{child.pk}/met/" in html
    client.cookies["django_language"] = "en"
    english = client.get(f"/children/{child.pk}/").content.decode()
    assert "Met at a door on 2026-09-02 by 吴队长: Not in school, since 2024-09." in english and "Not in school" in english


def test_each_post_adds_in_its_own_places_only(loaded: Cast, client: Client):
    asked = ((loaded.li, ELSEWHERE, True), (loaded.shi, TOWN, True), (loaded.shi, "522633106202", True),
             (loaded.shi, ELSEWHERE, False), (loaded.wu, "522633106202", False), (loaded.wu, TOWN, False))  # fmt: skip
    for (user, place, allowed), name in zip(asked, ("龙小凤", "石大海", "杨春兰", "王平", "韦山", "莫晓"), strict=True):
        answer = post(client, user, place=place, name=name)
        assert answer.status_code == (302 if allowed else 422), (user, place)
    assert Sighting.objects.count() == 3 and everything_adds_up()


def test_the_principal_and_a_stranger_find_no_such_page(loaded: Cast, client: Client):
    child = a_child_met(loaded).child
    urls = [NEW, ALIKE, "/children/met/", *(f"/children/{child.pk}/met/{end}" for end in ("", "correct/", "withdraw/", "again/"))]
    for user in (loaded.yang, loaded.wang):
        client.force_login(user)
        for url in urls[3:] if user == loaded.wang else urls:
            assert client.post(url, TYPED).status_code == 404, (user, url)
            assert client.get(url).status_code in (404, 405), (user, url)
    assert post(client, loaded.yang).status_code == 404 and Sighting.objects.count() == 1


def test_the_same_form_sent_twice_adds_one_child(loaded: Cast, client: Client):
    key = str(uuid.uuid4())
    one, other = post(client, loaded.wu, key=key), post(client, loaded.wu, key=key, seen=key)
    assert one.url == other.url and Sighting.objects.count() == 1 and Round.objects.get().sighted == 1


def test_a_key_that_is_another_childs_takes_nothing_from_it(loaded: Cast, client: Client):
    mine = Child.objects.filter(village__code=VILLAGE).first()
    sighting = add(client, loaded.wu, key=str(mine.pk))
    assert sighting.child_id != mine.pk and not Sighting.objects.filter(child=mine).exists()


@pytest.mark.parametrize(
    "typed, told",
    [
        ({"birth": ""}, "请填出生日期"),
        ({"birth": "昨天"}, "日期要写成"),
        ({"birth": "2031-01-01"}, "还没到"),
        ({"id_number": "522699201605030012"}, "身份证号不对"),
        ({"name": "", "guardian": ""}, "请填孩子的姓名"),
        ({"name": "小山 13885501234"}, "不要写身份证号或电话"),
        ({"outcome": "present"}, "Select a valid choice|选择一个有效|请选"),
        ({"outcome": ""}, "请选孩子现在的情况"),
        ({"found_on": "2026-12-01"}, "还没到"),
        ({"found_by": ""}, "谁见到的"),
        ({"place": ""}, "请选孩子现在住的村"),
        ({"phone": "12"}, "电话不对"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do_and_nothing_is_lost(loaded: Cast, client: Client, typed, told):
    answer = post(client, loaded.wu, **typed)
    assert answer.status_code == 422 and not Sighting.objects.exists()
    assert any(re.search(told, wrong) for wrong in wrongs(answer)), wrongs(answer)
    assert "三组" in answer.content.decode(), "what was typed stands in the form still"


@pytest.mark.parametrize(
    "birth, bucket, age",
    [("2016-05-03", "not_found", 10), ("2016-05", "not_found", 10), ("2016年", "not_found", 9), ("2008", "out_of_scope", 17),
     ("2024-01", "out_of_scope", 2), ("二〇一六年五月三日", "not_found", 10)],
)  # fmt: skip
def test_a_birth_date_known_by_halves_is_enough(loaded: Cast, client: Client, birth, bucket, age):
    row = Coverage.objects.get(child=add(client, loaded.wu, birth=birth).child)
    assert (row.bucket, row.age) == (bucket, age) and everything_adds_up()


def test_the_number_gives_the_birth_date_and_is_sealed(loaded: Cast, client: Client):
    sighting = add(client, loaded.wu, id_number=number(), birth="")
    assert sighting.birth == "2016-05-03" and sighting.child.birth_date == date(2016, 5, 3)
    assert sighting.child.id_number == number()
    for url in (f"/children/{sighting.child_id}/met/", f"/children/{sighting.child_id}/", "/children/met/"):
        html = client.get(url).content.decode()
        assert number() not in html and "522699********" in html, url


@pytest.mark.parametrize("outcome, bucket", [("sighted_out", "not_found"), ("sighted_left", "left_roll"),
                                             ("sighted_in_class", "enrolled"), ("sighted_elsewhere", "in_review")])  # fmt: skip
def test_the_state_decides_the_bucket(loaded: Cast, client: Client, outcome, bucket):
    add(client, loaded.wu, outcome=outcome, where=loaded.school.name)
    row = Coverage.objects.get(roster="sighted")
    assert row.bucket == bucket and (row.school == loaded.school) is (outcome == "sighted_in_class")
    assert sums(client, loaded.li, COUNTY)["met"] == 1 and everything_adds_up()


# --- on record already


def test_the_same_number_is_never_saved_silently(loaded: Cast, client: Client):
    first = add(client, loaded.wu, id_number=number())
    refused = post(client, loaded.wu, id_number=number(), name="别的名", birth="2016-05-03")
    assert refused.status_code == 422 and f"/children/{first.child_id}/" in refused.content.decode()
    assert Sighting.objects.count() == 1
    silent = post(client, loaded.wu, id_number=number(), name="别的名", seen=str(first.child_id))
    assert silent.status_code == 422, "that it was shown is no reason yet"
    second = add(client, loaded.wu, id_number=number(), name="别的名", seen=str(first.child_id), another="户口本上登重了")
    assert second.doubled and everything_adds_up()
    client.force_login(loaded.li)
    listed = client.get("/children/met/?show=doubled")
    assert [row.pk for row in listed.context["page"]] == [second.pk]
    assert "户口本上登重了" in client.get(f"/children/{second.child_id}/met/").content.decode()


def test_a_number_that_stands_elsewhere_exposes_nothing_and_the_look_is_in_the_log(loaded: Cast, client: Client):
    far = add(client, loaded.li, id_number=number(), place=ELSEWHERE, name="莫远山").child
    client.force_login(loaded.wu)
    for _ in range(3):
        html = client.post(ALIKE, {**TYPED, "id_number": number()}, headers={"HX-Request": "true"}).content.decode()
        assert "在别的地方" in html and "莫远山" not in html and str(far.pk) not in html and "西山" not in html
    looks = Entry.objects.filter(act="child.lookup", subject=f"child:{far.pk}")
    assert looks.count() == 1 and looks[0].actor_id == loaded.wu.pk and "105" in looks[0].place
    refused = post(client, loaded.wu, id_number=number())
    assert refused.status_code == 422 and str(far.pk) not in refused.content.decode()


def test_who_is_on_record_is_shown_while_one_types(loaded: Cast, client: Client):
    client.force_login(loaded.wu)
    for typed, birth, expected in (("吴阿妹3", "2015-09-01", 5), ("wuamei", "2015-09-01", 5), ("吴阿美", "2015-09", 5),
                                   ("石大海", "2015-01-01", 0), ("", "", 0)):  # fmt: skip
        html = client.post(ALIKE, {**TYPED, "name": typed, "birth": birth, "guardian": ""}).content.decode()
        assert html.count("就是这个孩子，打开") == expected, typed
    assert "522633********" in client.post(ALIKE, {**TYPED, "name": "吴阿妹", "birth": "2015-09-01"}).content.decode()


def test_nobody_of_another_place_is_shown_by_name(loaded: Cast, client: Client):
    a_child_met(loaded, village="522633106202", name="潘小山", birth="2016-05-03")
    client.force_login(loaded.wu)
    assert "就是这个孩子" not in client.post(ALIKE, TYPED).content.decode()
    client.force_login(loaded.shi)
    assert "就是这个孩子" in client.post(ALIKE, TYPED).content.decode()


def test_without_javascript_the_likely_ones_are_shown_before_anything_is_saved(loaded: Cast, client: Client):
    first = add(client, loaded.wu)
    answer = post(client, loaded.wu)
    assert answer.status_code == 422 and "是不是这几个孩子" in answer.content.decode() and Sighting.objects.count() == 1
    seen = re.findall(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert seen == [str(first.child_id)]
    assert post(client, loaded.wu, seen=seen).status_code == 302 and Sighting.objects.count() == 2


def test_a_child_of_earlier_rosters_who_is_in_none_of_todays_stays_the_same_child(loaded: Cast, client: Client):
    lost = Child.objects.get(coverage__row=1, coverage__roster="households", village__code=VILLAGE)
    Child.objects.filter(pk=lost.pk).update(name=lost.name)
    lost.id_number = number()
    lost.save()
    loaded.load([one for one in plain_rows() if one["row"] != 1], as_of=date(2026, 9, 8))
    shown = post(client, loaded.wu, id_number=number())
    assert shown.status_code == 422 and "以前的名册里有" in shown.content.decode()
    children = Child.objects.count()
    sighting = add(client, loaded.wu, id_number=number(), known=str(lost.pk), guardian="")
    assert sighting.child_id == lost.pk and Child.objects.count() == children
    assert sighting.child.guardian == "吴老三", "what was not told stays as it was known"
    assert Coverage.objects.filter(child=lost).count() == 2 and everything_adds_up()
    assert Case.objects.filter(child=lost).exists(), "somebody has to look into it"


# --- corrected and withdrawn


def test_a_correction_is_written_down_and_moves_the_figures(loaded: Cast, client: Client):
    child = add(client, loaded.wu, id_number=number()).child
    url = f"/children/{child.pk}/met/correct/"
    assert client.post(url, TYPED).status_code == 422, "the reason is wanted"
    client.force_login(loaded.shi)
    reason = f"名字写错了，住苗朗，号码{number()}"
    changed = {**TYPED, "name": "潘晓山", "place": "522633106202", "outcome": "sighted_left", "reason": reason}
    assert client.post(url, changed).status_code == 302
    sighting = Sighting.objects.select_related("child").get(child=child)
    assert (sighting.child.name, sighting.child.id_number, sighting.version) == ("潘晓山", number(), 2)
    assert [sums(client, loaded.li, place)["met"] for place in (VILLAGE, "522633106202", TOWN)] == [0, 1, 1]
    assert Coverage.objects.get(child=child).bucket == "left_roll" and everything_adds_up()
    html = client.get(f"/children/{child.pk}/met/").content.decode()
    assert "<del>潘小山</del> → <ins>潘晓山</ins>" in html and "名字写错了，住苗朗" in html and number() not in html
    assert [event.kind for event in sighting.events.all()] == ["add", "correct"]
    assert Entry.objects.get(act="child.correct").detail == {"fields": ["place", "outcome", "name"]}


def test_a_child_entered_by_mistake_is_counted_no_longer_and_never_deleted(loaded: Cast, client: Client):
    before = sums(client, loaded.li, COUNTY)
    child = add(client, loaded.wu).child
    url = f"/children/{child.pk}/met/"
    assert client.post(f"{url}withdraw/", {"why": "mistake", "reason": ""}).status_code == 422
    assert client.post(f"{url}withdraw/", {"why": "mistake", "reason": "写错村，没有这个孩子"}).status_code == 302
    after = sums(client, loaded.li, COUNTY)
    assert after["find"] == before["find"] and Coverage.objects.get(child=child).outcome == "sighted_mistake"
    html = client.get(url).content.decode()
    assert "录错了，已撤回" in html and "写错村，没有这个孩子" in html and everything_adds_up()
    assert client.post(f"{url}again/", {"reason": "有这个孩子"}).status_code == 302
    assert sums(client, loaded.li, COUNTY)["find"] == before["find"] + 1 and everything_adds_up()
    assert SightingEvent.objects.filter(sighting__child=child).count() == 3


def test_a_child_that_is_another_on_record_is_withdrawn_as_that_child(loaded: Cast, client: Client):
    other = Child.objects.filter(village__code=VILLAGE, name="吴阿妹7").get()
    child = add(client, loaded.wu, name="吴阿妹7", birth="2015-09-01", seen=[str(one.pk) for one in Child.objects.all()]).child
    page = client.get(f"/children/{child.pk}/met/").content.decode()
    assert f'value="{other.pk}"' in page
    client.post(f"/children/{child.pk}/met/withdraw/", {"why": str(other.pk), "reason": "是同一个"})
    sighting = Sighting.objects.get(child=child)
    assert (sighting.state, sighting.same_as) == ("known", other) and everything_adds_up()
    assert Coverage.objects.get(child=child).bucket == "duplicate_registration"


def test_nobody_is_withdrawn_as_a_child_one_may_not_see(loaded: Cast, client: Client):
    far = Child.objects.filter(town__code="522633105").first()
    child = add(client, loaded.wu).child
    client.force_login(loaded.wu)
    assert client.post(f"/children/{child.pk}/met/withdraw/", {"why": str(far.pk), "reason": "x"}).status_code == 422


# --- before the first round, and empty pages


def test_before_the_first_round_a_child_is_kept_and_counted_with_it(cast: Cast, client: Client):
    child = add(client, cast.wu).child
    assert "还没有比对过名册" in client.get(f"/children/{child.pk}/met/").content.decode()
    cast.load([row(1, "enrolled")])
    assert sums(client, cast.li, COUNTY)["met"] == 1 and everything_adds_up()


def test_empty_pages_say_what_to_do(loaded: Cast, client: Client):
    client.force_login(loaded.wu)
    assert "按“新增孩子”" in client.get("/children/met/").content.decode()
    assert "这一类还没有孩子" in client.get("/children/met/?show=withdrawn").content.decode()


def test_a_child_may_not_be_changed_by_whoever_saw_an_older_state(loaded: Cast):
    from guixiao.sightings import actions

    sighting = a_child_met(loaded)
    stale = Sighting.objects.get(pk=sighting.pk)
    actions.correct(loaded.wu, sighting, told(name="吴阿妹一"), "更正")
    with pytest.raises(actions.Refused):
        actions.withdraw(loaded.shi, stale, "mistake", "没有")
    assert Sighting.objects.get().state == "counted" and everything_adds_up()
